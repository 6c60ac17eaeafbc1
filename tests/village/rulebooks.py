"""Small rulebooks to try: a head, a leaf, and how they load."""

import pytest

from village import rules
from village.rules import BadRulebook

HEAD = """
code = "{code}"
title = "试写的规则"
inherits = "{inherits}"
basis_date = 2026-03-01
[laws]
rule = {{ title = "《某地办法》", since = {since}, kind = "{kind}", certainty = "verified" }}
"""


def write(folder, body, **head):
    words = {"code": "here", "inherits": "national-2025", "since": "2026-03-01", "kind": "local"}
    words |= head
    text = HEAD.format(**words) + body
    (folder / f"{words['code']}.toml").write_text(text, "utf-8")
    return folder


def leaf(path, value, law="rule", article="第一条"):
    table, _, name = path.rpartition(".")
    return f'[{table}]\n{name} = {{ value = {value}, law = "{law}", article = "{article}" }}\n'


def mistakes_of(folder):
    rules.load_all.cache_clear()
    with pytest.raises(BadRulebook) as refused:
        rules.load_all(folder)
    return list(refused.value.mistakes)


def loaded(folder, code="here"):
    rules.load_all.cache_clear()
    return rules.load_all(folder)[code]
