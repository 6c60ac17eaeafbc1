"""A village with one of everything, whose ids complete the addresses of the routes.

`ids["decision_id"]` is a matter there, and so on. Rows as they are, without the deeds behind them.
"""

from types import SimpleNamespace

from bylaws.models import (
    Article,
    BylawFiling,
    BylawKind,
    BylawOpinion,
    CorrectionOrder,
    Edition,
    EditionAdvice,
    EditionArticle,
    EditionStage,
    OpinionWay,
    RedListEntry,
    Watch,
)
from deliberation import documents, slips
from deliberation.models import (
    AgendaItem,
    Attendance,
    AttendanceState,
    Ballot,
    BallotKind,
    Concern,
    ConcernAudience,
    ConcernCategory,
    ConcernChannel,
    ConcernHandUp,
    ConcernLevel,
    ConcernMedium,
    ConcernPlace,
    ConcernSight,
    CycleStep,
    MediumKind,
    MediumMoment,
    Meeting,
    MeetingDocument,
    Observer,
    ObserverSide,
    Petition,
    PetitionKind,
    SayForm,
    SayItem,
    SaySession,
    Slip,
    TownshipReview,
    VoteMethod,
)
from publicity.models import Objection, ObjectionChannel
from publicity.shortcodes import ALPHABET
from tests import doors, make
from village import evidence, ledger, profiles, rules, storage
from village.models import (
    Evidence,
    EvidenceKind,
    Kinship,
    Roll,
    RollEntry,
    RollKind,
    ShortCode,
    Village,
)
from village.permissions import Office, operator
from village.rules import Body


async def place(town, code):
    of = await make.village(code, f"{code}村", town=town)
    return SimpleNamespace(of=of, town=town, ids=await one_of_everything(of))


async def one_of_everything(of):
    """The ids by the names that routes give them. Nobody here is one of the visitors."""
    group = await make.group(of)
    home = await make.household(of, group=group)
    who = await make.person(of, "赵春生", household=home)
    near = await make.person(of, "赵春来", household=home)
    kin = await Kinship.create(village=of, person=who, relative=near, relation="sibling")
    held = await make.appointment(of, who, Office.VILLAGE_CLERK)
    row, token = await doors.card(who, now=make.NOW)
    matter = await make.matter(of)
    notice = await make.notice(of, subject=f"decision:{matter.id}")
    about = f"notice:{notice.id}"
    short = await ShortCode.create(code=f"ABCDE{ALPHABET[notice.id]}", village=of, subject=about)
    await imported(of)
    return {
        "village": of.code,
        "group_id": group.id,
        "person_id": who.id,
        "kin_id": kin.id,
        "appointment_id": held.id,
        "pass_id": row.id,
        "token": token,
        "decision_id": matter.id,
        "delegation_id": (await make.delegation(of)).id,
        "notice_id": notice.id,
        "objection_id": (await objection(notice, near)).id,
        "code": short.code,
        "number": (await Village.get(id=of.id)).log_size,
        **await meeting(of, matter, near),
        "review_id": (await review(matter)).id,
        "petition_id": (await petition(of)).id,
        **await concern(of, near),
        "profile": "national-2025",
        **await bylaws(of, near),
    }


async def bylaws(of, who):
    """Two editions that may be read; the second is asked about today."""
    profile = rules.profile(of.profile_code)
    told = {"kind": BylawKind.RULES, "profile_code": profile.code, "profile_digest": profile.digest}
    await profiles.keep(profile, now=make.NOW)
    old, new = [
        await Edition.create(
            village=of,
            number=number,
            title="村规民约",
            started_at=make.NOW,
            collect_from=make.DAY,
            collect_to=make.DAY,
            **told,
        )
        for number in (1, 2)
    ]
    article = await Article.create(village=of, kind=BylawKind.RULES)
    for edition in (old, new):
        await EditionArticle.create(
            edition=edition, article=article, position=1, label="第一条", number=1, text="和睦。"
        )
    said = await BylawOpinion.create(
        village=of, edition=new, person=who, way=OpinionWay.WINDOW, text="好。", given_at=make.NOW
    )
    return {
        "edition_id": new.id,
        "first_id": old.id,
        "second_id": new.id,
        "article_id": article.id,
        "opinion_id": said.id,
        "form": "txt",
        "part": "preamble",
        "row_id": (await EditionArticle.get(edition_id=new.id)).id,
        **await kept(of, who, article, told),
    }


async def kept(of, who, article, told):
    """A text that binds, filed, ordered to be corrected; who watches; one on the red list."""
    bound = await Edition.create(
        village=of,
        number=3,
        title="村规民约",
        started_at=make.NOW,
        imported=True,
        stage=EditionStage.PUBLISHED,
        adopted_on=make.BEGAN,
        adopted_body=Body.VILLAGERS_ASSEMBLY,
        in_force_on=make.BEGAN,
        **told,
    )
    days = {"digest": "0" * 64, "due_on": make.DAY}
    filed = await BylawFiling.create(edition=bound, submitted_on=make.DAY, **days)
    asked = await EditionAdvice.create(edition=bound, asked_at=make.NOW, **days)
    ordered = await CorrectionOrder.create(
        edition=bound, facts="第一条。", basis="甲法", ordered_on=make.DAY, due_on=make.DAY
    )
    watch = await Watch.create(village=of, kind=BylawKind.RULES, name="理事会", began_on=make.DAY)
    praised = await RedListEntry.create(
        village=of, person=who, article=article, text="拾金不昧。", proposed_at=make.NOW
    )
    return {
        "text_id": bound.id,
        "filing_id": filed.id,
        "advice_id": asked.id,
        "order_id": ordered.id,
        "watch_id": watch.id,
        "praise_id": praised.id,
    }


