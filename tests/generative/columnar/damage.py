"""What may be wrong with a row, and what only looks so: each kind changes one cell or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from tests.generative.columnar.rows import EPOCH, MICROSECOND, NEVER, ONGOING, UNKNOWN, Row

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
FIRST = datetime(1900, 1, 1, tzinfo=UTC)
BEYOND = datetime(2200, 1, 1, tzinfo=UTC)
# Moments and dates at the bounds of what a case may have, and far outside of it.
MOMENTS: tuple[Any, ...] = (
    None,
    FIRST,
    FIRST - MICROSECOND,
    FIRST + MICROSECOND,
    BEYOND,
    BEYOND - MICROSECOND,
    BEYOND - 12 * 3600 * SECOND,
    EPOCH,
    EPOCH - MICROSECOND,
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
    -(2**63),
    -(2**63) + 1,
    2**63 - 1,
)
DATES: tuple[Any, ...] = (
    None,
    NEVER,
    NEVER - DAY,
    UNKNOWN,
    UNKNOWN + DAY,
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1970, 1, 1),
    date(2199, 12, 31),
    ONGOING,
    ONGOING + DAY,
    date(1, 1, 1),
    date(9999, 12, 31),
    -(2**31),
    2**31 - 1,
)
ZONES = (
    None,
    "",
    " ",
    "Nowhere/Land",
    "europe/berlin",
    "Europe/Berlin ",
    "Europe",
    "Europe/",
    "../UTC",
    "/UTC",
    "UTC",
    "GMT+5",
    "Etc/GMT+5",
    "EST5EDT",
    "US/Eastern",
    "Factory",
    "localtime",
    "posixrules",
    "zone.tab",
    "tzdata.zi",
    "leapseconds",
    "__init__.py",
    "Europe/Bérlin",
    "Europe/Berlin\0",
    "x" * 300,
)
NUMBERS = (None, -(2**63), -(2**31) - 1, -1, 0, 1, 2, 127, 128, 32_768, 2**31, 2**32, 2**32 + 1,
           2**63 - 1)  # fmt: skip
# How long a session lasted.
SPANS = (
    -DAY,
    -MICROSECOND,
    timedelta(0),
    DAY - MICROSECOND,
    DAY,
    DAY + MICROSECOND,
    400 * DAY,
)


def _end(row: Row, random: Random) -> Row:
    return {**row, "end": row["start"] + random.choice(SPANS)}


def _start_at_a_bound(row: Row, random: Random) -> Row:
    """With an end that fits it where one can."""
    start = random.choice(MOMENTS)
    fits = isinstance(start, datetime) and 1 < start.year < 9999 and random.random() < 0.5
    return {**row, "start": start, "end": start + random.choice(SPANS[:-1]) if fits else None}


def _earlier(row: Row, random: Random) -> Row:
    start = random.choice((*MOMENTS, *[row["start"] - 9 * DAY] * 10))
    inside = isinstance(start, datetime) and 1 < start.year < 9999
    end = start + random.choice(SPANS) if inside and random.random() < 0.8 else None
    odd = {"start": start, "end": end}
    usual = {"start": row["start"] - 30 * DAY, "end": None}
    return {**row, "earlier": random.choice(([odd], [usual, odd], [odd, usual], [usual, None]))}


def _anchor(row: Row, random: Random) -> Row:
    day = row["start"].date()
    near = tuple(day + away * DAY for away in (-1, 0, 1, 2))
    return {**row, "anchor.peel": random.choice((*DATES, *near, *near))}


def _date(row: Row, random: Random, names: tuple[str, ...]) -> Row:
    return {**row, random.choice(names): random.choice(DATES)}


Damage = Callable[[Row, Random], Row]


def kinds(dated: tuple[str, ...]) -> Mapping[str, Damage]:
    """Every kind, for a protocol with these dated questions and a peel."""
    return {
        "start": lambda row, random: {**row, "start": random.choice(MOMENTS)},
        "start at a bound": _start_at_a_bound,
        "zone": lambda row, random: {**row, "zone": random.choice(ZONES)},
        "end": _end,
        "end far off": lambda row, random: {**row, "end": random.choice(MOMENTS)},
        "session": lambda row, random: {**row, "session": random.choice(NUMBERS)},
        "anchor": _anchor,
        "date": lambda row, random: _date(row, random, dated),
        "earlier": _earlier,
        "performed": lambda row, _: {**row, "performed": None},
    }
