"""Every address with its audience: the map of the site.

A page shows, an action acts; the first match wins, so fixed words stand before {patterns}.
"""

from web.bylaw_desk_routes import BYLAW_DESK
from web.bylaw_routes import BYLAWS
from web.concern_desk_routes import CONCERN_DESK
from web.concern_routes import CONCERNS
from web.guards import GuardedRoute, action, page
from web.matter_routes import MATTERS
from web.meeting_day_routes import MEETING_DAY
from web.meeting_routes import MEETINGS
from web.pages import account, entry, health, office_entry, passes, textsize
from web.people_routes import PEOPLE_ROUTES
from web.public_routes import PUBLIC
from web.say_day_routes import SAY_DAYS

COMING_IN = [
    page("/enter", entry.ask, "anyone"),
    page("/enter/again", entry.again, "signed_in"),
    action("/enter/again", entry.prove_again, spends=False),
    page("/enter/office", office_entry.show, "signed_in"),
    action("/enter/office", office_entry.open_, spends=False),
    page("/enter/{token}", entry.show, "anyone"),
    action("/enter/{token}", entry.enter, "anyone", spends=False),
    action("/leave", entry.leave, "anyone", keyed=False),
    page("/account/", account.show, "signed_in"),
    action("/account/sessions/end-others", account.end_others, spends=False),
    action("/account/sessions/{session_id:int}/end", account.end_one, spends=False),
    page("/account/pin", account.pin, "signed_in"),
    action("/account/pin", account.change_pin),
    page("/account/password", account.password, "signed_in"),
    action("/account/password", account.change_password),
]

PASSES = [
    page("/desk/{village}/passes/", passes.groups, "office"),
    page("/desk/{village}/passes/groups/{group_id:int}", passes.group, "office"),
    action("/desk/{village}/passes/groups/{group_id:int}", passes.print_group, "office"),
    page("/desk/{village}/passes/{pass_id:int}", passes.one, "office"),
    action("/desk/{village}/passes/{pass_id:int}/revoke", passes.revoke, "office"),
    action("/desk/{village}/passes/{pass_id:int}/unlock", passes.unlock, "office"),
    action("/desk/{village}/passes/{pass_id:int}/reissue", passes.reissue, "office"),
    page("/township/{village}/passes/", passes.officials, "township"),
    action("/township/{village}/passes/{person_id:int}", passes.print_clerk, "township"),
    action("/township/{village}/passes/{person_id:int}/forget", passes.forget_password, "township"),
]

ROUTES: list[GuardedRoute] = [
    *PUBLIC,
    *BYLAWS,
    *BYLAW_DESK,
    *COMING_IN,
    *PASSES,
    *SAY_DAYS,
    *CONCERNS,
    *CONCERN_DESK,
    *MATTERS,
    *MEETINGS,
    *MEETING_DAY,
    *PEOPLE_ROUTES,
    page("/text-size", textsize.show, "anyone"),
    action("/text-size", textsize.choose, "anyone", keyed=False),
    page("/healthz", health.healthz, "anyone"),
    page("/metrics", health.metrics, "anyone"),
]
