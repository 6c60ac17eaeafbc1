import io
import zipfile

import docx
import pytest

from bylaws.articles import Layout
from bylaws.importing import MOST_BYTES, MOST_WORD_BYTES, read
from bylaws.word_numbering import figure
from tests import corpus, make_word
from tests.make_word import deleted, inserted, paragraph, table
from village.errors import InvalidInput, TooLarge


def shape(found):
    return [(one.label, one.text) for one in found.text.articles]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(codec):
    text = "石桥村村规民约\r\n第１条　爱护公物。\r\n第２条　节约用水。\r\n"

    found = read("a.txt", text.encode(codec))

    assert (found.text.title, shape(found), found.notes) == (
        "石桥村村规民约",
        [("第一条", "爱护公物。"), ("第二条", "节约用水。")],
        (),
    )


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (
            "第一条 甲。\n第二条 乙。\n第二条 丙。\n",
            ("编号重复：第二条。内容都已读入，请核对后重新编号。",),
        ),
        (
            "第一条 甲。\n第四条 乙。\n",
            ("编号不连续：没有第二条、第三条。请核对是不是漏了条文。",),
        ),
        ("第一条 甲。\n第二条\n", ("有编号但没有内容：第二条。",)),
        (
            "第一條 愛護環境衛生。\n第二條 亂停亂放的勸離。\n",
            ("文本里有繁体字（如“條愛護環”），照原样保留，没有改动。",),
        ),
        ("村道宽，莫乱停；\n垃圾分，四桶清。", ("没有编号，按韵文读入，共 2 段。",)),
        (
            "邻里之间有事好好说，说不拢的请调解员。\n山上不要点火，河里不要电鱼，门前不堆柴草。",
            ("没有找到编号，按自然段读入，共 2 段。",),
        ),
    ],
)
def test_what_a_person_should_look_at_is_said(text, notes):
    assert read("a.txt", text.encode()).notes == notes


def test_traditional_characters_stay_as_they_are():
    found = read("a.md", "### 第一條 愛護環境衛生。\n### 第二條 亂停亂放的勸離。".encode())

    assert shape(found) == [("第一条", "愛護環境衛生。"), ("第二条", "亂停亂放的勸離。")]


def test_three_hundred_articles_are_read():
    text = "\n".join(f"第{at}条 各户爱护{at}号渠。" for at in range(1, 301))

    assert len(read("a.txt", text.encode()).text.articles) == 300


def test_the_real_text_is_read_whole():
    written = corpus.text("bylaws/P-B1.txt")
    found = read("P-B1.txt", written.encode()).text

    assert [one.number for one in found.articles] == list(range(1, 49))
    assert found.preamble.startswith("为提高全体村民自我管理")
    assert (found.repeated, found.skipped, found.layout) == ((), (), Layout.ARTICLES)
    kept = "".join([found.preamble, *(one.text for one in found.articles), found.closing])
    letters = [sign for sign in written if not sign.isspace() and sign not in "0123456789."]
    assert [sign for sign in kept if not sign.isspace() and sign not in "0123456789."] == letters


ARTICLES = make_word.levels(
    ("chineseCounting", "第%1条"), ("decimal", "%2."), ("lowerLetter", "%3）")
)


def test_numbers_that_word_writes_by_itself_are_the_articles_numbers():
    found = read(
        "a.docx",
        make_word.word(
            paragraph("石桥村村规民约")
            + paragraph("爱护公物：", list_=1)
            + paragraph("损坏的照价赔偿；", list_=1, level=1)
            + paragraph("修好的不再赔。", list_=1, level=1)
            + paragraph("节约用水。", list_=1)
            + paragraph("井边：", list_=1, level=1),
            ARTICLES + make_word.list_(1),
        ),
    )

    assert shape(found) == [
        ("第一条", "爱护公物：\n1. 损坏的照价赔偿；\n2. 修好的不再赔。"),
        ("第二条", "节约用水。\n1. 井边："),
    ]
    assert found.notes == ("有 5 段的编号是 Word 自动生成的，已按看到的编号读入。",)


