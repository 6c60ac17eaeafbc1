"""The desk's addresses of 村民说事: one concern with all acts, say days, the ledger, the figures.

{concern} is a number as printed, or an id as the record names it.
"""

from web import bodies
from web.guards import GuardedRoute, action, page
from web.pages import concern_acts, concern_desk, concern_ends, concern_looking

DESK = "/desk/{village}/concerns"
ONE = DESK + "/{concern}"
PHOTO = ONE + "/media/{medium_id:int}"


def _forms() -> list[GuardedRoute]:
    """Every act of the tables: a page with a form, and what sending it does."""
    routes = []
    for act in (*concern_acts.ACTS, *concern_ends.ENDS, *concern_looking.LOOKS):
        most = bodies.SAY if act.name in concern_acts.WITH_FILES else bodies.FORM
        path = f"{ONE}/{act.name}"
        routes += [page(path, act.ask, "office"), action(path, act.do, "office", max_body=most)]
    return routes


CONCERN_DESK: list[GuardedRoute] = [
    page(DESK + "/", concern_desk.index, "office"),
    page(ONE, concern_desk.show, "office"),
    action(ONE + "/receive", concern_acts.receive, "office"),
    action(ONE + "/archive", concern_ends.archive, "office"),
    *_forms(),
    action(PHOTO, concern_looking.photo, "office"),
    page(PHOTO + "/cover", concern_looking.ask_cover, "office"),
    action(PHOTO + "/cover", concern_looking.cover, "office"),
]
