"""A calendar made again: what changed rises, what vanished is cancelled, the rest stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

import meantime as mt
from meantime.interop.ical import calendar
from tests.spec.tiny import HOUR, Load, case
from tests.unit.interop.reading import MADE, PERSON, events, made, uid

TEXT = """
Do not go to the gym for a day.

```yaml
id: gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 1
```

Follow your plan for the medicine.

```yaml
id: medicine
tell: [antiviral]
from: 2 days before
until: end
if: cold-sore-history
route: prescriber
cites: before 1
```
"""
MOVED = "2026-12-03 10:00"
OTHER = "d41c77aa-9f3b-4c02-8b6e-15e0a9f2c3d8"
GYM = uid("gym", "end")
MEDICINE = uid("medicine", "begin")
SESSION = uid("session")
HEALTHY: dict[str, mt.Fact] = {"cold-sore-history": False}


@pytest.fixture
def first(load: Load) -> bytes:
    return made(load(TEXT), case())


def test_a_new_calendar_begins_at_nought(first: bytes) -> None:
    found = events(first)
    assert set(found) == {GYM, MEDICINE, SESSION}
    assert {(event.sequence, event.modified) for event in found.values()} == {(0, MADE)}


@pytest.mark.parametrize("later", [timedelta(), timedelta(microseconds=1), timedelta(days=3)])
def test_without_a_change_the_file_is_the_same(load: Load, first: bytes, later: timedelta) -> None:
    assert made(load(TEXT), case(), MADE + later, first) == first


def test_a_moved_appointment_moves_its_events(load: Load, first: bytes) -> None:
    old, new = events(first), events(made(load(TEXT), case(MOVED), MADE + HOUR, first))
    assert set(new) == set(old)
    for name, event in new.items():
        assert (event.sequence, event.modified) == (1, MADE + HOUR)
        assert event.begin - old[name].begin == timedelta(days=2)
        assert event.end - event.begin == old[name].end - old[name].begin


def test_only_what_changed_rises(load: Load, first: bytes) -> None:
    """The session ended half an hour late: nothing before it is touched."""
    late = case(lasts=1.5 * HOUR)
    new = events(made(load(TEXT), late, MADE + HOUR, first))
    assert (new[MEDICINE].sequence, new[MEDICINE].modified) == (0, MADE)
    assert (new[GYM].sequence, new[GYM].modified) == (1, MADE + HOUR)


def test_what_vanished_is_cancelled_once_and_can_come_back(load: Load, first: bytes) -> None:
    protocol = load(TEXT)
    second = made(protocol, case(facts=HEALTHY), MADE + HOUR, first)
    gone = events(second)[MEDICINE]
    assert (gone.status, gone.sequence, gone.modified) == ("CANCELLED", 1, MADE + HOUR)
    assert gone.begin == events(first)[MEDICINE].begin
    assert made(protocol, case(facts=HEALTHY), MADE + 2 * HOUR, second) == second
    back = events(made(protocol, case(), MADE + 3 * HOUR, second))[MEDICINE]
    assert (back.sequence, back.modified) == (2, MADE + 3 * HOUR)
    assert back.status == events(first)[MEDICINE].status != "CANCELLED"


def test_a_cancelled_event_forgets_what_it_said(load: Load) -> None:
    detailed = made(load(TEXT), case(), details=True)
    gone = events(made(load(TEXT), case(facts=HEALTHY), MADE + HOUR, detailed))[MEDICINE]
    assert (gone.title, gone.text) == ("Care step", "")


def test_a_session_called_off_cancels_everything(load: Load) -> None:
    first = made(load(TEXT), case(), details=True)
    content = made(load(TEXT), case(), MADE + HOUR, first, cancel=True)
    found = events(content)
    assert set(found) == {GYM, MEDICINE, SESSION}
    assert {(event.status, event.sequence) for event in found.values()} == {("CANCELLED", 1)}
    assert (found[SESSION].title, found[SESSION].text) == ("Appointment", "")
    again = made(load(TEXT), case(MOVED), MADE + 2 * HOUR, content, cancel=True)
    assert again == content
    anew = events(made(load(TEXT), case(MOVED), MADE + 3 * HOUR, content))
    assert {event.sequence for event in anew.values()} == {2}


@pytest.mark.parametrize("previous", [None, "empty"])
def test_nothing_to_cancel(load: Load, first: bytes, previous: str | None) -> None:
    head = first[: first.index(b"BEGIN:VEVENT")] + b"END:VCALENDAR\r\n"
    with pytest.raises(mt.CaseError, match="there is nothing to cancel. Give the calendar made"):
        made(load(TEXT), case(), MADE, head if previous else None, cancel=True)


@pytest.mark.parametrize("start", [MOVED, "2026-12-01 10:00"])
def test_a_moment_before_the_last_change(load: Load, first: bytes, start: str) -> None:
    with pytest.raises(
        mt.CaseError,
        match="at: the calendar was last changed at 2026-12-10 14:00:00 UTC, and "
        "2026-12-10 13:59:59 UTC is not after it. Give the moment of this change.",
    ):
        made(load(TEXT), case(start), MADE - timedelta(seconds=1), first)


def test_two_changes_at_one_moment_would_not_rise(load: Load, first: bytes) -> None:
    with pytest.raises(mt.CaseError, match="is not after it"):
        made(load(TEXT), case(MOVED), MADE, first)


def test_ids_are_of_the_person_and_the_session(load: Load, first: bytes) -> None:
    protocol = load(TEXT)
    second = made(protocol, case(session=2))
    assert set(events(second)) == {
        uid("gym", "end", session=2),
        uid("medicine", "begin", session=2),
        uid("session", session=2),
    }
    plan = mt.plan(protocol, case(), MADE)
    other = events(calendar(plan, person=OTHER, at=MADE))
    assert set(other).isdisjoint(events(first))
    assert calendar(plan, person=PERSON, at=MADE) == first


def test_a_naive_moment(load: Load) -> None:
    with pytest.raises(mt.CaseError, match="at: .* is naive"):
        calendar(mt.plan(load(TEXT), case()), person=PERSON, at=MADE.replace(tzinfo=None))
