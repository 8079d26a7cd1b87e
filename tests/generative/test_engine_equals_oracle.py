"""The reference engine against an oracle that decides each moment by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from meantime.engines.reference import ReferenceTimeline
from meantime.literate.protocols import load
from meantime.model.case import Case
from meantime.model.protocol import Protocol
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Segment, Stance
from meantime.model.timing import Elapsed, Point
from tests.generative import oracle, strategies

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
usual = settings(max_examples=250, deadline=None, suppress_health_check=SLOW)
thorough = settings(max_examples=25_000, deadline=None, suppress_health_check=SLOW)
SECOND = timedelta(seconds=1)
SHIPPED = load("microneedling")


def holding(segments: tuple[Segment, ...], moment: datetime) -> Segment:
    return next(segment for segment in segments if segment.begin <= moment < segment.end)


def around(edges: Iterable[datetime]) -> list[datetime]:
    return [
        edge + beside
        for edge in edges
        if edge not in (BEFORE_ALL, AFTER_ALL)
        for beside in (-SECOND, timedelta(0), SECOND)
    ]


def check_form(segments: tuple[Segment, ...], protocol: Protocol, concept: str) -> None:
    """Gapless and ordered over all of time, each with the reasons of its stance alone."""
    assert segments[0].begin == BEFORE_ALL
    assert segments[-1].end == AFTER_ALL
    for left, right in zip(segments, segments[1:], strict=False):
        assert left.end == right.begin
    for segment in segments:
        assert segment.begin < segment.end
        stance, reasons = segment.ruling
        assert reasons or stance is Stance.SILENT
        for reason in reasons:
            assert reason.stance is stance
            assert oracle.binds(protocol, reason.rule, concept)
            assert reason.begin <= segment.begin
            assert segment.end <= reason.end


def compare(
    segment: Segment, protocol: Protocol, case: Case, concept: str, moment: datetime
) -> None:
    heard = oracle.voices(protocol, case, concept, moment)
    expected = oracle.strictest(heard)
    found = segment.ruling.stance, frozenset(item.rule.id for item in segment.ruling.reasons)
    assert found == expected, f"{concept} at {moment.isoformat()} in {case.zone}"


def check_everywhere(protocol: Protocol, case: Case, moments: list[datetime]) -> None:
    timeline = ReferenceTimeline(protocol, case)
    expected_edges = around(oracle.turning_points(protocol, case))
    for concept in protocol.concepts:
        segments = timeline.of(concept)
        check_form(segments, protocol, concept)
        edges = around(segment.begin for segment in segments)
        for moment in (BEFORE_ALL, AFTER_ALL - SECOND, *edges, *expected_edges, *moments):
            compare(holding(segments, moment), protocol, case, concept, moment)


@usual
@given(st.data(), strategies.protocols(), strategies.cases())
def test_at_every_edge_and_at_random_moments(
    data: st.DataObject, protocol: Protocol, case: Case
) -> None:
    check_everywhere(protocol, case, data.draw(strategies.moments(case)))


@pytest.mark.long
@thorough
@given(st.data(), strategies.protocols(), strategies.cases())
def test_at_every_edge_and_at_random_moments_for_long(
    data: st.DataObject, protocol: Protocol, case: Case
) -> None:
    check_everywhere(protocol, case, data.draw(strategies.moments(case, 40)))


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW)
@given(strategies.protocols(), strategies.cases(), st.integers(-3 * 1440, 3 * 1440))
def test_minute_by_minute_over_a_day(protocol: Protocol, case: Case, first: int) -> None:
    timeline = ReferenceTimeline(protocol, case)
    concept = max(protocol.concepts, key=lambda name: len(protocol.bound[name]))
    segments = timeline.of(concept)
    for minute in range(first, first + 26 * 60):
        moment = case.start + timedelta(minutes=minute)
        compare(holding(segments, moment), protocol, case, concept, moment)


@usual
@given(strategies.protocols(), strategies.cases(), st.integers(-400, 400), st.integers(0, 1439))
def test_the_end_of_the_session_and_the_clock(
    protocol: Protocol, case: Case, days: int, minute: int
) -> None:
    timeline = ReferenceTimeline(protocol, case)
    session = oracle.this_session(protocol, case)
    assert timeline.end == session.end
    basis = "recorded" if case.end else "unrecorded" if case.performed else "planned"
    assert timeline.end_basis == basis
    moment = case.start + timedelta(days=days, minutes=minute)
    assert timeline.day(moment) == oracle.day_of(moment, case.zone)
    shown = timeline.local(moment)
    assert shown == moment
    assert shown.replace(tzinfo=None) == oracle.wall(moment, case.zone)
    assert shown.utcoffset() == moment.astimezone(oracle.zone_of(case.zone)).utcoffset()
    clock = (datetime.min + timedelta(minutes=minute)).time()
    asked = datetime.combine(oracle.day_of(moment, case.zone), clock)
    assert timeline.at(asked.date(), clock) == oracle.moment_of(asked, case.zone, later=False)


def hours_from_the_peel(opening: Point | None) -> bool:
    return isinstance(opening, Elapsed) and opening.anchor == strategies.PEEL


def check_at_most_a_day_late(found: oracle.Clear, exact: oracle.Clear) -> None:
    """Where the clocks change between the peel and the session, an hour may cost a day.

    The engine takes the hours between the two as they are in this case; never does it clear early.
    """
    for late, right in zip(found, exact, strict=True):
        assert (late is None) == (right is None)
        assert late is None or right is None or right <= late <= right + oracle.ONE_DAY


def from_use(clear: oracle.Clear, used: date | None) -> oracle.Clear:
    """The clear dates as the search finds them, which begins at the use.

    A window that opens only after the session's own day leaves a session before the use free, too.
    """
    if used is None or clear.required is None or clear.whole is None:
        return clear
    return oracle.Clear(max(clear.required, used), max(clear.whole, used))


@usual
@given(strategies.protocols(), strategies.cases())
def test_washouts_clear_on_the_first_free_day(protocol: Protocol, case: Case) -> None:
    check_washouts(protocol, case)


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(strategies.cases_for(SHIPPED))
def test_washouts_of_the_shipped_protocol(case: Case) -> None:
    check_washouts(SHIPPED, case)


@pytest.mark.long
@thorough
@given(strategies.protocols(), strategies.cases())
def test_washouts_for_long(protocol: Protocol, case: Case) -> None:
    check_washouts(protocol, case)


def check_washouts(protocol: Protocol, case: Case) -> None:
    """A use is over at the end of its day; the first session whose window opens then is free."""
    expected = oracle.blocked(protocol, case)
    today = oracle.day_of(case.start, case.zone)
    listed = {}
    for washout in ReferenceTimeline(protocol, case).washouts():
        key = washout.placed.rule.id, washout.feature
        note(f"{key}: used {washout.used}, {washout.placed.rule.window}, {case.zone}")
        assert key not in listed
        used = case.facts[washout.feature]
        assert washout.used == (None if used == "ongoing" else used)
        listed[key] = oracle.Clear(washout.required_clear, washout.clear)
        found = from_use(listed[key], washout.used)
        window = washout.placed.rule.window
        if hours_from_the_peel(window.preferred_begin or window.begin):
            check_at_most_a_day_late(found, expected[key])
        else:
            assert found == expected[key]
    for key, clear in expected.items():
        held = clear.whole is None or clear.whole > today
        assert key in listed or not held, f"{key} is still held against the session: {clear}"


@settings(max_examples=20, deadline=None, suppress_health_check=SLOW)
@given(strategies.cases_for(SHIPPED))
def test_the_shipped_protocol_on_every_concept_at_every_edge(case: Case) -> None:
    """Never a wrong yes: each concept at the second of each edge, before it and after it."""
    timeline = ReferenceTimeline(SHIPPED, case)
    for concept in SHIPPED.concepts:
        segments = timeline.of(concept)
        check_form(segments, SHIPPED, concept)
        for moment in (BEFORE_ALL, *around(segment.begin for segment in segments)):
            compare(holding(segments, moment), SHIPPED, case, concept, moment)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(strategies.cases_for(SHIPPED), st.sampled_from(sorted(SHIPPED.concepts)))
def test_the_shipped_protocol_at_every_turning_point(case: Case, concept: str) -> None:
    """The oracle's own edges, so that none is missing from the engine's."""
    segments = ReferenceTimeline(SHIPPED, case).of(concept)
    for moment in around(oracle.turning_points(SHIPPED, case)):
        compare(holding(segments, moment), SHIPPED, case, concept, moment)


def test_every_verb_and_stance_is_reached() -> None:
    """The strategies are worth what they reach: all stances, from all verbs that speak."""
    seen: set[tuple[str, Stance]] = set()

    @settings(max_examples=400, deadline=None, database=None, derandomize=True)
    @given(protocol=strategies.protocols(), case=strategies.cases())
    def collect(protocol: Protocol, case: Case) -> None:
        for moment in oracle.turning_points(protocol, case):
            for concept in protocol.concepts:
                for voice in oracle.voices(protocol, case, concept, moment):
                    seen.add((protocol.rules[voice.rule].verb.value, voice.stance))

    collect()
    spoken = {
        "avoid": set(Stance),
        "may": {Stance.PROHIBITED, Stance.ASK, Stance.PERMITTED},
        "do": {Stance.ASK, Stance.PERMITTED},
        "bar": {Stance.PROHIBITED, Stance.ASK},
        "expect": {Stance.ASK, Stance.PERMITTED},
        "call": {Stance.ASK},
        "tell": {Stance.ASK},
    }
    assert seen == {(verb, stance) for verb, stances in spoken.items() for stance in stances}