def test_lists_come_from_styles_start_again_and_go_on_as_in_word():
    body = (
        paragraph("第一章 总则", style="H")
        + paragraph("甲。", style="Article")
        + paragraph("乙。", style="Child")
        + paragraph("卫生", style="H")
        + paragraph("丙。", list_=2)
        + paragraph("丁。", list_=2)
        + paragraph("戊。", list_=0)
        + paragraph("己。", list_=7)
    )
    found = read(
        "a.docx",
        make_word.word(
            body,
            make_word.levels(("japaneseCounting", "%1", 3))
            + make_word.levels(link="Article", number="9")
            + make_word.list_(1)
            + make_word.list_(2, restart=8)
            + make_word.list_(7, abstract="9"),
            make_word.style("H", called="heading 1")
            + make_word.style("Article", list_="1")
            + make_word.style("Child", based="Article"),
        ),
    )

    assert [(one.chapter, one.number, one.text) for one in found.text.articles] == [
        ("第一章 总则", 3, "甲。"),
        ("第一章 总则", 4, "乙。"),
        ("卫生", 8, "丙。"),
        ("卫生", 9, "丁。\n戊。"),
        ("卫生", 3, "己。"),
    ]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 12, "12"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("taiwaneseCounting", 21, "二十一"),
        ("ideographTraditional", 2, "二"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("lowerLetter", 3, "c"),
        ("upperLetter", 27, "27"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("somethingNew", 7, "7"),
    ],
)
def test_a_number_is_written_as_word_writes_it(form, number, written):
    assert figure(form, number) == written


def test_tracked_changes_are_read_as_accepted_and_said():
    found = read(
        "a.docx",
        make_word.word(
            paragraph("第一条 乱停的", deleted("罚款五十元"), inserted("批评教育"), "。")
            + paragraph("第二条 红事", inserted("新办，"), gone=True)
            + paragraph("白事简办。")
            + paragraph(deleted("第三条 停水停电。"), gone=True)
            + paragraph(inserted("第三条 邻里和睦。"))
        ),
    )

    assert shape(found) == [
        ("第一条", "乱停的批评教育。"),
        ("第二条", "红事新办，白事简办。"),
        ("第三条", "邻里和睦。"),
    ]
    assert found.notes == (
        "文件里有修订痕迹：新增 3 处，删除 2 处。已按接受全部修订后的文字读入，请核对。",
    )


def test_a_table_is_read_row_by_row():
    found = read(
        "a.docx",
        make_word.word(
            paragraph("石桥村村规民约")
            + table(
                ["序号", "内容"], ["1", "爱护公物。\n损坏的照价赔偿。"], ["2", "节约用水。"],
                [None, "9", "已经删掉的一行。"], ["merged", "井水也一样。"],
            )
        ),
    )  # fmt: skip

    assert shape(found) == [
        ("第一条", "爱护公物。\n损坏的照价赔偿。"),
        ("第二条", "节约用水。\n井水也一样。"),
    ]
    assert found.notes == ("文件里有 1 个表格，每一行按一段读入，请核对。",)


def test_only_what_readers_see_is_read():
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏着的</w:t></w:r>"
    comment = '<w:r><w:commentReference w:id="1"/></w:r>'
    inner = f"<w:r><w:txbxContent>{paragraph('框中的框。')}</w:txbxContent></w:r>"
    content = f"<w:txbxContent>{paragraph('框里的话。', inner)}</w:txbxContent>"
    twice = f"<mc:Fallback>{paragraph('再说一遍')}{content}</mc:Fallback>"
    once = f"<mc:Choice>{content}</mc:Choice>"
    box = f"<w:r><mc:AlternateContent>{once}{twice}</mc:AlternateContent></w:r>"
    found = read(
        "a.docx",
        make_word.word(
            paragraph("第一条 甲", "<w:r><w:br/></w:r>", "乙。", field, hidden, comment)
            + f"<w:sdt><w:sdtContent>{paragraph('第二条 丙。', box)}</w:sdtContent></w:sdt>"
        ),
    )

    assert shape(found) == [("第一条", "甲\n乙。"), ("第二条", "丙。\n框里的话。\n框中的框。")]
    assert found.notes == ("文件里有隐藏的文字，没有读入。", "文件里的批注和脚注没有读入。")


