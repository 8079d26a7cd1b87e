"""Calendars verified with icalendar, ical.js, and khal through vdirsyncer.

Sessions lie right before both changes of the clocks, so that hours after them are elapsed hours and
days are those of the calendar. The local times below are worked out by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.interop.ical import calendar
from tests.system.calendar_clients.clients import Shown, ical_js, khal, served, subscribe, sync
from tests.unit.interop.reading import events

PERSON = "0b9f6c1e-52d7-4a83-9e64-7d1f3a8c2b05"
HOUR = timedelta(hours=1)


class Session(NamedTuple):
    """A session booked from 14:00 to 15:00, unless it says so, and what clocks on the wall show."""

    zone: str
    start: str
    expected: Mapping[tuple[str, ...], str]


SESSIONS = {
    "spring_new_york": Session(
        "America/New_York",
        "2027-03-13 14:00",
        {
            ("session",): "2027-03-13 14:00:00",
            ("light-7-days", "begin"): "2027-03-06 00:00:00",
            ("gentle-washing", "begin"): "2027-03-13 19:00:00",
            ("mineral-makeup-after-24-hours", "begin"): "2027-03-14 16:00:00",
            ("no-cleansing-tools-48-hours", "end"): "2027-03-15 16:00:00",
            ("no-sun-3-to-10-days", "end"): "2027-03-17 00:00:00",
            ("follow-up-4-weeks", "begin"): "2027-04-10 00:00:00",
        },
    ),
    "autumn_new_york": Session(
        "America/New_York",
        "2026-10-31 14:00",
        {
            ("session",): "2026-10-31 14:00:00",
            ("light-7-days", "begin"): "2026-10-24 00:00:00",
            ("gentle-washing", "begin"): "2026-10-31 19:00:00",
            ("mineral-makeup-after-24-hours", "begin"): "2026-11-01 14:00:00",
            ("no-cleansing-tools-48-hours", "end"): "2026-11-02 14:00:00",
            ("no-sun-3-to-10-days", "end"): "2026-11-04 00:00:00",
            ("follow-up-4-weeks", "begin"): "2026-11-28 00:00:00",
        },
    ),
    "twice_new_york": Session(  # 24 hours after 01:30 it is 01:30 for the first time
        "America/New_York",
        "2026-10-31 00:30",
        {
            ("session",): "2026-10-31 00:30:00",
            ("mineral-makeup-after-24-hours", "begin"): "2026-11-01 01:30:00",
            ("no-cleansing-tools-48-hours", "end"): "2026-11-02 00:30:00",
        },
    ),
    "spring_berlin": Session(
        "Europe/Berlin",
        "2027-03-27 14:00",
        {
            ("session",): "2027-03-27 14:00:00",
            ("actives-3-days", "begin"): "2027-03-24 00:00:00",
            ("mineral-makeup-after-24-hours", "begin"): "2027-03-28 16:00:00",
            ("no-cleansing-tools-48-hours", "end"): "2027-03-29 16:00:00",
            ("no-sun-3-to-10-days", "better-end"): "2027-04-07 00:00:00",
        },
    ),
    "autumn_berlin": Session(
        "Europe/Berlin",
        "2026-10-24 14:00",
        {
            ("session",): "2026-10-24 14:00:00",
            ("actives-3-days", "begin"): "2026-10-21 00:00:00",
            ("mineral-makeup-after-24-hours", "begin"): "2026-10-25 14:00:00",
            ("no-cleansing-tools-48-hours", "end"): "2026-10-26 14:00:00",
            ("no-sun-3-to-10-days", "better-end"): "2026-11-04 00:00:00",
        },
    ),
}


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


def uid(*edge: str) -> str:
    named = json.dumps([PERSON, "microneedling", 1, *edge])
    return sha256(named.encode()).hexdigest()[:32] + "@meantime"


def plan(start: str, zone: str, **facts: mt.Fact) -> mt.Plan:
    begin = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    known = {
        **all_clear(protocol()),
        **{name.replace("_", "-"): fact for name, fact in facts.items()},
    }
    return mt.plan(protocol(), mt.Case(begin, zone, facts=known))


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every session's calendar, with details, as a folder of files."""
    folder = tmp_path_factory.mktemp("feeds")
    made = datetime(2026, 9, 1, tzinfo=UTC)
    for name, session in SESSIONS.items():
        content = calendar(plan(session.start, session.zone), person=PERSON, at=made, details=True)
        (folder / f"{name}.ics").write_bytes(content)
    return folder


