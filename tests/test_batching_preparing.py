"""Recipes made by several processes are those that one makes."""

import io
import pickle
import sys
from collections.abc import Sequence

import pytest

import perfscore as ps
from perfscore.batching import preparing
from perfscore.batching.preparing import prepared, serve
from perfscore.batching.recipe import BIG, SMALL, ZERO, Key, deviation_of, recipe_of
from perfscore.formula import read_expression
from perfscore.governing import Governor, governor_of

BOOK = ps.rulebook("cn-hb-wh-hanyang-2019-dept")
CRITERIA = (
    "",
    "每减少{}扣0.1分，扣完为止",
    "每发现{}项扣1分",
    "是得{}分，否则不得分",
    "酌情扣{}分",
    "≥{}%得10分，否则不得分",
    "甲{}",
    "约束性指标，总分不得超过{}分",
)
KEYS = [
    Key(criterion=text.format(i), name=f"指标{i}", target=target, actual=actual)
    for i, text in enumerate(CRITERIA * 5)
    for target, actual in ((BIG, BIG), (ZERO, SMALL))
]


def governor() -> Governor:
    return governor_of(BOOK, BOOK.policy)


@pytest.fixture
def shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "SHARE", 20)
    monkeypatch.setattr(preparing, "cores", lambda: 3)


@pytest.mark.usefixtures("shared_out")
def test_shares_made_elsewhere_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[Key] = []
    own = preparing._made

    def counted(keys: Sequence[Key], rules: Governor) -> list[preparing.Prepared]:
        here.extend(keys)
        return own(keys, rules)

    monkeypatch.setattr(preparing, "_made", counted)
    rules = governor()
    found = prepared(KEYS, rules)
    assert len(KEYS) // 3 + 1 >= len(here)
    assert [(recipe_of(key, rules), deviation_of(key, rules)) for key in KEYS] == found
    assert len(KEYS) == len(found)


@pytest.mark.usefixtures("shared_out")
@pytest.mark.parametrize("program", ["no-such-program", "false", "echo"])
def test_a_process_that_fails_is_no_matter(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(sys, "executable", program)
    rules = governor()
    assert [(recipe_of(key, rules), deviation_of(key, rules)) for key in KEYS] == prepared(KEYS, rules)


def test_few_keys_are_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_elsewhere", None)
    rules = governor()
    assert [(recipe_of(KEYS[0], rules), deviation_of(KEYS[0], rules))] == prepared(KEYS[:1], rules)


def test_what_a_process_is_asked_and_says() -> None:
    told = io.BytesIO()
    serve(io.BytesIO(pickle.dumps((KEYS[:4], BOOK, BOOK.policy))), told)
    rules = governor()
    assert [(recipe_of(key, rules), deviation_of(key, rules)) for key in KEYS[:4]] == pickle.loads(told.getvalue())


def test_a_formula_that_is_sent_is_the_same_formula() -> None:
    one = read_expression("w - x", ("w", "t", "a"), lets={"x": "t / a"}, natural=["t"], positive=["a"], clamp=False)
    assert pickle.loads(pickle.dumps(one)) is one
