"""By whose clocks times are shown in a browser: written another way, they stay the same moments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.design.moments import full_words, local
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.actions import settings as actions
from meantime.clinic.portal.models import Opening
from meantime.clinic.portal.place import Place, by_clocks, place_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.zones import BY_REGION, ZONES, city_of
from tests.clinic.conftest import NOW
from tests.clinic.test_portal_now import asked, client, page

__all__ = ["client"]  # a fixture

MINUTES = int(timedelta(days=18 * 365).total_seconds() / 60)
MOMENTS = st.integers(0, MINUTES).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SHOWN = re.compile(r"\w{3} (.*?, \d\d:\d\d)(?: \(UTC([+-]\d\d):(\d\d)\))?")


def read(words: str, zone: str) -> datetime:
    """The moment that somebody reads off the words, who knows whose clocks they are."""
    found = SHOWN.fullmatch(words)
    assert found, words
    wall = datetime.strptime(found[1], "%d %b %Y, %H:%M")
    if found[2] is None:
        return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    hours, minutes = int(found[2]), int(found[3])
    apart = timedelta(hours=hours, minutes=minutes if hours >= 0 else -minutes)
    return (wall - apart).replace(tzinfo=UTC)


def changes(zone: str, year: int) -> list[datetime]:
    """The minutes around which the clocks of a zone change in a year."""
    clocks, day = ZoneInfo(zone), timedelta(days=1)
    found = []
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        before, after = at, at + day
        if before.astimezone(clocks).utcoffset() != after.astimezone(clocks).utcoffset():
            while after - before > timedelta(minutes=1):
                middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
                same = (
                    middle.astimezone(clocks).utcoffset() == before.astimezone(clocks).utcoffset()
                )
                before, after = (middle, after) if same else (before, middle)
            found.append(after)
        at += day
    return found


@given(zone=st.sampled_from(ZONES), moment=MOMENTS)
@example(zone="America/New_York", moment=datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
@example(zone="America/New_York", moment=datetime(2026, 11, 1, 6, 30, tzinfo=UTC))
@example(zone="Australia/Lord_Howe", moment=datetime(2026, 4, 4, 15, 15, tzinfo=UTC))
@example(zone="Pacific/Chatham", moment=datetime(2026, 4, 4, 14, 0, tzinfo=UTC))
def test_what_is_shown_is_read_as_the_same_moment(zone: str, moment: datetime) -> None:
    assert read(full_words(local(moment, Place(zone))), zone) == moment


@pytest.mark.parametrize("year", [2026, 2027])
def test_around_every_change_of_every_clock_too(year: int) -> None:
    looked = 0
    for zone in ZONES:
        for change in changes(zone, year):
            for minutes in (-61, -60, -59, -31, -30, -29, -1, 0, 1, 29, 30, 59, 60, 61):
                moment = change + timedelta(minutes=minutes)
                assert read(full_words(local(moment, Place(zone))), zone) == moment, zone
                looked += 1
    assert looked > 1000


@given(zone=st.sampled_from(ZONES), begins=MOMENTS, minutes=st.integers(1, 500_000))
def test_a_plan_by_other_clocks_is_the_same_plan(zone: str, begins: datetime, minutes: int) -> None:
    ends = (begins + timedelta(minutes=minutes)).isoformat()
    item = {"rule": "a", "begins": begins.isoformat(), "ends": ends}
    plan = {"start": begins.isoformat(), "end": ends, "items": [item, item | {"ends": None}]}
    told = by_clocks(plan, Place(zone))
    assert datetime.fromisoformat(told["start"]) == begins
    assert [item["ends"] and datetime.fromisoformat(item["ends"]) for item in told["items"]] == [
        datetime.fromisoformat(ends),
        None,
    ]
    clocks = datetime.fromisoformat(told["start"]).utcoffset()
    assert clocks == begins.astimezone(ZoneInfo(zone)).utcoffset()


def test_every_zone_can_be_chosen_once_by_its_region() -> None:
    listed = [zone for _region, zones in BY_REGION for zone, _city in zones]
    assert listed == list(ZONES) and len(set(listed)) == len(listed)
    assert city_of("America/Argentina/Buenos_Aires") == "Argentina/Buenos Aires"
    assert [city_of(zone) for zone in ("Asia/Tokyo", "UTC")] == ["Tokyo", "UTC"]


def choose(browser: Client, zone: str) -> int:
    told = {"language": "en", "zone": zone}
    return browser.post(reverse("portal-settings", args=[browser.link]), told).status_code


def test_times_are_shown_by_the_clocks_of_a_place_and_it_says_so(
    client: Client, appointment: Appointment
) -> None:
    assert "Thu 3 Dec 2026, 10:00" in page(client, "portal-now")
    assert "Times are by the clocks of" not in page(client, "portal-now")
    assert choose(client, "Asia/Tokyo") == 302
    for name in ("portal-now", "portal-may", "portal-plan", "portal-questions"):
        shown = re.sub(r"<[^>]+>", "", page(client, name))
        assert "Times are by the clocks of Tokyo, not by the clinic's." in shown, name
    shown = page(client, "portal-now")
    assert "Fri 4 Dec 2026, 00:00" in shown
    assert "In the clinic it is then Thu 3 Dec 2026, 10:00." in shown
    assert "Mon 30 Nov 2026, 23:00" in shown, "the moment of the page"
    assert "Fri 4 Dec, 00:00" in page(client, "portal-plan"), "the line of time"
    choose(client, "")
    assert "Times are by the clocks of" not in page(client, "portal-now")


def test_the_answers_are_those_of_the_clinics_days_whatever_is_shown(
    client: Client, appointment: Appointment
) -> None:
    def said() -> list[str]:
        return [asked(client, text) for text in ("retinol", "swimming", "sunscreen", "alcohol")]

    before = said()
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
        choose(client, zone)
        assert said() == before
    found = Appointment.everywhere.get(pk=appointment.pk)
    assert found.start == appointment.start and found.verdict == appointment.verdict


def test_it_belongs_to_one_browser(client: Client, nurse: Member, appointment: Appointment) -> None:
    choose(client, "Asia/Tokyo")
    _made, token = links.give(nurse, appointment.patient, "Eva Ruiz", False, NOW)
    other = Client()
    other.post(reverse("portal-open", args=[token]))
    other.link = _made.pk
    assert "Thu 3 Dec 2026, 10:00" in page(other, "portal-now")
    assert set(Opening.everywhere.values_list("zone", flat=True)) == {"", "Asia/Tokyo"}


@pytest.mark.parametrize("zone", ["Mars/Base", "localtime", "../etc/passwd", "EST5EDT", "x" * 900])
def test_a_place_that_is_nowhere_is_refused(client: Client, zone: str) -> None:
    assert choose(client, zone) == 400
    with pytest.raises(Refused):
        actions.choose(Opening.everywhere.get(), "en", False, zone)
    assert Opening.everywhere.get().zone == ""


def test_a_place_that_is_gone_from_the_list_falls_back(
    client: Client, clinic: Clinic, appointment: Appointment
) -> None:
    Opening.everywhere.update(zone="Atlantic/Atlantis")
    assert place_of(appointment.patient, "Atlantic/Atlantis").zone == clinic.zone
    assert "Thu 3 Dec 2026, 10:00" in page(client, "portal-now")


def test_the_patients_own_clocks_are_named_too(client: Client, appointment: Appointment) -> None:
    Patient.everywhere.update(zone="Europe/Madrid")
    shown = page(client, "portal-settings")
    assert "Your home (Madrid)" in shown and "The clinic (New York)" in shown
    assert "by the clocks of" in page(client, "portal-healing")
    assert choose(client, "America/New_York") == 302
    shown = unescape(page(client, "portal-now"))
    assert "Thu 3 Dec 2026, 10:00" in shown and "Times are by the clocks of" not in shown


def test_the_copy_for_no_connection_goes_by_them(client: Client) -> None:
    choose(client, "Asia/Tokyo")
    shown = page(client, "portal-offline")
    assert "Fri 4 Dec 2026, 00:00" in shown and "by your clocks" in shown
