"""What the patient sees now: every line and every answer is what the core says at that moment."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening, treating
from meantime.clinic.care.cases import case_of, newest, sessions_of
from meantime.clinic.care.models import Appointment, ConsentText, Patient
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.now import now_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Clinic, Member, Room
from meantime.model.rule import Verb
from tests.clinic.conftest import NOW, Clock

WORDS = {
    "yes": "Yes",
    "no": "No, not now",
    "not-advised": "Better not",
    "ask": "Ask the clinic first",
    "not-covered": "Your plan does not say",
}
ASKED = ("retinol", "swimming", "makeup", "moisturiser", "sunscreen", "alcohol", "xyzzy", "running")


@pytest.fixture
def client(nurse: Member, appointment: Appointment) -> Client:
    """A browser in which the patient's link is open."""
    made, token = links.give(nurse, appointment.patient, "", False, NOW)
    found = Client()
    found.post(reverse("portal-open", args=[token]))
    found.link = made.pk
    return found


def page(client: Client, name: str) -> str:
    answer = client.get(reverse(name, args=[client.link]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def asked(client: Client, text: str) -> str:
    """The word of the answer."""
    answer = client.post(reverse("portal-may", args=[client.link]), {"q": text})
    assert answer.status_code == 200
    found = re.search(r'class="word [a-z]+">.*?<strong>(.*?)</strong>', answer.content.decode())
    assert found
    return unescape(found[1])


def treated(nurse: Member, clinician: Member, appointment: Appointment, clock: Clock) -> datetime:
    """The session is done; when it ended."""
    found = Appointment.everywhere.get(pk=appointment.pk)
    protocol = protocol_of(found.version)
    clock.now = found.start
    treating.check_in(nurse, found, found.revision, clock.now)
    facts = all_clear(protocol) | {"skin-calm": True}
    screening.answer(nurse, found.patient, protocol, facts, "check-in", clock.now)
    found = Appointment.everywhere.get(pk=appointment.pk)
    text = ConsentText.everywhere.create(
        clinic=nurse.clinic, number=1, language="en", body="I was told what it does, and I agree."
    )
    treating.consent(nurse, found, text, "Ana Ruiz", found.revision, clock.now)
    found = Appointment.everywhere.get(pk=appointment.pk)
    treating.begin(nurse, found, found.revision, clock.now)
    clock.now = ended = found.start + timedelta(minutes=50)
    done = treating.Record("Pen", Decimal("0.5"), ["cheeks"], "", [], "", ended)
    found = Appointment.everywhere.get(pk=appointment.pk)
    treating.finish(nurse, found, done, found.revision, clock.now)
    return ended


def check(client: Client, patient: Patient, at: datetime) -> None:
    """Every answer of the page is the core's for the same case and moment."""
    session = Appointment.objects.of(patient.clinic_id).filter(patient=patient).get()
    case = case_of(session, newest(patient), sessions_of(patient))
    for text in ASKED:
        said = mt.ask(protocol_of(session.version), case, text, at=at).answer
        assert asked(client, text) == WORDS[said], (text, at)


@pytest.mark.parametrize("days", [-2.5, -0.5, -0.01, 0.0, 0.02, 1, 2, 5, 9, 20])
def test_may_i_says_what_the_core_says(
    client: Client, appointment: Appointment, clock: Clock, days: float
) -> None:
    clock.now = appointment.start + timedelta(days=days)
    check(client, appointment.patient, clock.now)


@pytest.mark.parametrize("hours", [0, 1, 12, 23.99, 24, 26, 48, 72, 100, 170, 340, 700])
def test_after_the_session_too(
    client: Client,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
    hours: float,
) -> None:
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(hours=hours)
    check(client, appointment.patient, clock.now)


@pytest.mark.parametrize("hours", [0, 5, 24, 49, 73, 120, 200, 400])
def test_what_is_fine_now_is_a_yes_and_what_is_not_is_none(
    client: Client,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
    hours: float,
) -> None:
    at = treated(nurse, clinician, appointment, clock) + timedelta(hours=hours)
    standings = standings_of(Patient.everywhere.get(pk=appointment.patient_id))
    (standing,) = standings.asked
    lists = now_of(standings, at, "en")
    rules = {rule.text: rule for rule in standing.protocol.rules.values()}

    def words(lines: Any, verb: Verb) -> list[str]:
        found = []
        for line in lines:
            rule = rules[f"{line.first} {line.more}".strip()]
            assert rule.verb is verb
            found += [standing.ask(concept, at).answer for concept in rule.about]
        return found

    assert set(words(lists.fine, Verb.MAY)) <= {"yes"}
    assert "yes" not in words(lists.avoid, Verb.AVOID)
    assert lists.call


def test_an_end_that_is_said_is_a_yes_then(
    nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    ended = treated(nurse, clinician, appointment, clock)
    standings = standings_of(Patient.everywhere.get(pk=appointment.patient_id))
    (standing,) = standings.asked
    rules = {rule.text: rule for rule in standing.protocol.rules.values()}
    for hours in range(0, 400, 7):
        at = ended + timedelta(hours=hours)
        for line in now_of(standings, at, "en").avoid:
            rule = rules[f"{line.first} {line.more}".strip()]
            if line.opens:
                assert line.until
                assert {standing.ask(name, line.until).answer for name in rule.about} == {"yes"}


def test_the_page_says_what_is_and_when_it_changes(
    client: Client, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    before = page(client, "portal-now")
    assert "in 3 days" in before and "Some questions are open." in before
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(hours=3)
    after = page(client, "portal-now")
    assert "Your last session was on Thu 3 Dec 2026, 10:00" in after
    assert "Not now" in after and "Next change:" in after and "When you should call" in after
    assert nurse.clinic.phone in after
    plan = page(client, "portal-plan")
    assert "3 Dec 2026" in plan
    (standing,) = standings_of(Patient.everywhere.get(pk=appointment.patient_id)).asked
    rules = standing.protocol.rules.values()
    staff = [rule.text.partition(". ")[0] for rule in rules if rule.verb is Verb.STAFF]
    assert staff and not any(text in plan for text in staff)


def test_the_second_session_still_keeps_to_the_first(
    client: Client,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    clock: Clock,
) -> None:
    ended = treated(nurse, clinician, appointment, clock)
    start = booking.local_start(nurse.clinic, date(2027, 1, 7), time(10))
    booking.book(nurse, appointment.course, start, room, clock.now)
    clock.now = ended + timedelta(hours=2)
    assert asked(client, "retinol") == "No, not now"
    both = page(client, "portal-now")
    assert "Thu 7 Jan 2027, 10:00" in both and "Your last session was on" in both


def test_a_deferred_patient_sees_why_and_the_first_good_day(
    client: Client, nurse: Member, appointment: Appointment
) -> None:
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 1)}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    shown = page(client, "portal-now")
    assert "The session cannot be on this day." in shown
    assert "The first good day is" in shown


def test_a_cancelled_session_leaves_no_plan(
    client: Client, nurse: Member, appointment: Appointment
) -> None:
    booking.cancel(nurse, Appointment.everywhere.get(pk=appointment.pk), 1, NOW)
    for name in ("portal-now", "portal-may", "portal-plan"):
        assert "No session is planned" in page(client, name)
    answer = client.post(reverse("portal-may", args=[client.link]), {"q": "retinol"})
    assert "word" not in answer.content.decode().split('id="answer"')[-1]


def test_what_was_asked_is_in_no_address_and_in_no_audit(client: Client) -> None:
    asked(client, "cold sore cream")
    assert "cold sore" not in str(list(Event.objects.values()))
    where = reverse("portal-may", args=[client.link]) + "?q=retinol"
    assert "No, not now" not in client.get(where).content.decode()


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 5000, "<script>alert(1)</script>", "\x00", "💉" * 99]
)
def test_odd_questions_break_nothing(client: Client, text: str) -> None:
    answer = client.post(reverse("portal-may", args=[client.link]), {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_part_of_the_page_answers_as_one_types(client: Client) -> None:
    where = reverse("portal-may", args=[client.link])
    part = client.post(where, {"q": "retinol"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part and 'class="word' in part


def test_the_plan_on_paper(client: Client, appointment: Appointment) -> None:
    answer = client.get(reverse("portal-print", args=[client.link, appointment.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF")
    other = reverse("portal-print", args=[client.link, client.link])
    assert client.get(other).status_code == 404


def test_the_plan_in_a_calendar_names_nothing(client: Client, appointment: Appointment) -> None:
    answer = client.get(reverse("portal-calendar", args=[client.link, appointment.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    told = answer.content.decode()
    assert "BEGIN:VEVENT" in told and "DTSTART" in told
    for word in ("needling", "Ana", "retino", str(appointment.patient_id)):
        assert word not in told
    other = reverse("portal-calendar", args=[client.link, client.link])
    assert client.get(other).status_code == 404


def test_in_the_language_that_is_chosen_there(client: Client, clinic: Clinic) -> None:
    where = reverse("portal-settings", args=[client.link])
    assert client.post(where, {"language": "es", "large": "on"}).status_code == 302
    shown = page(client, "portal-now")
    assert 'lang="es"' in shown and "portal large" in shown
    assert client.post(where, {"language": "tlh"}).status_code == 400
    assert 'lang="es"' in page(client, "portal-now")


def test_a_word_of_the_own_language_is_known(client: Client, appointment: Appointment) -> None:
    protocol = protocol_of(appointment.version)
    concept = next(one for one in protocol.concepts.values() if one.id == "retinoid")
    client.post(reverse("portal-settings", args=[client.link]), {"language": "es"})
    where = reverse("portal-may", args=[client.link])
    typed = client.post(where, {"q": concept.words["es"][0]}).content.decode()
    assert "word stop" in typed


def test_it_goes_by_the_clocks_where_the_patient_is(
    client: Client, nurse: Member, appointment: Appointment
) -> None:
    patient = Patient.everywhere.get(pk=appointment.patient_id)
    patients.change_patient(
        nurse, patient, patient.name, date(1990, 5, 4), "en", "Europe/Berlin", 1, NOW
    )
    assert "Thu 3 Dec 2026, 16:00" in page(client, "portal-now")
    assert datetime(2026, 12, 3, 15, tzinfo=UTC) == appointment.start


def test_every_look_is_noted(client: Client, appointment: Appointment) -> None:
    page(client, "portal-now")
    asked(client, "retinol")
    seen = Event.objects.filter(actor="patient", subject=f"patient:{appointment.patient_id}")
    assert {"open link", "read", "ask"} <= set(seen.values_list("verb", flat=True))


def test_calm_skin_at_the_check_in_opens_nothing_after_the_session(
    client: Client, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=4)
    history = newest(appointment.patient)
    assert history and history.facts["skin-calm"] is True
    assert asked(client, "foundation") != "Yes"
    protocol = protocol_of(appointment.version)
    calm = {"skin-calm": True}
    screening.answer(nurse, appointment.patient, protocol, calm, "desk", clock.now)
    assert asked(client, "foundation") == "Yes"


def test_a_clinicians_word_is_told_as_long_as_it_stands(
    client: Client, nurse: Member, clinician: Member, appointment: Appointment
) -> None:
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 1)}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    found = Appointment.everywhere.get(pk=appointment.pk)
    until = NOW + timedelta(days=5)
    screening.override(clinician, found, "I saw the skin today.", until, found.revision, NOW)
    assert "A clinician of the clinic looked at it." in page(client, "portal-now")
    facts |= {"pregnant": True}
    screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    later = page(client, "portal-now")
    assert "A clinician of the clinic looked at it." not in later
    assert "The session cannot be on this day." in later


def test_a_session_that_nobody_closed_is_not_told_as_one_to_come(
    client: Client, appointment: Appointment, clock: Clock
) -> None:
    clock.now = appointment.start + timedelta(days=3)
    assert "session 1" not in page(client, "portal-now")
    assert asked(client, "retinol") != "Yes"
