"""One page with every macro on it, to test and to look at. Not part of the product.

`uvicorn tests.web.style_page:app` shows it; /wrong shows it with mistakes, /wide on a desk.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from village.errors import Blocker
from village.naming import Named
from village.permissions import Actor
from web import forms, render, uploads
from web.strip import Door, Head, Link, StripStep

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)
VILLAGE = SimpleNamespace(
    code="shiqiao",
    name="石桥村",
    duty_phone="0570-0000000",
    board_places="村口和文化礼堂门前",
)
TOWNSHIP = SimpleNamespace(name="青溪镇", phone="0570-1111111")


class StyleKind(Named):
    WORKS = "works", "公益事业"
    INCOME = "income", "集体收益使用"


LATER = Blocker(
    "notice-still-running",
    "公示还没满 15 天，11 月 26 日起可以进入实施。",
    basis="《中华人民共和国村民委员会组织法》的规定",
    remedy="等公示期满",
)
STRIP = (
    StripStep(
        "党组织提议",
        "done",
        lines=("10 月 8 日 · 村党支部委员会 · 应到 5 人，实到 5 人",),
        brief="10-08",
    ),
    StripStep("“两委”商议", "done", lines=("10 月 12 日 · 应到 9 人，实到 8 人",), brief="10-12"),
    StripStep(
        "党员大会审议", "done", lines=("10 月 20 日 · 应到 36 人，实到 27 人",), brief="10-20"
    ),
    StripStep(
        "村民代表会议决议",
        "done",
        lines=("11 月 9 日 · 应到 43 人，实到 29 人",),
        brief="24 / 29",
        heads=(
            Head("需要到会", 29),
            Head("实到", 29, "good"),
            Head("需要同意", 15),
            Head("同意", 14, "short"),
            Head("反对", 13),
            Head("弃权", 2),
        ),
        basis="组成人员三分之二以上到会才能开，到会人员过半数同意才通过；弃权也算到会。",
        links=(Link("/", "会议记录"), Link("/", "签到表照片")),
    ),
    StripStep(
        "决议公开",
        "now",
        lines=("11 月 10 日贴出，满 15 天到 11 月 25 日。",),
        brief="还剩 3 天",
        blockers=(LATER, Blocker("objection-open", "1 条异议还没有答复。")),
    ),
    StripStep("实施结果公开", "later", lines=("完工验收后公布，再满 15 天。",)),
)
CONTEXT = {
    "found": [
        Door("/v/shiqiao/board", "看公开", "5 件在公示", first=True),
        Door("/v/shiqiao/decisions/", "村里正在议的事", "3 件"),
    ],
    "strip": STRIP,
    "day_now": TODAY,
    "last_day": date(2026, 11, 25),
    "late_day": date(2026, 11, 21),
    "rows": [
        (date(2026, 11, 21), "说事 2026-112：二组水渠堵", 1284),
        (date(2026, 11, 23), "机耕路硬化：刘某的异议", 12),
        (date(2026, 12, 2), "自来水改造：村民代表会议通知最迟 11 月 29 日发出", 43),
    ],
    "kinds": list(StyleKind),
    "people": [("1", "王秀英", "一组"), ("2", "张建国", "二组"), ("3", "李红梅")],
    "photo": uploads.PHOTO,
    "wide": "",
}
BEGUN = forms.blank(
    title="三组机耕路硬化工程",
    present=28,
    held_on=date(2026, 11, 9),
    starts=datetime(2026, 11, 9, 6, 30, tzinfo=UTC),
    kind=StyleKind.WORKS,
    present_names=["1", "3"],
    late=True,
)
WRONG = forms.Filled(
    {"title": ["<b>路</b>"], "present": ["二十八"], "held_on-year": ["26"], "kind": ["works"]},
    {
        "title": "至少写 4 个字，现在只有 1 个字。",
        "present": "请只填数字，例如 28。",
        "held_on": "年份请写四位数，例如 2026。",
        "kind": "请选择这是什么事。",
        "photo": "“表.exe”不是可以收的文件。",
        "": "到会 10 人，多于应到 9 人。",
    },
)


def arrive(request):
    """What the product's arrival does before a handler runs."""
    request.state.village = VILLAGE
    request.state.township = TOWNSHIP
    request.state.now = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    request.state.keys = lambda: "one-time"


def show(request):
    arrive(request)
    return render.render(request, "style_page.html", CONTEXT | {"form": BEGUN})


def wrong(request):
    arrive(request)
    request.state.actor = Actor(7, "王大娘", "二组", ())
    request.state.rehearsal = "演练：时钟已拨快 16 天，这里办的事不算数。"
    return render.render(request, "style_page.html", CONTEXT | {"form": WRONG}, status=422)


def wide(request):
    arrive(request)
    request.state.desk = "/desk/shiqiao/"
    return render.render(request, "style_page.html", CONTEXT | {"form": BEGUN, "wide": "wide"})


def error(request):
    arrive(request)
    name = f"errors/{request.path_params['status']}.html"
    values = {
        "message": "没有找到这条公告。",
        "blockers": [LATER],
        "mistakes": ["请填写实到人数。"],
        "seconds": 90,
        "reference": "7K3F",
    }
    return render.render(request, name, values, status=request.path_params["status"])


def bare_error(request):
    return render.render(request, "errors/404.html", {"message": "没有找到这一页。"}, status=404)


async def sent(request):
    """What came of a sent form: the text values and the names and sizes of files."""
    async with request.form() as form:
        found = [
            f"{name}={value if isinstance(value, str) else (value.filename, value.size)}"
            for name, value in form.multi_items()
        ]
    return PlainTextResponse("\n".join(found))


def size(request):
    sizes = [(18, "标准字"), (22, "大字"), (26, "更大"), (30, "最大")]
    return render.render(request, "textsize/show.html", {"sizes": sizes, "back": "/wide"})


def poster(request):
    arrive(request)
    return render.render(request, "poster_page.html", {"last_day": date(2026, 11, 25)})


render.environment().loader.searchpath.append(str(HERE))

app = Starlette(
    routes=[
        Route("/", show),
        Route("/", sent, methods=["POST"]),
        Route("/wrong", wrong),
        Route("/wide", wide),
        Route("/size", size),
        Route("/poster", poster),
        Route("/error/{status:int}", error),
        Route("/nowhere", bare_error),
        Mount("/static", StaticFiles(directory=render.STATIC)),
    ]
)
