"""A calendar as a file of RFC 5545: written, and read back to be revised.

Moments are UTC, with a begin and an end: real clients disagree by an hour about a duration of a day
over a change of the clocks. No METHOD: RFC 5546 asks a published calendar for an organizer's
address, and without a METHOD the DTSTAMP of an event is its last change (RFC 5545, section
3.8.7.2), so that a calendar that did not change is the same file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDuration

from meantime.interop.ical.revising import Entry, Revision, Status
from meantime.model.problem import CaseError

# Ours, for no property of a calendar as a whole tells whose it is: the UID of RFC 7986 is taken for
# that of an event by clients that look for the first UID in a file.
_OWNER = "X-MEANTIME-CALENDAR"
_PRODUCT = "-//Meantime//Care calendar//EN"
# Left alone, clients look again after a day or a week; by then a moved appointment is stale.
_REFRESH = timedelta(hours=1)
# A plan has some fifty events, 30 kB; what is far larger is something else.
LARGEST = 500_000
# What the UID of every event of ours ends in, and of nobody else's.
UID_END = "@meantime"
_CURE = "Give the file that `meantime calendar` made last for this session, or leave it out."


def write(owner: str, name: str, revisions: Iterable[Revision]) -> bytes:
    """The calendar as the bytes of an .ics file."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)  # what most clients read instead of NAME
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_REFRESH))  # what Outlook reads instead
    calendar.add(_OWNER, owner)
    for revision in revisions:
        calendar.add_component(_event(revision))
    content: bytes = calendar.to_ical()
    return content


def _event(revision: Revision) -> Event:
    entry, event = revision.entry, Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", revision.modified)
    event.add("last-modified", revision.modified)
    event.add("sequence", revision.sequence)
    event.add("dtstart", entry.begin)
    event.add("dtend", entry.end)
    event.add("summary", entry.summary)
    if entry.description:
        event.add("description", entry.description)
    event.add("status", entry.status.value)
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def read(content: bytes, owner: str) -> dict[str, Revision]:
    """The events of an earlier calendar by UID, without those that somebody else put into it.

    Raises CaseError where it is no calendar, not one of ours, or not this owner's.
    """
    calendar = _parsed(content)
    if _OWNER not in calendar:
        raise CaseError(f"previous: this calendar was not made by Meantime. {_CURE}")
    if str(calendar[_OWNER]) != owner:
        raise CaseError(
            "previous: this calendar is of another person, protocol or session. " + _CURE
        )
    try:
        events = calendar.walk("VEVENT")
        found = [_revision(event) for event in events if str(event["uid"]).endswith(UID_END)]
    except (KeyError, ValueError, AttributeError, TypeError):
        raise CaseError(f"previous: an event of this calendar cannot be read. {_CURE}") from None
    if len(by_uid := {revision.entry.uid: revision for revision in found}) != len(found):
        raise CaseError(f"previous: an event stands in this calendar twice. {_CURE}")
    return by_uid


def _parsed(content: bytes) -> Calendar:
    if len(content) > LARGEST:
        raise CaseError(f"previous: the file is far too large for a calendar. {_CURE}")
    try:
        return Calendar.from_ical(content)
    except Exception:  # whatever a parser of foreign text may raise: it is not a calendar
        raise CaseError(f"previous: this is not a calendar (.ics). {_CURE}") from None


def _revision(event: Any) -> Revision:
    entry = Entry(
        str(event["uid"]),
        _utc(event["dtstart"].dt),
        _utc(event["dtend"].dt),
        str(event["summary"]),
        str(event.get("description", "")),
        Status(str(event["status"])),
        str(event["transp"]) == "OPAQUE",
    )
    return Revision(entry, int(event["sequence"]), _utc(event["last-modified"].dt))


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() != timedelta():
        raise ValueError("not in UTC")
    return moment.replace(tzinfo=UTC)
