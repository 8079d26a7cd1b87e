"""A condition joins facts with `and`, `or`, `not` and brackets, in three values; `session is 1` and
`session from 2` ask for the number of the session, which is always known.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

RULE = """
Do not go to the gym for 24 hours in some cases.

```yaml
id: no-gym
avoid: [gym]
from: end
until: 24 hours after
if: {condition}
cites: after 1
```
"""

AFTERNOON = "2026-12-01 15:00"
APPLIES, VOID = "no", "not-covered"


def asked(load: Load, condition: str, facts: dict[str, mt.Fact], session: int = 1) -> mt.Answer:
    protocol = load(RULE.format(condition=condition))
    person = case(facts=facts, session=session)
    return mt.ask(protocol, person, "gym", at=moment(AFTERNOON))


@pytest.mark.parametrize(
    ("left", "right", "answer", "lifted_by"),
    [
        (True, True, APPLIES, ()),
        (True, False, VOID, ()),
        (True, None, APPLIES, ("eye-area",)),
        (False, False, VOID, ()),
        (False, None, VOID, ()),
        (None, None, APPLIES, ("peel-planned", "eye-area")),
    ],
)
def test_and_is_no_as_soon_as_one_part_is_no(
    load: Load, left: bool | None, right: bool | None, answer: str, lifted_by: tuple[str, ...]
) -> None:
    found = asked(load, "peel-planned and eye-area", {"peel-planned": left, "eye-area": right})
    assert (found.answer, found.waits_for) == (answer, lifted_by)


@pytest.mark.parametrize(
    ("left", "right", "answer", "lifted_by"),
    [
        (True, True, APPLIES, ()),
        (True, False, APPLIES, ()),
        (True, None, APPLIES, ()),
        (False, False, VOID, ()),
        (False, None, APPLIES, ("eye-area",)),
        (None, None, APPLIES, ("peel-planned", "eye-area")),
    ],
)
def test_or_is_yes_as_soon_as_one_part_is_yes(
    load: Load, left: bool | None, right: bool | None, answer: str, lifted_by: tuple[str, ...]
) -> None:
    found = asked(load, "peel-planned or eye-area", {"peel-planned": left, "eye-area": right})
    assert (found.answer, found.waits_for) == (answer, lifted_by)


@pytest.mark.parametrize(
    ("fact", "answer", "lifted_by"),
    [(True, VOID, ()), (False, APPLIES, ()), (None, APPLIES, ("eye-area",))],
)
def test_not_turns_yes_and_no_around_and_leaves_unknown(
    load: Load, fact: bool | None, answer: str, lifted_by: tuple[str, ...]
) -> None:
    found = asked(load, "not eye-area", {"eye-area": fact})
    assert (found.answer, found.waits_for) == (answer, lifted_by)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("pregnant or peel-planned and eye-area", APPLIES),
        ("(pregnant or peel-planned) and eye-area", VOID),
        ("not pregnant and eye-area", VOID),
        ("not (pregnant and eye-area)", APPLIES),
    ],
)
def test_not_binds_closer_than_and_and_and_closer_than_or(
    load: Load, condition: str, answer: str
) -> None:
    facts: dict[str, mt.Fact] = {"pregnant": True, "peel-planned": True, "eye-area": False}
    assert asked(load, condition, facts).answer == answer


@pytest.mark.parametrize(
    ("condition", "session", "answer"),
    [
        ("session is 1", 1, APPLIES),
        ("session is 1", 2, VOID),
        ("session is 3", 2, VOID),
        ("session is 3", 3, APPLIES),
        ("session is 3", 4, VOID),
        ("session from 2", 1, VOID),
        ("session from 2", 2, APPLIES),
        ("session from 2", 5, APPLIES),
        ("not session is 1", 1, VOID),
        ("not session is 1", 2, APPLIES),
    ],
)
def test_a_rule_can_be_for_some_sessions_of_a_series(
    load: Load, condition: str, session: int, answer: str
) -> None:
    assert asked(load, condition, {}, session).answer == answer


def test_the_number_of_the_session_is_known_and_never_waited_for(load: Load) -> None:
    found = asked(load, "session from 2 and eye-area", {}, session=2)
    assert (found.answer, found.waits_for) == (APPLIES, ("eye-area",))
    assert asked(load, "session from 2 and eye-area", {}, session=1).answer == VOID


def test_only_a_fact_that_could_lift_the_rule_is_named(load: Load) -> None:
    """Where the first bracket is no anyway, no answer about the peel changes anything."""
    condition = "(peel-planned and pregnant) or eye-area"
    found = asked(load, condition, {"pregnant": False})
    assert (found.answer, found.waits_for) == (APPLIES, ("eye-area",))


def test_a_condition_of_a_permission_follows_the_same_logic(load: Load) -> None:
    protocol = load(
        RULE.format(condition="peel-planned and not eye-area")
        .replace("avoid:", "may:")
        .replace("from: end\nuntil: 24 hours after", "from: end")
    )
    yes: dict[str, mt.Fact] = {"peel-planned": True, "eye-area": False}
    assert word(protocol, case(facts=yes), "gym", AFTERNOON) == "yes"
    assert word(protocol, case(facts={**yes, "eye-area": None}), "gym", AFTERNOON) == "ask"
    assert word(protocol, case(facts={**yes, "eye-area": True}), "gym", AFTERNOON) == VOID
