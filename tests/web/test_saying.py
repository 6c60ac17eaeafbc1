import io
import re
import zipfile

import pytest
from PIL import Image

from deliberation.models import Concern, ConcernMedium, ConcernSight, MediumKind
from tests import doors, make
from tests.village import sounds
from tests.village.photographs import jpeg
from village import evidence, recordings
from village.models import Person, SessionLevel, UsedKey
from village.permissions import Office

NEW, LIST = "/v/liuwan/concerns/new", "/v/liuwan/concerns/"
LAMP = "三组晒谷场边上的路灯坏了快一个月，晚上老人走路看不见。"


@pytest.fixture
async def village(db, tmp_path):
    evidence.store_in(tmp_path)
    return await make.village("liuwan", duty_phone="0570-0000000")


@pytest.fixture
def site(db, clock, tmp_path):
    return doors.site(db, clock, data_dir=tmp_path)


async def villager(site, village, name="王大娘", **fields):
    who = await make.person(village, name, **fields)
    return who, await doors.browser(site, who, level=SessionLevel.PASS)


async def say(browser, text=LAMP, *, files=(), path=NEW, **more):
    page = await browser.get(path)
    return await browser.submit(page.form(LIST), files=list(files), text=text, **more)


def photo(size=(900, 700), **options):
    return jpeg(Image.new("RGB", size, "#345"), **options)


def located():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (29.0, 6.0, 36.0)
    exif[0x010F] = "PHONE"
    return photo(exif=exif)


def code_on(page):
    return next(found.text for found in page.root.walk() if found.get("id") == "code")


async def test_a_villager_is_done_in_three_taps_and_follows_it_in_her_own_list(site, village):
    _, wang = await villager(site, village)

    receipt = await say(wang)

    assert (receipt.status, receipt.h1) == (200, "收到了，编号 2026-001")
    assert "11 月 24 日前有人受理，一般的事 11 月 29 日前答复" in receipt.main
    mine = await wang.get("/v/liuwan/concerns/mine")
    assert mine.link(LAMP) == "/v/liuwan/concerns/2026-001/own"
    own = await wang.get("/v/liuwan/concerns/2026-001/own")
    assert LAMP in own.main
    stranger = await doors.browser(site)
    listed = await stranger.get(LIST)
    assert [href for said, href in listed.links if said.startswith("三组晒谷场")] == [
        "/v/liuwan/concerns/2026-001"
    ]
    public = await stranger.get("/v/liuwan/concerns/2026-001")
    assert LAMP in public.main
    assert "王" not in public.main


async def test_photographs_lose_their_place_and_the_voice_is_hers_alone(site, village, tmp_path):
    _, wang = await villager(site, village)
    files = [("photo", ("a.jpg", located())), ("photo", ("b.jpg", photo((800, 800))))]
    files.append(("voice", ("voice.webm", sounds.webm(32))))

    await say(wang, files=files)

    first, second, voice = await ConcernMedium.all().order_by("id")
    assert [one.kind for one in (first, second, voice)] == [
        *[MediumKind.PHOTO] * 2,
        MediumKind.VOICE,
    ]
    with Image.open(evidence.file_of(first.digest)) as kept:
        assert (kept.size, dict(kept.getexif())) == ((900, 700), {})
    here = "/v/liuwan/concerns/2026-001/media/"
    heard = await wang.get(f"{here}{voice.id}")
    assert (heard.status, heard.response.content) == (
        200,
        recordings.path_of(voice.digest).read_bytes(),
    )
    told = heard.response.headers
    assert told["content-type"] == "audio/webm"
    assert told["content-disposition"] == "attachment"
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-security-policy"] == "default-src 'none'; media-src 'self'; sandbox"
    assert (await wang.get(f"{here}{first.id}/small")).status == 200
    stranger = await doors.browser(site)
    _, neighbour = await villager(site, village, "李四")
    for other in (stranger, neighbour):
        assert [(await other.get(f"{here}{one.id}")).status for one in (first, voice)] == [404, 404]
    await ConcernMedium.filter(id=first.id).update(shown=True)
    assert (await stranger.get(f"{here}{first.id}")).status == 200
    assert (await stranger.get(f"{here}{voice.id}")).status == 404
    assert (await stranger.get(f"{here}{second.id}")).status == 404


async def test_a_voice_alone_is_enough(site, village):
    _, wang = await villager(site, village)

    receipt = await say(wang, "", files=[("voice", ("x.amr", sounds.amr(9)))])

    assert receipt.h1 == "收到了，编号 2026-001"
    assert (await Concern.get()).sight is ConcernSight.HELD


