"""A feed as clients nobody here wrote follow it from the running clinic: vdirsyncer fetches it over
HTTP again and again, khal shows what it stored, ical.js reads the file in Node.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from meantime.clinic.care.actions import booking
from meantime.clinic.care.models import Appointment
from meantime.clinic.portal.actions import feeds, links
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock
from tests.clinic.sessions import MONDAY, at, fresh
from tests.clinic.test_calendar_feed import ENDED, HOUR, SESSION
from tests.system.calendar_clients.clients import Shown, ical_js, khal, subscribe, sync

pytestmark = pytest.mark.usefixtures("emptied")
ZONE = "America/New_York"


class Subscribed:
    """A home in which vdirsyncer and khal are set up for a feed."""

    def __init__(self, home: Path, url: str, token: str) -> None:
        self.home, self.name, self.url = home, token, f"{url}/p/calendar"
        subscribe(home, [token], self.url)

    def shown(self) -> list[Shown]:
        """What khal shows after a sync; it is what ical.js reads."""
        sync(self.home)
        file = self.home / "feed.ics"
        with urlopen(f"{self.url}/{self.name}.ics") as answer:
            file.write_bytes(answer.read())
        (read,) = ical_js(ZONE, [file])
        found = khal(self.home, ZONE, [self.name])[self.name]
        # vdirsyncer does not look at the UIDs of a feed: equal neutral steps are one to it.
        told = {(one.local, one.title, one.status == "CANCELLED") for one in read}
        assert {(one.local, one.title, one.cancelled) for one in found} == told
        return found

    def sessions(self) -> list[tuple[str, bool]]:
        return [(one.local, one.cancelled) for one in self.shown() if one.title == SESSION]


@pytest.fixture
def subscribed(
    tmp_path: Path, live_server: Any, nurse: Member, appointment: Appointment
) -> Subscribed:
    link, _token = links.give(nurse, appointment.patient, "", False, NOW)
    token = "-"
    while not token.replace("_", "").isalnum():  # a name in the settings of vdirsyncer has no `-`
        _feed, token = feeds.make(link, "en", NOW)
    return Subscribed(tmp_path, live_server.url, token)


def test_clients_follow_a_move_and_a_cancellation_and_nothing_is_left_behind(
    subscribed: Subscribed, nurse: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    first = subscribed.shown()
    assert len(first) > 10
    assert subscribed.sessions() == [("2026-12-03 10:00:00", False)]
    clock.now += HOUR
    booking.move(
        nurse,
        fresh(appointment),
        at(nurse.clinic, MONDAY, 14),
        room,
        fresh(appointment).revision,
        clock.now,
    )
    assert subscribed.sessions() == [("2026-12-07 14:00:00", False)]
    clock.now += HOUR
    booking.cancel(nurse, fresh(appointment), fresh(appointment).revision, clock.now)
    assert subscribed.sessions() == [("2026-12-07 14:00:00", True)]
    assert all(one.cancelled for one in subscribed.shown())


def test_a_link_that_was_taken_back_leaves_nothing_of_the_plan_on_a_phone(
    subscribed: Subscribed, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    assert subscribed.sessions()
    links.take_back(nurse, appointment.patient.links.get(), clock.now)
    assert subscribed.shown() == [
        Shown("2026-11-30 07:00:00", "2026-11-30 07:15:00", ENDED, cancelled=False)
    ]
