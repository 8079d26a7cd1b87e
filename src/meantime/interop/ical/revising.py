"""A new calendar against the one before: what is the same, what changed, what vanished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from meantime.model.problem import CaseError

_SHOWN = "%Y-%m-%d %H:%M:%S"


class Status(StrEnum):
    """How sure an event is; the words of RFC 5545, section 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Entry(NamedTuple):
    """What an event says; two that are equal are one and the same event, unchanged."""

    uid: str
    begin: datetime
    end: datetime
    summary: str
    description: str
    status: Status
    busy: bool


class Revision(NamedTuple):
    """An event with how often it has changed, and when it last did."""

    entry: Entry
    sequence: int
    modified: datetime


def revise(
    wanted: Iterable[Entry], vanished: Iterable[Entry], old: Mapping[str, Revision], at: datetime
) -> list[Revision]:
    """Every event with its SEQUENCE and LAST-MODIFIED, in the order of time.

    What is unchanged keeps both; what changed, was cancelled or comes back gets the next number
    and `at`. Raises CaseError where `at` is not after the last change.
    """
    latest = max((revision.modified for revision in old.values()), default=at)
    if at < latest:
        raise _too_early(at, latest)
    found = [_revised(entry, old.get(entry.uid), at) for entry in (*wanted, *vanished)]
    return sorted(found, key=lambda revision: (revision.entry.begin, revision.entry.uid))


def _revised(entry: Entry, before: Revision | None, at: datetime) -> Revision:
    if before is None:
        return Revision(entry, 0, at)
    if before.entry == entry:
        return before
    if at <= before.modified:
        raise _too_early(at, before.modified)
    return Revision(entry, before.sequence + 1, at)


def _too_early(at: datetime, last: datetime) -> CaseError:
    return CaseError(
        f"at: the calendar was last changed at {last:{_SHOWN}} UTC, and {at:{_SHOWN}} UTC is not "
        "after it. Give the moment of this change."
    )
