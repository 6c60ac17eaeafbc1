"""The inspector finds what it promises to find; a clean page passes."""

import pytest

from tests import inspection

CLEAN = (
    '<html lang="zh-CN"><head><title>公告 · 石桥村</title></head><body><main><h1>公告</h1>'
    '<form method="post" action="/a"><input type="hidden" name="_key" value="k">'
    '<label for="t">事</label><p id="t-hint">一句话</p>'
    '<input id="t" name="t" aria-describedby="t-hint"></form>'
    "<table><caption>人</caption></table></main></body></html>"
)


def test_a_clean_page_passes():
    assert inspection.faults(CLEAN) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<h1>公告</h1>", "", "0 h1 elements: have exactly one"),
        ("<title>公告", "<title>石桥村", "the title must begin with the text of the h1"),
        ('lang="zh-CN"', 'lang="en"', "html needs lang=zh-CN"),
        ("<h1>公告</h1>", '<h1 id="t">公告</h1>', "id t is used more than once"),
        (' for="t"', "", "field t has no label"),
        ('id="t-hint"', "", "aria-describedby names t-hint, which is not there"),
        ("<h1>", '<p style="x">a</p><h1>', "<p> has an inline style: put it into site.css"),
        ("<h1>", "<script>1</script><h1>", "an inline script: put it into web/static"),
        ("<h1>", '<p onclick="x">a</p><h1>', "<p> has an inline handler"),
        ("<h1>", '<a href="//cdn.cn/x">a</a><h1>', "<a> asks the foreign host cdn.cn"),
        ("<h1>", '<a href="javascript:1">a</a><h1>', "<a> runs a script address"),
        ("<h1>", '<a href="#no">a</a><h1>', "a link goes to #no, which is not there"),
        ("<h1>", '<fieldset><input type="hidden"></fieldset><h1>', "a fieldset has no legend"),
        ("<caption>人</caption>", "", "a table has no caption"),
        ("<h1>", "<button></button><h1>", "an empty <button>: say what it does"),
        ('value="k"', 'value=""', "form /a needs one one-time key: key_field(keys())"),
        ("</h1>", "</h1></p>", "</p> closes <main>: close elements in order"),
        ("<h1>", '<img src="/x" width="1" height="1"><h1>', "image /x has no alt"),
        (
            "<h1>",
            '<img src="/x" alt=""><h1>',
            "image /x has no width and height: the page would jump",
        ),
        (
            "<h1>",
            '<meta http-equiv="refresh" content="1"><h1>',
            "a page must not jump by itself",
        ),
        (
            'id="t" name="t"',
            'id="t" name="t" type="file"',
            "form /a sends files: give it enctype",
        ),
    ],
)
def test_each_fault_is_found(old, new, fault):
    broken = CLEAN.replace(old, new, 1)

    assert broken != CLEAN
    assert inspection.faults(broken) == [fault]
