"""村规民约 of a demo village: a wording that was replaced, the one in force, and the next one.

The two first bound the village before it began with this product, so they are entered; the next
is made here. How it is kept is told too: who watches, what was done, who stands on the red list.
"""

from datetime import timedelta

from bylaws import (
    adviser,
    arranging,
    collecting,
    drafting,
    editions,
    entering,
    opinions,
    red_list,
    reviews_due,
    texts,
    township_review,
    watching,
)
from bylaws.editions import Start
from bylaws.entering import Adopted
from bylaws.models import (
    BylawKind,
    CarryingKind,
    ConsentWay,
    Edition,
    EditionArticle,
    OpinionOutcome,
    OpinionWay,
)
from bylaws.watching import Carried, Duty
from village import offices
from village.permissions import Actor, Office
from village.rules import Body
from web.demo.bylaw_texts import CHARGING, FEASTS, FEASTS_NEXT, QUARRELS, ROADS, RULES, written
from web.demo.teller import Teller

KIND = BylawKind.RULES
DAYS = (1130, 400)  # ago: when the assembly adopted the first and the second wording
ENTERED = 150
AT_THE_TOWNSHIP = "yunling"
"""Its next wording has gone further than the others', so that the township has one to read."""


async def tell(teller: Teller) -> None:
    current = await _before(teller)
    await _kept(teller, await texts.rows_of(current.id))
    further = 21 if teller.village.code == AT_THE_TOWNSHIP else 0
    await _next(teller, further)


async def _before(teller: Teller) -> Edition:
    """The two wordings that were adopted, filed and put up on paper; the last one is returned."""
    rules, name = RULES[teller.village.code], teller.village.name
    for ago, articles in zip(DAYS, (rules.first(), rules.second()), strict=True):
        adopted = teller.today - timedelta(ago)
        asked = Adopted(
            kind=KIND,
            title=f"{name}村规民约",
            text=written(name, articles),
            adopted_on=adopted,
            adopted_body=Body.VILLAGERS_ASSEMBLY,
            in_force_on=adopted + timedelta(20),
            filed_on=adopted + timedelta(6),
            filing_number=f"青溪备字〔{adopted.year}〕{teller.village.id} 号",
            note="村民会议通过，公开栏张贴过，原件在村里档案柜",
        )
        edition = await entering.enter_adopted(
            teller.village, asked, teller.clerk, now=teller.at(ENTERED)
        )
    return edition


async def _kept(teller: Teller, rows: list[EditionArticle]) -> None:
    village, clerk = teller.village, teller.clerk
    by_text = {row.text: row.article_id for row in rows}
    feasts, roads, quarrels = (by_text[one] for one in (FEASTS, ROADS, QUARRELS))
    told = (
        ("红白理事会", "帮着算桌数、借桌椅，提醒不铺张。", 3, (feasts,)),
        ("村规监督队", "看村容、劝纠纷，只提醒、不处罚。", 4, (roads, quarrels)),
    )
    watches = []
    for name, duty, skip, watched in told:
        asked = Duty(KIND, name, duty, await teller.somebody(skip), watched)
        watches.append(await watching.set_up(village, asked, clerk, now=teller.at(140)))
    for article, kind, ago, text, watch in (
        (feasts, CarryingKind.PERSUASION, 60, "一场婚宴从二十桌减到十四桌。", watches[0]),
        (quarrels, CarryingKind.MEDIATION, 33, "两家为排水沟的事谈了两次，谈拢了。", watches[1]),
        (roads, CarryingKind.PERSUASION, 9, "上门劝了三户，路边的柴草当天搬走。", watches[1]),
    ):
        day = teller.today - timedelta(ago)
        carried = Carried(article, kind, day, text, watch)
        await watching.carried_out(village, carried, clerk, now=teller.at(ago, 17))
    await _praised(teller, roads)
    current = await editions.visible_to(clerk, village.id, rows[0].edition_id)
    note = "逐条看过，多数照着做；红白喜事和充电两条要改，另起草新的一版。"
    await reviews_due.record(current, True, note, clerk, now=teller.at(35))


async def _praised(teller: Teller, article_id: int) -> None:
    """One on the list with a signature, one that waits for the word of whoever it is about."""
    village, clerk, now = teller.village, teller.clerk, teller.at(12, 10)
    deeds = ("连着两个月带头清扫村口的路。", "自家院墙往里让了半米，消防车能开进来了。")
    entries = [
        await red_list.propose(
            village, await teller.somebody(skip), text, clerk, now=now, article_id=article_id
        )
        for skip, text in enumerate(deeds)
    ]
    shown = await red_list.on_desk(clerk, village.id, entries[1].id)
    signed = teller.today - timedelta(11)
    await red_list.agreed_on_paper(shown, ConsentWay.SIGNED, signed, clerk, now=teller.at(11, 9))
    await red_list.show(shown, 60, clerk, now=teller.at(11, 10))


async def _next(teller: Teller, further: int) -> None:
    """Drafted and shown to everybody; where `further` days have gone by, with the township now."""
    village, clerk, rules = teller.village, teller.clerk, RULES[teller.village.code]
    start = Start(KIND, f"{village.name}村规民约", rules.why)
    edition = await editions.start(village, start, clerk, now=teller.at(12 + further))
    rows = await texts.rows_of(edition.id)
    feasts = next(row for row in rows if row.text == FEASTS)
    drafted = teller.at(10 + further)
    version = edition.text_version
    await drafting.write_article(edition, feasts.id, FEASTS_NEXT, version, clerk, now=drafted)
    await arranging.add(edition, CHARGING, rows[-3].id, clerk, now=drafted)
    opened = teller.at(3 + further)
    await collecting.open_for_opinions(edition, None, clerk, now=opened)
    await _thought(teller, edition, 2 + further)
    if further:
        await _to_township(teller, edition)


async def _thought(teller: Teller, edition: Edition, ago: int) -> None:
    rows = await texts.rows_of(edition.id)
    for skip, (place, text) in enumerate(RULES[teller.village.code].thought):
        person, article = await teller.somebody(skip + 5), rows[place].article_id
        if skip:
            await opinions.write_down(
                edition,
                person,
                text,
                OpinionWay.WINDOW,
                teller.clerk,
                now=teller.at(ago, 16),
                article_id=article,
            )
            continue
        seats = await offices.seats_of(person, teller.today)
        actor = Actor(person.id, person.name, teller.village.name, seats)
        await opinions.give(edition, text, actor, now=teller.at(ago, 20), article_id=article)


async def _to_township(teller: Teller, edition: Edition) -> None:
    """Everything answered, read by the adviser, sent for advice; the answer is still to come."""
    village, clerk = teller.village, teller.clerk
    for given in await opinions.of_edition(edition.id):
        opinion = await opinions.on_desk(clerk, village.id, given.id)
        answer = "采纳。进山口由护林员放水桶，牌子也留着；这件事不用写进条文。"
        await opinions.answer(opinion, OpinionOutcome.PARTLY, answer, clerk, now=teller.at(18))
    for deed, ago in ((collecting.begin_drafting, 13), (adviser.begin_check, 10)):
        await deed(await fresh(teller, edition), clerk, now=teller.at(ago))
    signer = teller.cast[Office.LEGAL_ADVISER]
    words = "逐条看过，没有和法律不合的内容。"
    await adviser.sign(await fresh(teller, edition), words, signer, now=teller.at(7))
    await township_review.send(await fresh(teller, edition), clerk, now=teller.at(4))


async def fresh(teller: Teller, edition: Edition) -> Edition:
    return await editions.visible_to(teller.clerk, teller.village.id, edition.id)
