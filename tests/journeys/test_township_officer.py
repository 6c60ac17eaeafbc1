"""A township officer in a real Chromium: two doors and a one-time code; reads, advises, no more."""

import io

import pyotp
import pytest
import zxingcpp
from PIL import Image

from deliberation import preparation
from deliberation.models import AdviceView, AgendaItem, TownshipReview
from tests import make
from tests.journeys.profiles import REVIEWED
from tests.journeys.screens import Screens, fill, first_use, follow, h1, press, said, set_password
from tests.web import stories
from village import passes
from village.models import LedgerEntry, Person
from village.permissions import Office, operator

pytestmark = pytest.mark.browser


@pytest.fixture
def rulebook():
    return {"reviewed.toml": REVIEWED}


async def asked(now):
    """A resolution sent for advice, and a card for the officer who was just appointed."""
    of = await make.village("shiqiao", "石桥村", profile="reviewed")
    await make.village("liuwan", "柳湾村")
    clerk = await make.holder(of, Office.VILLAGE_CLERK)
    decision = await stories.resolved(of, clerk, title="自来水管网改造")
    await preparation.ask_township(decision, clerk, now=now)
    town = await of.township
    acting = await make.officer(town, name="沈卫东", born_on=make.BORN)
    person = await Person.get(id=acting.person_id)
    (card,) = await passes.issue_outside(town, [person], operator(town.id), now=now)
    item = await AgendaItem.get(decision_id=decision.id)
    return card, decision.id, item


async def counted(item_id):
    return await AgendaItem.get(id=item_id).values("yes", "no", "abstain", "verdict")


async def lines_kept():
    return await LedgerEntry.all().count()


async def reviews():
    return await TownshipReview.all().values_list("view", "text")


def enrol(page, live):
    """An authenticator scans the code on the screen; what it then shows is typed in."""
    shown = Image.open(io.BytesIO(page.locator(".qr").screenshot()))
    (scanned,) = zxingcpp.read_barcodes(shown)
    authenticator = pyotp.parse_uri(scanned.text)
    fill(page, code=authenticator.at(live.clock.now()))
    press(page, "绑定")


def test_an_officer_reads_and_advises_and_changes_nothing(chromium, live):
    card, decision, item = live.do(asked(live.clock.now()))
    meeting = f"/desk/shiqiao/meetings/{item.meeting_id}"
    before = live.do(counted(item.id))

    with Screens(chromium, live.address) as screens:
        page = screens.desk()
        first_use(page, card)
        set_password(page)
        without_code = page.request.get("/township/").url
        enrol(page, live)
        page.goto("/township/")
        listed = said(page)
        follow(page, "石桥村")
        proof = said(page)
        page.goto("/township/")
        follow(page, "提意见")
        fill(page, view="suggest", text="建议把停水时间提前三天通知到户。")
        press(page, "送给村里")
        lines = live.do(lines_kept())
        tried = [
            page.request.post(f"{meeting}/{what}", form={f"yes-{item.id}": "34"}).status
            for what in ("minutes", "minutes/look", "correct", "attendance")
        ]
        page.goto(f"{meeting}/minutes")
        refused = h1(page), said(page)
        reader = screens.phone()
        reader.goto(f"/v/shiqiao/decisions/{decision}")
        public = said(reader)

    assert "/enter/office" in without_code
    assert "石桥村" in listed
    assert "柳湾村" in listed
    assert "34\t23" in proof
    assert live.do(reviews()) == [(AdviceView.SUGGEST, "建议把停水时间提前三天通知到户。")]
    assert tried == [403] * 4
    assert "您现在的身份不能" in refused[1]
    assert live.do(counted(item.id)) == before
    assert live.do(lines_kept()) == lines
    assert "同意 18" in public
