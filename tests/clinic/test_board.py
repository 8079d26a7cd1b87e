"""The board: what its kept queries tell is what Django's own tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from meantime.clinic.care.actions import booking, screening
from meantime.clinic.care.board import Row, board
from meantime.clinic.care.models import Appointment
from meantime.clinic.care.reading import undecided
from meantime.clinic.kept import Kept
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW, make_clinic

DAY = date(2026, 12, 3)


def rows(clinic: Clinic, day: date, at: datetime = NOW) -> list[Row]:
    return [Row(*told) for told in board(clinic, day, at, acts=True).sessions]


@pytest.fixture
def second(nurse: Member, appointment: Appointment, clinic: Clinic) -> Appointment:
    """An hour after the first."""
    other = Room.everywhere.create(clinic=clinic, name="Room 2")
    later = appointment.start + timedelta(hours=2)
    return booking.book(nurse, appointment.course, later, other, NOW)


def test_a_row_tells_what_the_session_is(
    clinic: Clinic, appointment: Appointment, second: Appointment
) -> None:
    first, last = rows(clinic, DAY)
    assert (first.pk, last.pk) == (appointment.pk, second.pk)
    assert (first.start, last.start) == (appointment.start, second.start)
    assert UUID(first.patient) == appointment.patient_id
    assert (first.name, first.room, first.number, first.sessions) == ("Ana Ruiz", "Room 1", 1, 3)
    assert (first.state, first.status, bool(first.overridden)) == ("booked", "incomplete", False)
    assert rows(clinic, DAY + timedelta(days=1)) == []


def test_a_clinicians_word_counts_until_it_ends(
    clinic: Clinic, clinician: Member, appointment: Appointment, second: Appointment
) -> None:
    until = NOW + timedelta(days=4)
    screening.override(
        clinician, appointment, "The surgeon agreed by phone.", until, appointment.revision, NOW
    )
    for at, spoken in ((NOW, True), (until - timedelta(seconds=1), True), (until, False)):
        assert [bool(row.overridden) for row in rows(clinic, DAY, at)] == [spoken, False]
        assert board(clinic, DAY, at, acts=True).waiting == undecided(clinic, at).count()
    assert undecided(clinic, NOW).count() == 1


def test_who_waits_is_counted_near_the_edges_of_soon(
    clinic: Clinic, appointment: Appointment, second: Appointment
) -> None:
    for start in (appointment.start, second.start):
        for step in (timedelta(days=-14), timedelta(hours=12)):
            for shift in (-1, 0, 1):
                at = start + step + timedelta(seconds=shift)
                assert board(clinic, DAY, at, acts=True).waiting == undecided(clinic, at).count()


def test_another_clinic_has_a_board_of_its_own(appointment: Appointment) -> None:
    empty = make_clinic("hill")
    shown = board(empty, DAY, NOW, acts=True)
    assert (shown.size, shown.rows(empty), shown.waiting) == (0, "", 0)


def test_a_query_that_does_not_hand_a_value_on_is_none_to_keep(db: Any) -> None:
    def forgetful(clinic: UUID, _at: datetime) -> Any:
        return Room.objects.of(clinic).values_list("name")

    with pytest.raises(AssertionError, match="is not handed on"):
        Kept(forgetful, UUID, datetime).rows(uuid4(), datetime(2026, 1, 1, tzinfo=UTC))
