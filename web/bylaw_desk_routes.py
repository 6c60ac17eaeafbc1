"""The addresses of bylaws at the desk, for making and keeping them, and at the township."""

from web import bodies
from web.guards import GuardedRoute, Handler, action, page
from web.pages import (
    bylaw_keeping,
    desk_bylaws,
    edition,
    edition_arrange,
    edition_checkup,
    edition_import,
    edition_opinions,
    edition_sheets,
    edition_text,
    praise,
    town_bylaws,
)
from web.pages.edition_steps import STEPS

ALL = "/desk/{village}/bylaws/"
ONE = ALL + "{edition_id:int}"
ROW = ONE + "/articles/{row_id:int}"
OPINIONS = ONE + "/opinions"
PRAISE = ALL + "praise/"
PUBLIC_PRAISE = "/v/{village}/bylaws/praise"
TOWN = "/township/{village}/bylaws/"


def _form(path: str, ask: Handler, act: Handler, *, files: bool = False) -> list[GuardedRoute]:
    """A page with a form, and what sending it does."""
    most = bodies.PHOTO if files else bodies.FORM
    return [page(path, ask, "office"), action(path, act, "office", max_body=most)]


def _town(path: str, ask: Handler, act: Handler) -> list[GuardedRoute]:
    return [page(TOWN + path, ask, "township"), action(TOWN + path, act, "township")]


BYLAW_DESK: list[GuardedRoute] = [
    page(ALL, desk_bylaws.index, "office"),
    action(ALL, desk_bylaws.create, "office"),
    page(ALL + "new", desk_bylaws.new, "office"),
    *_form(ALL + "enter", edition_import.ask_enter, edition_import.enter, files=True),
    page(ALL + "keeping", bylaw_keeping.index, "office"),
    page(ALL + "watches/new", bylaw_keeping.ask_watch, "office"),
    action(ALL + "watches/", bylaw_keeping.set_up, "office"),
    action(ALL + "watches/{watch_id:int}/end", bylaw_keeping.end, "office"),
    *_form(ALL + "carried", bylaw_keeping.ask_carry, bylaw_keeping.carry),
    page(PRAISE + "new", praise.ask, "office"),
    action(PRAISE, praise.propose, "office"),
    *_form(PRAISE + "{praise_id:int}", praise.show, praise.act),
    page(ONE, edition.show, "office"),
    action(ONE + "/advance", edition.advance, "office"),
    *[
        route
        for word, step in STEPS.items()
        for route in _form(f"{ONE}/{word}", step.ask, step.act)
    ],
    *_form(ONE + "/import", edition_import.ask, edition_import.take, files=True),
    page(ONE + "/text", edition_text.whole, "office"),
    page(ONE + "/history", edition_text.history, "office"),
    *_form(ONE + "/parts/{part}", edition_text.part, edition_text.save_part),
    action(ONE + "/renumber", edition_arrange.renumber, "office"),
    page(ONE + "/articles/new", edition_arrange.ask_add, "office"),
    action(ONE + "/articles/", edition_arrange.add, "office"),
    *_form(ROW, edition_text.article, edition_text.save),
    action(ROW + "/check", edition_text.check, "office", spends=False),
    action(ROW + "/put", edition_arrange.arrange, "office"),
    *_form(ROW + "/split", edition_arrange.ask_split, edition_arrange.split),
    page(OPINIONS, edition_opinions.index, "office"),
    *_form(OPINIONS + "/new", edition_opinions.ask, edition_opinions.write_down),
    *_form(OPINIONS + "/{opinion_id:int}", edition_opinions.ask_answer, edition_opinions.answer),
    page(ONE + "/checkup", edition_checkup.show, "office"),
    action(ONE + "/checkup/decide", edition_checkup.decide, "office"),
    *_form(ONE + "/checkup/note", edition_checkup.ask_note, edition_checkup.note),
    action(ONE + "/checkup/sign", edition_checkup.sign, "office"),
    page(ONE + "/checkup/sheet", edition_sheets.checkup, "office"),
    page(ONE + "/filing", edition_sheets.filing, "office"),
    page(PUBLIC_PRAISE, praise.board, "anyone"),
    action(PUBLIC_PRAISE + "/{praise_id:int}", praise.answer),
    page("/township/bylaws", town_bylaws.index, "township"),
    page(TOWN + "{text_id:int}", town_bylaws.show, "township"),
    *_town("{text_id:int}/order", town_bylaws.ask_order, town_bylaws.order),
    *_town("advice/{advice_id:int}", town_bylaws.ask_advice, town_bylaws.advise),
    *_town("filings/{filing_id:int}", town_bylaws.ask_register, town_bylaws.register),
    *_town("orders/{order_id:int}", town_bylaws.ask_revoke, town_bylaws.revoke),
]
