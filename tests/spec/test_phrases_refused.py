"""A phrase that is not a time is refused, with its line and the phrases there are.

Elapsed and calendar time never mix in one phrase, and a graded phrase belongs to `avoid` alone.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load

RULE = """
Leave this out.

```yaml
id: leave-out
{verb}: [gym]
{window}
cites: after 1
```
"""


def refusal(load: Load, verb: str, window: str) -> str:
    with pytest.raises(mt.ProtocolError) as refused:
        load(RULE.format(verb=verb, window=window))
    return str(refused.value)


@pytest.mark.parametrize(
    "phrase",
    [
        "soon",
        "3 days",
        "before 3 days",
        "-3 days before",
        "3.5 hours before",
        "1 day and 2 hours before",
        "3 days to 5 hours before",
        "three days before",
        "",
    ],
)
def test_what_is_not_a_time_is_refused_with_the_phrases_there_are(load: Load, phrase: str) -> None:
    problem = refusal(load, "avoid", f'from: "{phrase}"')
    assert "is not a time" in problem
    assert "3 days before" in problem


def test_an_unknown_unit_is_refused_with_the_nearest_one(load: Load) -> None:
    problem = refusal(load, "avoid", "from: 3 dys before")
    assert "`dy`" in problem
    assert "`day`" in problem


def test_an_unknown_anchor_is_refused_with_the_nearest_one(load: Load) -> None:
    problem = refusal(load, "avoid", "from: 3 days before the pel")
    assert "Did you mean `peel`" in problem


@pytest.mark.parametrize("phrase", ["7 to 5 days before", "5 to 5 days before"])
def test_a_graded_phrase_has_its_smaller_number_first(load: Load, phrase: str) -> None:
    problem = refusal(load, "avoid", f"from: {phrase}")
    assert "smaller number first" in problem


def test_only_avoid_knows_a_graded_time(load: Load) -> None:
    problem = refusal(load, "may", "from: 24 to 48 hours after")
    assert "Only `avoid`" in problem


def test_a_prohibition_after_the_session_has_to_say_its_end(load: Load) -> None:
    problem = refusal(load, "avoid", "from: end")
    assert "without an end" in problem


def test_a_permission_has_to_say_from_when(load: Load) -> None:
    problem = refusal(load, "may", "until: 3 days after")
    assert "from when it is allowed" in problem


@pytest.mark.parametrize("verb", ["avoid", "do", "tell"])
def test_a_rule_has_to_say_when(load: Load, verb: str) -> None:
    problem = refusal(load, verb, "")
    assert "without a time" in problem


def test_a_condition_on_what_no_question_asks_is_refused(load: Load) -> None:
    problem = refusal(load, "avoid", "from: 3 days before\nif: pregnent")
    assert "`pregnent` is not a feature" in problem
    assert "`pregnant`" in problem


@pytest.mark.parametrize(
    "condition",
    [
        "pregnant and",
        "or pregnant",
        "(pregnant",
        "pregnant)",
        "pregnant eye-area",
        "session",
        "session is many",
        "pregnant & eye-area",
    ],
)
def test_a_condition_that_does_not_read_to_its_end_is_refused(load: Load, condition: str) -> None:
    problem = refusal(load, "avoid", f'from: 3 days before\nif: "{condition}"')
    assert f'if: "{condition}"' in problem


def test_every_problem_is_told_at_once_with_its_line(load: Load) -> None:
    first = RULE.format(verb="may", window="from: soon")
    second = RULE.format(verb="tell", window="from: later").replace("leave-out", "other")
    with pytest.raises(mt.ProtocolError) as refused:
        load(first + second)
    places = [(problem.place.file, problem.place.source) for problem in refused.value.problems]
    assert ("protocol.md", "from: soon") in places
    assert ("protocol.md", "from: later") in places
    lines = [problem.place.line for problem in refused.value.problems]
    assert lines == sorted(lines)
