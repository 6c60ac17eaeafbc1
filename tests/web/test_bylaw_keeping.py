"""Keeping the rules: who watches, what was done, the red list and whose word it needs."""

from datetime import timedelta

import pytest

from bylaws import red_list, texts
from bylaws.models import Carrying, RedListEntry, TextReview, Watch
from tests import doors, make
from tests.make import DAY, NOW
from tests.web import bylaw_stories as stories
from tests.web.desks import day
from village.models import Person, SessionLevel

DESK, PUBLIC = "/desk/shiqiao/bylaws/", "/v/shiqiao/bylaws/"
DONE = "办酒前上门商量，少办了十桌。"
GOOD = "捡到钱包，交还失主。"


@pytest.fixture
async def village(db):
    return await make.village("shiqiao", name="石桥村")


@pytest.fixture
async def edition(village):
    return await stories.entered(village, await stories.clerk_of(village), stories.NEW)


@pytest.fixture
async def app(db, clock):
    return doors.site(db, clock)


@pytest.fixture
async def clerk(app, edition):
    return await doors.browser(app, await Person.get(name="何文书", village__code="shiqiao"))


async def articles(edition):
    return [str(row.article_id) for row in await texts.rows_of(edition.id)]


async def fills(browser, path, **typed):
    page = await browser.get(path)
    assert page.status == 200, page.main
    return await browser.submit(page.form(), **typed)


async def villager(village, app, name="周小满"):
    person = await make.person(village, name)
    return person, await doors.browser(app, person, level=SessionLevel.PASS)


async def acts(browser, path, **typed):
    """One of the buttons of an entry on the desk."""
    page = await browser.get(path)
    shown = [form for form in page.forms if form.action == path]
    fields = shown[0].values if shown else (await browser.get("/account/pin")).form().values
    return await browser.post(path, fields | {name: [one] for name, one in typed.items()})


async def test_who_watches_is_set_up_shown_to_everybody_and_ended(village, edition, app, clerk):
    head = await make.person(village, "林秀英")
    first, second, *_ = await articles(edition)
    new, told = f"{DESK}watches/new", {"name": "红白理事会", "duty": "帮着算桌数。"}

    nothing = await fills(clerk, new, **told)
    unknown = await fills(clerk, new, **told, articles=[first], q="王五")
    kept = await fills(clerk, new, **told, articles=[first, second], q="林秀英")
    twice = await fills(clerk, new, **told, articles=[first])

    assert [(one.status, list(one.errors)) for one in (nothing, unknown, twice)] == [
        (422, ["articles"]),
        (422, ["q"]),
        (422, ["name"]),
    ]
    watch = await Watch.get()
    assert (kept.path, watch.lead_id) == (f"{DESK}keeping", head.id)
    public = await (await doors.browser(app)).get(f"{PUBLIC}keeping")
    assert "红白理事会牵头人 林秀英。帮着算桌数。 负责：第一条、第二条" in public.main
    assert public.link("第二条") == f"{PUBLIC}articles/{second}"

    over = kept.form(f"{DESK}watches/{watch.id}/end")
    await clerk.submit(over)
    again = await acts(clerk, f"{DESK}watches/{watch.id}/end")

    assert again.status == 409
    gone = await (await doors.browser(app)).get(f"{PUBLIC}keeping")
    assert "还没有登记专门的组织" in gone.main


async def test_what_was_done_is_a_deed_on_a_day_and_never_a_person(village, edition, app, clerk):
    first, *_ = await articles(edition)
    told = {"kind": "persuasion", "article": first, "text": DONE, **day("day", DAY)}
    path = f"{DESK}carried"
    elsewhere = await make.village("yunling", name="云岭村")
    other = await stories.entered(elsewhere, await stories.clerk_of(elsewhere))

    empty = await fills(clerk, path, **told | {"text": " "})
    number = await fills(clerk, path, **told | {"text": "打 13800138000 劝过。"})
    ahead = await fills(clerk, path, **told | day("day", DAY + timedelta(1)))
    strange = await fills(clerk, path, **told | {"article": (await articles(other))[0]})
    kept = await fills(clerk, path, **told)

    assert [(one.status, list(one.errors)) for one in (empty, number, ahead, strange)] == [
        (422, ["text"]),
        (422, ["text"]),
        (422, ["day"]),
        (422, ["article"]),
    ]
    assert (kept.path, [one.text for one in await Carrying.all()]) == (f"{DESK}keeping", [DONE])
    visitor = await doors.browser(app)
    here, there = [await visitor.get(f"/v/{one}/bylaws/keeping") for one in ("shiqiao", "yunling")]
    assert (DONE in here.main, DONE in there.main, here.main.count("劝导")) == (True, False, 2)


