"""Sessions of the tests' own: when they are, and brought as far as a test wants them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText, State
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.model.case import Fact
from tests.clinic.conftest import NOW

SATURDAY, SUNDAY, MONDAY = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)


def at(clinic: Clinic, day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clinic's clock."""
    return booking.local_start(clinic, day, time(hour, minute))


def clear(appointment: Appointment, **others: Fact) -> dict[str, Fact]:
    """Every answer such that nothing stands against it, but for those that are named."""
    return all_clear(protocol_of(appointment.version)) | others


def fresh(appointment: Appointment) -> Appointment:
    """The same, as it is kept now."""
    rows = Appointment.objects.of(appointment.clinic_id).select_related("verdict", "version")
    return rows.get(pk=appointment.pk)


def answer(
    member: Member, appointment: Appointment, facts: dict[str, Fact], moment: datetime = NOW
) -> Appointment:
    """Asked at the desk or, once they have arrived, at check-in."""
    protocol, arrived = protocol_of(appointment.version), fresh(appointment).state == State.ARRIVED
    occasion = "check-in" if arrived else "desk"
    screening.answer(member, appointment.patient, protocol, facts, occasion, moment)
    return fresh(appointment)


def arrived(member: Member, appointment: Appointment, moment: datetime) -> Appointment:
    """Checked in, asked again and agreed to: all that is left is to begin."""
    found = treating.check_in(member, fresh(appointment), fresh(appointment).revision, moment)
    found = answer(member, found, clear(found) | {"skin-calm": True}, moment)
    text, _new = ConsentText.everywhere.get_or_create(
        clinic=member.clinic, number=1, language="en", defaults={"body": "I agree."}
    )
    treating.consent(member, found, text, "Ana Ruiz", found.revision, moment)
    return fresh(found)


def treat(member: Member, appointment: Appointment) -> Appointment:
    """From the booking to its end, as it was booked."""
    start = appointment.start
    found = arrived(member, appointment, start - timedelta(minutes=10))
    found = treating.begin(member, found, found.revision, start)
    finish(member, found, start + timedelta(minutes=50))
    return fresh(found)


def finish(member: Member, appointment: Appointment, ended: datetime) -> None:
    """Ended, with all that is written down of it."""
    done = treating.Record("Pen", Decimal("1.5"), ["face"], "", [["Serum", "L1"]], "", ended)
    treating.finish(member, appointment, done, appointment.revision, ended)
