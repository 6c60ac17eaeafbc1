import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation import sensing
from deliberation.sensing import Sensitive, look
from village.idnumbers import read

NAMES = {"王小明", "李秀英", "刘青山", "赵铁柱", "高山", "欧阳春花"}
ID, CARD = "330105194901010014", "6228480402564890018"
HIDDEN, ILL = "（号码不公开）", "（病情不公开）"


def test_the_numbers_of_these_tests_are_what_they_are_called():
    assert read(ID).number == ID
    assert sensing._kind_of(CARD) is Sensitive.BANK_CARD


@pytest.mark.parametrize(
    ("text", "reasons", "masked"),
    [
        # an accusation with a name in it
        ("王小明偷拿低保", "accusation", "王某偷拿低保"),
        ("某某偷拿低保", "accusation", "某某偷拿低保"),
        ("被王小明偷了两只鸡", "accusation", "被王某偷了两只鸡"),
        ("王小明举报李秀英冒领补贴", "accusation", "王某举报李某冒领补贴"),
        ("王小明，他一直在冒领补贴", "accusation", "王某，他一直在冒领补贴"),
        ("村主任收钱不办事", "accusation", "村主任收钱不办事"),
        ("高山贪污", "accusation", "高某贪污"),
        ("张大彪冒领补贴", "accusation", "张某冒领补贴"),
        ("欧阳春花打人", "accusation", "欧某打人"),
        # near misses: a name alone, who tells, who suffers, what was not done, no name at all
        ("王小明说路灯坏了", "", "王某说路灯坏了"),
        ("王小明家的鸡被偷了", "", "王某家的鸡被偷了"),
        ("王小明反映有人偷电缆", "", "王某反映有人偷电缆"),
        ("王小明没有贪一分钱", "", "王某没有贪一分钱"),
        ("谁偷了路边的井盖", "", "谁偷了路边的井盖"),
        ("任何人冒领都要查", "", "任何人冒领都要查"),
        ("某些人乱倒垃圾", "", "某些人乱倒垃圾"),
        ("请装监控，谨防偷盗", "", "请装监控，谨防偷盗"),
        ("有人冒领补贴。王小明也这么说。", "", "有人冒领补贴。王某也这么说。"),
        ("高山上的水管断了", "", "高山上的水管断了"),
        ("高山家的围墙倒了", "", "高某家的围墙倒了"),
        # illness of somebody
        ("我老伴得了肺癌，想问报销", "illness", f"我老伴得了{ILL}，想问报销"),
        ("刘青山有精神病，老在路上拦人", "illness", f"刘某有{ILL}，老在路上拦人"),
        ("建议村里办癌症筛查", "", "建议村里办癌症筛查"),
        ("王小明建议办高血压义诊", "", "王某建议办高血压义诊"),
        ("稻瘟病很多，我家的田也有", "", "稻瘟病很多，我家的田也有"),
        ("三组路灯坏了，晚上老人摔跤", "", "三组路灯坏了，晚上老人摔跤"),
        # numbers; one digit wrong is no ID number, and still nobody's to read
        (f"身份证{ID}，请查", "id_number", f"身份证{HIDDEN}，请查"),
        ("身份证 330105 19490101 0014", "id_number", f"身份证 {HIDDEN}"),
        ("３３０１０５１９４９０１０１００１４", "id_number", HIDDEN),
        (ID[:-1] + "5", "", HIDDEN),
        (f"卡号{CARD}", "bank_card", f"卡号{HIDDEN}"),
        ("找我 139 0000-0000", "phone", f"找我 {HIDDEN}"),
        ("值班电话 0570-0000000，2026 年 86400 元", "", "值班电话 0570-0000000，2026 年 86400 元"),
        # several at once, in the order of the table
        (
            f"王小明冒领低保！他是{ID}，得了尿毒症。",
            "id_number illness accusation",
            f"王某冒领低保！他是{HIDDEN}，得了{ILL}。",
        ),
        ("", "", ""),
        ("😀😀", "", "😀😀"),
        ("。。路灯", "", "。。路灯"),
        ("\n第一行\n\n第二行", "", "\n第一行\n\n第二行"),
    ],
)
def test_what_points_at_a_person_is_found_and_masked(text, reasons, masked):
    found = look(text, NAMES)

    assert (" ".join(found.reasons), found.masked) == (reasons, masked)


def test_a_phone_number_alone_holds_nothing_back():
    assert not look("找我 13900000000", NAMES).held_back
    assert look(f"找我 {ID}", NAMES).held_back


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="王小明高山偷拿低保说被。，\n 19癌他X", max_size=60))
def test_what_was_sensed_holds_for_any_text(text):
    found = look(text, NAMES)

    assert "王小明" not in found.masked
    assert look(text, NAMES) == found
    assert len(found.masked.split("\n")) == len(text.split("\n"))


def test_long_texts_take_no_long_time():
    names = {f"{a}{b}{c}" for a in "王李张刘陈" for b in "秀国建志" for c in "英华明芳"} | NAMES

    found = look("王小明说路灯坏了，晚上看不见。" * 300, names)

    assert found.reasons == ()
