"""Conditions over words against the model's own decision, for every truth of every feature."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantime.engines.columnar.logic import EVERYBODY, NOBODY, Bits, Code, Facts, Steps
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

ANSWERS, DATES = {"a": 0, "b": 1, "c": 2}, {"d": 0}
# Everybody there can be: each question yes, no or unknown, the dated one known or not, 3 sessions.
PEOPLE: list[tuple[dict[str, object], int]] = [
    ({"a": answers[0], "b": answers[1], "c": answers[2], "d": dated}, session)
    for answers in product((True, False, None), repeat=3)
    for dated in ("never", None)
    for session in (1, 2, 3)
]
ALL = (1 << len(PEOPLE)) - 1


def carried_out(steps: Steps) -> dict[int, int]:
    """The registers, worked out with Python's own whole numbers."""
    registers = {NOBODY: 0, EVERYBODY: ALL}
    names = {number: name for name, number in ANSWERS.items()}
    for code, out, a, b in steps.table().tolist():
        if code == Code.BOTH:
            registers[out] = registers[a] & registers[b]
        elif code == Code.EITHER:
            registers[out] = registers[a] | registers[b]
        elif code == Code.WITHOUT:
            registers[out] = registers[a] & ~registers[b]
        elif code == Code.SESSION:
            registers[out] = who(lambda _, session, a=a, b=b: a <= session <= b)
        elif code == Code.DATED:
            registers[out] = who(lambda facts, _: facts["d"] is not None)
        elif code == Code.ANSWERED:
            registers[out] = who(lambda facts, _, name=names[a]: facts[name] is not None)
        else:
            assert code == Code.ANSWERED_YES
            registers[out] = who(lambda facts, _, name=names[a]: facts[name] is True)
    return registers


def who(holds: object) -> int:
    assert callable(holds)
    return sum(1 << place for place, person in enumerate(PEOPLE) if holds(*person))


conditions = st.recursive(
    st.sampled_from([*map(Reported, "abcd"), SessionIs(2, 2), SessionIs(2, None), ALWAYS]),
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: Both(tuple(found))),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: Either(tuple(found))),
    ),
    max_leaves=6,
)


@given(conditions)
def test_a_condition_is_decided_as_the_model_decides_it(condition: Condition) -> None:
    facts = Facts(Steps(), ANSWERS, DATES)
    truth, undecided = facts.decide(condition), facts.undecided(condition)
    registers = carried_out(facts.steps)
    for place, (known, session) in enumerate(PEOPLE):
        wanted = decide(condition, known, session)
        got = Truth(sum(registers[part] >> place & 1 for part in truth))
        assert got is wanted
        asked = {name for name, register in undecided.items() if registers[register] >> place & 1}
        assert asked == set(unknown_in(condition, known, session))


@pytest.mark.parametrize("one", [NOBODY, EVERYBODY])
@pytest.mark.parametrize("other", [NOBODY, EVERYBODY])
def test_what_is_known_beforehand_is_no_step(one: int, other: int) -> None:
    steps = Steps()
    assert steps.both(one, other) == (one and other)
    assert steps.either(one, other) == (one or other)
    assert steps.without(one, other) == (EVERYBODY if one and not other else NOBODY)
    assert not len(steps.table())


def test_a_step_is_written_once() -> None:
    steps = Steps()
    first, second = steps.add(Code.ANSWERED, 0), steps.add(Code.ANSWERED, 1)
    assert steps.both(first, second) == steps.both(second, first)
    assert steps.either(first, first) == first
    assert steps.without(first, first) == NOBODY
    assert steps.unknown(Bits(first, first)) == NOBODY
    assert (len(steps.table()), steps.registers) == (3, 5)
