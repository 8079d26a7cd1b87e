"""Screening by link: one question at a time, kept at once, and never a way round the clinic."""

from __future__ import annotations

from datetime import date, time, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, screening, treating
from meantime.clinic.care.actions.treating import is_fresh
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, History, Patient
from meantime.clinic.design.moments import day_words
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.questions import lifting, questions_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import client, page, treated  # noqa: F401


def answer(browser: Client, question: str, choice: str, day: str = "") -> int:
    told = {"question": question, f"q-{question}": choice, f"d-{question}": day}
    where = reverse("portal-questions", args=[browser.link])
    return browser.post(where, told).status_code


def fact(appointment: Appointment, question: str) -> object:
    history = newest(appointment.patient)
    return history and history.facts.get(question)


def opens(appointment: Appointment) -> list[str]:
    patient = Patient.everywhere.get(pk=appointment.patient_id)
    every = questions_of(standings_of(patient), newest(patient), "en")
    return [item.name for item in every if item.open]


def clear(browser: Client, appointment: Appointment, besides: str = "") -> None:
    """Answer every question that is open with a no."""
    protocol = protocol_of(appointment.version)
    for name in opens(appointment):
        if name != besides:
            assert answer(browser, name, "no" if protocol.is_yes_no[name] else "never") == 302


def test_one_question_after_the_other_to_the_result(
    client: Client,  # noqa: F811
    appointment: Appointment,
) -> None:
    first = opens(appointment)
    assert "1 of " in page(client, "portal-questions")
    assert answer(client, first[0], "unknown") == 302
    assert opens(appointment) == first[1:]
    assert "2 of " in page(client, "portal-questions")
    clear(client, appointment)
    done = page(client, "portal-questions")
    assert "All questions are answered." in done
    assert "Some questions are open." in done  # the first is not known


def test_whom_nothing_stands_against_is_told_so(
    client: Client,  # noqa: F811
    appointment: Appointment,
) -> None:
    clear(client, appointment)
    assert "Nothing that we know stands against this day." in page(client, "portal-questions")
    assert "Nothing that we know stands against this day." in page(client, "portal-now")
    assert Appointment.everywhere.get(pk=appointment.pk).verdict.status == "eligible"


def test_what_was_used_yesterday_moves_the_date_without_blame(
    client: Client,  # noqa: F811
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = appointment.start - timedelta(days=1)
    clear(client, appointment, besides="retinoid")
    assert answer(client, "retinoid", "date", "2026-12-01") == 302
    shown = page(client, "portal-questions")
    assert "The session cannot be on this day." in shown
    told = Appointment.everywhere.get(pk=appointment.pk).verdict.earliest
    assert told > date(2026, 12, 3)
    assert f"The first good day is {day_words(told)}." in shown


def test_an_answer_can_be_changed(client: Client, appointment: Appointment) -> None:  # noqa: F811
    clear(client, appointment)
    where = reverse("portal-questions", args=[client.link]) + "?ask=pregnant"
    assert "You answered this before." in client.get(where).content.decode()
    assert answer(client, "pregnant", "yes") == 302
    assert fact(appointment, "pregnant") is True
    assert Appointment.everywhere.get(pk=appointment.pk).verdict.status != "eligible"


@pytest.mark.parametrize(
    ("question", "choice", "day"),
    [
        ("no-such-question", "yes", ""),
        ("", "yes", ""),
        ("pregnant", "", ""),
        ("pregnant", "never", ""),
        ("retinoid", "yes", ""),
        ("retinoid", "date", ""),
        ("retinoid", "date", "2026-02-30"),
        ("retinoid", "date", "2030-01-01"),
        ("retinoid", "date", "0001-01-01"),
        ("pregnant", "x" * 9000, ""),
    ],
)
def test_what_cannot_be_read_is_kept_by_nobody(
    client: Client,  # noqa: F811
    appointment: Appointment,
    question: str,
    choice: str,
    day: str,
) -> None:
    assert answer(client, question, choice, day) == 400
    assert not History.everywhere.exists()


def test_a_slip_clears_no_date_that_the_clinic_knows(
    client: Client,  # noqa: F811
    nurse: Member,
    appointment: Appointment,
) -> None:
    protocol = protocol_of(appointment.version)
    known = {"isotretinoin": date(2026, 10, 1)}
    screening.answer(nurse, appointment.patient, protocol, known, "desk", NOW)
    for choice, day in (("never", ""), ("date", "2026-09-30")):
        assert answer(client, "isotretinoin", choice, day) == 400
        assert fact(appointment, "isotretinoin") == "2026-10-01"
    for choice, day in (("date", "2026-10-01"), ("date", "2026-11-01"), ("ongoing", "")):
        assert answer(client, "isotretinoin", choice, day) == 302
    assert answer(client, "isotretinoin", "unknown") == 302
    assert fact(appointment, "isotretinoin") is None


def test_an_answer_by_link_is_no_check_in(
    client: Client,  # noqa: F811
    nurse: Member,
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = appointment.start
    found = Appointment.everywhere.get(pk=appointment.pk)
    treating.check_in(nurse, found, found.revision, clock.now)
    protocol = protocol_of(appointment.version)
    screening.answer(nurse, found.patient, protocol, all_clear(protocol), "check-in", clock.now)
    found = Appointment.everywhere.get(pk=appointment.pk)
    assert is_fresh(found, clock.now)
    answer(client, "pregnant", "no")
    assert not is_fresh(Appointment.everywhere.get(pk=appointment.pk), clock.now)


def test_before_the_next_session_everything_is_asked_again(
    client: Client,  # noqa: F811
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    clock: Clock,
) -> None:
    clear(client, appointment)
    assert opens(appointment) == []
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=1)
    start = booking.local_start(nurse.clinic, date(2027, 1, 7), time(10))
    booking.book(nurse, appointment.course, start, room, clock.now)
    assert "pregnant" in opens(appointment)
    shown = unescape(client.get(reverse("portal-questions", args=[client.link])).content.decode())
    assert "You answered this before. Is it still so?" in shown


def test_the_audit_holds_no_answer(client: Client, appointment: Appointment) -> None:  # noqa: F811
    answer(client, "retinoid", "date", "2026-11-29")
    event = Event.objects.get(verb="answer")
    assert (event.actor, event.subject) == ("patient", f"patient:{appointment.patient_id}")
    assert "2026-11-29" not in str(event.detail) and "retinoid" not in str(event.detail)


def test_two_taps_are_one_answer(client: Client, appointment: Appointment) -> None:  # noqa: F811
    for _ in range(2):
        assert answer(client, "pregnant", "no") == 302
    assert fact(appointment, "pregnant") is False


def test_nobody_clears_themselves(client: Client, appointment: Appointment) -> None:  # noqa: F811
    assert "antiviral-plan" in lifting(protocol_of(appointment.version))
    assert "antiviral-plan" not in opens(appointment)
    assert answer(client, "antiviral-plan", "yes") == 400
    answer(client, "cold-sore-history", "yes")
    clear(client, appointment)
    assert Appointment.everywhere.get(pk=appointment.pk).verdict.status != "eligible"
