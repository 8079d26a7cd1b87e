"""Where a thing may have been prescribed, no answer says "stop".

It says to ask the person who prescribed it first, and that the date can move.
"""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import Load, case, moment

RULE = """
Leave this out for three days.

```yaml
id: leave-out
avoid: [{concept}]
from: end
until: 3 days after
cites: after 1
```
"""

AFTERNOON = "2026-12-01 15:00"


@pytest.mark.parametrize("concept", ["retinoid", "isotretinoin"])
def test_a_no_to_a_thing_that_may_be_prescribed_sends_to_the_prescriber(
    load: Load, concept: str
) -> None:
    answer = mt.ask(load(RULE.format(concept=concept)), case(), concept, at=moment(AFTERNOON))
    assert answer.answer == "no"
    assert "ask the person who prescribed it" in answer.advice
    assert "date can move" in answer.advice


@pytest.mark.parametrize("concept", ["retinoid", "isotretinoin"])
def test_the_advice_never_says_stop(load: Load, concept: str) -> None:
    answer = mt.ask(load(RULE.format(concept=concept)), case(), concept, at=moment(AFTERNOON))
    assert answer.advice
    assert "stop" not in answer.advice.lower()


def test_a_thing_that_nobody_prescribes_needs_no_such_advice(load: Load) -> None:
    answer = mt.ask(load(RULE.format(concept="gym")), case(), "gym", at=moment(AFTERNOON))
    assert (answer.answer, answer.advice) == ("no", "")


def test_a_yes_needs_no_such_advice(load: Load) -> None:
    protocol = load(RULE.format(concept="retinoid"))
    answer = mt.ask(protocol, case(), "retinoid", at=moment("2026-12-05 00:00"))
    assert (answer.answer, answer.advice) == ("yes", "")


def test_not_advised_sends_to_the_prescriber_too(load: Load) -> None:
    rule = RULE.format(concept="retinoid").replace("cites", "strength: preferred\ncites")
    answer = mt.ask(load(rule), case(), "retinoid", at=moment(AFTERNOON))
    assert answer.answer == "not-advised"
    assert "ask the person who prescribed it" in answer.advice


def test_a_question_about_several_things_sends_to_the_prescriber_for_one_of_them(
    load: Load,
) -> None:
    protocol = load(RULE.format(concept="retinoid"))
    answer = mt.ask(protocol, case(), "gym and tretinoin", at=moment(AFTERNOON))
    assert "ask the person who prescribed it" in answer.advice


def test_a_broader_question_that_a_prescribed_kind_decides_sends_to_the_prescriber(
    load: Load,
) -> None:
    """Asked about something broader, the answer is the stricter kind's, and so is its advice."""
    protocol = load(RULE.format(concept="retinoid"))
    answer = mt.ask(protocol, case(), "skin product", at=moment(AFTERNOON))
    assert answer.answer == "no"
    assert "ask the person who prescribed it" in answer.advice


def test_a_prescription_medicine_is_never_answered_with_a_bare_yes(load: Load) -> None:
    protocol = load(RULE.format(concept="retinoid"))
    answer = mt.ask(protocol, case(), "tazarotene", at=moment("2026-12-05 00:00"))
    assert answer.answer == "ask"
    assert "ask the person who prescribed it" in answer.advice
