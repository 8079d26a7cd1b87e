"""A calendar file as the `icalendar` library reads it, and the ids it must have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from icalendar import Calendar

import meantime as mt
from meantime.interop.ical import calendar

PERSON = "0b9f6c1e-52d7-4a83-9e64-7d1f3a8c2b05"
# Before the session of most tests, and after it, when its end is recorded.
BEFORE = datetime(2026, 11, 20, 14, tzinfo=UTC)
MADE = datetime(2026, 12, 10, 14, tzinfo=UTC)


class Event(NamedTuple):
    """One event of a calendar file."""

    uid: str
    begin: datetime
    end: datetime
    title: str
    text: str
    sequence: int
    modified: datetime
    status: str
    busy: bool


def events(content: bytes) -> dict[str, Event]:
    """The events of a file by UID, in its order; no UID may stand there twice."""
    items: list[Any] = Calendar.from_ical(content).walk("VEVENT")
    found = [
        Event(
            str(item["uid"]),
            item["dtstart"].dt,
            item["dtend"].dt,
            str(item["summary"]),
            str(item.get("description", "")),
            int(item["sequence"]),
            item["last-modified"].dt,
            str(item["status"]),
            str(item["transp"]) == "OPAQUE",
        )
        for item in items
    ]
    by_uid = {event.uid: event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def uid(*edge: str, person: str = PERSON, protocol: str = "tiny", session: int = 1) -> str:
    """The id of the event of an edge, or of the session."""
    named = json.dumps([person, protocol, session, *edge])
    return sha256(named.encode()).hexdigest()[:32] + "@meantime"


def made(
    protocol: mt.Protocol,
    person: mt.Case,
    at: datetime = MADE,
    previous: bytes | None = None,
    *,
    details: bool = False,
    language: str = "en",
    phone: str = "",
    cancel: bool = False,
) -> bytes:
    """The calendar of a person's plan as it is at a moment."""
    return calendar(
        mt.plan(protocol, person, at),
        person=PERSON,
        at=at,
        previous=previous,
        details=details,
        language=language,
        phone=phone,
        cancel=cancel,
    )
