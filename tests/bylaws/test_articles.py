import pytest

from bylaws.articles import MOST_ARTICLES, MOST_CHARACTERS, Layout, read_text
from village.errors import InvalidInput, TooLarge


def shape(text):
    found = read_text(text)
    return [(one.label, one.text) for one in found.articles]


@pytest.mark.parametrize(
    ("mark", "second"),
    [
        ("第一条", "第二条"),
        ("第1条", "第2条"),
        ("第１条", "第２条"),
        ("第 一 条", "第 二 条"),
        ("第一條", "第二條"),
        ("一、", "二、"),
        ("1.", "2."),
        ("1、", "2、"),
        ("１．", "２．"),
        ("1）", "2）"),
        ("（一）", "（二）"),
        ("(1)", "(2)"),
        ("**第一条**", "**第二条**"),
        ("### 第一条", "### 第二条"),
        ("- 第一条", "- 第二条"),
    ],
)
def test_every_way_of_numbering_is_one_way_of_naming(mark, second):
    assert shape(f"{mark} 爱护公物。\n{second} 节约用水。") == [
        ("第一条", "爱护公物。"),
        ("第二条", "节约用水。"),
    ]


def test_a_text_comes_apart_into_title_preamble_articles_and_closing():
    found = read_text(
        "青溪村村规民约\n为树立新风，经村民会议讨论通过，制定本约。\n"
        "第一条 爱护公物。\n损坏的照价赔偿。\n第二条 节约用水。\n"
        "本约自通过之日起施行。\n青溪村村民委员会\n2026年3月1日"
    )

    assert (found.title, found.preamble) == (
        "青溪村村规民约",
        "为树立新风，经村民会议讨论通过，制定本约。",
    )
    assert [(one.label, one.text, one.line) for one in found.articles] == [
        ("第一条", "爱护公物。\n损坏的照价赔偿。", 3),
        ("第二条", "节约用水。", 5),
    ]
    assert found.closing == "本约自通过之日起施行。\n青溪村村民委员会\n2026年3月1日"
    assert (found.layout, found.repeated, found.skipped) == (Layout.ARTICLES, (), ())


def test_headings_are_chapters_and_the_count_runs_through():
    found = read_text("第一章 总则\n第一条 爱村。\n第二章 卫生\n第二条 扫地。")

    assert [(one.chapter, one.label) for one in found.articles] == [
        ("第一章 总则", "第一条"),
        ("第二章 卫生", "第二条"),
    ]


def test_where_each_chapter_counts_anew_the_chapter_is_part_of_the_name():
    found = read_text("一、环境卫生\n1. 扫地。\n2. 分类。\n二、邻里\n1. 和气。")

    assert [(one.label, one.text) for one in found.articles] == [
        ("“一、环境卫生”第一条", "扫地。"),
        ("“一、环境卫生”第二条", "分类。"),
        ("“二、邻里”第一条", "和气。"),
    ]
    assert found.repeated == ()


def test_items_below_an_article_belong_to_it():
    assert shape("第一条 有下列情形的：\n（一）甲；\n（二）乙。\n第二条 完。") == [
        ("第一条", "有下列情形的：\n（一）甲；\n（二）乙。"),
        ("第二条", "完。"),
    ]


def test_strokes_that_hold_sentences_are_articles_even_with_items_below():
    assert shape("一、扫地要勤，垃圾入桶。\n（一）甲。\n二、和气。") == [
        ("第一条", "扫地要勤，垃圾入桶。\n（一）甲。"),
        ("第二条", "和气。"),
    ]


def test_a_text_pasted_in_one_line_is_taken_apart():
    assert shape("第一条 爱村。第二条 依照组织法第三十一条的规定执行。第三条 完。") == [
        ("第一条", "爱村。"),
        ("第二条", "依照组织法第三十一条的规定执行。"),
        ("第三条", "完。"),
    ]
    assert shape("一、爱村。二、扫地。三、和气。") == [
        ("第一条", "爱村。"),
        ("第二条", "扫地。"),
        ("第三条", "和气。"),
    ]


def test_a_decimal_number_or_a_year_at_the_start_is_no_mark():
    assert shape("第一条 标准如下：\n2.5米以上的。\n2026年起。") == [
        ("第一条", "标准如下：\n2.5米以上的。\n2026年起。")
    ]


def test_verse_goes_line_by_line():
    found = read_text("村道宽，莫乱停；\n垃圾分，四桶清；\n敬父母，爱子孙；\n有纠纷，好商量。")

    assert found.layout is Layout.VERSE
    assert [one.label for one in found.articles] == ["第一句", "第二句", "第三句", "第四句"]


def test_verse_parted_by_blank_lines_goes_by_stanza():
    found = read_text(
        "石桥村村规民约三字经\n\n村道宽，莫乱停；\n垃圾分，四桶清。\n\n敬父母，爱子孙；\n有纠纷，好商量。\n"
    )

    assert [(one.label, one.text, one.line) for one in found.articles] == [
        ("第一节", "村道宽，莫乱停；\n垃圾分，四桶清。", 3),
        ("第二节", "敬父母，爱子孙；\n有纠纷，好商量。", 6),
    ]


def test_prose_without_numbers_goes_by_paragraph():
    found = read_text(
        "为树立新风，经村民会议讨论通过，制定本约，大家遵守。\n"
        "全体村民应当爱护村里的每一处公共设施，发现损坏及时告诉村委会。\n"
        "邻里之间有事商量着办，商量不成的可以请人调解，也可以打官司。"
    )

    assert found.layout is Layout.PLAIN
    assert found.preamble.startswith("为树立新风")
    assert [one.label for one in found.articles] == ["第一段", "第二段"]


def test_a_number_that_comes_twice_is_named_and_told_apart():
    found = read_text("第一条 甲。\n第二条 乙。\n第二条 丙。")

    assert [one.label for one in found.articles] == ["第一条", "第二条", "第二条（第2次）"]
    assert found.repeated == ("第二条",)


def test_a_number_left_out_is_noticed():
    assert read_text("第一条 甲。\n第三条 丙。").skipped == (2,)
    assert read_text("第一条 甲。\n第二条 乙。").skipped == ()


def test_marks_of_other_programs_are_swept_away():
    assert shape("\ufeff第一条\u3000\u200b爱村。\r\n> 第二条\u00a0扫地。") == [
        ("第一条", "爱村。"),
        ("第二条", "扫地。"),
    ]


@pytest.mark.parametrize("text", ["", "  \n\t\n", "\ufeff", "　　"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(InvalidInput, match="没有字"):
        read_text(text)


def test_a_text_longer_than_any_village_has_is_refused():
    line = "爱护公物。\n"

    assert len(read_text("".join(f"第{n}条 {line}" for n in range(1, 301))).articles) == 300
    assert len(read_text("".join(f"第{n}条 {line}" for n in range(1, MOST_ARTICLES + 1))).articles)
    with pytest.raises(TooLarge, match="条文超过"):
        read_text("".join(f"第{n}条 {line}" for n in range(1, MOST_ARTICLES + 2)))
    with pytest.raises(TooLarge, match="文本太长"):
        read_text("字" * (MOST_CHARACTERS + 1))
