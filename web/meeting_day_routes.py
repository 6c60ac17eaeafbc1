"""The addresses of a meeting day: the hall on the desk, the wall, signing in, voting, counting."""

from web.guards import GuardedRoute, action, page
from web.pages import arriving, ballot, balloting, counting, doors, signing, slips, wall

DESK = "/desk/{village}"
ON_DESK = DESK + "/meetings/{meeting_id:int}"
BALLOT = DESK + "/ballots/{ballot_id:int}"
V = "/v/{village}"
MEETING = V + "/meetings/{meeting_id:int}"
PAPER = V + "/ballots/{ballot_id:int}"

HALL: list[GuardedRoute] = [
    page(ON_DESK + "/doors", doors.show, "office"),
    action(ON_DESK + "/doors/open", doors.open_, "office"),
    action(ON_DESK + "/doors/shut", doors.shut, "office"),
    page(ON_DESK + "/doors/leaving", doors.leaving, "office"),
    action(ON_DESK + "/doors/{entry_id:int}/left", doors.leave, "office"),
    action(ON_DESK + "/doors/{entry_id:int}/back", doors.come_back, "office"),
    page(ON_DESK + "/tellers", counting.ask_tellers, "office"),
    action(ON_DESK + "/tellers", counting.appoint, "office"),
    page(ON_DESK + "/items/{item_id:int}/vote", balloting.ask, "office"),
    action(ON_DESK + "/items/{item_id:int}/vote", balloting.prepare, "office"),
    page(BALLOT, balloting.show, "office"),
    action(BALLOT + "/open", balloting.open_, "office"),
    action(BALLOT + "/stop", balloting.stop, "office"),
    action(BALLOT + "/declare", balloting.declare, "office"),
    action(BALLOT + "/void", balloting.void, "office"),
    page(BALLOT + "/slips", slips.show, "office"),
    action(BALLOT + "/slips/print", slips.print_, "office"),
    action(BALLOT + "/slips/spoil", slips.spoil, "office"),
    page(BALLOT + "/slips/sheet", slips.sheet, "office"),
    action(BALLOT + "/slips/{entry_id:int}", slips.issue, "office"),
]

IN_THE_HALL: list[GuardedRoute] = [
    page(MEETING, arriving.show, "anyone"),
    page(MEETING + "/wall", wall.show, "office"),
    page(MEETING + "/in/{shown}", arriving.scan, "anyone"),
    page(MEETING + "/arrive", arriving.ask, "signed_in"),
    action(MEETING + "/arrive", arriving.arrive),
    action(MEETING + "/join", arriving.join),
    action(MEETING + "/leave", arriving.leave),
    page(MEETING + "/sign", signing.show, "signed_in"),
    action(MEETING + "/sign", signing.sign),
    page(MEETING + "/counting", counting.index, "signed_in"),
    page(PAPER, ballot.show, "signed_in"),
    action(PAPER + "/look", ballot.look, spends=False),
    action(PAPER, ballot.cast),
    page(PAPER + "/close", counting.ask_close, "signed_in"),
    action(PAPER + "/close", counting.close),
    page(PAPER + "/count", counting.ask_count, "signed_in"),
    action(PAPER + "/count", counting.count),
    page(V + "/slips/{slip}", slips.check, "anyone"),
]

MEETING_DAY: list[GuardedRoute] = [*HALL, *IN_THE_HALL]
