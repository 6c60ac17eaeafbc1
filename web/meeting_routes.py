"""The desk's addresses of meetings and papers on the board, and every photograph's own address."""

from web import bodies
from web.guards import GuardedRoute, action, page
from web.pages import (
    afar,
    attendance,
    calling,
    convening,
    desk_notices,
    evidence,
    meeting_papers,
    meetings,
    minutes,
    minutes_paper,
    objections,
    reconvening,
    rolls,
)

DESK = "/desk/{village}"
MEETING = DESK + "/meetings/{meeting_id:int}"
NOTICE = DESK + "/notices/{notice_id:int}"
OBJECTION = DESK + "/objections/{objection_id:int}"
LONG = 512 * 1024  # bytes: minutes are written out

CALLED: list[GuardedRoute] = [
    page(DESK + "/meetings/", meetings.index, "office"),
    action(DESK + "/meetings/", calling.create, "office"),
    page(DESK + "/meetings/new", calling.new, "office"),
    page(MEETING, meetings.show, "office"),
    page(MEETING + "/notice", convening.notice, "office"),
    page(MEETING + "/told", convening.told, "office"),
    page(MEETING + "/papers", meeting_papers.show, "office"),
    action(MEETING + "/papers", meeting_papers.send, "office", max_body=bodies.PAPER),
    page(MEETING + "/papers/{document_id:int}", meeting_papers.ask_down, "office"),
    action(MEETING + "/papers/{document_id:int}", meeting_papers.take_down, "office"),
    page(MEETING + "/cancel", meetings.ask_cancel, "office"),
    action(MEETING + "/cancel", meetings.cancel, "office"),
    page(MEETING + "/adjourn", reconvening.ask, "office"),
    action(MEETING + "/adjourn", reconvening.adjourn, "office", max_body=LONG),
    page(MEETING + "/reconvene", reconvening.ask_again, "office"),
    action(MEETING + "/reconvene", reconvening.reconvene, "office"),
    page(MEETING + "/correct", meetings.ask_correction, "office"),
    action(MEETING + "/correct", meetings.correct, "office"),
    page(MEETING + "/roll", rolls.show, "office"),
    action(MEETING + "/roll/add", rolls.add, "office"),
    page(MEETING + "/roll/{entry_id:int}", rolls.ask_strike, "office"),
    action(MEETING + "/roll/{entry_id:int}", rolls.strike, "office"),
]

RECORDED: list[GuardedRoute] = [
    page(MEETING + "/attendance", attendance.show, "office"),
    action(MEETING + "/attendance", attendance.save, "office"),
    action(MEETING + "/observers", attendance.observe, "office"),
    action(MEETING + "/observers/{observer_id:int}", attendance.unobserve, "office"),
    page(MEETING + "/afar", afar.show, "office"),
    action(MEETING + "/afar/{entry_id:int}", afar.save, "office"),
    page(MEETING + "/sheet", attendance.sheet, "office"),
    page(MEETING + "/minutes", minutes.show, "office"),
    action(MEETING + "/minutes", minutes.record, "office", max_body=LONG),
    action(MEETING + "/minutes/look", minutes.look, "office", max_body=LONG, spends=False),
    action(MEETING + "/minutes/edit", minutes.edit, "office", max_body=LONG, spends=False),
    page(MEETING + "/record", minutes_paper.show, "office"),
    page(MEETING + "/photos", evidence.ask_meeting, "office"),
    action(MEETING + "/photos", evidence.send_meeting, "office", max_body=bodies.PHOTO),
]

PAPERS: list[GuardedRoute] = [
    page(NOTICE, desk_notices.show, "office"),
    page(NOTICE + "/withdraw", desk_notices.ask_withdraw, "office"),
    action(NOTICE + "/withdraw", desk_notices.withdraw, "office", max_body=LONG),
    page(NOTICE + "/photos", evidence.ask_notice, "office"),
    action(NOTICE + "/photos", evidence.send_notice, "office", max_body=bodies.PHOTO),
    page(NOTICE + "/opinion", desk_notices.ask_opinion, "office"),
    action(NOTICE + "/opinion", desk_notices.give_opinion, "office"),
    page(NOTICE + "/objections/new", desk_notices.ask_objection, "office"),
    action(NOTICE + "/objections", desk_notices.write_down, "office"),
    page(OBJECTION, objections.show, "office"),
    action(OBJECTION, objections.answer, "office"),
    page("/v/{village}/documents/{document_id:int}", meeting_papers.read, "signed_in"),
    page("/evidence/{evidence_id:int}", evidence.picture, "anyone"),
    page("/evidence/{evidence_id:int}/small", evidence.thumbnail, "anyone"),
]

MEETINGS: list[GuardedRoute] = [*CALLED, *RECORDED, *PAPERS]
