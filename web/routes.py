"""Every address with its audience: the map of the site.

A page shows, an action acts; the first match wins, so fixed words stand before {patterns}.
"""

from web.guards import GuardedRoute, action, page
from web.pages import health, textsize

ROUTES: list[GuardedRoute] = [
    page("/text-size", textsize.show, "anyone"),
    action("/text-size", textsize.choose, "anyone", keyed=False),
    page("/healthz", health.healthz, "anyone"),
    page("/metrics", health.metrics, "anyone"),
]