async def imported(of):
    """A line of the record as an import leaves it."""
    seat = operator(of.township_id, of.id).seats[0]
    told = {"added": 1, "changed": 0, "unchanged": 0, "left": 0, "rejected": 0}
    async with storage.writing(of.id):
        await ledger.record(of.id, seat, "roster.import", f"village:{of.id}", now=make.NOW, **told)


async def concern(of, who):
    """Raised by somebody, for everybody to see, with a photograph that may be shown; handed up."""
    made = await Concern.create(
        village=of,
        year=2026,
        serial=700 + of.id,
        channel=ConcernChannel.PHONE,
        raised_by=who,
        category=ConcernCategory.WORKS,
        audience=ConcernAudience.EVERYONE,
        sight=ConcernSight.SHOWN,
        text="路灯坏了",
        public_text="路灯坏了",
        text_digest="3" * 64,
        raised_at=make.NOW,
        told_at=make.NOW,
    )
    medium = await ConcernMedium.create(
        concern=made,
        kind=MediumKind.PHOTO,
        moment=MediumMoment.RAISED,
        digest="2" * 64,
        shown=True,
        added_at=make.NOW,
    )
    place = await ConcernPlace.create(village=of, name="路灯", made_at=make.NOW)
    up = await ConcernHandUp.create(
        concern=made,
        village=of,
        to_level=ConcernLevel.TOWNSHIP,
        round=1,
        why="村里修不了",
        handed_at=make.NOW,
        due_on=make.DAY,
    )
    say = await SaySession.create(
        village=of, form=SayForm.SAY, day=make.DAY, place="礼堂", called_at=make.NOW
    )
    return {
        "concern": made.number,
        "medium_id": medium.id,
        "place_id": place.id,
        "up_id": up.id,
        "say_id": say.id,
        "item_id": (await SayItem.create(session=say, concern=made, position=1)).id,
    }


async def objection(notice, who):
    return await Objection.create(
        village_id=notice.village_id,
        notice=notice,
        person=who,
        channel=ObjectionChannel.WINDOW,
        text="预算怎么算的？",
        raised_at=make.NOW,
        answer_due=make.DAY,
    )


async def meeting(of, matter, who):
    roll = await Roll.create(
        village=of, kind=RollKind.ADULTS, day=make.DAY, frozen_at=make.NOW, size=1, digest="0" * 64
    )
    entry = await RollEntry.create(roll=roll, person=who)
    made = await Meeting.create(
        village=of,
        body=Body.VILLAGERS_ASSEMBLY,
        title="村民会议",
        place="文化礼堂",
        starts_at=make.NOW,
        notified_on=make.BEGAN,
        roll=roll,
        called_at=make.NOW,
    )
    await AgendaItem.create(meeting=made, decision=matter, step=CycleStep.RESOLVE, position=1)
    kept = await Evidence.create(
        village=of,
        kind=EvidenceKind.SIGN_IN,
        subject=f"meeting:{made.id}",
        original_digest="1" * 64,
        digest="2" * 64,
        fingerprint="",
        width=600,
        height=400,
        kept_at=make.NOW,
    )
    for small in (False, True):
        file = evidence.path_of(kept, small=small)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"a photograph")
    item = await AgendaItem.get(meeting_id=made.id)
    return {
        "meeting_id": made.id,
        "entry_id": entry.id,
        "evidence_id": kept.id,
        "item_id": item.id,
        "observer_id": (await observer(made)).id,
        "document_id": (await paper(made)).id,
        "shown": "abcdefgh",
        **await ballot(made, item, entry),
    }


async def observer(sitting):
    side = ObserverSide.TOWNSHIP
    return await Observer.create(meeting=sitting, name="吴乡镇", side=side)


async def paper(sitting):
    made = await MeetingDocument.create(
        village_id=sitting.village_id,
        meeting=sitting,
        name="预算.pdf",
        suffix=".pdf",
        digest="3" * 64,
        size=7,
        kept_at=make.NOW,
    )
    file = documents.path_of(made)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"a paper")
    return made


async def ballot(sitting, item, entry):
    """A vote that is ready, with one slip; whoever stands on the roll is here."""
    await Attendance.create(
        meeting=sitting, entry=entry, state=AttendanceState.PRESENT, marked_at=make.NOW
    )
    made = await Ballot.create(
        village_id=sitting.village_id,
        meeting=sitting,
        item=item,
        kind=BallotKind.YES_NO,
        method=VoteMethod.SECRET,
        question="修路，您同意吗？",
    )
    token = slips.token_of(made.id, "ABC234", doors.SECRET)
    await Slip.create(ballot=made, serial="ABC234", digest=slips.digest_of(token))
    return {"ballot_id": made.id, "slip": token}


async def review(matter):
    return await TownshipReview.create(decision=matter, asked_at=make.NOW, due_on=make.DAY)


async def petition(of):
    return await Petition.create(
        village=of,
        kind=PetitionKind.VILLAGERS,
        title="修路",
        entitled=10,
        needed=1,
        signed=1,
        recorded_at=make.NOW,
    )