async def test_the_red_list_waits_for_consent_and_comes_down_at_a_word(
    village, edition, app, clerk
):
    person, own = await villager(village, app)
    page = await clerk.get(f"{DESK}praise/new?q=周小满")
    typed = {"person": str(person.id), "text": GOOD}
    number = await clerk.submit(page.forms[-1], **typed | {"text": "电话 13800138000 找失主。"})
    entry = await clerk.submit(page.forms[-1], **typed)

    early = await acts(clerk, entry.path, act="show", days="30")

    assert (number.status, list(number.errors)) == (422, ["text"])
    assert (early.status, "还没有征得本人同意" in early.main) == (409, True)
    account = await own.get("/account/")
    assert account.link("看一看，同意还是不同意") == f"{PUBLIC}praise"
    waiting = await own.get(f"{PUBLIC}praise")
    visitor = await doors.browser(app)
    assert "周小满" not in (await visitor.get(f"{PUBLIC}praise")).main

    yes = waiting.form()
    await own.post(yes.action, yes.values | {"act": ["agree"]})
    twice = await acts(own, f"{PUBLIC}praise/1", act="agree")
    too_long = await acts(clerk, entry.path, act="show", days="367")
    await acts(clerk, entry.path, act="show", days="30")

    assert (twice.status, too_long.status, list(too_long.errors)) == (409, 422, ["days"])
    assert "周小满" in (await visitor.get(f"{PUBLIC}praise")).main
    await acts(own, f"{PUBLIC}praise/1", act="decline")
    assert "周小满" not in (await visitor.get(f"{PUBLIC}praise")).main
    assert (await RedListEntry.get()).taken_down_on == DAY


async def test_a_signature_stands_for_a_pass_and_nobody_answers_for_another(
    village, edition, app, clerk
):
    person = await make.person(village, "魏国良")
    _, other = await villager(village, app)
    seat = await stories.clerk_of(village)
    entry = await red_list.propose(village, person, GOOD, seat, now=NOW)
    path = f"{DESK}praise/{entry.id}"
    signed = {"act": "agreed", "way": "signed"}

    not_mine = await acts(other, f"{PUBLIC}praise/{entry.id}", act="agree")
    nowhere = await acts(clerk, f"{DESK}praise/{entry.id + 1}", act="off")
    ahead = await acts(clerk, path, **signed, **day("on", DAY + timedelta(1)))
    by_pass = await acts(clerk, path, **signed | {"way": "pass"}, **day("on", DAY))
    kept = await acts(clerk, path, **signed, **day("on", DAY))

    assert (not_mine.status, nowhere.status) == (404, 404)
    assert [(one.status, list(one.errors)) for one in (ahead, by_pass)] == [
        (422, ["on"]),
        (422, ["way"]),
    ]
    assert (kept.status, (await RedListEntry.get()).consent) == (303, "signed")


async def test_the_text_is_read_again_with_a_conclusion(village, edition, clerk):
    path = f"{DESK}{edition.id}/reread"

    undecided = await fills(clerk, path, note="逐条看过。")
    empty = await fills(clerk, path, revise="yes")
    kept = await fills(clerk, path, revise="yes", note="逐条看过，第三条要改。")

    assert [(one.status, list(one.errors)) for one in (undecided, empty)] == [
        (422, ["revise"]),
        (422, ["note"]),
    ]
    row = await TextReview.get()
    assert (kept.status, row.revise, row.note) == (200, True, "逐条看过，第三条要改。")
