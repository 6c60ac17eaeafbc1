import io
from random import Random

import pytest
from PIL import Image

from tests.village.photographs import REUSES, board, combined, jpeg, photographed, sheet
from village.likeness import Likeness, fingerprint

COMBINED = [
    pytest.param(
        lambda image, dice=dice: combined(image, Random(dice)), id=f"several at once {dice}"
    )
    for dice in range(4)
]
HARDEST = [
    *(
        pytest.param(REUSES[name], id=name)
        for name in ("recompressed q40", "turned 5", "cropped 8%")
    ),
    *COMBINED,
]
EVERY_REUSE = [pytest.param(reuse, id=name) for name, reuse in REUSES.items()] + COMBINED


def kept(data):
    """The thumbnail as it lies on the disk."""
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB")
    small.thumbnail((400, 400), Image.Resampling.LANCZOS)
    with Image.open(io.BytesIO(jpeg(small, 80))) as read:
        return read.convert("RGB")


def same(new, earlier):
    """What the product says of `new` when it has only `earlier`."""
    likeness = Likeness(new)
    nearest = likeness.nearest([(1, fingerprint(earlier))])
    return any(likeness.same_as(earlier, pose) for _, pose in nearest)


@pytest.fixture(scope="module")
def scan():
    return sheet(1, 1)


@pytest.fixture(scope="module")
def photo(scan):
    return photographed(scan, 1)


@pytest.fixture(scope="module")
def notices():
    return photographed(board(1, 1), 1)


@pytest.mark.parametrize("reuse", EVERY_REUSE)
def test_a_photo_of_a_sheet_used_again_is_the_same_picture(photo, reuse):
    assert same(kept(reuse(photo)), kept(jpeg(photo)))


@pytest.mark.parametrize("reuse", HARDEST)
def test_a_scan_of_a_sheet_used_again_is_the_same_picture(scan, reuse):
    assert same(kept(reuse(scan)), kept(jpeg(scan)))


@pytest.mark.parametrize("reuse", HARDEST)
def test_a_photo_of_the_board_used_again_is_the_same_picture(notices, reuse):
    assert same(kept(reuse(notices)), kept(jpeg(notices)))


def test_the_larger_picture_is_recognised_when_the_cut_one_came_first(photo):
    assert same(kept(jpeg(photo)), kept(REUSES["cropped 8%"](photo)))


@pytest.mark.parametrize("meeting", range(2, 6))
def test_the_same_form_signed_anew_by_the_same_people_is_another_picture(scan, photo, meeting):
    anew = sheet(1, meeting)

    assert not same(kept(jpeg(anew)), kept(jpeg(scan)))
    # as on a tripod: the same desk, the same light, the same place in the frame
    assert not same(kept(jpeg(photographed(anew, 1))), kept(jpeg(photo)))


def test_the_blank_form_is_not_the_signed_one(scan):
    assert not same(kept(jpeg(sheet(1, 1, absent=1))), kept(jpeg(scan)))


def test_a_board_with_one_row_of_papers_changed_is_another_picture(notices):
    assert not same(kept(jpeg(photographed(board(1, 2), 1))), kept(jpeg(notices)))


def test_the_same_board_photographed_on_another_day_is_another_picture(notices):
    assert not same(kept(jpeg(photographed(board(1, 1), 2))), kept(jpeg(notices)))


def test_empty_pictures_have_nothing_in_common():
    white, grey = (Image.new("RGB", (400, 300), shade) for shade in ("white", "grey"))

    assert not same(white, grey)
    assert not same(white, white)


def test_a_lying_and_a_standing_picture_are_compared_only_when_one_is_turned(photo):
    standing = fingerprint(kept(jpeg(photo)))
    lying = Likeness(kept(REUSES["turned 90"](photo)))

    assert {pose.turn for _, pose in lying.nearest([(7, standing)])} == {3}


def test_a_reused_photo_is_found_among_the_sheets_of_many_meetings(photo):
    village = {
        meeting: kept(jpeg(photographed(sheet(1, meeting), meeting))) for meeting in range(15)
    }
    marks = [(key, fingerprint(picture)) for key, picture in village.items()]
    likeness = Likeness(kept(combined(photo, Random(3))))

    agreeing = {
        key for key, pose in likeness.nearest(marks) if likeness.same_as(village[key], pose)
    }

    assert agreeing == {1}


def test_among_seven_hundred_the_reused_photo_is_the_first_to_be_opened(photo):
    mark = fingerprint(kept(jpeg(photo)))
    dice = Random(7)
    version, width, _, gist = mark.split(":")
    village = [
        (key, f"{version}:{width}:{dice.getrandbits(256):064x}:{gist}") for key in range(700)
    ]

    nearest = Likeness(kept(combined(photo, Random(2)))).nearest([*village, (700, mark)])

    assert nearest[10][0] == 700  # the first by its signs; the gist is the same in all


def test_a_strip_is_not_compared_with_a_square():
    square = fingerprint(sheet(1, 1).resize((400, 400)))

    assert Likeness(sheet(1, 1).resize((400, 100))).nearest([(1, square)]) == []