def test_numbers_and_styles_beyond_all_measure_are_read_as_none():
    endless = make_word.levels(("decimal", "第%1条" + "长" * 500, "9" * 5_000))
    based = "".join(
        f'<w:style w:styleId="s{at}"><w:basedOn w:val="s{at + 1}"/></w:style>' for at in range(60)
    )
    linked = (
        '<w:style w:styleId="s60"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    lists = endless + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'

    found = read(
        "a.docx",
        make_word.word(
            paragraph("爱护公物。", list_=1) + paragraph("第二条 节约用水。", style="s0"),
            numbering=lists,
            styles=based + linked,
        ),
    )

    assert [label for label, _ in shape(found)] == ["第一条", "第二条"]
    assert sum(len(text) for _, text in shape(found)) < 80


def test_a_file_made_by_another_program_is_read():
    made = docx.Document()
    made.add_heading("石桥村村规民约", 0)
    made.add_heading("总则", 1)
    made.add_paragraph("爱护公物。", style="List Number")
    made.add_paragraph("节约用水。", style="List Number")
    written = io.BytesIO()
    made.save(written)

    found = read("a.docx", written.getvalue())

    assert (found.text.title, shape(found)) == (
        "石桥村村规民约",
        [("第一条", "爱护公物。"), ("第二条", "节约用水。")],
    )
    assert [one.chapter for one in found.text.articles] == ["总则", "总则"]


DEEP = "<w:sdt>" * 30_000 + "</w:sdt>" * 30_000


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "文本里没有字"),
        ("a.docx", make_word.word(""), "文本里没有字"),
        ("a.docx", make_word.word(paragraph(deleted("第一条 甲。"))), "文本里没有字"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧的 .doc 文件，或者设了密码"),
        ("a.pdf", b"%PDF-1.7", "是 PDF"),
        ("a.docx", b"PK\x03\x04rest", "打不开，可能已经损坏"),
        ("a.docx", make_word.packed({"hello.txt": "hello"}), "打不开，可能已经损坏"),
        ("a.docx", make_word.packed({"word/document.xml": "<w:p>"}), "打不开，可能已经损坏"),
        ("a.docx", make_word.word("<!-- -->", styles=DEEP), "文本里没有字"),
        ("a.docx", make_word.word(DEEP), "打不开，可能已经损坏"),
        (
            "a.docx",
            make_word.packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "打不开，可能已经损坏",
        ),
        (
            "a.docx",
            make_word.packed(
                {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")}
            ),
            "打不开，可能已经损坏",
        ),
        ("a.docx", make_word.word("<w:ins>" * 250 + "</w:ins>" * 250), "打不开，可能已经损坏"),
        ("a.docm", make_word.word(paragraph("第一条 甲。")), "带有宏"),
        ("a.docx", make_word.word(paragraph("甲"), **{"word__vbaProject.bin": "x"}), "带有宏"),
        ("a.docx", make_word.word(paragraph("字" * 3_000_000)), "展开以后太大"),
        (
            "a.docx",
            make_word.word("", **{f"word__{at}.xml": "" for at in range(2_000)}),
            "东西太多",
        ),
        ("a.txt", b"a" * (MOST_BYTES + 1), "文件太大（最多 2 MB）"),
        ("a.docx", b"PK\x03\x04" + b"a" * MOST_WORD_BYTES, "文件太大（最多 10 MB）"),
        ("a.txt", ("字" * 100_001).encode(), "文本太长"),
        ("a.txt", "\n".join(f"第{at}条 甲。" for at in range(1001)).encode(), "条文超过 1000 条"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是文本文件"),
    ],
)  # fmt: skip
def test_what_is_no_text_of_bylaws_is_refused_in_a_sentence(name, content, expected):
    with pytest.raises((InvalidInput, TooLarge)) as refusal:
        read(name, content)

    assert expected in str(refusal.value)


def test_a_part_larger_than_it_says_is_not_unpacked():
    content = bytearray(make_word.word(paragraph("第一条 甲。" * 1000)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo("word/document.xml").file_size
    content = bytes(content).replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little"))

    with pytest.raises(InvalidInput, match="打不开"):
        read("a.docx", content)
