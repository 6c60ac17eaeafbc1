"""What anybody may read without signing in. All of it but /q/ and /rules? may be kept as bytes.

An address added here that shows a list or a paper gets a line in web/cache.py as well.
"""

from web.guards import GuardedRoute, action, page
from web.pages import board, decisions, front, home, notices, rules, short

V = "/v/{village}"
NOTICE = V + "/notices/{notice_id:int}"

PUBLIC: list[GuardedRoute] = [
    page("/", front.show, "anyone"),
    page(V + "/", home.show, "anyone"),
    page(V + "/board", board.show, "anyone"),
    page(V + "/board.json", board.json_feed, "anyone"),
    page(V + "/board.atom", board.atom, "anyone"),
    page(NOTICE, notices.show, "anyone"),
    page(NOTICE + "/poster", notices.poster, "anyone"),
    action(NOTICE + "/objections", notices.object_to),
    page(NOTICE + "/objections/{objection_id:int}", notices.objection, "signed_in"),
    page(V + "/decisions/", decisions.index, "anyone"),
    page(V + "/decisions/{decision_id:int}.json", decisions.record, "anyone"),
    page(V + "/decisions/{decision_id:int}", decisions.show, "anyone"),
    page("/q/{code}", short.follow, "anyone"),
    page("/rules", rules.show, "anyone"),
    page("/rules/{profile}", rules.profile, "anyone"),
]
