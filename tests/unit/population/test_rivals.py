"""The rivals of `make bench-population` say what the reference engine says, of every person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from random import Random
from typing import Any

import pyarrow as pa
import pytest

import meantime as mt
from meantime.answers.screening import screen
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.calendar import Calendar
from meantime.model.case import Case, Fact, Visit
from meantime.model.protocol import Kind, Protocol
from tests.bench.population import bits
from tests.bench.population.in_duckdb import duckdb_screen
from tests.bench.population.in_polars import polars_screen

PEOPLE = 800
AT = datetime(2026, 10, 20, 13, tzinfo=UTC)
DAY = timedelta(days=1)
CLOCKS = (time(0), time(0, 30), time(1), time(1, 45), time(3), time(22, 59), time(23), time(23, 30))

# By zone, a day on which the clocks go back. In Nuuk and Beirut they do at midnight, in Havana and
# on the Azores at one o'clock, so that 00:00 comes twice; on Lord Howe Island by half an hour.
CHANGES = {
    "America/New_York": date(2026, 11, 1),
    "Europe/Berlin": date(2026, 10, 25),
    "Atlantic/Azores": date(2026, 10, 25),
    "America/Havana": date(2026, 11, 1),
    "America/Nuuk": date(2026, 10, 24),
    "Asia/Beirut": date(2026, 10, 24),
    "Africa/Cairo": date(2026, 10, 29),
    "Australia/Lord_Howe": date(2026, 4, 5),
    "Pacific/Auckland": date(2026, 4, 5),
    "Asia/Kolkata": date(2026, 8, 31),
}
# And one on which they go forward.
FORWARD = {
    "America/New_York": date(2026, 3, 8),
    "Europe/Berlin": date(2026, 3, 29),
    "Atlantic/Azores": date(2026, 3, 29),
    "America/Havana": date(2026, 3, 8),
    "America/Nuuk": date(2026, 3, 28),
    "Asia/Beirut": date(2026, 3, 29),
    "Africa/Cairo": date(2026, 4, 24),
    "Australia/Lord_Howe": date(2026, 10, 4),
    "Pacific/Auckland": date(2026, 9, 27),
    "Asia/Kolkata": date(2026, 2, 28),
}


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return mt.load("microneedling")


@pytest.fixture(scope="module")
def people(protocol: Protocol) -> list[Case]:
    draw = Random(4)
    drawn = [_person(draw, protocol) for _ in range(PEOPLE)]
    return [*drawn, *_around_clock_changes(protocol), *_peels_by_doubled_midnights(protocol)]


def test_the_lists_copied_out_are_those_of_the_protocol(protocol: Protocol) -> None:
    placed = ReferenceTimeline(protocol, Case(start=AT, zone="Asia/Kolkata", session=4)).placed
    washouts = [
        (item.rule.id, feature)
        for item in placed
        for feature in protocol.washed_out.get(item.rule.id, ())
    ]
    bars = [(item.rule.id, name) for item in placed if item.rule.bar for name in item.rule.about]
    assert [*washouts, *bars] == list(bits.PAIRS)
    assert tuple(protocol.features) == bits.FEATURES


@pytest.mark.parametrize("at", [None, AT])
def test_duckdb_equals_the_reference(
    protocol: Protocol, people: list[Case], at: datetime | None
) -> None:
    found = duckdb_screen(_table(protocol, people), at, threads=2)
    assert found.sort_by("person").to_pylist() == _expected(protocol, people, at)


@pytest.mark.parametrize("at", [None, AT])
def test_polars_equals_the_reference(
    protocol: Protocol, people: list[Case], at: datetime | None
) -> None:
    found = polars_screen(_table(protocol, people), at)
    assert found.to_dicts() == _expected(protocol, people, at)


def test_what_a_cohort_leaves_out_is_unknown(protocol: Protocol, people: list[Case]) -> None:
    left_out = ("session", "anchor.peel", "earlier", "warts", "previous-session", "shaving")
    known = [
        replace(
            case,
            session=1,
            anchors={},
            earlier=(),
            facts={name: fact for name, fact in case.facts.items() if name not in left_out},
        )
        for case in people
    ]
    table = _table(protocol, people).drop_columns(left_out)
    expected = _expected(protocol, known, AT)
    assert duckdb_screen(table, AT, threads=1).sort_by("person").to_pylist() == expected
    assert polars_screen(table, AT).to_dicts() == expected


def test_the_people_are_of_every_sort(protocol: Protocol, people: list[Case]) -> None:
    rows = _expected(protocol, people, AT)
    assert {row["status"] for row in rows} == set(bits.STATUSES)
    deferrals = {None, *bits.RULES} - {*bits.REVIEWED, "actives-24-hours-without-peel"}
    assert {row["governing"] for row in rows} >= deferrals


def _expected(protocol: Protocol, people: list[Case], at: datetime | None) -> list[dict[str, Any]]:
    rows = []
    for number, case in enumerate(people):
        found = screen(ReferenceTimeline(protocol, case), at)
        rows.append(
            {
                "person": number,
                "status": found.status,
                "earliest": found.earliest,
                "governing": found.governing and found.governing.rule.id,
                "findings": sum(
                    1 << bits.PAIRS.index((item.rule.id, item.feature)) for item in found.findings
                ),
                "missing": sum(1 << bits.FEATURES.index(name) for name in found.missing),
            }
        )
    return rows


def _around_clock_changes(protocol: Protocol) -> Iterator[Case]:
    """Whoever used something about 24 hours before a session, at the hours where that is close."""
    for zone, change in (*CHANGES.items(), *FORWARD.items()):
        calendar = Calendar(zone)
        for days, clock, later in product((0, 1, 2), CLOCKS, (False, True)):
            start = calendar.at(change + days * DAY, clock, later=later)
            day = calendar.day_of(start)
            uses = {"retinoid": day - DAY, "exfoliant": day - 2 * DAY, "hydroquinone": day}
            yield Case(start, zone, facts={**_clear(protocol), **uses})


def _peels_by_doubled_midnights(protocol: Protocol) -> Iterator[Case]:
    """Whoever has a peel with a day of its own, whose window opens at a 00:00 that comes twice."""
    for zone, days in product(("Atlantic/Azores", "America/Havana"), (3, 4, 5)):
        peel, calendar = CHANGES[zone] + days * DAY, Calendar(zone)
        used: dict[str, Fact] = {"retinoid": peel - 5 * DAY, "peel-planned": True}
        yield Case(
            calendar.at(peel + DAY, time(10), later=False),
            zone,
            facts={**_clear(protocol), **used},
            anchors={"peel": peel},
        )


def _clear(protocol: Protocol) -> dict[str, Fact]:
    yes_no = protocol.is_yes_no
    return {name: False if yes_no[name] else "never" for name in protocol.features}


def _person(draw: Random, protocol: Protocol) -> Case:
    zone = draw.choice(list(CHANGES))
    calendar = Calendar(zone)
    day = draw.choice((CHANGES, FORWARD))[zone] + draw.randint(-3, 9) * DAY
    hour = draw.choice((0, 0, 1, 2, 3, 9, 15, 22, 23, 23))
    clock = time(hour, draw.choice((0, 0, 15, 30, 59)))
    start = calendar.at(day, clock, later=draw.random() < 0.5)
    day = calendar.day_of(start)
    # From people with nothing to say to people with something everywhere.
    odd = draw.choice((0, 0.03, 0.03, 0.05, 0.1, 0.4))
    unknown = draw.choice((0, 0, 0, 0, 0.02, 0.2))
    return Case(
        start=start,
        zone=zone,
        session=draw.choice((1, 1, 2, 4, 5)),
        anchors={"peel": day - draw.choice((0, 0, 1, 2, 5)) * DAY} if draw.random() < 0.4 else {},
        earlier=tuple(_visits(draw, start)),
        facts={
            name: None if draw.random() < unknown else _fact(draw, kind.kind, day, odd)
            for name, kind in protocol.features.items()
        },
    )


def _fact(draw: Random, kind: Kind, day: date, odd: float) -> Fact:
    if draw.random() >= odd:
        return False if kind is Kind.YES_NO else "never"
    if kind is Kind.YES_NO:
        return True
    if draw.random() < 0.1:
        return "ongoing"
    ago: int = draw.choice((-1, *range(11), *range(26, 30), *range(178, 187)))
    return day - ago * DAY


def _visits(draw: Random, start: datetime) -> Iterator[Visit]:
    for _ in range(draw.choice((0, 0, 0, 1, 3))):
        yield Visit(start - timedelta(hours=draw.randint(20 * 24, 40 * 24)))


def _table(protocol: Protocol, people: list[Case]) -> pa.Table:
    """The people in the wide layout."""
    instant = pa.timestamp("us", "UTC")
    columns = {
        "person": pa.array(range(len(people))),
        "start": pa.array([case.start for case in people], instant),
        "zone": pa.array([case.zone for case in people]).dictionary_encode(),
        "session": pa.array([None if case.session == 1 else case.session for case in people]),
        "anchor.peel": pa.array([case.anchors.get("peel") for case in people], pa.date32()),
        "earlier": pa.array(
            [
                [{"start": visit.start, "end": visit.end} for visit in case.earlier]
                for case in people
            ],
            pa.list_(pa.struct({"start": instant, "end": instant})),
        ),
    }
    for name, feature in protocol.features.items():
        facts = [case.facts[name] for case in people]
        if feature.kind is Kind.YES_NO:
            columns[name] = pa.array(facts, pa.bool_())
        else:
            written = [_written(number, fact) for number, fact in enumerate(facts)]
            columns[name] = pa.array(written, pa.date32())
    return pa.table(columns)


def _written(number: int, fact: Fact) -> date | None:
    """A dated fact as a cohort has it; unknown is written in two ways."""
    if fact == "never":
        return bits.NEVER
    if fact == "ongoing":
        return bits.ONGOING
    if fact is None:
        return bits.UNKNOWN if number % 2 else None
    assert isinstance(fact, date)
    return fact
