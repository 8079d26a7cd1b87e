"""Never a wrong yes: every concept of the shipped protocol at every boundary and one second beside.

The oracle decides each single moment by itself and shares no code and no calendar with the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

import meantime as mt
from meantime.answers import asking
from meantime.answers.checking import all_clear
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Fact
from meantime.model.ruling import Stance
from tests.generative.oracle import stance_at, turning_points

SECOND = timedelta(seconds=1)


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


def facts(**changed: Fact) -> Mapping[str, Fact]:
    return {
        **all_clear(protocol()),
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CASES: Mapping[str, mt.Case] = {
    "recorded, calm": mt.Case(
        start=utc("2026-12-01T15:00"),
        end=utc("2026-12-01T16:00"),
        zone="America/New_York",
        facts=facts(skin_calm=True),
    ),
    "nothing known": mt.Case(
        start=utc("2026-12-01T15:00"), end=utc("2026-12-01T16:07"), zone="America/New_York"
    ),
    "late evening, not calm, eyes and a peel": mt.Case(
        start=utc("2026-03-27T20:10"),
        end=utc("2026-03-27T21:55"),
        zone="Europe/Berlin",
        facts=facts(skin_calm=False, eye_area=True, peel_planned=True, cold_sore_history=True),
        anchors={"peel": date(2026, 3, 25)},
    ),
    "planned, over the autumn change": mt.Case(
        start=utc("2026-10-30T22:30"), zone="America/New_York", facts=facts(peel_planned=None)
    ),
    "nobody recorded the end": mt.Case(
        start=utc("2026-04-22T08:00"), zone="Africa/Cairo", performed=True
    ),
    "third session, the second just before": mt.Case(
        start=utc("2026-08-31T04:00"),
        end=utc("2026-08-31T05:00"),
        zone="Australia/Sydney",
        session=3,
        facts=facts(skin_calm=True, previous_session=date(2026, 8, 24)),
        earlier=(
            mt.Visit(utc("2026-08-01T04:00"), utc("2026-08-01T05:00")),
            mt.Visit(utc("2026-08-24T04:00")),
        ),
    ),
}


def moments(case: mt.Case) -> list[datetime]:
    edges = turning_points(protocol(), case)
    return sorted(edge + beside for edge in edges for beside in (-SECOND, timedelta(), SECOND))


def representatives() -> list[str]:
    """One concept for every set of rules that some concept is bound by."""
    bound = protocol().bound
    return list({tuple(rule.id for rule in bound[name]): name for name in bound}.values())


@pytest.mark.parametrize("name", CASES)
def test_every_boundary_of_every_set_of_rules(name: str) -> None:
    case = CASES[name]
    timeline = ReferenceTimeline(protocol(), case)
    for concept in representatives():
        segments = timeline.of(concept)
        for at in moments(case):
            found = next(cell.ruling.stance for cell in segments if cell.begin <= at < cell.end)
            assert found is stance_at(protocol(), case, concept, at), (concept, at)


@pytest.mark.parametrize("name", CASES)
def test_a_yes_is_a_yes_of_the_oracle_for_every_concept(name: str) -> None:
    """What a person is told may be stricter than the ruling on the concept alone, never looser."""
    case = CASES[name]
    timeline = ReferenceTimeline(protocol(), case)
    by_rules: dict[tuple[str, ...], dict[datetime, Stance]] = {}
    for concept, rules in protocol().bound.items():
        key = tuple(rule.id for rule in rules)
        if key not in by_rules:
            by_rules[key] = {at: stance_at(protocol(), case, concept, at) for at in moments(case)}
        for at, stance in by_rules[key].items():
            answer = asking.ask(timeline, concept, at)
            assert asking.STRICTNESS[answer.answer] >= stance, (concept, at)


@pytest.mark.parametrize("name", CASES)
def test_until_is_the_first_later_moment_with_another_word(name: str) -> None:
    case = CASES[name]
    timeline = ReferenceTimeline(protocol(), case)
    for concept in representatives():
        for at in moments(case):
            answer = asking.ask(timeline, concept, at)
            if answer.until is None:
                assert asking.ask(timeline, concept, utc("2150-01-01")).answer == answer.answer
            else:
                assert answer.until > at
                last = asking.ask(timeline, concept, answer.until - SECOND)
                assert last.answer == answer.answer
                assert asking.ask(timeline, concept, answer.until).answer != answer.answer


def test_every_english_word_finds_its_concept_alone_and_in_a_question() -> None:
    timeline = ReferenceTimeline(protocol(), CASES["recorded, calm"])
    for concept in protocol().concepts.values():
        for word in concept.words["en"]:
            for question in (word, f"Can I have {word}?", f"is {word} ok now?"):
                answer = asking.ask(timeline, question, timeline.end)
                assert answer.concepts == (concept.id,), question
