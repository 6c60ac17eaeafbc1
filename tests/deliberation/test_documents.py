"""Papers of a meeting: told apart by their content, kept by digest, shown to who belongs here."""

import hashlib
import io
import zipfile

import pytest
from PIL import Image

from deliberation import documents, meetings
from deliberation.models import AgendaItem, CycleStep, DecisionStage, MeetingDocument
from tests import make
from tests.deliberation.sittings import assembled, called, lines
from tests.make import NOW
from village import ledger
from village.errors import (
    Blocked,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotReady,
    Stale,
    TooLarge,
)
from village.permissions import Office
from village.rules import Body, Unit

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def store(tmp_path):
    documents.store_in(tmp_path)
    return tmp_path / "documents"


def word(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            packed.writestr(name, "<x/>")
    return out.getvalue()


def photograph():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a phone of somebody"
    Image.effect_noise((640, 480), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def attach(meeting, clerk, content, name="工程预算.pdf"):
    return await documents.attach(meeting, name, content, clerk, now=NOW)


async def test_a_paper_is_kept_by_its_digest_and_stands_in_the_record(db, store):
    meeting, clerk = await assembled(3)

    kept = await attach(meeting, clerk, PDF)

    digest = hashlib.sha256(PDF).hexdigest()
    assert (kept.name, kept.suffix, kept.digest, kept.size) == (
        "工程预算.pdf",
        ".pdf",
        digest,
        len(PDF),
    )
    assert documents.path_of(kept) == store / digest[:2] / f"{digest}.pdf"
    assert documents.path_of(kept).read_bytes() == PDF
    assert await lines("meeting.attach") == [{"document": kept.id, "item": None, "digest": digest}]


async def test_the_same_paper_twice_is_kept_once(db):
    meeting, clerk = await assembled(3)

    first = await attach(meeting, clerk, PDF)
    again = await attach(meeting, clerk, PDF, "另一个名字.pdf")

    assert (again.id, await MeetingDocument.all().count()) == (first.id, 1)


@pytest.mark.parametrize(
    ("content", "suffix"), [(PDF, ".pdf"), (word(), ".docx"), (photograph(), ".jpg")]
)
async def test_what_a_paper_is_its_content_says_and_not_its_name(db, content, suffix):
    meeting, clerk = await assembled(3)

    kept = await attach(meeting, clerk, content, "../../预算.exe")

    assert (kept.suffix, kept.name) == (suffix, f"预算{suffix}")
    assert [one.id for one in await documents.of_meeting(meeting.id)] == [kept.id]


async def test_a_photograph_is_drawn_anew_without_what_the_phone_wrote_into_it(db):
    meeting, clerk = await assembled(3)

    kept = await attach(meeting, clerk, photograph())

    assert b"a phone of somebody" not in documents.path_of(kept).read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"%PDF-1.4 without an end",
        b"PK\x03\x04 no archive",
        b"\xd0\xcf\x11\xe0 an old doc",
        word("word/vbaProject.bin"),
        b"<html><script>alert(1)</script>",
    ],
)
async def test_anything_else_is_refused(db, content, store):
    meeting, clerk = await assembled(3)

    with pytest.raises(InvalidInput) as refusal:
        await attach(meeting, clerk, content)

    assert list(refusal.value.fields) == ["document"]
    assert (await MeetingDocument.all().count(), store.exists()) == (0, False)


async def test_a_sheet_that_calls_itself_a_paper_is_refused(db):
    meeting, clerk = await assembled(3)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("[Content_Types].xml", "<x/>")
        packed.writestr("xl/workbook.xml", "<x/>")

    with pytest.raises(InvalidInput):
        await attach(meeting, clerk, out.getvalue(), "预算.docx")


@pytest.mark.parametrize("over", [0, 1])
async def test_twelve_megabytes_and_no_byte_more(db, over):
    meeting, clerk = await assembled(3)
    content = PDF[:-6] + b" " * (documents.LARGEST - len(PDF) + over) + PDF[-6:]

    if over:
        with pytest.raises(TooLarge):
            await attach(meeting, clerk, content)
        return

    assert (await attach(meeting, clerk, content)).size == documents.LARGEST


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("", "会议材料.pdf"),
        ("C:\\文件\\预算.pdf", "预算.pdf"),
        ("a" * 200, "a" * 80 + ".pdf"),
        ("预算\u202eexe.pdf", "预算exe.pdf"),
        ('"<b>.pdf', "b.pdf"),
    ],
)
async def test_names_cannot_mislead(db, name, kept):
    meeting, clerk = await assembled(3)

    assert (await attach(meeting, clerk, PDF, name)).name == kept


