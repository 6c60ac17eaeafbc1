"""What villagers of the demo said: one settled and rated, one handled, a question, a new one."""

from datetime import timedelta

from deliberation import (
    backing,
    concern_doors,
    handling,
    raising,
    ratings,
    routing,
    say_days,
    say_records,
)
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernCategory,
    ConcernResult,
    Road,
    Satisfaction,
    SayForm,
    SayVerdict,
)
from deliberation.raising import Said
from deliberation.ratings import Rating
from deliberation.routing import Routing
from deliberation.say_days import SayCall
from deliberation.say_records import Agreed, SayRecord
from publicity.models import Notice
from village.models import Person
from village.permissions import Actor, Office, Seat
from web.demo.teller import Teller

WORKS = ConcernCategory.WORKS
LAMP = "晒谷场边上的路灯坏了快一个月，晚上老人走路看不见，前天差点摔了一个。"
PIPE = "自来水一打开全是黄水汤，管子老化了，能不能换？"
AID = "老两口都过了七十，低保怎么申请，要带什么？"
HALL = "文化礼堂晚上锁着门，能不能开，老人想去坐坐，年轻人想打球。"
BINS = "村口那排垃圾桶正对着王家院子，夏天味道大，能不能挪一挪？"
ASKED = "反对的和弃权的各是几票，为什么公告上写得这么简单？"


async def tell(teller: Teller) -> None:
    speakers = await _villagers(teller)
    await _settled(teller, speakers[0])
    await _handled(teller, speakers[1], speakers[2:6])
    await _asked(teller, speakers[6])
    await _talked_over(teller, speakers[3], speakers[4])
    said = Said(AID, ConcernCategory.AID)
    await raising.raise_own(teller.village, said, speakers[7], now=teller.at(0, 8))


async def _villagers(teller: Teller) -> list[Actor]:
    """Ordinary people of the village: nobody who holds an office."""
    busy = [one.person_id for one in teller.cast.values() if one.person_id]
    rows = await Person.filter(village_id=teller.village.id).exclude(id__in=busy)
    grown = [one for one in rows if one.born_on and one.born_on.year < teller.today.year - 30]
    return [_speaking(one) for one in sorted(grown, key=lambda one: one.id)[20:28]]


def _speaking(person: Person) -> Actor:
    seat = Seat(person.id, Office.VILLAGER, person.village_id, person.township_id)
    return Actor(person.id, person.name, "", (seat,))


async def _raised(
    teller: Teller, text: str, who: Actor, days_ago: int, subject: str = ""
) -> Concern:
    kind = ConcernCategory.QUESTION if subject else WORKS
    said = Said(text, kind, subject=subject)
    receipt = await raising.raise_own(teller.village, said, who, now=teller.at(days_ago, 19))
    return await _fresh(receipt.concern)


async def _fresh(concern: Concern) -> Concern:
    return await Concern.get(id=concern.id).select_related("village", "group", "place")


async def _assigned(teller: Teller, concern: Concern, words: str, days_ago: int) -> Actor:
    """To the chair of the committee, who then does it."""
    chair = teller.cast[Office.COMMITTEE_CHAIR]
    now = teller.at(days_ago)
    await routing.route(concern, Routing(Road.VILLAGE, words), teller.clerk, now=now)
    due = teller.today - timedelta(days=days_ago - 6)
    task = Assignment(chair.person_id or 0, due)
    await handling.assign(await _fresh(concern), task, teller.clerk, now=now)
    return chair


async def _settled(teller: Teller, who: Actor) -> None:
    concern = await _raised(teller, LAMP, who, 16)
    chair = await _assigned(teller, concern, "请电工当天去看", 15)
    concern = await _fresh(concern)
    await handling.progress(concern, "灯泡和线都换了。", chair, now=teller.at(13))
    answer = "四盏灯都换了节能灯泡，线也重新接过。"
    concern = await _fresh(concern)
    await handling.answer(concern, answer, ConcernResult.SOLVED, chair, now=teller.at(12))
    claim = await concern_doors.own(who, teller.village.id, concern.number)
    good = Satisfaction.GOOD
    await ratings.rate(claim, Rating(good, Satisfaction.FAIR, good), now=teller.at(11))


async def _handled(teller: Teller, who: Actor, neighbours: list[Actor]) -> None:
    concern = await _raised(teller, PIPE, who, 4)
    for neighbour in neighbours:
        await backing.back(await _fresh(concern), neighbour, now=teller.at(3))
    await _assigned(teller, await _fresh(concern), "先查哪几段漏，再报价", 3)


async def _asked(teller: Teller, who: Actor) -> None:
    """A question beside a paper that hangs on the board, with its answer."""
    paper = await Notice.filter(village_id=teller.village.id, withdrawn_at=None).first()
    if paper is None:
        return
    concern = await _raised(teller, ASKED, who, 2, subject=f"notice:{paper.id}")
    words = (
        "每一项的票数都在这张公告上面那几行，会议记录里还有每一步的人数，点“看全部经过”就能看到。"
    )
    told = Routing(Road.ON_THE_SPOT, words, result=ConcernResult.EXPLAINED)
    await routing.route(concern, told, teller.clerk, now=teller.at(1))


async def _talked_over(teller: Teller, first: Actor, second: Actor) -> None:
    """A say day that was held, and the next one with its agenda."""
    hall = await _raised(teller, HALL, first, 20)
    day = teller.today - timedelta(days=12)
    asked = SayCall(SayForm.SAY, day, "文化礼堂", "19:00", "镇文化站、村民代表", [hall.id])
    session = await say_days.call(teller.village, asked, teller.clerk, now=teller.at(18))
    (item,) = await say_days.items_of(session)
    agreed = Agreed(
        item.id,
        SayVerdict.ADOPTED,
        "来的人都说该开，电费一年多不了几百元。",
        "每晚七点到九点开门，四名党员轮流值班。",
        teller.today + timedelta(days=3),
    )
    came = "三个组 21 户，镇文化站 1 人，村民代表 4 人"
    record = SayRecord(26, came, "怕没人管、怕费电，商量下来轮流值班。", [agreed])
    await say_records.record(session, record, teller.clerk, now=teller.at(12, 21))
    bins = await _raised(teller, BINS, second, 6)
    following = say_days.fixed_days(teller.village, teller.today)[0]
    asked = SayCall(SayForm.SAY, following, "文化礼堂", "19:00", "保洁公司", [bins.id])
    await say_days.call(teller.village, asked, teller.clerk, now=teller.at(2))
