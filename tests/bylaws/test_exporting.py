import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bylaws import exporting, importing
from bylaws.articles import ArticleText, BylawText, Layout
from bylaws.numerals import numeral
from tests import corpus

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SENTENCES = st.sampled_from(
    [
        "爱护公物，损坏的照价赔偿。",
        "每户每年交100元，困难的可以缓交；1,000元以上的另议。",
        "不得乱停乱放<b>&amp;",
        "（一）红事新办；",
        "① 白事简办；",
        "愛護水源。",
    ]
)
BODY = st.lists(SENTENCES, min_size=1, max_size=3).map("\n".join)
CHAPTERS = st.sampled_from([(), ("第一章 总则", "第二章 附则"), ("", "第二章 附则")])
WAYS = {
    "txt": lambda text: exporting.as_txt(text).encode(),
    "md": lambda text: exporting.as_md(text).encode(),
    "docx": lambda text: exporting.as_docx(text, "石桥村 · 备案号 1", now=NOW),
}


@st.composite
def texts(draw):
    bodies = draw(st.lists(BODY, min_size=2, max_size=6))
    chapters = draw(CHAPTERS)
    half = len(bodies) // 2
    articles = [
        ArticleText(f"第{numeral(at)}条", at, body, chapters[at > half] if chapters else "")
        for at, body in enumerate(bodies, start=1)
    ]
    return BylawText(
        title=draw(st.sampled_from(["石桥村村规民约", "石桥村村民自治章程", ""])),
        preamble=draw(st.sampled_from(["为了大家的日子过得好，制定本村规民约。", ""])),
        articles=tuple(articles),
        closing=draw(
            st.sampled_from(["", "本村规民约自通过之日起施行。\n石桥村村民委员会\n2026年3月1日"])
        ),
    )


def words(text):
    found = [(one.label, one.number, one.text, one.chapter) for one in text.articles]
    return text.title, text.preamble, found, text.closing, text.layout


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_was_written_is_read_back(way):
    @given(texts())
    @settings(max_examples=25, deadline=None)
    def there_and_back(text):
        read = importing.read(f"a.{way}", WAYS[way](text))

        assert words(read.text) == words(text)
        assert [note for note in read.notes if "繁体" not in note] == []

    there_and_back()


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize(
    "written",
    [
        "石桥村三字经\n村道宽，莫乱停；\n垃圾分，四桶清。\n",
        "石桥村三字约\n\n村道宽，莫乱停；\n垃圾分，四桶清。\n\n敬父母，爱子孙；\n有纠纷，好商量。\n",
        "石桥村公约\n邻里之间有事好好说，说不拢的请调解员。\n山上不点火，河里不电鱼，门前不堆柴，大家都方便。\n",
    ],
)
def test_a_text_without_numbers_is_written_without_them(way, written):
    text = importing.read("a.txt", written.encode()).text

    assert text.layout is not Layout.ARTICLES
    assert words(importing.read(f"a.{way}", WAYS[way](text)).text) == words(text)


def test_a_real_text_goes_out_and_comes_back_whole():
    text = importing.read("P-B1.txt", corpus.text("bylaws/P-B1.txt").encode()).text

    assert {
        way: words(importing.read(f"a.{way}", write(text)).text) for way, write in WAYS.items()
    } == {way: words(text) for way in WAYS}


def test_a_word_file_is_set_as_an_official_paper():
    text = BylawText(
        "村规民约", "", (ArticleText("第一条", 1, "爱护\x0c公物。"),), "石桥村村民委员会"
    )

    content = exporting.as_docx(text, "石桥村 · 备案号 青溪〔2026〕3号", now=NOW)

    with zipfile.ZipFile(BytesIO(content)) as archive:
        body = archive.read("word/document.xml").decode()
        foot = "".join(archive.read(one).decode() for one in archive.namelist() if "footer" in one)
    assert re.findall('w:w="(11906)" w:h="(16838)"', body) == [("11906", "16838")]
    assert sorted(set(re.findall('w:eastAsia="([^"]+)"', body))) == [
        "仿宋_GB2312",
        "方正小标宋简体",
        "黑体",
    ]
    assert ("爱护公物。" in body, "青溪〔2026〕3号" in foot, "PAGE" in foot) == (True, True, True)
