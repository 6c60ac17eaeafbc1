"""The addresses of 村民说事: for villagers, those who write for them, and the township.

Fixed words stand before {concern}, which is a number as printed: 2026-017.
"""

from web import bodies
from web.guards import GuardedRoute, action, page
from web.pages import (
    concern_own,
    concerns,
    say_helping,
    say_places,
    saying,
    township_concerns,
)

SAY = "/v/{village}/concerns"
ONE = SAY + "/{concern}"
PLACES = "/desk/{village}/places"
PLACE = PLACES + "/{place_id:int}"
WINDOW = "/desk/{village}/window"
UP = "/township/{village}/concerns/{up_id:int}"

CONCERNS: list[GuardedRoute] = [
    page(SAY + "/", concerns.index, "anyone"),
    action(SAY + "/", saying.raise_, "anyone", max_body=bodies.SAY),
    page(SAY + "/new", saying.new, "anyone"),
    page(SAY + "/wall", concerns.wall, "anyone"),
    page(SAY + "/mine", concern_own.mine, "signed_in"),
    page(SAY + "/follow", concern_own.ask_follow, "anyone"),
    action(SAY + "/follow", concern_own.follow, "anyone", spends=False),
    action(SAY + "/leave", concern_own.leave, "anyone", spends=False),
    page(SAY + "/for", say_helping.ask_help, "office"),
    action(SAY + "/for", say_helping.help_, "office", max_body=bodies.SAY),
    page(ONE, concerns.show, "anyone"),
    page(ONE + "/own", concern_own.own, "anyone"),
    page(ONE + "/receipt", saying.receipt, "anyone"),
    page(ONE + "/slip", say_helping.slip, "office"),
    page(ONE + "/rate", concern_own.ask_rate, "anyone"),
    action(ONE + "/rate", concern_own.rate, "anyone"),
    page(ONE + "/withdraw", concern_own.ask_withdraw, "anyone"),
    action(ONE + "/withdraw", concern_own.withdraw, "anyone"),
    action(ONE + "/back", concern_own.back),
    page(ONE + "/rate-too", concern_own.ask_rate_too, "signed_in"),
    action(ONE + "/rate-too", concern_own.rate_too),
    page(ONE + "/media/{medium_id:int}", concerns.medium, "anyone"),
    page(ONE + "/media/{medium_id:int}/small", concerns.thumbnail, "anyone"),
    page(WINDOW, say_helping.ask_window, "office"),
    action(WINDOW, say_helping.window, "office", max_body=bodies.SAY),
    page(PLACES + "/", say_places.index, "office"),
    action(PLACES + "/", say_places.add, "office"),
    page(PLACES + "/sheet", say_places.sheet, "office"),
    page(PLACE + "/poster", say_places.poster, "office"),
    action(PLACE + "/retire", say_places.retire, "office"),
    page(UP, township_concerns.show, "township"),
    action(UP + "/receive", township_concerns.receive, "township"),
    action(UP + "/assign", township_concerns.assign, "township"),
    action(UP + "/reply", township_concerns.reply, "township"),
]
