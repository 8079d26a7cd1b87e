"""Every IANA zone, every change of its clocks from 2020 to 2037, every kind of offset.

The engine's calendar against the standard library's, both on the pinned database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

import pytest

from meantime.engines.base import Placed
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.calendar import Calendar, months_after, months_before
from meantime.model.case import Case
from meantime.model.concept import Concept, Vocabulary
from meantime.model.problem import Place
from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Window
from tests.generative import oracle, strategies

ZONES = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
# Shorter than any stretch between two changes in these years (Morocco's Ramadan is a month).
STEP = timedelta(days=5)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
QUARTERS = tuple(timedelta(minutes=15 * count) for count in range(13))


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The first second under each new offset."""
    info = oracle.zone_of(zone)
    found = []
    moment, offset = FIRST, FIRST.astimezone(info).utcoffset()
    while moment < LAST:
        following = moment + STEP
        if following.astimezone(info).utcoffset() != offset:
            before, after = moment, following
            while after - before > SECOND:
                middle = before + (after - before) // SECOND // 2 * SECOND
                same = middle.astimezone(info).utcoffset() == offset
                before, after = (middle, after) if same else (before, middle)
            found.append(after)
            offset = following.astimezone(info).utcoffset()
        moment = following
    return tuple(found)


def moments(zone: str) -> Iterator[datetime]:
    """The changes; for a zone without any, a moment at New Year and one in summer."""
    yield from changes(zone) or (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


WINDOWS = {
    "hours": Window(Elapsed(START, -24 * 60), Elapsed(END, 24 * 60)),
    "days": Window(Midnight(START, -1), Midnight(END, 2)),
    "months": Window(MonthsAway(START, -1), MonthsAway(END, 1)),
}
PROTOCOL = strategies.protocol_of(
    Vocabulary({"cream": Concept("cream", {"en": ("cream",)})}),
    {},
    [
        Rule(
            id=f"{verb.value}-{name}",
            verb=verb,
            about=("cream",),
            text="A sentence.",
            place=Place("nowhere.md", 1),
            window=window if verb is Verb.AVOID else Window(window.end),
        )
        for name, window in WINDOWS.items()
        for verb in (Verb.AVOID, Verb.MAY)
    ],
)


@pytest.mark.parametrize("zone", ZONES)
def test_the_clocks_agree(zone: str) -> None:
    calendar = Calendar(zone)
    for change in moments(zone):
        for moment in (change - SECOND, change, change + SECOND):
            shown = oracle.wall(moment, zone)
            local = calendar.local(moment)
            assert local == moment
            assert local.replace(tzinfo=None) == shown
            assert calendar.day_of(moment) == shown.date()
        turn = oracle.wall(change, zone)
        for away in (-DAY, timedelta(0), DAY):
            for later in (False, True):
                day = (turn + away).date()
                assert calendar.midnight(day, later=later) == oracle.midnight(day, zone, later)
        for away in (-QUARTERS[5], -QUARTERS[2], -SECOND, QUARTERS[0], QUARTERS[1], QUARTERS[5]):
            shown = turn + away
            for later in (False, True):
                found = calendar.at(shown.date(), shown.time(), later=later)
                assert found == oracle.moment_of(shown, zone, later)


@pytest.mark.parametrize("zone", ZONES)
def test_no_rule_is_shorter_than_its_instruction(zone: str) -> None:
    for change in moments(zone):
        for before in (timedelta(hours=12), timedelta(minutes=30), -timedelta(hours=12)):
            start = change - before
            check_rules(zone, start, start + timedelta(minutes=61, seconds=7))


def check_rules(zone: str, start: datetime, end: datetime) -> None:
    timeline = ReferenceTimeline(PROTOCOL, Case(start=start, zone=zone, end=end))
    placed = {item.rule.id: item for item in timeline.placed}
    hours, days, months = (placed[f"avoid-{name}"] for name in WINDOWS)
    assert hours.begin == start - timedelta(hours=24)
    assert hours.end == end + timedelta(hours=24)
    first, last = oracle.day_of(start, zone), oracle.day_of(end, zone)
    check_days(days, zone, first - DAY, last + DAY)
    check_days(months, zone, oracle.months_before(first, 1) + DAY, oracle.months_after(last, 1))
    for name in WINDOWS:
        assert placed[f"may-{name}"].begin == placed[f"avoid-{name}"].end


def check_days(placed: Placed, zone: str, first: date, last: date) -> None:
    """The window holds every moment of its first and of its last day, and no other day whole."""
    assert placed.begin == oracle.midnight(first, zone, later=False)
    assert placed.end == oracle.midnight(last + DAY, zone, later=True)
    for away in QUARTERS:
        assert oracle.day_of(placed.begin - SECOND - away, zone) < first
        assert oracle.day_of(placed.end + away, zone) > last


def test_months_reach_back_as_far_as_they_reach_forward() -> None:
    """Over four years and a leap day: the last day that, counted forward, does not pass."""
    day = date(2026, 12, 1)
    for _ in range(4 * 366):
        for count in (1, 2, 3, 6, 11, 12, 13):
            forward = months_after(day, count)
            assert forward == oracle.months_after(day, count)
            back = months_before(day, count)
            assert months_after(back, count) <= day < months_after(back + DAY, count)
            assert forward >= day + 28 * count * DAY
        day += DAY


def test_the_database_has_the_zones_and_changes_it_should() -> None:
    assert len(ZONES) > 550
    counted = {zone: len(changes(zone)) for zone in ZONES}
    assert counted["UTC"] == 0
    assert counted["America/New_York"] == counted["Europe/Berlin"] == 2 * 18
    assert sum(counted.values()) > 5000
    assert time() == oracle.wall(oracle.midnight(date(2026, 12, 1), "UTC", False), "UTC").time()
