"""The addresses of say days, of the quarter's figures and of the ledger (说事台账).

They stand before {concern}: "figures" and "ledger" are no numbers of a concern.
"""

from web.guards import GuardedRoute, action, page
from web.pages import concern_figures, say_day_public, say_day_record, say_days

PUBLIC = "/v/{village}/say-days/"
DESK = "/desk/{village}/say-days/"
ONE = DESK + "{say_id:int}"
ITEM = ONE + "/items/{item_id:int}"
LEDGER = "/desk/{village}/concerns/ledger"
LONG = 1024 * 1024  # bytes: many items, each with its reasons

SAY_DAYS: list[GuardedRoute] = [
    page(PUBLIC, say_day_public.index, "anyone"),
    page(PUBLIC + "{say_id:int}", say_day_public.show, "anyone"),
    page("/v/{village}/concerns/figures", concern_figures.show, "anyone"),
    page(LEDGER, concern_figures.ledger, "office"),
    page(LEDGER + ".csv", concern_figures.sheet, "office"),
    page(DESK, say_days.index, "office"),
    action(DESK, say_days.create, "office"),
    page(DESK + "new", say_days.new, "office"),
    page(ONE, say_days.show, "office"),
    page(ONE + "/poster", say_days.poster, "office"),
    action(ONE + "/items", say_days.put_on, "office"),
    page(ITEM + "/off", say_days.ask_off, "office"),
    action(ITEM + "/off", say_days.take_off, "office"),
    page(ONE + "/cancel", say_days.ask_cancel, "office"),
    action(ONE + "/cancel", say_days.cancel, "office"),
    page(ONE + "/record", say_day_record.ask, "office"),
    action(ONE + "/record", say_day_record.record, "office", max_body=LONG),
    page(ITEM + "/result", say_day_record.ask_result, "office"),
    action(ITEM + "/result", say_day_record.note_result, "office"),
]
