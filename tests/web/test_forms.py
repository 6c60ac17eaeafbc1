"""Reading forms: every mistake at once, each a sentence; nothing hidden gets through."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from starlette.datastructures import FormData, Headers, UploadFile

from village.errors import InvalidInput
from village.naming import Named
from web import forms, uploads
from web.uploads import DOCUMENT, PHOTO, SHEET, Sent

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 20


class FormColour(Named):
    RED = "red", "红"
    GREEN = "green", "绿"


def read(values, take):
    """What `take` reads from the form, or its mistakes."""
    try:
        with forms.reading(FormData(values)) as reader:
            found = take(reader)
    except InvalidInput as invalid:
        return invalid.fields
    return found


def sent(name, content, kind="application/octet-stream"):
    headers = Headers({"content-type": kind})
    return UploadFile(BytesIO(content), size=len(content), filename=name, headers=headers)


def test_all_mistakes_are_told_at_once():
    def take(form):
        form.text("title", "请写议题名称。")
        form.whole("present", "请填写实到人数。")
        form.day("held_on", "请填写开会日期。")

    assert read({"present": "x"}, take) == {
        "title": "请写议题名称。",
        "present": "请只填数字，例如 28。",
        "held_on": "请填写开会日期。",
    }


def test_the_first_mistake_of_a_field_stays():
    def take(form):
        form.whole("present", "请填写实到人数。")
        form.wrong("present", "别的。")
        form.wrong("", "到会的比应到的多。")

    assert read({}, take) == {"present": "请填写实到人数。", "": "到会的比应到的多。"}


def test_only_fields_that_could_be_read_are_compared():
    def take(form):
        form.whole("yes", "请填写同意人数。")
        form.whole("present", "请填写实到人数。")
        form.wrong("", str((form.fine("yes"), form.fine("yes", "present"))))

    assert read({"yes": "9"}, take) == {"present": "请填写实到人数。", "": "(True, False)"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  三组　机耕路 \t 硬化  ", "三组 机耕路 硬化"),
        ("修\u202e路\u200f\u2066\u2069\ufeff\u200b", "修路"),
        ("修\x00路\x07", "修路"),
        ("一行\r\n二行", "一行 二行"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("𠮷\ue000", "𠮷\ue000"),
        ("\u200d\u202e \u200b", ""),
    ],
)
def test_text_loses_what_nobody_sees(typed, kept):
    assert read({"t": typed}, lambda form: form.text("t")) == kept


def test_long_text_keeps_its_lines_but_not_heaps_of_empty_ones():
    typed = "第一条  空两格 \r\n\r\n\r\n\r\n第二条\u2028第三条\n"

    assert read({"t": typed}, lambda form: form.text("t", lines=True)) == (
        "第一条  空两格\n\n第二条\n第三条"
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("字" * 4, {"t": "至少写 5 个字，现在只有 4 个字。"}),
        ("字" * 5, "字" * 5),
        ("字" * 8, "字" * 8),
        ("字" * 9, {"t": "最多 8 个字，现在有 9 个字，请删去 1 个字。"}),
        ("😀" * 10_000, {"t": "最多 8 个字，现在有 10000 个字，请删去 9992 个字。"}),
        (" \u202e ", {"t": "请写。"}),
    ],
)
def test_text_is_measured_in_characters(typed, answer):
    assert read({"t": typed}, lambda form: form.text("t", "请写。", least=5, most=8)) == answer


def test_an_empty_optional_text_is_no_mistake():
    assert read({}, lambda form: form.text("t", least=5)) == ""


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("28", 28),
        ("２８", 28),
        (" 1,284 ", 1284),
        ("1，284", 1284),
        ("-1", {"n": "请填 0 到 2,000 之间的数，现在填的是 -1。"}),
        ("0", 0),
        ("2000", 2000),
        ("2001", {"n": "请填 0 到 2,000 之间的数，现在填的是 2,001。"}),
        ("2.5", {"n": "请只填数字，例如 28。"}),
        ("二十八", {"n": "请只填数字，例如 28。"}),
        ("٢٨", {"n": "请只填数字，例如 28。"}),
        ("②", {"n": "请只填数字，例如 28。"}),
        ("9" * 400, {"n": "请只填数字，例如 28。"}),
        ("", {"n": "请填写实到人数。"}),
    ],
)
def test_whole_numbers(typed, answer):
    assert read({"n": typed}, lambda form: form.whole("n", "请填写实到人数。", most=2000)) == answer


def test_a_number_that_may_be_missing():
    assert read({}, lambda form: form.maybe_whole("n")) is None


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("186000", 18_600_000),
        ("86,400.5", 8_640_050),
        ("８６４００．０５ 元", 8_640_005),
        ("¥0.01", 1),
        ("0.001", {"m": "金额请以元为单位，只填数字，最多两位小数，例如 86400.50。"}),
        ("18.6万", {"m": "金额请以元为单位，只填数字，最多两位小数，例如 86400.50。"}),
        ("-3", {"m": "金额不能是负数。"}),
        ("", {"m": "请填写预算。"}),
    ],
)
def test_money_is_read_in_yuan_and_kept_in_cents(typed, answer):
    assert read({"m": typed}, lambda form: form.money("m", "请填写预算。")) == answer


def test_money_may_be_negative_where_asked():
    assert read({"m": "-3.05"}, lambda form: form.money("m", "", negative=True)) == -305


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"d-year": "2026", "d-month": "11", "d-day": "9"}, date(2026, 11, 9)),
        ({"d-year": "２０２６", "d-month": "11月", "d-day": " 9 "}, date(2026, 11, 9)),
        ({"d": "2026-11-09"}, date(2026, 11, 9)),
        ({"d": "2026年11月9日"}, date(2026, 11, 9)),
        ({"d": "2026.11.9"}, date(2026, 11, 9)),
        ({"d-year": "2028", "d-month": "2", "d-day": "29"}, date(2028, 2, 29)),
        (
            {"d-year": "2026", "d-month": "2", "d-day": "29"},
            {"d": "2026 年没有 2 月 29 日，请对一下日历。"},
        ),
        ({"d-year": "26", "d-month": "2", "d-day": "2"}, {"d": "年份请写四位数，例如 2026。"}),
        (
            {"d-year": "2026", "d-month": "2"},
            {"d": "请把年、月、日都用数字填上，例如 2026 年 11 月 9 日。"},
        ),
        ({"d": "昨天"}, {"d": "日期请写成年、月、日，例如 2026-11-09。"}),
        ({}, {"d": "请填写开会日期。"}),
    ],
)
def test_days(values, answer):
    assert read(values, lambda form: form.day("d", "请填写开会日期。")) == answer


DAY = {"d-year": "2026", "d-month": "11", "d-day": "9"}


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        (DAY | {"d-hour": "14", "d-minute": "30"}, datetime(2026, 11, 9, 6, 30, tzinfo=UTC)),
        (DAY | {"d-hour": "0", "d-minute": ""}, datetime(2026, 11, 8, 16, tzinfo=UTC)),
        (
            DAY | {"d-hour": "24", "d-minute": "0"},
            {"d": "一天里没有 24 时 0 分，请按 24 小时填写，例如 14 时 30 分。"},
        ),
        (DAY, {"d": "请把几时几分用数字填上，例如 14 时 30 分。"}),
        ({"d-hour": "14"}, {"d": "请把日期也填上，例如 2026 年 11 月 9 日。"}),
        ({}, {"d": "请填写时间。"}),
    ],
)
def test_moments_are_china_time(values, answer):
    assert read(values, lambda form: form.moment("d", "请填写时间。")) == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("red", FormColour.RED),
        ("blue", {"c": "选的这一项现在没有了，请重新选。"}),
        ("", {"c": "请选颜色。"}),
    ],
)
def test_one_choice(typed, answer):
    assert read({"c": typed}, lambda form: form.choice("c", FormColour, "请选颜色。")) == answer


def test_several_choices_come_in_the_order_offered():
    several = [("c", "green"), ("c", "red"), ("c", "red")]

    assert read(several, lambda form: form.choices("c", FormColour)) == [
        FormColour.RED,
        FormColour.GREEN,
    ]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ([("p", "2"), ("p", "1")], ["王", "张"]),
        ([("p", "2"), ("p", "9")], {"p": "有选项现在没有了，请重新选。"}),
        ([], {"p": "请勾到会的人。"}),
    ],
)
def test_people_ticked_must_have_been_offered(values, answer):
    offered = {"1": "王", "2": "张"}

    assert read(values, lambda form: form.picks("p", offered, "请勾到会的人。")) == answer


def test_a_choice_that_may_be_missing():
    assert read({}, lambda form: form.maybe_choice("c", FormColour)) is None


def test_a_flag_is_there_or_not():
    form = {"late": "yes", "no": "no"}

    assert read(form, lambda form: [form.flag(name) for name in ("late", "no", "other")]) == [
        True,
        False,
        False,
    ]


def test_a_file_sent_where_words_belong_counts_as_nothing():
    form = {"t": sent("a.png", PNG)}

    assert read(form, lambda form: form.text("t", "请写。")) == {"t": "请写。"}


def test_words_sent_where_a_file_belongs_count_as_nothing():
    form = {"f": "a.png"}

    assert read(form, lambda form: form.upload("f", PHOTO, "请选照片。")) == {"f": "请选照片。"}


@pytest.mark.parametrize(
    ("kind", "name", "content", "answer"),
    [
        (PHOTO, "签到表.PNG", PNG, Sent("签到表.PNG", PNG)),
        (
            PHOTO,
            "表.exe",
            b"MZ",
            {"f": f"“表.exe”不是可以收的文件。{PHOTO.says}"},
        ),
        (
            PHOTO,
            "表.png",
            b"MZ\x90",
            {"f": "“表.png”的名字是 png，里面却不是，没有收下。请换成原来的文件。"},
        ),
        (PHOTO, "表.png", b"", {"f": "“表.png”是空的，请换一个文件。"}),
        (
            PHOTO,
            "表.webp",
            b"RIFF0000AVI ",
            {"f": "“表.webp”的名字是 webp，里面却不是，没有收下。请换成原来的文件。"},
        ),
        (
            SHEET,
            "名册.csv",
            "姓名\n王".encode("gb18030"),
            Sent("名册.csv", b"\xd0\xd5\xc3\xfb\n\xcd\xf5"),
        ),
        (
            SHEET,
            "名册.csv",
            b"MZ\x90\x00",
            {"f": "“名册.csv”的名字是 csv，里面却不是，没有收下。请换成原来的文件。"},
        ),
        (
            SHEET,
            "名册.xlsx",
            OLE,
            {"f": "“名册.xlsx”加了打开密码，读不了。请去掉密码另存一份再传。"},
        ),
        (SHEET, "名册.xls", OLE, Sent("名册.xls", OLE)),
        (
            SHEET,
            "名册.ods",
            b"PK\x03\x04 not a zip",
            {"f": "“名册.ods”的名字是 ods，里面却不是，没有收下。请换成原来的文件。"},
        ),
        (DOCUMENT, "方案.pdf", b"%PDF-1.7", Sent("方案.pdf", b"%PDF-1.7")),
    ],
)
def test_files_are_judged_by_what_they_are(kind, name, content, answer):
    form = {"f": sent(name, content)}

    assert read(form, lambda form: form.upload("f", kind, "请选文件。")) == answer


def test_a_file_is_refused_above_its_size_and_taken_at_it():
    small = uploads.UploadKind("照片", "image/png", (".png",), 1024 * 1024)
    exact = PNG.ljust(1024 * 1024, b"0")

    assert read({"f": sent("a.png", exact)}, lambda form: form.maybe_upload("f", small)) == Sent(
        "a.png", exact
    )
    assert read({"f": sent("a.png", exact + b"0")}, lambda form: form.maybe_upload("f", small)) == {
        "f": f"“a.png”有 2 MB，太大了。{small.says}"
    }


def test_an_empty_file_field_is_nothing():
    assert read({"f": sent("", b"")}, lambda form: form.maybe_upload("f", PHOTO)) is None


def test_too_many_files_are_refused_at_the_edge():
    two = [("f", sent("a.png", PNG)), ("f", sent("b.png", PNG))]

    assert read(two, lambda form: form.uploads("f", PHOTO, most=2)) == [
        Sent("a.png", PNG),
        Sent("b.png", PNG),
    ]
    assert read(two, lambda form: form.uploads("f", PHOTO, most=1)) == {
        "f": "一次最多传 1 个，现在选了 2 个。"
    }


def test_the_form_comes_back_as_typed():
    typed = FormData([("t", "<b>"), ("c", "1"), ("c", "2"), ("f", sent("a.png", PNG))])

    form = forms.filled(typed, {"t": "请改。"})

    assert (form.value("t"), form.values("c"), form.value("f")) == ("<b>", ["1", "2"], "")
    assert (form.error("t"), form.error("c"), form.mistakes) == ("请改。", "", [("t", "请改。")])


def test_a_blank_form_begins_with_what_is_known():
    form = forms.blank(
        held_on=date(2026, 11, 9),
        starts=datetime(2026, 11, 8, 16, 5, tzinfo=UTC),
        kind=FormColour.RED,
        people=[3, 4],
        late=True,
        early=False,
        budget=None,
        present=28,
    )

    names = ["held_on-year", "held_on-day", "starts-day", "starts-hour", "starts-minute", "kind"]
    assert [form.value(name) for name in names] == ["2026", "9", "9", "00", "05", "red"]
    assert form.values("people") == ["3", "4"]
    assert [form.value(name) for name in ("late", "early", "budget", "present")] == [
        "yes",
        "",
        "",
        "28",
    ]
    assert form.mistakes == []
