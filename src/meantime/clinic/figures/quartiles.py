"""Quartiles of values that were counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Quartiles(NamedTuple):
    """The values below which a quarter, half and three quarters lie. many: how many values."""

    low: float
    median: float
    high: float
    many: int


def quartiles(counts: Mapping[int, int]) -> Quartiles | None:
    """The quartiles of values by how often each was seen; None where none was.

    Between two values the one in proportion is taken (type 7 of Hyndman and Fan, as NumPy does).
    """
    ordered = sorted((value, count) for value, count in counts.items() if count)
    many = sum(count for _value, count in ordered)
    if not many:
        return None
    low, median, high = (_at(ordered, (many - 1) * quarter / 4) for quarter in (1, 2, 3))
    return Quartiles(low, median, high, many)


def _at(ordered: list[tuple[int, int]], place: float) -> float:
    """The value at a place, counted from 0, between whole places in proportion."""
    whole = int(place)
    lower, upper = _nth(ordered, whole), _nth(ordered, whole + (place > whole))
    return lower + (upper - lower) * (place - whole)


def _nth(ordered: list[tuple[int, int]], n: int) -> int:
    for value, count in ordered:
        if n < count:
            return value
        n -= count
    raise IndexError(n)
