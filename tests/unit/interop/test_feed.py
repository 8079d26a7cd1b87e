"""A calendar that is subscribed to: what changed rises, what vanished is cancelled, then gone."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

import meantime as mt
from meantime.interop.ical.feed import Session, ended, feed, written
from meantime.interop.ical.plain import read, told
from meantime.interop.ical.revising import Revision, Status
from meantime.model.problem import CaseError
from tests.spec.tiny import DAY, HOUR, SECOND, Load, case
from tests.unit.interop.reading import BEFORE, events

TEXT = """
Leave the sun.

```yaml
id: x
avoid: [sun]
from: 3 days before
until: start
cites: before 1
```
"""
KEY, OTHER = "3f1d9a52-77c4-4be0-8a61-0c5e2b9d4f17", "9a4c7be2-0d31-4f58-b6e9-51c8a27d3e60"
PHONE = "+12125550100"


def session(load: Load, start: str = "2026-12-01 10:00", key: str = KEY) -> Session:
    return Session(mt.plan(load(TEXT), case(start, lasts=None)), key)


def made(
    *sessions: Session, at: datetime = BEFORE, previous: list[Revision] | None = None
) -> list[Revision]:
    return feed(sessions, at=at, previous=previous or [], language="en", phone=PHONE)


def test_it_holds_every_session(load: Load) -> None:
    found = made(session(load), session(load, "2027-01-05 10:00", OTHER))
    assert [one.entry.busy for one in found].count(True) == 2
    assert all(one.sequence == 0 for one in found)


def test_the_same_keeps_its_numbers_and_its_bytes(load: Load) -> None:
    first = made(session(load))
    later = made(session(load), at=BEFORE + HOUR, previous=first)
    assert later == first
    assert written(later, "en") == written(first, "en")
    assert len(events(written(first, "en"))) == len(first)


def test_a_move_raises_the_same_events(load: Load) -> None:
    first = made(session(load))
    moved = made(session(load, "2026-12-02 10:00"), at=BEFORE + HOUR, previous=first)
    assert {one.entry.uid for one in moved} == {one.entry.uid for one in first}
    assert all(one.sequence == 1 for one in moved)
    assert all(one.modified == BEFORE + HOUR for one in moved)


def test_what_vanished_is_cancelled_while_it_lies_ahead_and_then_left_out(load: Load) -> None:
    first = made(session(load))
    gone = made(at=BEFORE + HOUR, previous=first)
    assert {one.entry.status for one in gone} == {Status.CANCELLED}
    assert made(at=BEFORE + 30 * DAY, previous=gone) == []


def test_a_change_in_the_same_second_is_after_the_one_before(load: Load) -> None:
    first = made(session(load))
    moved = made(session(load, "2026-12-02 10:00"), previous=first)
    assert {one.modified for one in moved} == {BEFORE + SECOND}


def test_an_end_that_is_a_minute_ahead_has_come(load: Load) -> None:
    plan = mt.plan(load(TEXT), case(lasts=HOUR))
    (found,) = [
        one
        for one in made(Session(plan, KEY), at=plan.end - timedelta(minutes=1))
        if one.entry.busy
    ]
    assert found.entry.status is Status.CONFIRMED


def test_a_key_that_can_be_guessed_is_refused(load: Load) -> None:
    with pytest.raises(CaseError):
        made(session(load, key="7"))


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_what_has_ended_is_one_event_of_the_day(language: str) -> None:
    (found,) = ended(BEFORE, language)
    assert found.entry.begin.date() == BEFORE.date()
    assert ended(BEFORE + HOUR, language) == [found]
    (again,) = ended(BEFORE + DAY, language)
    assert again.entry.uid == found.entry.uid
    assert again.sequence > found.sequence


def test_revisions_come_back_from_plain_values(load: Load) -> None:
    found = made(session(load))
    assert read(json.loads(json.dumps(told(found)))) == found
