"""A person and a session: what can be said, and what cannot."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from meantime.model.case import Case, Visit, aware
from meantime.model.problem import CaseError

START = datetime(2026, 12, 1, 10, tzinfo=timezone(timedelta(hours=-5)))
HOUR = timedelta(hours=1)


def case(**more: Any) -> Case:
    return Case(**{"start": START, "zone": "America/New_York", **more})


def test_moments_are_kept_in_utc() -> None:
    found = case(end=START + HOUR, earlier=[Visit(START, START + HOUR)])
    assert (found.start.tzinfo, found.start.hour) == (UTC, 15)
    assert found.end is not None
    assert (found.end.tzinfo, found.end.hour) == (UTC, 16)
    assert found.earlier[0].start == START
    assert found.earlier[0].end == START + HOUR


def test_a_visit_may_have_no_end() -> None:
    assert Visit(START).end is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"start": datetime(2026, 12, 1, 10)},
            "start: 2026-12-01 10:00:00 is naive, so it could be any of 24 hours. "
            "Give it a zone, such as datetime(..., tzinfo=ZoneInfo('America/New_York')).",
        ),
        (
            {"start": date(2026, 12, 1)},
            "start: datetime.date(2026, 12, 1) is not a moment; give an aware datetime.",
        ),
        (
            {"start": datetime(1899, 12, 31, tzinfo=UTC)},
            "start: the year 1899 is out of range; check the date.",
        ),
        (
            {"start": datetime(2200, 1, 1, tzinfo=UTC)},
            "start: the year 2200 is out of range; check the date.",
        ),
        (
            {"end": START - HOUR},
            "end: the session ends before it starts; check the two times.",
        ),
        (
            {"session": 0},
            "session: the first session is 1; give a whole number from 1 on.",
        ),
        (
            {"session": True},
            "session: the first session is 1; give a whole number from 1 on.",
        ),
        (
            {"session": "2"},
            "session: the first session is 1; give a whole number from 1 on.",
        ),
        (
            {"facts": {"pregnant": "no"}},
            'fact `pregnant`: give True, False, a date, "ongoing", "never" or None (unknown).',
        ),
        (
            {"facts": {"retinoid": START}},
            'fact `retinoid`: give True, False, a date, "ongoing", "never" or None (unknown).',
        ),
        (
            {"facts": {"retinoid": 3}},
            'fact `retinoid`: give True, False, a date, "ongoing", "never" or None (unknown).',
        ),
        (
            {"anchors": {"peel": "2026-12-01"}},
            "anchor `peel`: '2026-12-01' is not a date; give one such as date(2026, 12, 1).",
        ),
        (
            {"anchors": {"peel": START}},
            f"anchor `peel`: {START!r} is not a date; give one such as date(2026, 12, 1).",
        ),
        (
            {"anchors": {"peel": date(9999, 12, 31)}},
            "anchor `peel`: the year 9999 is out of range; check the date.",
        ),
        (
            {"facts": {"retinoid": date(1899, 12, 31)}},
            "fact `retinoid`: the year 1899 is out of range; check the date.",
        ),
    ],
)
def test_what_makes_no_sense_is_said(more: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError) as caught:
        case(**more)
    assert str(caught.value) == message


def test_an_earlier_session_that_makes_no_sense_is_said() -> None:
    with pytest.raises(CaseError, match="^start of an earlier session: .* is naive"):
        Visit(datetime(2026, 12, 1))
    with pytest.raises(CaseError, match="^end: the session ends before it starts"):
        Visit(START, START - HOUR)


def test_a_moment_at_the_edge_of_what_dates_can_hold() -> None:
    with pytest.raises(CaseError, match="the year 1 is out of range"):
        aware("at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))))


def test_every_kind_of_fact() -> None:
    facts = {"a": True, "b": False, "c": date(2026, 1, 1), "d": "ongoing", "e": "never", "f": None}
    assert dict(case(facts=facts).facts) == facts


def test_a_case_does_not_change_with_what_it_was_made_from() -> None:
    facts = {"pregnant": True}
    anchors = {"peel": date(2026, 12, 1)}
    found = case(facts=facts, anchors=anchors)
    facts.clear()
    anchors.clear()
    assert dict(found.facts) == {"pregnant": True}
    assert dict(found.anchors) == {"peel": date(2026, 12, 1)}


def test_equal_cases_are_one_key() -> None:
    first = case(facts={"a": True, "b": False}, anchors={"peel": date(2026, 12, 1)})
    second = case(facts={"b": False, "a": True}, anchors={"peel": date(2026, 12, 1)})
    assert first == second
    assert len({first, second}) == 1
    assert first != case(facts={"a": True})
    assert case(anchors={"peel": date(2026, 12, 2)}) != case(anchors={"peel": date(2026, 12, 1)})


def test_a_case_can_be_copied_and_sent_to_a_worker() -> None:
    found = case(facts={"a": True}, anchors={"peel": date(2026, 12, 1)}, earlier=(Visit(START),))
    assert pickle.loads(pickle.dumps(found)) == found
    assert copy.deepcopy(found) == found


def test_a_session_has_begun_from_its_start_on() -> None:
    found = case()
    assert found.as_of(START - timedelta(seconds=1)) is found
    assert found.as_of(START).performed
    assert found.as_of(START + HOUR) == found.once_begun


@pytest.mark.parametrize("more", [{"end": START + HOUR}, {"performed": True}])
def test_a_session_that_is_over_stays_as_it_is(more: dict[str, Any]) -> None:
    found = case(**more)
    assert found.once_begun is found


def test_a_naive_moment_of_asking_is_said() -> None:
    with pytest.raises(CaseError, match="^at: .* is naive"):
        case().as_of(datetime(2026, 12, 1))
