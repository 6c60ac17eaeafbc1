import asyncio
import errno
import json
from random import Random

import pytest
from PIL import Image

from tests import make
from tests.village.photographs import combined, jpeg, photographed, sheet
from village import evidence, pictures, storage
from village.errors import NotFound, NotPermitted, NotReady
from village.models import Evidence, EvidenceKind, LedgerEntry
from village.permissions import Office

SIGN_IN, BOARD = EvidenceKind.SIGN_IN, EvidenceKind.BOARD_FIRST


@pytest.fixture(autouse=True)
def folder(tmp_path):
    evidence.store_in(tmp_path)
    return tmp_path / "evidence"


@pytest.fixture(scope="module")
def photo():
    return photographed(sheet(1, 1), 1)


@pytest.fixture(scope="module")
def signed(photo):
    return pictures.read(jpeg(photo))


@pytest.fixture(scope="module")
def other():
    return pictures.read(jpeg(photographed(sheet(1, 2), 2)))


@pytest.fixture
async def village(db):
    return await make.village()


@pytest.fixture
async def clerk(village):
    return await make.holder(village, Office.VILLAGE_CLERK)


async def keep(village, picture, actor, kind=SIGN_IN, subject="meeting:1", **options):
    return await evidence.keep(
        village, kind, picture, actor, now=make.NOW, subject=subject, **options
    )


async def lines(village):
    found = await LedgerEntry.filter(log=f"village:{village.id}").order_by("seq")
    return [json.loads(entry.line) for entry in found]


async def test_a_kept_picture_has_a_row_a_file_and_a_line(village, clerk, signed, folder):
    kept = await keep(village, signed, clerk)

    row = await Evidence.get(id=kept.id)
    assert (row.village_id, row.kind, row.subject) == (village.id, SIGN_IN, "meeting:1")
    assert (row.digest, row.original_digest) == (signed.digest, signed.original_digest)
    assert (row.fingerprint, row.width, row.height) == (
        signed.fingerprint,
        signed.width,
        signed.height,
    )
    assert (row.same_as_id, row.kept_at, row.kept_by_id) == (None, make.NOW, clerk.person_id)
    assert evidence.path_of(row) == folder / row.digest[:2] / f"{row.digest}.jpg"
    assert evidence.path_of(row).read_bytes() == signed.stored
    assert evidence.path_of(row, small=True).read_bytes() == signed.thumbnail
    assert [(line["action"], line["subject"], line["data"]) for line in await lines(village)] == [
        (
            "evidence.keep",
            "meeting:1",
            {
                "evidence": row.id,
                "kind": "sign_in",
                "digest": signed.digest,
                "original_digest": signed.original_digest,
                "same_as": None,
            },
        )
    ]


async def test_nothing_but_the_two_pictures_is_left_on_the_disk(village, clerk, signed, folder):
    await keep(village, signed, clerk)
    await keep(village, signed, clerk, subject="meeting:2")

    names = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert names == [f"{signed.digest}-small.jpg", f"{signed.digest}.jpg"]


async def test_the_very_same_file_is_kept_again_and_flagged(village, clerk, signed):
    first = await keep(village, signed, clerk)

    again = await keep(village, signed, clerk, subject="meeting:2")

    assert again.same_as_id == first.id
    assert [line["data"]["same_as"] for line in await lines(village)] == [None, first.id]


async def test_the_picture_turned_cut_and_recompressed_is_flagged(
    village, clerk, photo, signed, other
):
    await keep(village, other, clerk)
    first = await keep(village, signed, clerk)

    again = await keep(village, pictures.read(combined(photo, Random(5))), clerk)

    assert again.same_as_id == first.id


async def test_another_signing_of_the_same_form_is_not_flagged(village, clerk, signed, other):
    await keep(village, signed, clerk)

    assert (await keep(village, other, clerk)).same_as_id is None


async def test_a_picture_of_another_village_is_nobody_elses_repeat(village, clerk, signed):
    await keep(village, signed, clerk)
    elsewhere = await make.village()
    their_clerk = await make.holder(elsewhere, Office.VILLAGE_CLERK)

    assert (await keep(elsewhere, signed, their_clerk)).same_as_id is None


async def test_a_comparison_made_before_a_rival_picture_is_made_up_for(village, clerk, signed):
    early = await evidence.compared(village, signed)
    first = await keep(village, signed, clerk)

    again = await keep(village, signed, clerk, comparison=early)

    assert early == evidence.Comparison(0, None)
    assert again.same_as_id == first.id


async def test_of_two_kept_at_once_one_repeats_the_other(village, clerk, signed):
    both = await asyncio.gather(*(keep(village, signed, clerk) for _ in range(2)))

    first, second = sorted(both, key=lambda kept: kept.id)
    assert (first.same_as_id, second.same_as_id) == (None, first.id)


async def test_a_lost_file_stops_nobody(village, clerk, photo, signed):
    first = await keep(village, signed, clerk)
    evidence.path_of(first, small=True).unlink()

    again = await keep(village, pictures.read(combined(photo, Random(5))), clerk)

    assert again.same_as_id is None
    assert (await keep(village, signed, clerk)).same_as_id == first.id