async def test_a_meeting_has_so_many_papers_and_no_more(db):
    meeting, clerk = await assembled(3)
    for number in range(documents.MOST):
        await attach(meeting, clerk, PDF + b"%%%d\n%%%%EOF" % number)

    with pytest.raises(Blocked) as refusal:
        await attach(meeting, clerk, PDF)

    assert refusal.value.codes == ("too-many-papers",)


async def test_a_paper_is_read_by_who_belongs_to_the_village_or_oversees_it(db):
    meeting, clerk = await assembled(3)
    kept = await attach(meeting, clerk, PDF)
    villager = await make.holder(meeting.village, Office.VILLAGER)
    officer = await make.officer(await meeting.village.township)
    next_door = await make.village()
    stranger = await make.holder(next_door, Office.VILLAGE_CLERK)

    for reader in (clerk, villager, officer):
        assert (await documents.for_reader(reader, meeting.village_id, kept.id)).id == kept.id
    for reader, village_id, number in (
        (None, meeting.village_id, kept.id),
        (stranger, meeting.village_id, kept.id),
        (stranger, next_door.id, kept.id),
        (clerk, meeting.village_id, kept.id + 1),
    ):
        with pytest.raises(NotFound):
            await documents.for_reader(reader, village_id, number)


async def test_only_who_calls_meetings_attaches_and_not_to_one_called_off(db):
    meeting, clerk = await assembled(3)
    villager = await make.holder(meeting.village, Office.VILLAGER)

    with pytest.raises(NotPermitted):
        await attach(meeting, villager, PDF)
    await meetings.cancel(meeting, "下雨", clerk, now=NOW)
    with pytest.raises(Blocked) as refusal:
        await attach(meeting, clerk, PDF)

    assert refusal.value.codes == ("meeting-over",)


async def test_a_disk_that_does_not_take_it_leaves_no_row(db, store):
    meeting, clerk = await assembled(3)
    store.write_text("a file where the folder should be")

    with pytest.raises(NotReady):
        await attach(meeting, clerk, PDF)

    assert await MeetingDocument.all().count() == 0


async def test_a_paper_hangs_on_one_matter_of_this_meeting(db):
    meeting, clerk = await assembled(3)
    other, _ = await assembled(3)
    item = await AgendaItem.get(meeting_id=meeting.id)
    foreign = await AgendaItem.get(meeting_id=other.id)

    kept = await documents.attach(meeting, "预算", PDF, clerk, now=NOW, item_id=item.id)
    with pytest.raises(NotFound):
        await documents.attach(meeting, "预算", PDF + b" %%EOF", clerk, now=NOW, item_id=foreign.id)

    assert kept.item_id == item.id
    assert await MeetingDocument.all().count() == 1


async def test_a_paper_taken_down_stays_on_record_and_only_the_desk_reads_it(db):
    meeting, clerk = await assembled(3)
    kept = await attach(meeting, clerk, PDF)
    villager = await make.holder(meeting.village, Office.VILLAGER)
    why = "里面有银行卡号"

    with pytest.raises(NotPermitted):
        await documents.take_down(kept, meeting, why, villager, now=NOW)
    with pytest.raises(InvalidInput):
        await documents.take_down(kept, meeting, " ", clerk, now=NOW)
    await documents.take_down(kept, meeting, why, clerk, now=NOW)
    with pytest.raises(Stale):
        await documents.take_down(kept, meeting, why, clerk, now=NOW)

    assert await documents.of_meeting(meeting.id) == []
    (row,) = await documents.taken_down(meeting.id)
    assert (row.hidden_why, row.hidden_by.id) == (why, clerk.person_id)
    assert (await documents.for_reader(clerk, meeting.village_id, kept.id)).id == kept.id
    with pytest.raises(NotFound):
        await documents.for_reader(villager, meeting.village_id, kept.id)
    assert await lines("meeting.take_down") == [
        {"document": kept.id, "why": ledger.text_digest(why)}
    ]
    assert (await attach(meeting, clerk, PDF)).id != kept.id


async def test_papers_of_the_partys_own_meeting_are_for_its_members(db):
    village = await make.village()
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    member = await make.holder(village, Office.VILLAGER, party=True)
    villager = await make.holder(village, Office.VILLAGER)
    decision = await make.matter(village, stage=DecisionStage.CONSULTED)
    meeting = await called(
        village, decision, clerk, CycleStep.REVIEW, body=Body.PARTY_MEETING, unit=Unit.ADULTS
    )
    kept = await attach(meeting, clerk, PDF)

    for reader in (clerk, member, await make.officer(await village.township)):
        assert (await documents.for_reader(reader, village.id, kept.id)).id == kept.id
    with pytest.raises(NotFound):
        await documents.for_reader(villager, village.id, kept.id)
