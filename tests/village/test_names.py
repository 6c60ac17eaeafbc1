import pytest

from village import names
from village.names import WrongName


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("王大娘", "王大娘", id="plain"),
        pytest.param(" 王　芳 ", "王芳", id="spaces that line up short names"),
        pytest.param("阿依古丽•买买提", "阿依古丽·买买提", id="the usual dot"),
        pytest.param("阿依古丽・买买提", "阿依古丽·买买提", id="the Japanese dot"),
        pytest.param("𠮷田", "𠮷田", id="a rare character beyond the basic plane"),
        pytest.param("㛃", "㛃", id="a rare character of extension A"),
        pytest.param("张〇", "张〇", id="the zero that is a character"),
        pytest.param("John  Smith", "John Smith", id="Latin letters keep one space"),
        pytest.param("Ｊｏｈｎ", "John", id="full-width letters"),
        pytest.param(
            "李\u202e四\u200b\ufeff", "李四", id="direction marks and joiners are dropped"
        ),
        pytest.param("王\n五\x07", "王五", id="control characters are dropped"),
        pytest.param("葛\U000e0101城", "葛城", id="variation selectors are dropped"),
    ],
)
def test_a_name_is_kept_clean(typed, kept):
    assert names.clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("", "没有姓名。", id="nothing"),
        pytest.param("\u200b\u202e", "没有姓名。", id="only invisible signs"),
        pytest.param("王😀", "姓名里有不该有的符号或数字“😀”，请改正后重填。", id="emoji"),
        pytest.param("王2", "姓名里有不该有的符号或数字“2”，请改正后重填。", id="a digit"),
        pytest.param("王（大）", "姓名里有不该有的符号或数字“(”，请改正后重填。", id="brackets"),
        pytest.param("محمد", "姓名请用汉字填写（“م”不是汉字）。", id="right-to-left letters"),
        pytest.param(
            "王\ue000", "姓名里有自造字，别的电脑认不出来，请换成标准的生僻字。", id="private"
        ),
        pytest.param("·", "姓名不能只有符号。", id="only a dot"),
        pytest.param("王" * 51, "姓名有 51 个字，太长了，最多 50 个字。", id="too long"),
        pytest.param("😀" * 10_000, "姓名有 10000 个字，太长了，最多 50 个字。", id="a flood"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(typed, sentence):
    with pytest.raises(WrongName) as refused:
        names.clean(typed)

    assert str(refused.value) == sentence


def test_the_longest_name_is_still_taken():
    assert names.clean("王" * 50) == "王" * 50


def test_all_readings_are_stored_the_surname_first():
    assert names.pinyin("单雄信") == "shan,dan,chan xiong xin,shen"


def test_the_longest_name_fits_its_column():
    assert len(names.pinyin("行" * 50)) <= names.MAX_PINYIN


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("王大娘", 0),
        ("大娘", 2),
        ("wangdaniang", 0),
        ("Wang Da Niang", 0),
        ("wdn", 0),
        ("daniang", 2),
        ("dn", 2),
        ("王dn", 0),
        ("wangda", 1),
        ("wangdani", 0),
        ("ｗｄｎ", 0),
        ("王大爷", None),
        ("wdx", None),
        ("wdnn", None),
        ("", None),
        ("·", None),
        ("*", None),
    ],
)
def test_a_name_is_found_by_characters_pinyin_initials_and_mixtures(query, place):
    assert names.rank(names.normal_query(query), "王大娘", names.pinyin("王大娘")) == place


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("shanxx", "单雄信"),
        ("danxiongxin", "单雄信"),
        ("qiuying", "仇英"),
        ("chouying", "仇英"),
        ("xiezhen", "解珍"),
        ("jiezhen", "解珍"),
        ("ouyezi", "区冶子"),
        ("zengcan", "曾参"),
        ("zhaliang", "查良镛"),
        ("chashen", "查慎行"),
        ("gepei", "盖佩"),
        ("lvbu", "吕布"),
        ("lubu", "吕布"),
        ("lübu", "吕布"),
        ("ayigulimaimaiti", "阿依古丽·买买提"),
        ("买买提", "阿依古丽·买买提"),
        ("古丽·买", "阿依古丽·买买提"),
        ("jitian", "𠮷田"),
        ("𠮷", "𠮷田"),
        ("smith", "John Smith"),
    ],
)
def test_every_reading_finds_the_name(query, name):
    assert names.rank(names.normal_query(query), name, names.pinyin(name)) is not None