KEEPERS = {
    SIGN_IN: (Office.VILLAGE_CLERK, Office.COMMITTEE_CHAIR, "登记会议"),
    EvidenceKind.MINUTES: (Office.VILLAGE_CLERK, Office.PARTY_SECRETARY, "登记会议"),
    BOARD: (Office.VILLAGE_CLERK, Office.SUPERVISOR, "张贴或撤下公告"),
    EvidenceKind.BOARD_LAST: (Office.COMMITTEE_CHAIR, Office.ACCOUNTANT, "张贴或撤下公告"),
    EvidenceKind.PROGRESS: (Office.ACCOUNTANT, Office.SUPERVISOR, "登记实施情况"),
}


@pytest.mark.parametrize("kind", EvidenceKind)
async def test_each_kind_is_kept_by_the_office_whose_deed_it_proves(village, signed, folder, kind):
    office, stranger, deed = KEEPERS[kind]

    with pytest.raises(NotPermitted) as refused:
        await keep(village, signed, await make.holder(village, stranger), kind)

    assert str(refused.value) == f"您现在的身份不能{deed}。"
    assert await Evidence.all().count() == 0
    assert not folder.exists()
    assert (await keep(village, signed, await make.holder(village, office), kind)).kind is kind


async def test_the_same_office_of_another_village_keeps_nothing_here(village, signed):
    stranger = await make.holder(await make.village(), Office.VILLAGE_CLERK)

    with pytest.raises(NotPermitted):
        await keep(village, signed, stranger)

    assert await Evidence.all().count() == 0


async def test_a_picture_belongs_to_the_deed_it_is_kept_in(village, clerk, signed):
    async def meeting_that_fails():
        async with storage.writing(village.id):
            await keep(village, signed, clerk)
            raise NotPermitted("试")

    with pytest.raises(NotPermitted):
        await meeting_that_fails()

    assert await Evidence.all().count() == 0
    assert await lines(village) == []


async def test_a_disk_that_takes_no_file_takes_no_row(village, clerk, signed, tmp_path):
    (tmp_path / "evidence").write_text("a file where the folder should be")

    with pytest.raises(NotReady) as refused:
        await keep(village, signed, clerk)

    assert refused.value.__cause__.errno in (errno.EEXIST, errno.ENOTDIR)
    assert await Evidence.all().count() == 0


READERS = [
    (Office.VILLAGE_CLERK, True),
    (Office.PARTY_SECRETARY, True),
    (Office.SUPERVISOR, True),
    (Office.TOWNSHIP_OFFICER, True),
    (Office.VILLAGER, False),
    (Office.REPRESENTATIVE, False),
    (Office.ACCOUNTANT, False),
]


@pytest.mark.parametrize(("office", "may"), READERS)
async def test_who_may_look_at_a_sign_in_sheet(village, clerk, signed, office, may):
    kept = await keep(village, signed, clerk)
    place = await village.township if office is Office.TOWNSHIP_OFFICER else village
    reader = await make.holder(place, office)

    if may:
        assert await evidence.for_reader(reader, kept.id) == kept
    else:
        with pytest.raises(NotFound) as refused:
            await evidence.for_reader(reader, kept.id)
        assert str(refused.value) == "没有找到这张照片。"


async def test_strangers_see_what_hangs_on_the_board_and_no_sign_in_sheet(village, clerk, signed):
    sheet_, first, last, works = [
        await keep(village, signed, clerk, kind)
        for kind in (SIGN_IN, BOARD, EvidenceKind.BOARD_LAST, EvidenceKind.PROGRESS)
    ]

    assert [await evidence.for_reader(None, one.id) for one in (first, last, works)] == [
        first,
        last,
        works,
    ]
    with pytest.raises(NotFound):
        await evidence.for_reader(None, sheet_.id)
    with pytest.raises(NotFound):
        await evidence.for_reader(clerk, works.id + 1)


async def test_the_neighbouring_clerk_and_township_see_no_sign_in_sheet(village, clerk, signed):
    kept = await keep(village, signed, clerk)
    neighbour = await make.holder(await make.village(), Office.VILLAGE_CLERK)
    elsewhere = await make.officer(await make.township())

    for reader in (neighbour, elsewhere):
        with pytest.raises(NotFound):
            await evidence.for_reader(reader, kept.id)


async def test_pictures_about_several_subjects_come_in_the_order_they_were_kept(
    village, clerk, signed
):
    first = await keep(village, signed, clerk, BOARD, "notice:1")
    await keep(village, signed, clerk, BOARD, "notice:2")
    last = await keep(village, signed, clerk, SIGN_IN, "meeting:1")

    assert await evidence.about(village, ["meeting:1", "notice:1"]) == [first, last]


async def test_what_is_on_the_disk_opens_as_the_picture_it_was(village, clerk, signed):
    kept = await keep(village, signed, clerk)

    with Image.open(evidence.path_of(kept)) as image:
        assert (image.format, *image.size) == ("JPEG", kept.width, kept.height)
