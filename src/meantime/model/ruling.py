"""What a protocol says of a concept at a moment, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum
from typing import NamedTuple

from meantime.model.rule import Rule

# The ends of time: every moment lies in [BEFORE_ALL, AFTER_ALL).
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
AFTER_ALL = datetime.max.replace(tzinfo=UTC)


class Stance(IntEnum):
    """What may be said of a thing, ordered by strictness: the greatest always wins."""

    PERMITTED = 0
    DISCOURAGED = 1
    SILENT = 2
    ASK = 3
    PROHIBITED = 4


class Reason(NamedTuple):
    """A rule's part in a ruling: its stance in [begin, end), and the facts that would change it."""

    rule: Rule
    stance: Stance
    begin: datetime
    end: datetime
    lifted_by: tuple[str, ...] = ()


class Ruling(NamedTuple):
    """The strictest stance at a moment, with every rule that takes it."""

    stance: Stance
    reasons: tuple[Reason, ...]


class Segment(NamedTuple):
    """One ruling over a half-open stretch [begin, end) of UTC instants."""

    begin: datetime
    end: datetime
    ruling: Ruling
