"""Conditions over facts, decided in three values."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from meantime.model.condition import (
    ALWAYS,
    Both,
    Condition,
    Either,
    Not,
    Reported,
    SessionIs,
    decide,
    unknown_in,
)
from meantime.model.truth import Truth

A, B = Reported("a"), Reported("b")
NO, UNKNOWN, YES = Truth.NO, Truth.UNKNOWN, Truth.YES
VALUES = {NO: False, UNKNOWN: None, YES: True}


def facts(a: Truth, b: Truth) -> Mapping[str, object]:
    return {"a": VALUES[a], "b": VALUES[b]}


def test_always() -> None:
    assert decide(ALWAYS, {}, 1) is YES


@pytest.mark.parametrize(
    ("value", "truth"), [(True, YES), (False, NO), (None, UNKNOWN), ("never", NO), ("ongoing", NO)]
)
def test_a_report_is_so_only_where_it_was_said(value: object, truth: Truth) -> None:
    assert decide(A, {"a": value}, 1) is truth
    assert decide(Not(A), {"a": value}, 1) is truth.negated()


def test_a_missing_fact_is_unknown() -> None:
    assert decide(A, {}, 1) is UNKNOWN


@pytest.mark.parametrize("a", Truth)
@pytest.mark.parametrize("b", Truth)
def test_both_is_the_least_and_either_the_greatest(a: Truth, b: Truth) -> None:
    assert decide(Both((A, B)), facts(a, b), 1) is Truth(min(a, b))
    assert decide(Either((A, B)), facts(a, b), 1) is Truth(max(a, b))


@pytest.mark.parametrize(
    ("least", "most", "sessions"), [(1, 1, {1}), (2, None, {2, 3, 4}), (2, 3, {2, 3})]
)
def test_the_number_of_the_session(least: int, most: int | None, sessions: set[int]) -> None:
    assert {n for n in range(1, 5) if decide(SessionIs(least, most), {}, n) is YES} == sessions


@pytest.mark.parametrize(
    ("condition", "facts_known", "names"),
    [
        (ALWAYS, {}, ()),
        (SessionIs(1, 1), {}, ()),
        (A, {}, ("a",)),
        (A, {"a": True}, ()),
        (Not(A), {}, ("a",)),
        (Both((B, A, B)), {}, ("b", "a")),
        (Both((B, A)), {"b": True}, ("a",)),
        (Either((A, B)), {"a": False}, ("b",)),
    ],
)
def test_what_would_have_to_be_asked(
    condition: Condition, facts_known: Mapping[str, object], names: tuple[str, ...]
) -> None:
    assert unknown_in(condition, facts_known, 1) == names


def test_what_cannot_change_the_answer_need_not_be_asked() -> None:
    assert unknown_in(Either((Both((A, SessionIs(2, None))), B)), {}, 1) == ("b",)
