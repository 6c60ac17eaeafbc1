"""The desk's addresses of matters: from opening to the result."""

from web import bodies
from web.guards import GuardedRoute, Handler, action, page
from web.pages import delegations, desk, matter, matters, petitions, preparation, works

DESK = "/desk/{village}"
MANDATE = DESK + "/delegations/{delegation_id:int}"
ONE = DESK + "/decisions/{decision_id:int}"


def _form(path: str, ask: Handler, act: Handler, *, files: bool = False) -> list[GuardedRoute]:
    """A page with a form, and what sending it does."""
    most = bodies.PHOTO if files else bodies.FORM
    return [page(path, ask, "office"), action(path, act, "office", max_body=most)]


MATTERS: list[GuardedRoute] = [
    page("/desk/", desk.choose, "office"),
    page(DESK + "/", desk.show, "office"),
    page(DESK + "/decisions/", matters.index, "office"),
    page(DESK + "/decisions/new", matters.new, "office"),
    action(DESK + "/decisions/", matters.create, "office"),
    page(ONE, matter.show, "office"),
    action(ONE + "/advance", matter.advance, "office"),
    *_form(ONE + "/withdraw", matter.ask_withdraw, matter.withdraw),
    *_form(ONE + "/reject", matter.ask_reject, matter.reject),
    *_form(ONE + "/post", matter.ask_post, matter.post),
    *_form(ONE + "/canvass", preparation.ask_canvass, preparation.canvass),
    *_form(ONE + "/legality", preparation.ask_legality, preparation.legality),
    *_form(ONE + "/risk", preparation.ask_risk, preparation.risk),
    *_form(ONE + "/township", preparation.ask_township, preparation.township),
    *_form(ONE + "/works", works.ask_begin, works.begin),
    *_form(ONE + "/progress", works.ask_progress, works.progress, files=True),
    *_form(ONE + "/finish", works.ask_finish, works.finish),
    *_form(ONE + "/acceptance", works.ask_acceptance, works.accept),
    *_form(ONE + "/change", works.ask_change, works.change),
    page(DESK + "/delegations/", delegations.index, "office"),
    page(DESK + "/delegations/new", delegations.new, "office"),
    action(DESK + "/delegations/", delegations.record, "office"),
    *_form(MANDATE + "/revoke", delegations.ask_revoke, delegations.revoke),
    *_form(MANDATE + "/file", delegations.ask_file, delegations.file),
    page(DESK + "/petitions/new", petitions.new, "office"),
    action(DESK + "/petitions/", petitions.record, "office"),
]
