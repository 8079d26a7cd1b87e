"""Cells that are text, as values; local times as moments, held against the reference calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from meantime.engines.reference.calendar import Calendar
from meantime.model.problem import CaseError
from meantime.population import texts
from meantime.population.clock_times import days, readings
from meantime.population.texts import Read

NEW_YORK = "America/New_York"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER, ONGOING = date(1800, 1, 1), date(2200, 1, 1)


def told(read: Read) -> list[Any]:
    """The values, `...` where there is something that cannot be read."""
    values: list[Any] = read.values.to_pylist()
    for row in [] if read.unread is None else np.flatnonzero(read.unread):
        assert values[row] is None
        values[row] = ...
    return values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        (" Yes ", True),
        ("true", True),
        ("no", False),
        ("FALSE", False),
        ("unknown", None),
        ("", None),
        (None, None),
        ("maybe", ...),
        ("1", ...),
        (b"NO", False),
        (b"\xff", ...),
    ],
)
def test_answers(text: str | bytes | None, value: object) -> None:
    kind = pa.binary() if isinstance(text, bytes) else pa.string()
    assert told(texts.answers(pa.array([text, text], kind))) == [value, value]


def test_nothing_may_stand_in_the_dictionary() -> None:
    column = pa.DictionaryArray.from_arrays([0, 1], pa.array([None, "yes"]))
    assert told(texts.answers(column)) == [None, True]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-08-01", date(2026, 8, 1)),
        (" never", NEVER),
        ("Ongoing", ONGOING),
        ("unknown", None),
        ("", None),
        ("1899-12-31", ...),
        ("1900-01-01", date(1900, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2200-01-01", ...),
        ("1800-01-01", ...),
        ("2026-02-30", ...),
        ("01/08/2026", ...),
        ("yes", ...),
    ],
)
def test_dates(text: str, value: object) -> None:
    assert told(texts.dates(pa.array([text]))) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), (" 3 ", 3), ("-1", -1), ("", None), ("two", ...), ("1.5", ...), ("1_0", ...)],
)
def test_numbers(text: str, value: object) -> None:
    assert told(texts.numbers(pa.array([text]))) == [value]


def test_a_dictionary_of_text_is_text() -> None:
    column = pa.array(["yes", None, "no", "yes"]).dictionary_encode()
    assert told(texts.answers(column)) == [True, None, False, True]


def moments(*said: str | None, zone: str | None = NEW_YORK) -> list[Any]:
    zones = pa.array([zone] * len(said), pa.string()).dictionary_encode()
    return told(texts.moments(pa.array(said, pa.string()), zones))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-12-01 10:00", datetime(2026, 12, 1, 15, tzinfo=UTC)),
        ("2026-12-01T10:00:30", datetime(2026, 12, 1, 15, 0, 30, tzinfo=UTC)),
        ("2026-12-01 10:00Z", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("2026-12-01 10:00+01:00", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ("2026-12-01 10:00:00.250000-0500", datetime(2026, 12, 1, 15, 0, 0, 250_000, UTC)),
        ("2026-11-01 01:30-04:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("", None),
        (None, None),
        ("2026-03-08 02:30", ...),
        ("2026-11-01 01:30", ...),
        ("2026-13-01 10:00", ...),
        ("1 December", ...),
    ],
)
def test_moments(text: str | None, value: object) -> None:
    assert moments(text) == [value]


def test_local_moments_and_others_in_one_column() -> None:
    same = datetime(2026, 12, 1, 15, tzinfo=UTC)
    found = moments("2026-12-01 10:00", "2026-12-01 15:00Z", "2026-03-08 02:30", None)
    assert found == [same, same, ..., None]


@pytest.mark.parametrize("zone", ["Mars/Olympus", None])
def test_a_local_moment_of_no_zone_is_left_for_what_looks_at_zones(zone: str | None) -> None:
    ten = datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert moments("2026-12-01 10:00", "2026-12-01 10:00Z", "", zone=zone) == [ten, ten, None]


def test_moments_that_are_no_utf8() -> None:
    zones = pa.array([NEW_YORK]).dictionary_encode()
    assert told(texts.moments(pa.array([b"\xff"]), zones)) == [...]


ZONES = [
    NEW_YORK,
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "UTC",
]


def by_reference(calendar: Calendar, clock: datetime) -> tuple[int, datetime | None]:
    """How often a local time occurs, and the moment of one that does so once."""
    try:
        return 1, calendar.read(f"{clock:%Y-%m-%d %H:%M}")
    except CaseError as error:
        return (2 if "occurs twice" in str(error) else 0), None


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_are_those_of_the_reference_calendar(zone: str) -> None:
    calendar = Calendar(zone)
    chance = np.random.default_rng(7)
    hours = [*range(24 * 366), *chance.integers(-24 * 365 * 60, 24 * 365 * 220, 300).tolist()]
    clocks = [datetime(2026, 1, 1, 0, 30) + timedelta(hours=count) for count in hours]
    local = np.array([(clock - datetime(1970, 1, 1)) // MICROSECOND for clock in clocks])
    found = readings(zone, local)
    for clock, moment, often in zip(
        clocks, found.moment.tolist(), found.often.tolist(), strict=True
    ):
        times, expected = by_reference(calendar, clock)
        assert often == times
        assert expected in (None, EPOCH + timedelta(microseconds=moment))


@pytest.mark.parametrize("zone", ZONES)
def test_local_days_are_those_of_the_reference_calendar(zone: str) -> None:
    calendar = Calendar(zone)
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=5 * n) for n in range(1_750)]
    moments += [datetime(2011, 12, 29, tzinfo=UTC) + timedelta(hours=n) for n in range(72)]
    found = days(zone, np.array([(moment - EPOCH) // MICROSECOND for moment in moments]))
    expected = [(calendar.day_of(moment) - date(1970, 1, 1)).days for moment in moments]
    assert found.tolist() == expected
