"""Whoever wrote a concern down for somebody, before and after the supervisors have it."""

import pytest

from deliberation import handling, looking, routing
from deliberation.concern_checks import Medium
from deliberation.handling import Assignment
from deliberation.models import (
    Concern,
    ConcernMedium,
    ConcernResult,
    MediumKind,
    MediumMoment,
    Road,
)
from deliberation.routing import Routing
from tests import doors, make
from tests.web.test_saying import LAMP, photo
from village import evidence, pictures
from village.models import Person
from village.permissions import Office

pytestmark = pytest.mark.both

HERE = "/v/liuwan/concerns/2026-001"
FORM = "/v/liuwan/concerns/for"
FOUND = "已经核实，退回三个月的补助。"


@pytest.fixture
async def village(db, tmp_path):
    evidence.store_in(tmp_path)
    return await make.village("liuwan")


@pytest.fixture
def site(db, clock, tmp_path):
    return doors.site(db, clock, data_dir=tmp_path)


@pytest.fixture
async def granny(village):
    return await make.person(village, "钱阿婆")


@pytest.fixture
async def helper(site, village):
    grid = await make.holder(village, Office.GRID_WORKER, name="沈网格")
    return await doors.browser(site, await Person.get(id=grid.person_id))


@pytest.fixture
async def supervisor(village):
    return await make.holder(village, Office.SUPERVISION_CHAIR, name="孙永福")


async def written(helper, text):
    page = await helper.get(FORM)
    await helper.submit(
        page.form(FORM), files=[("photo", ("a.jpg", photo()))], name="钱阿婆", text=text
    )
    return await Concern.get().select_related("village")


async def answered(concern, supervisor):
    """The supervisors' own work: a photograph of theirs, and their answer."""
    concern = await Concern.get(id=concern.id).select_related("village")
    kept = pictures.read(photo((800, 600)))
    await evidence.on_disk(kept)
    medium = Medium(MediumKind.PHOTO, kept.digest, width=kept.width, height=kept.height)
    await routing.route(concern, Routing(Road.VILLAGE, "去核实"), supervisor, now=make.NOW)
    task = Assignment(supervisor.person_id, make.DAY)
    await handling.assign(concern, task, supervisor, now=make.NOW)
    taken = [(MediumMoment.AFTER, medium)]
    await handling.progress(concern, "查了账", supervisor, media=taken, now=make.NOW)
    await handling.answer(concern, FOUND, ConcernResult.SOLVED, supervisor, now=make.NOW)


async def read_by(browser):
    """The words of the page and the list, and what each file answers."""
    own, mine = await browser.get(f"{HERE}/own"), await browser.get("/v/liuwan/concerns/mine")
    files = await ConcernMedium.all().order_by("id")
    opened = [(await browser.get(f"{HERE}/media/{one.id}?whole=1")).status for one in files]
    return own, mine, opened


async def test_what_was_entrusted_later_is_followed_by_its_number_alone(
    site, village, granny, helper, supervisor
):
    concern = await written(helper, LAMP)
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    own, mine, opened = await read_by(helper)
    assert (LAMP in own.main, LAMP in mine.main, opened) == (True, True, [200])

    await looking.entrust(concern, "牵涉村干部", clerk, now=make.NOW)
    await answered(concern, supervisor)

    own, mine, opened = await read_by(helper)
    assert (own.status, own.h1, opened) == (200, "您替人说的事 2026-001", [404, 404])
    assert "已反馈，等回访和评价" in own.main
    assert [words in own.main + mine.main for words in (LAMP, FOUND, "查了账")] == [False] * 3
    assert mine.link("由监委会办的事") == f"{HERE}/own"
    hers = await doors.browser(site, granny)
    own, _, opened = await read_by(hers)
    assert [words in own.main for words in (LAMP, FOUND, "查了账")] == [True] * 3
    assert opened == [200, 200]


async def test_an_accusation_is_no_longer_read_by_who_wrote_it_down_once_it_was_handed_in(
    site, village, granny, helper, supervisor
):
    await make.person(village, "赵铁柱")

    concern = await written(helper, "赵铁柱偷拿低保")

    own, mine, opened = await read_by(helper)
    assert (own.h1, "已提出，等受理" in own.main, opened) == ("您替人说的事 2026-001", True, [404])
    assert "赵铁柱" not in own.main + mine.main
    await answered(concern, supervisor)
    own, _, _ = await read_by(helper)
    assert FOUND not in own.main
    theirs = await doors.browser(site, await Person.get(id=supervisor.person_id))
    assert "赵铁柱" in (await theirs.get("/desk/liuwan/concerns/2026-001")).main
    whole = await ConcernMedium.first()
    assert (await theirs.get(f"{HERE}/media/{whole.id}?whole=1")).status == 200
