import pytest

from tests import scanning
from web import qr


@pytest.mark.parametrize(
    "text",
    [
        "https://cun.example/enter/" + "A-_9" * 6,
        "https://cun.example/q/k7f3",
        "村议",
        "otpauth://x",
    ],
)
def test_what_is_drawn_is_what_a_scanner_reads(text):
    assert scanning.read(qr.svg(text, "码")) == text


def test_a_pass_is_a_small_picture_with_a_name_and_nothing_inline():
    markup = qr.svg("https://cun.example/enter/" + "A" * 24, 'a"<b>')

    assert len(markup) < 6000
    assert 'aria-label="a&#34;&lt;b&gt;"' in markup
    assert "style" not in markup


def test_the_terminal_shows_the_same_code():
    rows = qr.matrix("http://127.0.0.1:8000/enter/x")
    lines = qr.terminal("http://127.0.0.1:8000/enter/x").split("\n")
    signs = {"█": (False, False), "▀": (False, True), "▄": (True, False), " ": (True, True)}
    read = []
    for line in lines:
        pairs = [signs[sign] for sign in line]
        read += [[top for top, _ in pairs], [bottom for _, bottom in pairs]]

    assert read[: len(rows)] == [list(row) for row in rows]
