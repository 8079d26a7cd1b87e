"""New hours, a closed room, another zone: no session that is booked is left without."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from meantime.clinic.care.actions import booking
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.actions import clinics, rooms
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import HOURS, NOW, Clock
from tests.clinic.sessions import SATURDAY, at


def told(clinic: Clinic, **others: Any) -> clinics.Told:
    hours = {
        int(day): (time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in clinic.hours.items()
    }
    values = {
        "name": clinic.name,
        "zone": clinic.zone,
        "phone": clinic.phone,
        "emergency": clinic.emergency,
        "languages": clinic.languages,
        "hours": hours,
    }
    return clinics.Told(**values | others)


def change(owner: Member, **others: Any) -> None:
    clinic = Clinic.objects.get(pk=owner.clinic_id)
    clinics.change_clinic(owner, told(clinic, **others), clinic.revision)


def test_new_hours_leave_no_booked_session_out(
    owner: Member, nurse: Member, appointment: Appointment
) -> None:
    thursday = 3
    hours = dict(told(owner.clinic).hours)
    for wrong in ((time(10, 1), time(18)), (time(9), time(10, 59)), None):
        fresh_hours = {day: span for day, span in (hours | {thursday: wrong}).items() if span}
        with pytest.raises(Refused, match=r"outside of these hours \(1 now\), on 2026-12-03"):
            change(owner, hours=fresh_hours)
    assert Clinic.objects.get().hours == HOURS
    change(owner, hours=hours | {thursday: (time(10), time(11))})
    booking.cancel(nurse, appointment, appointment.revision, NOW)
    change(owner, hours={0: (time(9), time(12))})
    assert Clinic.objects.get().hours == {"0": ["09:00", "12:00"]}


def test_somebody_who_is_late_still_finds_the_room_and_the_zone(
    owner: Member, appointment: Appointment, room: Room, clock: Clock
) -> None:
    clock.now = appointment.start + timedelta(minutes=20)
    with pytest.raises(Refused, match="1 now"):
        rooms.close_room(owner, room, room.revision)
    with pytest.raises(Refused, match="1 now"):
        change(owner, zone="Europe/Madrid")


def test_a_page_from_before_the_zone_moved_books_nothing(
    nurse: Member, course: Course, room: Room
) -> None:
    start = at(nurse.clinic, SATURDAY, 10)
    Clinic.objects.update(zone="America/Chicago")
    with pytest.raises(Stale, match="another time zone"):
        booking.book(nurse, course, start, room, NOW)
