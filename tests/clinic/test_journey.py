"""From booking to the next session, by the actions alone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from meantime.answers.checking import all_clear
from meantime.clinic.audit.chain import verify
from meantime.clinic.care.actions import booking, judging, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText, Course, State
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock

START = datetime.fromisoformat("2026-12-03T10:00-05:00")


def done(ended: datetime) -> treating.Record:
    return treating.Record("Pen", Decimal("1.5"), ["face"], "", [["Serum", "L1"]], "", ended)


def test_a_session_from_booking_to_the_next_one(
    appointment: Appointment, nurse: Member, room: Room, clock: Clock
) -> None:
    assert appointment.verdict is not None
    assert appointment.verdict.status == "incomplete"
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 1)}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    appointment.refresh_from_db()
    assert appointment.verdict.status == "deferred"
    assert appointment.verdict.earliest == date(2026, 12, 5)

    later = booking.local_start(nurse.clinic, date(2026, 12, 8), time(10))
    appointment = booking.move(nurse, appointment, later, room, appointment.revision, NOW)
    assert appointment.verdict.status == "eligible"

    day = later - timedelta(minutes=15)
    appointment = treating.check_in(nurse, appointment, appointment.revision, day)
    with pytest.raises(Refused, match="Ask about changes"):
        treating.begin(nurse, appointment, appointment.revision, day)
    screening.answer(nurse, appointment.patient, protocol, {"pregnant": False}, "check-in", day)
    with pytest.raises(Refused, match="Ask about changes"):
        treating.begin(nurse, appointment, appointment.revision, day)
    screening.answer(nurse, appointment.patient, protocol, facts, "check-in", day)
    with pytest.raises(Refused, match="agree first"):
        treating.begin(nurse, appointment, appointment.revision, day)
    text = ConsentText.everywhere.create(
        clinic=nurse.clinic, number=1, language="en", body="I agree."
    )
    treating.consent(nurse, appointment, text, "Ana Ruiz", appointment.revision, day)
    appointment.refresh_from_db()
    appointment = treating.begin(nurse, appointment, appointment.revision, day)
    ended = later + timedelta(minutes=50)
    treating.finish(nurse, appointment, done(ended), appointment.revision, ended)
    appointment.refresh_from_db()
    assert appointment.state == State.DONE
    plan = judging.plan_in_force(appointment)
    assert plan is not None
    assert plan.plan["end_basis"] == "recorded"

    course = Course.objects.of(nurse.clinic).get()
    soon = booking.local_start(nurse.clinic, date(2026, 12, 22), time(10))
    second = booking.book(nurse, course, soon, room, ended)
    assert (second.number, second.verdict.status) == (2, "incomplete")  # is the skin calm?
    assert second.verdict.governing == "interval-4-weeks"
    assert not list(verify())


def test_an_older_form_is_refused_and_changes_nothing(
    appointment: Appointment, nurse: Member, room: Room
) -> None:
    later = appointment.start + timedelta(days=1)
    booking.move(nurse, appointment, later, room, appointment.revision, NOW)
    with pytest.raises(Stale):
        booking.cancel(nurse, appointment, appointment.revision, NOW)
    assert Appointment.objects.of(nurse.clinic).get().state == State.BOOKED


def test_a_room_takes_one_session_at_a_time(
    appointment: Appointment, nurse: Member, course: Course, room: Room
) -> None:
    with pytest.raises(Refused, match="Room 1 is taken"):
        booking.book(nurse, course, START + timedelta(minutes=30), room, NOW)


def test_a_word_against_a_verdict_is_void_once_a_fact_changes(
    appointment: Appointment, nurse: Member, clinician: Member
) -> None:
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 1)}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    appointment.refresh_from_db()
    until = NOW + timedelta(days=3)
    reason = "Used once, on the chin only; low depth agreed."
    screening.override(clinician, appointment, reason, until, appointment.revision, NOW)
    appointment.refresh_from_db()
    assert judging.may_go_on(appointment, NOW)
    assert not judging.may_go_on(appointment, until)
    screening.answer(
        nurse, appointment.patient, protocol, {"sunburn": date(2026, 11, 29)}, "desk", NOW
    )
    appointment.refresh_from_db()
    assert not judging.may_go_on(appointment, NOW)
