"""The clocks of every zone, read from the pinned IANA files: stretches of one offset from UTC.

The reference engine asks another library; this reader shares nothing with it, so that a mistake in
either shows up where the two are compared. The format is RFC 9636 (TZif), its last line the rule of
POSIX for the years after the last change that the file lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from struct import iter_unpack, unpack_from
from typing import NamedTuple

_HEADER, _COUNTS_AT = 44, 20
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
# Moments of cases end with the year 2199; a window may reach further.
LAST_YEAR = 2299

_NAME = r"(?:<[^>]+>|[A-Za-z]+)"
_CLOCK = r"[+-]?\d+(?::\d+){0,2}"
_RULE = re.compile(
    rf"{_NAME}(?P<standard>{_CLOCK})"
    rf"(?:{_NAME}(?P<summer>{_CLOCK})?,(?P<begin>[^,]+),(?P<end>[^,]+))?"
)


class Stretch(NamedTuple):
    """From `begin` (UTC seconds; None: since ever) on, local time is UTC plus `offset` seconds."""

    begin: int | None
    offset: int


@cache
def known_zones() -> frozenset[str]:
    """The name of every zone of the pinned data."""
    listed = (files("tzdata") / "zones").read_text(encoding="ascii")
    return frozenset(listed.split())


@cache
def _by_small_letters() -> dict[str, str]:
    return {name.lower(): name for name in known_zones()}


def zone_named(name: str) -> str | None:
    """The zone of a name as the data spell it; capitals make no difference. None for no zone."""
    return _by_small_letters().get(name.lower()) if name.isascii() else None


@cache
def stretches(zone: str) -> tuple[Stretch, ...]:
    """The stretches of a zone up to the year 2299, in order; neighbours differ in offset.

    Raises KeyError for a zone that the pinned data does not have.
    """
    name = zone_named(zone)
    if name is None:
        raise KeyError(zone)
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    first = _HEADER + _block_size(data, 0, 4)
    listed = list(_listed(data, first))
    footer = data[first + _HEADER + _block_size(data, first, 8) :].strip(b"\n").decode("ascii")
    return tuple(_distinct([*listed, *_by_rule(footer, listed[-1])]))


def _counts(data: bytes, at: int) -> tuple[int, ...]:
    return unpack_from(">6L", data, at + _COUNTS_AT)


def _block_size(data: bytes, at: int, width: int) -> int:
    universal, standard, leaps, changes, kinds, letters = _counts(data, at)
    return changes * (width + 1) + kinds * 6 + letters + leaps * (width + 4) + standard + universal


def _listed(data: bytes, at: int) -> Iterator[Stretch]:
    _, _, _, changes, kinds, _ = _counts(data, at)
    body = at + _HEADER
    moments = unpack_from(f">{changes}q", data, body)
    which = data[body + changes * 8 : body + changes * 9]
    table = data[body + changes * 9 : body + changes * 9 + kinds * 6]
    offsets = [offset for offset, _, _ in iter_unpack(">lBB", table)]
    yield Stretch(None, offsets[0])
    for moment, kind in zip(moments, which, strict=True):
        yield Stretch(moment, offsets[kind])


def _by_rule(footer: str, last: Stretch) -> Iterator[Stretch]:
    """What the rule at the end of the file adds after the last change that is listed."""
    rule = _RULE.fullmatch(footer)
    if rule is None or rule["begin"] is None:
        return
    standard = -_seconds(rule["standard"])
    summer = -_seconds(rule["summer"]) if rule["summer"] else standard + 3600
    changes = []
    for year in range(1970, LAST_YEAR + 1):
        changes.append(Stretch(_change(rule["begin"], year) - standard, summer))
        changes.append(Stretch(_change(rule["end"], year) - summer, standard))
    after = -(2**62) if last.begin is None else last.begin
    yield from sorted(change for change in changes if change.begin and change.begin > after)


def _change(text: str, year: int) -> int:
    """The local second at which a rule such as `M3.2.0/2` changes the clocks in a year."""
    day, _, clock = text.partition("/")
    seconds = _seconds(clock) if clock else 2 * 3600
    return (_day_of(day, year).toordinal() - _EPOCH) * _DAY + seconds


def _day_of(text: str, year: int) -> date:
    """The day of `M3.2.0`: month, week (5: the last), weekday; no zone says it in another way."""
    month, week, weekday = map(int, text.removeprefix("M").split("."))
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)


def _seconds(clock: str) -> int:
    sign = -1 if clock.startswith("-") else 1
    parts = [int(part) for part in clock.lstrip("+-").split(":")]
    return sign * sum(part * size for part, size in zip(parts, (3600, 60, 1), strict=False))


def _distinct(found: list[Stretch]) -> Iterator[Stretch]:
    offset = None
    for stretch in found:
        if stretch.offset != offset:
            yield stretch
        offset = stretch.offset
