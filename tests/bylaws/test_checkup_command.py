"""`run.py checkup`: one JSON document and nothing else, or a text a lawyer can read."""

import json

import pytest

from tests import corpus
from tests.make_word import inserted, paragraph, word
from web.commands import main

TEXT = "青溪村村规民约\n第一条 乱倒垃圾的罚款五十元。\n第二条 邻里和睦。\n"
GOOD = (
    "第一条 邻里和睦。\n第二条 本约经村民会议通过之日起施行，报镇人民政府备案；"
    "修改须经村民会议通过。\n"
)


@pytest.fixture
def ran(tmp_path, capsys):
    def run(content, *words, name="text.txt"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = main(["checkup", str(file), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def codes(out):
    return [found["code"] for found in json.loads(out)["findings"]]


def test_the_answer_is_one_document_with_the_promised_names(ran):
    code, out, err = ran(TEXT, "--json")
    answer = json.loads(out)
    first = answer["findings"][0]

    assert (code, err, answer["articles"], answer["adopting_body"]) == (0, "", 2, None)
    assert {name: first[name] for name in ("article", "quote", "action", "code")} == {
        "article": "第一条",
        "quote": "乱倒垃圾的罚款五十元",
        "action": "strike",
        "code": "fine",
    }
    assert min(len(first[name]) for name in ("why", "basis", "suggest")) > 0
    assert codes(out) == ["fine", "no-body", "no-filing", "no-amendment", "no-effective-day"]


def test_who_adopted_the_text_is_told_in_its_words_and_by_code(ran):
    _, out, _ = ran(GOOD, "--json")
    answer = json.loads(out)

    assert answer["findings"] == []
    assert (answer["adopting_body"], answer["adopting_body_code"]) == (
        "村民会议",
        "villagers_assembly",
    )


def test_a_lawyer_reads_where_what_why_and_what_instead(ran):
    code, out, _ = ran(TEXT)
    lines = out.splitlines()

    assert (code, lines[:3]) == (
        0,
        [
            "法治体检：text.txt",
            "2 条；通过的组织：没有写明。",
            "提示 5 处：剔除 1，补充 4。",
        ],
    )
    assert lines[4:6] == ["1. 第一条〔剔除〕罚款", "   原文：乱倒垃圾的罚款五十元"]
    assert [line[:6] for line in lines[6:9]] == ["   问题：", "   依据：", "   建议："]
    assert lines[-1].startswith("体检只按规则提示")


def test_a_text_without_findings_is_not_called_lawful(ran):
    _, out, _ = ran(GOOD)

    assert out.splitlines()[2] == "没有发现要提示的问题。"
    assert "合法" not in out


def test_a_basis_that_was_not_looked_up_says_so(ran):
    _, out, _ = ran("第一条 每户每年收取卫生费六十元。")

    assert "《村民一事一议筹资筹劳管理办法》（原文尚未找到，待核实）" in out


def test_ones_own_name_is_no_other_village(ran):
    text = GOOD.replace("邻里和睦", "建设美丽青溪")

    assert codes(ran(text, "--json", "--village", "青溪村")[1]) == []
    assert codes(ran(text, "--json", "--village", "白石村")[1]) == ["other-village"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(ran, codec):
    code, out, _ = ran(TEXT.encode(codec), "--json")

    assert (code, codes(out)[0]) == (0, "fine")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "文本里没有字"),
        (b" \n\xe3\x80\x80\n", "a.txt", "文本里没有字"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.txt", "不是文本文件"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)), "a.txt", "不是文本文件"),
        (b"\xff\xff\xff\xff", "a.txt", "不是文本文件"),
        (b"PK\x03\x04rest", "a.docx", "这个 Word 文件打不开"),
        (b"\xd0\xcf\x11\xe0rest", "a.doc", "是旧的 .doc 文件，或者设了密码"),
        (b"a" * 2_000_001, "a.txt", "文件太大"),
        ("字" * 100_001, "a.txt", "文本太长"),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(ran, content, name, said):
    code, out, err = ran(content, name=name)

    assert (code, out, said in err) == (1, "", True)


def test_a_word_file_is_checked_and_what_was_read_how_is_said(ran):
    content = word(
        paragraph("第一条 乱倒垃圾的", inserted("罚款五十元"), "。") + paragraph("第二条 和睦。")
    )
    _, as_json, _ = ran(content, "--json", name="a.docx")
    _, as_text, _ = ran(content, name="a.docx")

    assert codes(as_json)[0] == "fine"
    assert json.loads(as_json)["notes"] == [as_text.splitlines()[0]]
    assert as_text.startswith("文件里有修订痕迹：新增 1 处，删除 0 处。")


def test_a_refusal_is_json_too(ran):
    code, out, err = ran(b"", "--json")

    assert (code, err) == (1, "")
    assert "没有字" in json.loads(out)["refused"]


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["checkup", str(tmp_path / "nothing.txt")]) == 1
    assert "读不到文件" in capsys.readouterr().err


def test_a_folder_is_refused(tmp_path, capsys):
    assert main(["checkup", str(tmp_path)]) == 1
    assert "读不到文件" in capsys.readouterr().err


def test_wrong_words_are_told_apart_from_refusals(capsys):
    with pytest.raises(SystemExit) as left:
        main(["checkup"])

    assert left.value.code == 2


def test_three_hundred_articles_and_numbers_that_come_twice_are_read(ran):
    lines = "\n".join(f"第{n}条 爱护公物。" for n in range(1, 301))
    _, out, _ = ran(f"{lines}\n第300条 {GOOD.split('第二条 ')[1]}", "--json")

    assert (json.loads(out)["articles"], codes(out)) == (301, ["repeated-number"])


def test_the_real_texts_go_through_the_command(ran):
    _, faulty, _ = ran(corpus.text("bylaws/P-B1.txt"), "--json")
    _, clean, _ = ran(corpus.text("bylaws/P-B3.txt"), "--json")

    assert json.loads(faulty)["adopting_body"] == "村民代表大会"
    assert json.loads(clean)["findings"] == []