async def test_without_a_pass_one_gets_a_code_and_needs_nothing_else(site, village):
    stranger = await doors.browser(site)

    receipt = await say(stranger, name="赵六", phone="13900000000")

    code = code_on(receipt)
    assert re.fullmatch("[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert "村里看过以后再公开" in receipt.main
    row = await Concern.get()
    assert (row.sight, row.raised_by_id) == (ConcernSight.HELD, None)
    assert "赵六" not in str(dict(row))
    assert (await stranger.get("/v/liuwan/concerns/2026-001")).status == 404
    own = await stranger.get("/v/liuwan/concerns/2026-001/own")
    assert LAMP in own.main
    gone = await stranger.submit(own.form("/v/liuwan/concerns/leave"))
    assert gone.h1 == "大家说的事"
    assert (await stranger.get("/v/liuwan/concerns/2026-001/own")).status == 404
    assert (await stranger.get(receipt.path)).status == 404  # by the way back, too
    at_home = await doors.browser(site)
    page = await at_home.get("/v/liuwan/concerns/follow?number=2026-001")
    wrong = await at_home.submit(page.form(), code="ABCD-2345")
    assert (wrong.status, wrong.errors) == (
        422,
        {"code": "编号和查询码对不上。请照回执上的抄，字母不分大小写。"},
    )
    opened = await at_home.submit(wrong.form(), code=code.lower().replace("-", " "))
    assert opened.h1 == "您说的事 2026-001"
    taken_back = await at_home.get("/v/liuwan/concerns/2026-001/withdraw")
    done = await at_home.submit(taken_back.form(), why="已经修好了")
    assert "说事人撤回" in done.main
    again = await at_home.post(
        "/v/liuwan/concerns/2026-001/withdraw", {"_key": page_key(taken_back), "why": "再撤一次"}
    )
    assert (await at_home.follow(again)).path == "/v/liuwan/concerns/2026-001/own"


def page_key(page):
    return page.form().values["_key"][0]


async def test_what_was_sent_twice_on_a_bad_line_is_there_once_with_the_same_code(site, village):
    stranger = await doors.browser(site)
    form = (await stranger.get(NEW)).form(LIST)
    sent = {name: value for name, value in form.values.items() if value} | {"text": [LAMP]}

    first = await stranger.follow(await stranger.post(LIST, sent))
    later = await doors.browser(site)
    second = await later.follow(await later.post(LIST, sent))

    assert (second.h1, code_on(second)) == (first.h1, code_on(first))
    assert await Concern.all().count() == 1
    assert await UsedKey.all().count() == 1


async def test_whoever_signs_out_leaves_no_concern_open_behind_them(site, village):
    _, wang = await villager(site, village)
    stranger = await doors.browser(site)
    code = code_on(await say(stranger))
    page = await wang.get("/v/liuwan/concerns/follow?number=2026-001")
    assert LAMP in (await wang.submit(page.form(), code=code)).main

    await wang.submit((await wang.get("/v/liuwan/concerns/mine")).form("/leave"))

    assert (await wang.get("/v/liuwan/concerns/2026-001/own")).status == 404


async def test_a_receipt_is_nobody_elses(site, village, clock):
    stranger, other = await doors.browser(site), await doors.browser(site)
    receipt = await say(stranger)
    await say(other, "另一件事：水管漏水。")

    place = receipt.path
    assert (await other.get("/v/liuwan/concerns/2026-001/receipt")).status == 404
    assert (await other.get(place.replace("2026-001", "2026-002"))).status == 404
    assert (await other.get(place[:-6] + "AAAAAA")).status == 404
    assert (await other.get(place)).status == 200  # whoever has the address has the slip
    clock.at += make.timedelta(hours=25)
    assert (await (await doors.browser(site)).get(place)).status == 404


WRONG = [
    pytest.param({"text": ""}, [], {"text": "请写一写是什么事，或者录一段话。"}, id="empty"),
    pytest.param(
        {"text": " \u200b　\n"}, [], {"text": "请写一写是什么事，或者录一段话。"}, id="invisible"
    ),
    pytest.param(
        {"text": "坏" * 50_000},
        [],
        {"text": "最多 2000 个字，现在有 50000 个字，请删去 48000 个字。"},
        id="50,000 characters",
    ),
    pytest.param(
        {"text": "😀😡👍" * 9},
        [],
        {"text": "只有符号和表情，看不出是什么事。请用几个字说一说。"},
        id="all emoji",
    ),
    pytest.param(
        {},
        [("photo", (f"{n}.jpg", b"\xff\xd8\xff")) for n in range(20)],
        {"photo": "一次最多传 4 个，现在选了 20 个。"},
        id="twenty photographs",
    ),
    pytest.param(
        {}, [("voice", ("a.mp3", b"hello"))], {"voice": recordings.NO_SOUND}, id="audio that is not"
    ),
    pytest.param(
        {}, [("voice", ("a.mp4", sounds.webm(5, kind=1)))], {"voice": recordings.VIDEO}, id="video"
    ),
    pytest.param(
        {"phone": "12"}, [], {"phone": "电话号码不对，请核对；不想留电话的可以不填。"}, id="phone"
    ),
    pytest.param(
        {"where": "东" * 101},
        [],
        {"where": "最多 100 个字，现在有 101 个字，请删去 1 个字。"},
        id="where",
    ),
]


@pytest.mark.parametrize(("typed", "files", "mistakes"), WRONG)
async def test_what_cannot_be_taken_is_told_in_a_sentence_and_what_was_typed_stays(
    site, village, typed, files, mistakes
):
    stranger = await doors.browser(site)

    page = await say(stranger, **{"text": LAMP, **typed}, files=files)

    assert (page.status, page.errors) == (422, mistakes)
    kept = page.form(LIST).values["text"][0]
    assert kept == {"text": LAMP, **typed}["text"].strip("\n") or "\u200b" in typed["text"]
    assert await Concern.all().count() == 0


def polyglots():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("x.html", "<script>alert(1)</script>")
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    return [
        ("photo", ("a.jpg", b"\xff\xd8\xff" + b"<html><script>"), "第 1 张：照片不完整"),
        ("photo", ("a.png", bomb.getvalue()), "第 1 张：照片的像素太多"),
        ("photo", ("a.gif", b"GIF89a<script>"), "“a.gif”不是可以收的文件。"),
        ("photo", ("a.jpg", packed.getvalue()), "“a.jpg”的名字是 jpg，里面却不是，没有收下。"),
        (
            "voice",
            ("a.amr", sounds.amr(3) + packed.getvalue()),
            "这段录音不完整，或者里面夹了别的东西",
        ),
        ("voice", ("a.mp3", sounds.mp3(3, notes=b"<script>alert(1)</script>")), "这段录音不完整"),
        ("voice", ("a.wav", sounds.wav(200)), "录音有 3 分 20 秒"),
        ("voice", ("a.wav", sounds.wav(1) + bytes(7_000_000)), "“a.wav”有 7 MB，太大了。"),
    ]


async def test_files_that_are_two_things_at_once_or_far_too_much_are_refused(site, village):
    stranger = await doors.browser(site)

    for field, file, sentence in polyglots():
        page = await say(stranger, files=[(field, file)])
        assert page.status == 422, file[0]
        assert list(page.errors) == [field]
        assert page.errors[field].startswith(sentence), page.errors
        assert page.form(LIST).values["text"] == [LAMP]
    clean = jpeg(Image.new("RGB", (900, 700))) + packed_tail()
    taken = await say(stranger, files=[("photo", ("both.jpg", clean))])
    assert taken.h1 == "收到了，编号 2026-001"
    medium = await ConcernMedium.get()
    assert b"<script" not in evidence.file_of(medium.digest).read_bytes()


def packed_tail():
    return b"<script>alert(1)</script>PK\x05\x06" + bytes(18)


async def test_a_video_of_two_hundred_megabytes_is_refused_before_it_is_read(site, village):
    stranger = await doors.browser(site)
    key = page_key_of(await stranger.get(NEW))

    announced = {
        "content-length": str(200 * 1024 * 1024),
        "content-type": "multipart/form-data; boundary=x",
    }
    page = await stranger.post(LIST, headers=announced, params={"_": key})

    assert (page.status, page.h1) == (413, "传上来的内容太大了")
    assert "这里一次最多收 48 MB" in page.main
    assert "写的字还在" in page.main


def page_key_of(page):
    return page.form(LIST).values["_key"][0]


EVIL = "<script>alert('灯坏')</script><img src=x onerror=alert(1)>"


async def test_markup_in_every_field_is_only_text(site, village):
    await make.person(village, "赵六")
    stranger = await doors.browser(site)
    receipt = await say(stranger, EVIL, name="<b>赵六</b>", phone="13900000000", where=EVIL)
    own = await stranger.get("/v/liuwan/concerns/2026-001/own")
    await Concern.all().update(sight=ConcernSight.SHOWN)
    await Concern.all().update(answer=EVIL)

    pages = [
        receipt,
        own,
        await stranger.get(LIST),
        await stranger.get("/v/liuwan/concerns/2026-001"),
    ]
    pages.append(
        await stranger.get(LIST, params={"words": EVIL[:20], "state": EVIL, "group": EVIL})
    )
    for page in pages:
        assert page.status == 200
        assert "<script>alert" not in page.response.text
        assert "<img src=x" not in page.response.text


async def test_the_same_words_fifty_times_a_minute_are_kept_once(site, village):
    stranger = await doors.browser(site)
    _, wang = await villager(site, village)

    answers = [await say(stranger) for _ in range(50)]
    hers = [await say(wang) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, *[409] * 49]
    assert "一模一样的话刚刚已经收到了" in "".join(answers[1].boxes)
    assert [answer.status for answer in hers] == [200, 409, 409]
    assert "编号 2026-002，不用再交" in "".join(hers[1].boxes)
    assert await Concern.all().count() == 2


async def test_an_address_can_say_ten_things_a_day_without_a_pass(site, village):
    stranger = await doors.browser(site)

    answers = [await say(stranger, f"{number} 号路灯坏了") for number in range(11)]

    assert [answer.status for answer in answers] == [*[200] * 10, 429]
    assert int(answers[-1].response.headers["retry-after"]) > 0
    assert await Concern.all().count() == 10


async def test_what_is_refused_leaves_no_file_on_the_disk(site, village):
    stranger = await doors.browser(site)
    voice = [("voice", ("a.webm", sounds.webm(5))), ("photo", ("a.jpg", photo()))]

    refused = [
        await say(stranger, "！！！", files=voice),
        await say(stranger, phone="12", files=voice),
    ]
    for number in range(10):
        await say(stranger, f"{number} 号路灯坏了")
    refused.append(await say(stranger, "路灯又坏了", files=voice))

    assert [page.status for page in refused] == [422, 422, 429]
    assert [one for one in evidence.folder().rglob("*") if one.is_file()] == []


async def test_numbers_of_others_and_what_is_not_there_look_the_same(site, village):
    _, wang = await villager(site, village)
    _, li = await villager(site, village, "李四")
    await say(wang, audience="committee")

    here = "/v/liuwan/concerns/"
    for number in ("2026-001", "2026-999", "2026-1x", "nonsense"):
        for what in ("", "/own", "/receipt", "/rate", "/withdraw", "/rate-too", "/media/1"):
            assert (await li.get(f"{here}{number}{what}")).status == 404, (number, what)
    stranger = await doors.browser(site)
    assert (await stranger.get(f"{here}2026-001/own")).status == 404
    assert (await wang.get("/v/liuwan/concerns/2026-001/own")).status == 200


async def test_a_place_code_fills_in_where(site, village):
    group = await make.group(village, "三组")
    clerk = await make.holder(village, Office.VILLAGE_CLERK)
    desk = await doors.browser(site, await Person.get(id=clerk.person_id))
    page = await desk.get("/desk/liuwan/places/")
    page = await desk.submit(
        page.form("/desk/liuwan/places/"), name="三组晒谷场路灯", group=group.id
    )
    poster = await desk.get(page.link("印 A4"))
    sheet = await desk.get(page.link("印一张小贴纸"))
    short = re.search(r"cunyi.test(/q/[0-9A-Z]{6})", poster.main)[1]
    assert short in sheet.main

    stranger = await doors.browser(site)
    form = await stranger.follow(await stranger.get(short))
    assert "地点：三组晒谷场路灯" in form.main
    await stranger.submit(form.form(LIST), text="灯不亮了")

    row = await Concern.get().select_related("place", "group")
    assert (row.place.name, row.group.name) == ("三组晒谷场路灯", "三组")
    await desk.submit(page.form(f"/desk/liuwan/places/{row.place_id}/retire"))
    after = await stranger.follow(await stranger.get(short))
    assert (after.path, "地点：" in after.main) == (NEW, False)
    assert (await stranger.get(f"{NEW}?place={row.place_id}")).status == 404
    assert (await stranger.get(f"{NEW}?place=x")).status == 404


async def test_the_pages_one_speaks_on_may_use_the_microphone_and_no_other(site, village):
    stranger = await doors.browser(site)

    speaking, listed = await stranger.get(NEW), await stranger.get(LIST)

    assert "microphone=(self)" in speaking.response.headers["permissions-policy"]
    assert "media-src 'self' blob:" in speaking.response.headers["content-security-policy"]
    assert "microphone=()" in listed.response.headers["permissions-policy"]
    assert "blob:" not in listed.response.headers["content-security-policy"].split("media-src")[1]
