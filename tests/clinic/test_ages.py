"""The age of a patient: by the date of birth, on the day of the session, whatever was answered."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from meantime.clinic.care.actions import booking, patients
from meantime.clinic.care.ages import aged
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, client_of
from tests.clinic.sessions import MONDAY, answer, at, clear, fresh


@pytest.mark.parametrize(
    ("born", "day", "found"),
    [
        (date(2008, 12, 4), date(2026, 12, 3), {"under-18"}),
        (date(2008, 12, 3), date(2026, 12, 3), {"aged-18-to-21"}),
        (date(2004, 12, 4), date(2026, 12, 3), {"aged-18-to-21"}),
        (date(2004, 12, 3), date(2026, 12, 3), set()),
        (date(2008, 2, 29), date(2026, 2, 28), {"under-18"}),
        (date(2008, 2, 29), date(2026, 3, 1), {"aged-18-to-21"}),
        (date(1926, 1, 1), date(2026, 12, 3), set()),
    ],
)
def test_the_age_is_that_of_the_day_of_the_session(
    version: Version, patient: Patient, born: date, day: date, found: set[str]
) -> None:
    patient.born = born.isoformat()
    assert aged(protocol_of(version), patient, day) == found


def test_a_minor_who_is_said_to_be_none_is_never_eligible(
    nurse: Member, appointment: Appointment
) -> None:
    found = answer(nurse, appointment, clear(appointment))
    assert found.verdict.status == "eligible"
    patient = appointment.patient
    patients.change_patient(nurse, patient, "Ana", date(2009, 1, 1), "en", "", 1, NOW)
    found = fresh(appointment)
    assert (found.verdict.status, found.verdict.governing) == ("review", "review-under-18")
    found = answer(nurse, found, {"under-18": False})
    assert found.verdict.status == "review"
    page = client_of(nurse).get(
        reverse("session", kwargs={"clinic": nurse.clinic.slug, "appointment": found.pk})
    )
    assert "Yes, by the date of birth" in page.content.decode()


def test_a_session_after_the_birthday_is_another_thing(
    nurse: Member, appointment: Appointment, room: Room
) -> None:
    patients.change_patient(nurse, appointment.patient, "Ana", date(2004, 12, 5), "en", "", 1, NOW)
    found = answer(nurse, appointment, clear(appointment))
    assert found.verdict.governing == "review-young-adult" or found.verdict.status == "review"
    later = at(nurse.clinic, MONDAY, 10)
    assert booking.move(nurse, found, later, room, found.revision, NOW).verdict.status == "eligible"
