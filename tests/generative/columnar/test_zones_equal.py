"""Every zone, every change of its clocks: bookings and uses around it, screened side by side.

The clocks of 2020 to 2037 one change after the other, and moments of all the years a case may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import product
from random import Random
from zlib import crc32

import pytest

from meantime.engines.columnar import Columnar
from meantime.model.case import Case, Fact
from meantime.model.protocol import Protocol
from tests.generative import oracle
from tests.generative.columnar import crowds, written
from tests.generative.columnar.layouts import batch_of
from tests.generative.columnar.rows import row_of
from tests.generative.columnar.verdicts import check_verdicts, verdicts
from tests.golden.test_zones import ZONES, changes

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
# What clocks show on the days around a change: midnight and its neighbours, hours that are mostly
# skipped or shown twice, an hour at which sessions are.
SHOWN = (time(), time(0, 30), time(1, 30), time(2, 30), time(10), time(23, 30))
# From the moment of the change on, so that a gap and a fold are met wherever they are.
BESIDE = (-HOUR, -MINUTE, timedelta(0), 30 * MINUTE, HOUR)
QUIET = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
# The normal run looks at one change in so many, another one in every zone.
EVERY = 16
PARTS = 4


@cache
def turns(part: int, every: int) -> tuple[tuple[str, datetime], ...]:
    """Changes with their zones: a part of the zones, and one in so many of their changes."""
    return tuple(
        (zone, change)
        for zone in ZONES[part::PARTS]
        for number, change in enumerate(changes(zone) or QUIET)
        if (number + crc32(zone.encode())) % every == 0
    )


def starts(zone: str, change: datetime) -> Iterator[datetime]:
    """Starts of sessions on the day before, the day and the day after; both readings of a fold."""
    turn = oracle.wall(change, zone).date()
    for away, clock, later in product((-DAY, timedelta(0), DAY), SHOWN, (False, True)):
        yield oracle.moment_of(datetime.combine(turn + away, clock), zone, later)
    yield from (change + beside for beside in BESIDE)


def bookings(zone: str, change: datetime) -> Iterator[Case]:
    """Sessions around a change, some over it, with the two questions after times left open."""
    for number, start in enumerate(dict.fromkeys(starts(zone, change))):
        ends = (None, start + 45 * MINUTE, start + 8 * HOUR, None)
        yield Case(start=start, zone=zone, end=ends[number % 4], performed=number % 8 == 3)


def check(protocol: Protocol, cases: list[Case], at: datetime | None) -> None:
    rows = [row_of(case) for case in cases]
    wanted = verdicts(protocol, rows, at)
    check_verdicts(Columnar(protocol), batch_of(protocol, rows), rows, wanted, at)


def used_around(protocol: Protocol, case: Case, change: datetime) -> Iterator[Case]:
    """The case with everything used on one of the days from three before the change to one after.

    Each day is a case of its own; the last has every question on another of them.
    """
    turn = oracle.day_of(change, case.zone)
    days = [turn + DAY * away for away in range(-3, 2)]
    names = list(protocol.features)
    spread = {name: days[number % len(days)] for number, name in enumerate(names)}
    for facts in (*(dict.fromkeys(names, day) for day in days), spread):
        yield with_facts(case, facts)


def with_facts(case: Case, facts: dict[str, date] | dict[str, Fact]) -> Case:
    return Case(
        start=case.start, zone=case.zone, end=case.end, facts=dict(facts), performed=case.performed
    )


def check_hours(places: Iterable[tuple[str, datetime]]) -> None:
    protocol = written.hours()
    cases = [
        used
        for zone, change in places
        for case in bookings(zone, change)
        for used in used_around(protocol, case, change)
    ]
    check(protocol, cases, None)


def check_microneedling(places: Iterable[tuple[str, datetime]], seed: int) -> None:
    protocol, random = written.microneedling(), Random(seed)
    cases = [
        with_facts(case, crowds.facts_around(protocol, random, oracle.day_of(change, zone)))
        for zone, change in places
        for case in bookings(zone, change)
    ]
    check(protocol, cases, datetime(2028, 3, 26, 1, tzinfo=UTC))


@pytest.mark.parametrize("part", range(PARTS))
def test_hours_and_days_around_some_changes(part: int) -> None:
    check_hours(turns(part, EVERY))


@pytest.mark.parametrize("part", range(PARTS))
def test_the_shipped_protocol_around_some_changes(part: int) -> None:
    check_microneedling(turns(part, EVERY), part)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_hours_and_days_around_every_change(part: int) -> None:
    for zone in ZONES[part::PARTS]:
        check_hours((zone, change) for change in changes(zone) or QUIET)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_the_shipped_protocol_around_every_change(part: int) -> None:
    for zone in ZONES[part::PARTS]:
        places = [(zone, change) for change in changes(zone) or QUIET]
        check_microneedling(places, crc32(zone.encode()))


def check_any_year(zones: Iterable[str], count: int) -> None:
    """Local mean time with its odd seconds, clocks of the wars, the rules that go on for ever."""
    protocol, random = written.hours(), Random(count)
    cases = []
    for zone in zones:
        for _ in range(count):
            seconds = random.randint(0, 299 * 365 * 86_400)
            start = datetime(1900, 1, 3, tzinfo=UTC) + timedelta(seconds=seconds)
            day = oracle.day_of(start, zone)
            facts = dict.fromkeys(protocol.features, day - DAY * random.randint(0, 3))
            known = {name: used for name, used in facts.items() if used.year >= 1900}
            cases.append(with_facts(Case(start=start, zone=zone), known))
    check(protocol, cases, None)


def test_moments_of_all_years_in_every_zone() -> None:
    check_any_year(ZONES, 15)


@pytest.mark.long
def test_moments_of_all_years_in_every_zone_for_long() -> None:
    for zone in ZONES:
        check_any_year([zone], 1_000)


def test_threads_that_meet_new_zones_at_the_same_time() -> None:
    """One engine for all; each thread begins with other zones than the others."""
    protocol, random = written.hours(), Random(9)
    engine = Columnar(protocol)
    lots = [list(random.sample(ZONES, 40)) for _ in range(24)]
    cases = [
        [next(bookings(zone, random.choice(changes(zone) or QUIET))) for zone in lot]
        for lot in lots
    ]
    used = [
        [with_facts(case, dict.fromkeys(protocol.features, case.start.date())) for case in some]
        for some in cases
    ]

    def screened(some: list[Case]) -> None:
        rows = [row_of(case) for case in some]
        check_verdicts(engine, batch_of(protocol, rows), rows, verdicts(protocol, rows))

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(screened, used))) == len(lots)


def test_nothing_is_left_out() -> None:
    """The parts together are every zone, and the normal run has every zone that changes."""
    assert sorted(zone for part in range(PARTS) for zone in ZONES[part::PARTS]) == sorted(ZONES)
    everywhere = [turn for part in range(PARTS) for turn in turns(part, 1)]
    assert len(everywhere) == sum(len(changes(zone) or QUIET) for zone in ZONES) > 5_000
    seen = {zone for part in range(PARTS) for zone, _ in turns(part, EVERY)}
    assert seen >= {zone for zone in ZONES if len(changes(zone)) >= EVERY}
