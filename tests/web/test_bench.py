import pytest

from web.bench import paper
from web.bench.figures import Figure, ratio

FOUND = [
    ratio("投票 / 插入", [(50, 100), (80, 100)], 0.5, english="votes / (b)"),
    Figure("等待", "毫秒", [210.0, 190.0], 150, english="p99"),
    Figure("只在命令行里说的", "", [1]),
]


def test_the_table_says_what_was_reached_and_what_was_not():
    assert paper.table(FOUND).splitlines()[2:] == [
        "| votes / (b) (65/s of 100/s) | 0.65 | 0.5–0.8 | ≥ 0.5 | reached |",
        "| p99 | 200 ms | 190–210 | ≤ 150 ms | **short** |",
    ]


def test_the_page_is_written_between_its_marks_alone(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{paper.BEGIN}\nold\n{paper.END}\nafter\n")

    paper.write(page, FOUND[1:2], "One run.")
    paper.write(page, FOUND[1:2], "Another run.")

    table = paper.table(FOUND[1:2])
    assert page.read_text() == (
        f"before\n{paper.BEGIN}\n\nAnother run.\n\n{table}\n\n{paper.END}\nafter\n"
    )
    (tmp_path / "other.md").write_text("no marks")
    with pytest.raises(ValueError, match="no marks"):
        paper.write(tmp_path / "other.md", FOUND, "")
