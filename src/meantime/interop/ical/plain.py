"""Revisions of events as plain values, to be kept where a file is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from meantime.interop.ical.revising import Entry, Revision, Status


def told(revisions: Iterable[Revision]) -> list[list[Any]]:
    """Each as a list of what JSON has: texts, whole numbers, true or false; moments in ISO 8601."""
    return [
        [
            entry.uid,
            entry.begin.isoformat(),
            entry.end.isoformat(),
            entry.summary,
            entry.description,
            entry.status.value,
            entry.busy,
            sequence,
            modified.isoformat(),
        ]
        for entry, sequence, modified in revisions
    ]


def read(kept: Iterable[list[Any]]) -> list[Revision]:
    """The revisions of such lists."""
    return [_revision(*values) for values in kept]


def _revision(
    uid: str,
    begin: str,
    end: str,
    summary: str,
    description: str,
    status: str,
    busy: bool,
    sequence: int,
    modified: str,
) -> Revision:
    moments = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    entry = Entry(uid, *moments, summary, description, Status(status), busy)
    return Revision(entry, sequence, datetime.fromisoformat(modified))
