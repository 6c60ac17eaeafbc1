"""The desk's addresses of people, import, offices, settings and the record; the township's desk."""

from web import bodies
from web.guards import GuardedRoute, action, page
from web.pages import (
    appointing,
    kin,
    offices,
    people,
    record,
    roster_import,
    settings,
    township,
    township_clerk,
)

DESK = "/desk/{village}"
PEOPLE = DESK + "/people/"
ONE = PEOPLE + "{person_id:int}"
TOWN = "/township/{village}"

REGISTER = [
    page(PEOPLE, people.index, "office"),
    action(PEOPLE, people.enter, "office"),
    page(PEOPLE + "new", people.ask_new, "office"),
    page(PEOPLE + "groups/{group_id:int}", people.group, "office"),
    page(ONE, people.show, "office"),
    page(ONE + "/edit", people.ask_edit, "office"),
    action(ONE + "/edit", people.edit, "office"),
    page(ONE + "/leave", people.ask_leave, "office"),
    action(ONE + "/leave", people.leave, "office"),
    action(ONE + "/return", people.come_back, "office"),
    page(ONE + "/kin", kin.ask, "office"),
    action(ONE + "/kin", kin.declare, "office"),
    action(ONE + "/kin/{kin_id:int}/withdraw", kin.withdraw, "office"),
]

IMPORT = PEOPLE + "import"
PARCEL = IMPORT + "/{parcel}"
MANY_TICKS = 256 * 1024  # bytes: everybody missing from a partial sheet may be ticked

IMPORTING = [
    page(IMPORT, roster_import.ask, "office"),
    action(IMPORT, roster_import.send, "office", max_body=bodies.PHOTO, spends=False),
    page(IMPORT + "/template.csv", roster_import.template, "office"),
    page(IMPORT + "/done/{number:int}", roster_import.tell, "office"),
    page(PARCEL, roster_import.look, "office"),
    action(PARCEL, roster_import.apply, "office", max_body=MANY_TICKS),
    page(PARCEL + "/rejected", roster_import.rejected, "office"),
]

OFFICES = DESK + "/offices/"
HELD = OFFICES + "{appointment_id:int}"

APPOINTING = [
    page(OFFICES, offices.index, "office"),
    action(OFFICES, appointing.appoint, "office"),
    page(OFFICES + "new", appointing.ask, "office"),
    page(OFFICES + "outside", appointing.ask_outside, "office"),
    action(OFFICES + "outside", appointing.enter_outside, "office"),
    page(OFFICES + "history", offices.history, "office"),
    page(HELD, offices.show, "office"),
    page(HELD + "/end", offices.ask_end, "office"),
    action(HELD + "/end", offices.end, "office"),
    page(HELD + "/term", offices.ask_term, "office"),
    action(HELD + "/term", offices.set_term, "office"),
]

SETTLING = [
    page(DESK + "/settings", settings.show, "office"),
    action(DESK + "/settings", settings.settle, "office"),
]

RECORD = [
    page(DESK + "/record", record.show, "office"),
    page(DESK + "/record/check", record.check, "office"),
    page(TOWN + "/record", record.show_township, "township"),
    page(TOWN + "/record/check", record.check_township, "township"),
]

ADVICE = TOWN + "/advice/{review_id:int}"

TOWNSHIP = [
    page("/township/", township.index, "township"),
    page(TOWN + "/", township.show, "township"),
    page(TOWN + "/clerk", township_clerk.ask, "township"),
    action(TOWN + "/clerk", township_clerk.appoint, "township"),
    page(ADVICE, township.ask_advice, "township"),
    action(ADVICE, township.advise, "township"),
]

PEOPLE_ROUTES: list[GuardedRoute] = [
    *REGISTER,
    *IMPORTING,
    *APPOINTING,
    *SETTLING,
    *RECORD,
    *TOWNSHIP,
]
