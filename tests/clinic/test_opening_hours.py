"""Opening hours: nothing is booked, moved or proposed where a session would not end in time."""

from __future__ import annotations

from datetime import date, time

import pytest

from meantime.clinic.care import planning
from meantime.clinic.care.actions import booking
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.month import weeks
from meantime.clinic.library.models import Version
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW
from tests.clinic.sessions import SATURDAY, SUNDAY, at


@pytest.mark.parametrize(
    ("day", "hour", "minute", "words"),
    [
        (SUNDAY, 10, 0, "closed on Sunday"),
        (SATURDAY, 8, 59, "open from 09:00 to 18:00"),
        (SATURDAY, 17, 1, "open from 09:00 to 18:00"),
        (SATURDAY, 18, 0, "has to end by then"),
        (SATURDAY, 23, 30, "has to end by then"),
    ],
)
def test_nothing_is_booked_or_moved_to_when_the_clinic_is_closed(
    nurse: Member,
    appointment: Appointment,
    room: Room,
    day: date,
    hour: int,
    minute: int,
    words: str,
) -> None:
    start = at(nurse.clinic, day, hour, minute)
    with pytest.raises(Refused, match=words):
        booking.book(nurse, appointment.course, start, room, NOW)
    with pytest.raises(Refused, match=words):
        booking.move(nurse, appointment, start, room, appointment.revision, NOW)
    assert [row.start for row in Appointment.objects.of(nurse.clinic)] == [appointment.start]


@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (17, 0)])
def test_the_first_and_the_last_hour_are_open(
    nurse: Member, course: Course, room: Room, hour: int, minute: int
) -> None:
    start = at(nurse.clinic, SATURDAY, hour, minute)
    assert booking.book(nurse, course, start, room, NOW).start == start


def test_a_session_over_the_change_of_the_clocks_counts_its_real_minutes(
    nurse: Member, course: Course, room: Room
) -> None:
    """On 14 March 2027 it is 03:00 at once after 01:59: from 01:30 an hour ends at 03:30."""
    nurse.clinic.hours = {"6": ["01:00", "03:00"]}
    nurse.clinic.save()
    start = at(nurse.clinic, date(2027, 3, 14), 1, 30)
    with pytest.raises(Refused, match="has to end by then"):
        booking.book(nurse, course, start, room, NOW)
    nurse.clinic.hours = {"6": ["01:00", "03:30"]}
    nurse.clinic.save()
    assert booking.book(nurse, course, start, room, NOW).start == start


def test_a_clinic_without_hours_is_closed(nurse: Member, course: Course, room: Room) -> None:
    Clinic.objects.update(hours={})
    with pytest.raises(Refused, match="closed on Saturday"):
        booking.book(nurse, course, at(nurse.clinic, SATURDAY, 10), room, NOW)


def test_a_month_is_shut_where_the_session_would_not_end_in_time(
    clinic: Clinic, course: Course, version: Version
) -> None:
    shades = {
        clock: {one.shade for week in weeks(clinic, course, version, 2026, 12, clock, NOW)
                for one in week if one.day == SATURDAY}
        for clock in (time(8), time(10), time(17, 1))
    }  # fmt: skip
    assert shades == {time(8): {"shut"}, time(10): {"care"}, time(17, 1): {"shut"}}


def test_a_series_is_proposed_only_where_the_clinic_is_open(
    nurse: Member, course: Course, room: Room
) -> None:
    nurse.clinic.hours = {"1": ["09:00", "12:00"], "5": ["10:00", "11:00"]}
    nurse.clinic.save()
    proposed = planning.propose(nurse.clinic, course, date(2026, 12, 2), time(11))
    assert [slot.day.weekday() for slot in proposed.sessions] == [1, 1, 1]
    booked = planning.book_series(nurse, course, date(2026, 12, 2), time(11), room, NOW)
    assert [row.start for row in booked] == [slot.start for slot in proposed.sessions]
    late = planning.propose(nurse.clinic, booking.open_course(nurse, course.patient,
        "microneedling", 3), date(2026, 12, 2), time(11, 1))  # fmt: skip
    assert late.constraint is not None
