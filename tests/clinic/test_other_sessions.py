"""A patient's other sessions: of another series or protocol, elsewhere, on the same day."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from meantime.clinic.care import planning
from meantime.clinic.care.actions import booking, treating
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.month import weeks
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock, client_of
from tests.clinic.sessions import answer, arrived, at, clear, fresh, treat


def test_one_patient_is_not_booked_twice_at_once(
    nurse: Member, appointment: Appointment, course: Course
) -> None:
    other = Room.everywhere.create(clinic=nurse.clinic, name="Room 2")
    soon = appointment.start + timedelta(minutes=30)
    with pytest.raises(Refused, match="another session at that time"):
        booking.book(nurse, course, soon, other, NOW)


@pytest.fixture
def second(nurse: Member, appointment: Appointment) -> Course:
    return booking.open_course(nurse, appointment.patient, "microneedling", 1)


def governing(appointment: Appointment) -> tuple[str, str]:
    return appointment.verdict.status, appointment.verdict.governing


def test_a_session_of_another_series_counts_as_an_earlier_one(
    nurse: Member, appointment: Appointment, second: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(days=1)
    soon = booking.book(nurse, second, appointment.start + timedelta(days=7), room, clock.now)
    found = answer(nurse, soon, clear(soon) | {"skin-calm": True}, clock.now)
    assert governing(found) == ("deferred", "interval-4-weeks")
    assert found.verdict.earliest == date(2026, 12, 31)
    shown = weeks(nurse.clinic, second, found.version, 2026, 12, time(10), clock.now, found)
    shades = {one.day: one.shade for week in shown for one in week}
    assert (shades[date(2026, 12, 30)], shades[date(2026, 12, 31)]) == ("stop", "fine")
    proposed = planning.propose(
        nurse.clinic,
        booking.open_course(nurse, appointment.patient, "microneedling", 1),
        date(2026, 12, 8),
        time(10),
    )
    assert proposed.sessions[0].day >= date(2026, 12, 31)


def test_a_session_that_is_only_booked_counts_until_it_is_off(
    nurse: Member, appointment: Appointment, second: Course, room: Room
) -> None:
    week = booking.book(nurse, second, appointment.start + timedelta(days=7), room, NOW)
    found = answer(nurse, week, clear(week) | {"skin-calm": True})
    assert found.verdict.governing == "interval-4-weeks"
    booking.cancel(nurse, fresh(appointment), fresh(appointment).revision, NOW)
    assert fresh(week).verdict.status == "eligible"


def test_who_was_treated_in_the_morning_is_not_treated_again_at_noon(
    nurse: Member, appointment: Appointment, second: Course, room: Room, clock: Clock
) -> None:
    """Whatever time the second session was booked for: here an hour before the first."""
    clock.now = appointment.start
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(hours=1)
    before = appointment.start - timedelta(hours=1)
    early = booking.book(nurse, second, before, room, clock.now)
    found = arrived(nurse, early, clock.now)
    assert found.verdict.governing == "interval-4-weeks"
    with pytest.raises(Refused, match="verdict stands against"):
        treating.begin(nurse, found, found.revision, clock.now)


def test_a_session_elsewhere_counts_beside_those_in_the_books(
    nurse: Member, appointment: Appointment, course: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = at(nurse.clinic, date(2027, 2, 1), 10)
    late = booking.book(nurse, course, clock.now + timedelta(days=7), room, clock.now)
    facts = clear(late) | {"skin-calm": True}
    found = answer(nurse, late, facts | {"previous-session": date(2026, 12, 3)}, clock.now)
    assert found.verdict.status == "eligible"
    found = answer(nurse, late, {"previous-session": date(2027, 1, 30)}, clock.now)
    assert governing(found) == ("deferred", "interval-4-weeks")
    found = answer(nurse, late, {"previous-session": "ongoing"}, clock.now)
    assert found.verdict.governing == "interval-4-weeks"


def test_calm_skin_before_a_session_says_nothing_about_the_next(
    nurse: Member, appointment: Appointment, course: Course, room: Room, clock: Clock
) -> None:
    treat(nurse, appointment)
    clock.now = appointment.start + timedelta(days=1)
    later = booking.book(nurse, course, appointment.start + timedelta(days=35), room, clock.now)
    assert later.verdict.told["missing"] == ["skin-calm"]
    questions = reverse(
        "session-questions", kwargs={"clinic": nurse.clinic.slug, "appointment": later.pk}
    )
    page = client_of(nurse).get(questions).content.decode()
    assert "Is your skin calm now" in page
    clock.now += timedelta(days=30)
    found = answer(nurse, later, {"skin-calm": True}, clock.now)
    assert found.verdict.status == "eligible"


def another_protocol(version: Version, protocol: str, procedure: str) -> Version:
    """A protocol of the clinic's own, of another name or procedure."""
    document = version.files["protocol.md"]
    document = document.replace("protocol: microneedling", f"protocol: {protocol}", 1)
    files = version.files | {
        "protocol.md": document.replace("procedure: microneedling", f"procedure: {procedure}", 1)
    }
    return Version.everywhere.create(
        clinic=version.clinic,
        protocol=protocol,
        title=protocol.title(),
        number=1,
        state="published",
        files=files,
        digest=digest_of(files),
    )


@pytest.mark.parametrize(
    ("procedure", "rule"),
    [("microneedling", "interval-4-weeks"), ("ipl", "light-7-days")],
)
def test_a_session_by_another_protocol_counts_where_this_one_asks_for_it(
    nurse: Member,
    appointment: Appointment,
    version: Version,
    room: Room,
    procedure: str,
    rule: str,
) -> None:
    other = another_protocol(version, "another", procedure)
    course = booking.open_course(nurse, appointment.patient, other.protocol, 1)
    booking.book(nurse, course, at(nurse.clinic, date(2026, 12, 1), 12), room, NOW)
    found = answer(nurse, appointment, clear(appointment) | {"skin-calm": True})
    assert found.verdict.status != "eligible"
    assert found.verdict.governing == rule