def wall(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


def test_clients_show_the_plans_instants_over_both_changes_of_the_clocks(
    feeds: Path, tmp_path: Path
) -> None:
    with served(feeds) as url:
        subscribe(tmp_path, SESSIONS, url)
        sync(tmp_path)
    for zone in ("America/New_York", "Europe/Berlin"):
        names = [name for name, session in SESSIONS.items() if session.zone == zone]
        files = [feeds / f"{name}.ics" for name in names]
        shown = khal(tmp_path, zone, names)
        for name, file, read in zip(names, files, ical_js(zone, files), strict=True):
            session = SESSIONS[name]
            in_js = {event.uid: event for event in read}
            ours = events(file.read_bytes())
            assert {edge: in_js[uid(*edge)].local for edge in session.expected} == session.expected
            assert [(event.uid, event.begin, event.end, event.title, event.text)
                    for event in in_js.values()] == [
                (event.uid, event.begin, event.end, event.title, event.text)
                for event in ours.values()
            ]  # fmt: skip
            assert sorted(shown[name]) == sorted(
                Shown(wall(event.begin, zone), wall(event.end, zone), event.title, cancelled=False)
                for event in ours.values()
            )
            line = plan(session.start, zone)
            instants = {moment for item in line.items for moment in (item.opens, item.closes)}
            start = line.timeline.case.start
            assert {event.begin for event in ours.values()} <= {*instants, start}


MEDICINE = uid("antiviral-as-planned", "begin")


def test_an_appointment_moved_twice_leaves_nothing_behind(tmp_path: Path) -> None:
    """It goes over the change of the clocks and back, and in the end it is called off."""
    folder, home, zone = tmp_path / "feed", tmp_path / "home", "America/New_York"
    folder.mkdir()
    feed = folder / "care.ics"
    booked = (
        plan("2026-10-28 14:00", zone, cold_sore_history=True, antiviral_plan=True),
        plan("2026-11-03 09:30", zone, cold_sore_history=False),
        plan("2026-10-30 16:00", zone, cold_sore_history=False),
    )
    changes = [*((line, False) for line in booked), (booked[-1], True)]
    made = datetime(2026, 10, 1, tzinfo=UTC)
    content: bytes | None = None
    sequences: list[dict[str, int]] = []
    with served(folder) as url:
        subscribe(home, ["care"], url)
        for change, (line, cancel) in enumerate(changes):
            content = calendar(
                line, person=PERSON, at=made + change * HOUR, previous=content, cancel=cancel
            )
            feed.write_bytes(content)
            sync(home)
            (read,) = ical_js(zone, [feed])
            sequences.append({event.uid: event.sequence for event in read})
            dead = {event.uid for event in read if event.status == "CANCELLED"}
            assert dead == (set(sequences[0]) if cancel else {MEDICINE} if change else set())
            session = next(event for event in read if event.uid == uid("session"))
            assert session.begin == line.timeline.case.start
            # vdirsyncer does not look at the UIDs of a feed: equal neutral steps are one to it.
            distinct = {event._replace(uid=""): event.uid in dead for event in read}
            assert sorted(khal(home, zone, ["care"])["care"]) == sorted(
                Shown(event.local, wall(event.end, zone), event.title, cancelled)
                for event, cancelled in distinct.items()
            )
    assert len({frozenset(step) for step in sequences}) == 1
    assert [step[uid("session")] for step in sequences] == [0, 1, 2, 3]
    assert [step[uid("follow-up-4-weeks", "begin")] for step in sequences] == [0, 1, 2, 3]
    assert [step[MEDICINE] for step in sequences] == [0, 1, 1, 1]
