"""What the demo clinic did before its day: people booked, deferred, moved, treated, and asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, patients, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.model.case import Fact

_DAY = timedelta(days=1)
_PEOPLE = 24
# What stood against every eighth, fourth, ... of them: a yes, or three days before the session.
_AGAINST = ("", "retinoid", "", "sunburn", "", "", "blood-thinner-use", "")
_DATED = ("retinoid", "sunburn")


class Desk(NamedTuple):
    """Who does it, and where. turn: puts the clock of the clinic to a moment."""

    staff: dict[str, Member]
    rooms: list[Room]
    text: ConsentText
    turn: Callable[[datetime], None]


def live(clinic: Clinic, now: datetime, turn: Callable[[datetime], None]) -> None:
    """Three months of sessions before now, each at its own hour."""
    staff = {str(member.role): member for member in Member.objects.of(clinic)}
    text = ConsentText.objects.of(clinic).filter(language="en").latest("number")
    desk = Desk(staff, list(Room.objects.of(clinic).order_by("name")), text, turn)
    for number in range(_PEOPLE):
        start = now.replace(hour=15, minute=0) - (6 + 3 * number) * _DAY
        _session(desk, number, start)
    turn(now)


def _session(desk: Desk, number: int, start: datetime) -> None:
    """Booked 5 to 20 days ahead; whoever cannot come is moved by four days, or leaves."""
    member, at = desk.staff["desk"], start - (5 + number * 7 % 16) * _DAY
    desk.turn(at)
    patient = patients.add_patient(member, f"Pat {number}", date(1980, 1, 1), "en", "", at)
    course = booking.open_course(member, patient, "microneedling", 3)
    item = booking.book(member, course, start, desk.rooms[number % 3], at)
    _answer(desk, item, _AGAINST[number % len(_AGAINST)], "desk", start - 3 * _DAY)
    item = _fresh(item)
    if item.verdict.status != "eligible":
        at = start - 2 * _DAY
        desk.turn(at)
        if number % 3 == 0:
            booking.cancel(member, item, item.revision, at)
            return
        later = start + 4 * _DAY + timedelta(hours=2)
        item = booking.move(member, item, later, item.room, item.revision, at)
    _treat(desk, _fresh(item), number)


def _answer(desk: Desk, item: Appointment, against: str, occasion: str, at: datetime) -> None:
    protocol = protocol_of(item.version)
    told: dict[str, Fact] = all_clear(protocol) | {"skin-calm": True}
    if against:
        told[against] = item.start.date() - 3 * _DAY if against in _DATED else True
    desk.turn(at)
    screening.answer(desk.staff["desk"], item.patient, protocol, told, occasion, at)


def _treat(desk: Desk, item: Appointment, number: int) -> None:
    nurse, start = desk.staff["nurse"], item.start
    desk.turn(start)
    item = treating.check_in(nurse, item, item.revision, start)
    _answer(desk, item, "", "check-in", start)
    item = _fresh(item)
    treating.consent(nurse, item, desk.text, item.patient.name, item.revision, start)
    item = _fresh(item)
    item = treating.begin(nurse, item, item.revision, start)
    ended = start + timedelta(minutes=50)
    desk.turn(ended)
    lots = [["Hyaluronic serum", "HA-2609"]]
    done = treating.Record("Dermapen 4", Decimal("1.5"), ["forehead"], "", lots, "", ended)
    treating.finish(nurse, item, done, item.revision, ended)
    treating.note_outcome(nurse, _fresh(item), "satisfaction", 6 + number % 5, ended)


def _fresh(item: Appointment) -> Appointment:
    rows = Appointment.objects.of(item.clinic).select_related("patient", "version", "verdict")
    found: Appointment = rows.get(pk=item.pk)
    return found
