from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import meantime as mt
from meantime.linting.finding import Kind, Severity
from meantime.linting.sentences.words import words

HARD = "Minimise your exposure to ultraviolet radiation for the duration."
HARDER = "Subsequently discontinue contraindicated pharmaceuticals immediately."


@pytest.fixture(scope="module")
def shipped() -> mt.Protocol:
    return mt.load("microneedling")


def _saying(shipped: mt.Protocol, **texts: Any) -> mt.Protocol:
    """The shipped protocol in English only, with some of its texts changed."""
    source = shipped.translations["en"]
    changed: dict[str, Any] = {
        name: {**getattr(source, name), **value} if isinstance(value, dict) else value
        for name, value in texts.items()
    }
    return replace(shipped, translations={"en": source._replace(**changed)})


def _found(protocol: mt.Protocol) -> list[tuple[str, str, Severity]]:
    return [(item.check, item.subjects[0], item.severity) for item in words(protocol)]


def test_as_shipped_every_patient_can_read_it(shipped: mt.Protocol) -> None:
    assert list(words(shipped)) == []


def test_a_sentence_two_grades_too_hard_is_an_error(shipped: mt.Protocol) -> None:
    one = _saying(shipped, rules={"hat-and-shade": "Results differ from person to person."})
    two = _saying(shipped, rules={"hat-and-shade": HARDER})
    assert _found(one) == [("grade", "hat-and-shade", Severity.WARNING)]
    assert ("grade", "hat-and-shade", Severity.ERROR) in _found(two)


@pytest.mark.parametrize(
    ("texts", "subject"),
    [
        ({"limits": {"expect-redness": HARD}}, "expect-redness"),
        ({"questions": {"pregnant": HARD}}, "pregnant"),
        ({"phases": {"day-0": ("The day", HARD)}}, "day-0"),
        ({"phases": {"day-0": (HARD, "Rest.")}}, "day-0"),
        ({"series": HARD}, "series"),
    ],
)
def test_whatever_a_patient_reads_is_read(
    shipped: mt.Protocol, texts: dict[str, Any], subject: str
) -> None:
    assert subject in {each for _, each, _ in _found(_saying(shipped, **texts))}


def test_staff_may_read_hard_sentences_but_not_promise_or_prescribe(shipped: mt.Protocol) -> None:
    hard = "Record hyperpigmentation and administer topical anaesthesia and document everything."
    assert _found(_saying(shipped, rules={"staff-record": hard})) == []
    said = _saying(shipped, rules={"staff-record": "Give 500 mg. Say that results will be great."})
    assert {check for check, _, _ in _found(said)} == {"prescribes", "promise"}


def test_a_finding_says_where_and_how(shipped: mt.Protocol) -> None:
    said = _saying(shipped, rules={"hat-and-shade": "Wear a hat and look for shade."})
    (found,) = words(said)
    rule = shipped.rules["hat-and-shade"]
    assert (found.kind, found.check, found.language) == (Kind.WORDS, "actions", "en")
    assert found.places == (rule.place,) and found.cites == rule.cites
    assert "asks for 2 things" in found.sentence and found.cure


def test_a_term_is_found_once_a_text(shipped: mt.Protocol) -> None:
    said = _saying(shipped, rules={"hat-and-shade": "Edema is red. Edema is sore."})
    assert [check for check, _, _ in _found(said)] == ["unexplained"]


def test_a_language_nobody_can_read_is_left_to_the_search_for_drift(shipped: mt.Protocol) -> None:
    french = shipped.translations["en"]._replace(language="fr")
    assert list(words(replace(shipped, translations={"fr": french}))) == []


def test_without_a_series_nothing_cites_one(shipped: mt.Protocol) -> None:
    said = _saying(replace(shipped, series=None), series="We guarantee it.")
    (found,) = words(said)
    assert (found.check, found.cites) == ("promise", ())
