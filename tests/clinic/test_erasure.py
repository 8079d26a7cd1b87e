"""A person exported and erased: everything that is kept, and what is left of it."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from meantime.answers.checking import all_clear
from meantime.clinic.audit.chain import verify
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, contacts, patients, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText, Course, Patient, State
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import export_person, rows_of
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import asking, feeds, healing, links
from meantime.clinic.portal.healing import signs_of
from meantime.clinic.portal.models import AnotherDate
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.models import State as Progress
from meantime.clinic.sealing.rotation import sealed_models
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import NOW, Clock
from tests.clinic.deliveries import make_delivery
from tests.clinic.pictures import kept

WHY = "Asked for it by letter."


@pytest.fixture
def treated(
    appointment: Appointment, nurse: Member, clinician: Member, room: Room, clock: Clock
) -> Appointment:
    """A patient with everything: contacts, answers, an override, a treatment, an outcome."""
    patient = appointment.patient
    contacts.add_contact(nurse, patient, "phone", "+12125550142", NOW, agreed=True)
    mail = contacts.add_contact(nurse, patient, "email", "a@example.org", NOW)
    make_delivery(mail, appointment, Progress.SENT, rules=["retinoid-3-days"])
    protocol = protocol_of(appointment.version)
    facts = all_clear(protocol) | {"retinoid": date(2026, 12, 2)}
    at = appointment.start - timedelta(minutes=5)
    screening.answer(nurse, patient, protocol, facts, "desk", at)
    appointment.refresh_from_db()
    screening.override(
        clinician,
        appointment,
        "Only once, on the chin.",
        at + timedelta(days=1),
        appointment.revision,
        at,
    )
    appointment.refresh_from_db()
    treating.check_in(nurse, appointment, appointment.revision, at)
    screening.answer(nurse, patient, protocol, facts, "check-in", at)
    text = ConsentText.everywhere.create(
        clinic=nurse.clinic, number=1, language="en", body="I agree."
    )
    appointment.refresh_from_db()
    treating.consent(nurse, appointment, text, "Ana Ruiz", appointment.revision, at)
    appointment.refresh_from_db()
    found = treating.begin(nurse, appointment, appointment.revision, at)
    ended = found.start + timedelta(minutes=50)
    done = treating.Record(
        "Pen", Decimal("1.5"), ["face"], "", [["Serum", "L1"]], "Ana was brave.", ended
    )
    clock.now = ended
    treating.finish(nurse, found, done, found.revision, ended)
    treating.note_outcome(nurse, found, "gais", 2, ended)
    course = Course.objects.of(nurse.clinic).get()
    booking.book(nurse, course, ended + timedelta(days=40), room, ended)
    _by_link(nurse, patient, found, ended)
    return Appointment.objects.of(nurse.clinic).get(pk=found.pk)


def _by_link(nurse: Member, patient: Patient, found: Appointment, at: datetime) -> None:
    """What comes by a link: it is opened, something is asked, and it heals badly."""
    _link, token = links.give(nurse, patient, "Eva Ruiz", False, at)
    opened = links.open_link(token, None, at)
    assert opened
    link = opened[0].link
    asking.send(link, found, "May I ride a horse?", "not-covered", (), at)
    AnotherDate.everywhere.create(
        clinic=nurse.clinic, link=link, patient=patient, appointment=found, start=at, at=at
    )
    (standing,) = standings_of(patient).last
    sign = signs_of(standing, at, "en")[0].rule
    report = healing.report(link, standing, [sign], False, at)
    healing.look_at(nurse, report, "Called, all well.", at)
    kept(link, found, at)
    feed, _token = feeds.make(link, "en", at)
    feeds.serve(feed, at)


def test_an_export_has_everything_that_is_kept(treated: Appointment, owner: Member) -> None:
    told = export_person(owner, treated.patient)
    text = json.dumps(told)
    assert told["person"]["name"] == "Ana Ruiz"
    assert set(told["kept"]) == {
        *("contact", "agreement", "history", "course", "appointment", "verdict", "override"),
        *("snapshot", "consent", "treatment", "outcome"),
        *("patientlink", "opening", "patientquestion", "anotherdate", "healingreport"),
        *("photo", "feed", "delivery"),
    }
    assert all(told["kept"].values())
    for words in ("+12125550142", "Only once, on the chin.", "I agree.", "Ana was brave.", "L1"):
        assert words in text
    for words in ("Eva Ruiz", "May I ride a horse?", "Called, all well."):
        assert words in text
    assert {"add patient", "check in", "finish"} <= {event["did"] for event in told["audit"]}
    assert {"Nurse", "Clinician", "carer"} <= {event["who"] for event in told["audit"]}
    event = Event.objects.filter(verb="export person").get()
    assert event.actor == str(owner.user_id)


def test_an_export_is_of_one_person_only(treated: Appointment, nurse: Member) -> None:
    other = patients.add_patient(nurse, "Bo Lind", date(1980, 1, 1), "en", "", NOW)
    contacts.add_contact(nurse, other, "phone", "+12125550177", NOW)
    text = json.dumps(export_person(None, treated.patient))
    assert "Bo Lind" not in text
    assert "+12125550177" not in text


def test_an_erased_person_leaves_nothing_but_that_a_session_took_place(
    treated: Appointment, owner: Member, nurse: Member
) -> None:
    patient = erase_person(owner, treated.patient, WHY)
    sealed = dict(sealed_models())
    kept = rows_of(patient) | {Patient: [patient]}
    for model, found in kept.items():
        for row in found:
            values = [getattr(row, field.name) for field in sealed.get(model, ())]
            assert not any(values), model
    assert patient.birthday is None
    assert {model.__name__ for model, found in kept.items() if not found} == {
        *("Contact", "SearchKey", "Outcome", "Photo"),
        *("PatientLink", "PatientQuestion", "AnotherDate", "HealingReport", "Delivery"),
    }
    assert not patients.search(nurse.clinic, "ana")
    treated.refresh_from_db()
    assert (treated.state, treated.treatment.products) == (State.DONE, [["Serum", "L1"]])
    later = Appointment.objects.of(nurse.clinic).exclude(pk=treated.pk).get()
    assert later.state == State.CANCELLED
    assert not list(verify())
    event = Event.objects.filter(verb="erase person").get()
    assert (event.actor, event.why) == (str(owner.user_id), WHY)
    told = json.dumps(export_person(None, patient))
    assert "Ana" not in told
    assert "5550142" not in told
    assert "2026-12-02" not in told


def test_every_field_that_is_sealed_is_emptied_by_an_erasure() -> None:
    """A new one has to find its place here first."""
    assert {model.__name__ for model, _fields in sealed_models()} == {
        *("Patient", "Contact", "History", "Verdict", "Override", "Snapshot", "Consent"),
        *("Treatment", "PatientLink", "PatientQuestion", "HealingReport", "Photo"),
        *("Feed", "Delivery"),
    }


def test_who_may_not_and_what_cannot_be_erased(
    appointment: Appointment, nurse: Member, owner: Member
) -> None:
    patient = appointment.patient
    with pytest.raises(Refused, match="Only the owner"):
        erase_person(nurse, patient, WHY)
    with pytest.raises(Refused, match="Only the owner"):
        export_person(nurse, patient)
    with pytest.raises(Refused, match="Write why"):
        erase_person(owner, patient, " because  ")
    Appointment.everywhere.update(state=State.TREATING)
    with pytest.raises(Refused, match="Finish it first"):
        erase_person(owner, patient, WHY)
    assert Patient.objects.of(nurse.clinic).get().name == "Ana Ruiz"
    Appointment.everywhere.update(state=State.BOOKED)
    erase_person(None, patient, WHY)
    with pytest.raises(Refused, match="erased already"):
        erase_person(owner, patient, WHY)
