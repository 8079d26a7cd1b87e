"""The page on which an owner exports or erases a person."""

from __future__ import annotations

import json

import pytest

from meantime.clinic.audit.models import Event
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import NOW, PASSWORD, client_of, confirmed, make_clinic, make_member

WHY = "Asked for it by letter."
TYPED = {"why": WHY, "number": "1"}


def page_of(patient: Patient, part: str = "") -> str:
    return f"/c/{patient.clinic.slug}/patients/{patient.pk}/data/{part}"


def is_erased(patient: Patient) -> bool:
    patient.refresh_from_db()
    return patient.erased is not None


# Who may


@pytest.mark.parametrize("role", ["clinician", "nurse", "desk", "auditor"])
@pytest.mark.parametrize("part", ["", "export/", "erase/"])
def test_only_an_owner_exports_and_erases(patient: Patient, role: str, part: str) -> None:
    member = Member.everywhere.filter(clinic=patient.clinic, role=role).first()
    client = confirmed(member or make_member(patient.clinic, role))
    assert client.post(page_of(patient, part), TYPED).status_code in (403, 405)
    assert client.get(page_of(patient, part)).status_code in (403, 405)
    assert not is_erased(patient)
    shown = client.get(f"/c/{patient.clinic.slug}/patients/{patient.pk}/").content.decode()
    assert "Export or erase" not in shown


@pytest.mark.parametrize("part", ["", "export/", "erase/"])
def test_a_patient_of_another_clinic_is_not_there(patient: Patient, part: str) -> None:
    stranger = make_member(make_clinic("inland"), Role.OWNER)
    where = page_of(patient, part).replace("/c/harbour/", "/c/inland/")
    assert confirmed(stranger).post(where, TYPED).status_code in (404, 405)
    assert not is_erased(patient)
    assert not Event.objects.filter(verb__endswith="person").exists()


def test_an_owner_shows_first_that_it_is_they_and_nothing_typed_is_lost(
    owner: Member, patient: Patient
) -> None:
    client = client_of(owner)
    assert client.get(page_of(patient))["Location"].startswith("/door/reauthenticate/?next=")
    assert client.post(page_of(patient, "export/")).status_code == 302
    where = client.post(page_of(patient, "erase/"), TYPED)["Location"]
    assert not is_erased(patient)
    wrong = client.post(
        where, {"password": "not the right one", "next": page_of(patient, "erase/")}
    )
    assert wrong.status_code == 200
    assert not is_erased(patient)
    client.post(where, {"password": PASSWORD, "next": page_of(patient, "erase/")})
    assert is_erased(patient)


# Export


def test_the_export_is_a_file_and_the_audit_notes_it(
    owner: Member, appointment: Appointment
) -> None:
    patient = appointment.patient
    client = confirmed(owner)
    shown = client.get(f"/c/harbour/patients/{patient.pk}/").content.decode()
    assert page_of(patient) in shown
    assert "Save the file" in client.get(page_of(patient)).content.decode()
    answer = client.post(page_of(patient, "export/"))
    assert answer["Content-Disposition"] == 'attachment; filename="record-1.json"'
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    told = json.loads(answer.content)
    assert told["person"]["name"] == "Ana Ruiz"
    assert len(told["kept"]["appointment"]) == 1
    event = Event.objects.get(verb="export person")
    assert (event.actor, event.subject) == (str(owner.user_id), f"patient:{patient.pk}")
    assert client.get(page_of(patient, "export/")).status_code == 405


# Erasure


def test_a_person_is_erased_and_is_gone_from_the_pages(
    owner: Member, appointment: Appointment
) -> None:
    patient, client = appointment.patient, confirmed(owner)
    shown = client.get(page_of(patient)).content.decode()
    for words in ("The law may say", "This goes for good", "This stays", "Backups made before"):
        assert words in shown
    answer = client.post(page_of(patient, "erase/"), TYPED | {"number": " #1 "})
    assert answer["Location"] == "/c/harbour/patients/"
    listed = client.get("/c/harbour/patients/").content.decode()
    assert "Record 1 is erased." in listed
    assert "Ana Ruiz" not in listed
    assert is_erased(patient)
    appointment.refresh_from_db()
    assert appointment.state == State.CANCELLED
    event = Event.objects.get(verb="erase person")
    assert (event.actor, event.why) == (str(owner.user_id), WHY)


def test_sent_twice_it_is_done_once(owner: Member, patient: Patient) -> None:
    client = confirmed(owner)
    for _time in range(2):
        answer = client.post(page_of(patient, "erase/"), TYPED)
        assert answer["Location"] == "/c/harbour/patients/"
    assert "This person was erased already." in client.get(answer["Location"]).content.decode()
    assert client.get(page_of(patient)).status_code == 302
    assert Event.objects.filter(verb="erase person").count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "2"}, "not the number of this record"),
        ({"number": "01"}, "not the number of this record"),
        ({"number": ""}, "required"),
        ({"why": ""}, "required"),
        ({"why": "so"}, "at least 10 characters"),
        ({"why": "x" * 201}, "at most 200 characters"),
        ({"why": "Señora RUIZ asked for it."}, "without this person&#x27;s name"),
    ],
)
def test_a_slip_erases_nobody_and_keeps_what_was_typed(
    owner: Member, patient: Patient, typed: dict[str, str], words: str
) -> None:
    told = TYPED | typed
    answer = confirmed(owner).post(page_of(patient, "erase/"), told)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert told["why"] in answer.content.decode()
    assert not is_erased(patient)
    assert not Event.objects.filter(verb="erase person").exists()


def test_nobody_is_erased_while_they_are_treated(owner: Member, appointment: Appointment) -> None:
    Appointment.everywhere.update(state=State.TREATING)
    client, patient = confirmed(owner), appointment.patient
    shown = client.get(page_of(patient)).content.decode()
    assert "A session of this person is going on" in shown
    assert "Erase for good" not in shown
    answer = client.post(page_of(patient, "erase/"), TYPED)
    assert answer.status_code == 400
    assert "Finish it first" in answer.content.decode()
    assert not is_erased(patient)


def test_short_words_of_a_name_do_not_forbid_a_reason(owner: Member, patient: Patient) -> None:
    patient.name = "Jo By"
    patient.save()
    with pytest.raises(Refused, match="10 to 200"):
        erase_person(owner, patient, "by")
    assert erase_person(owner, patient, WHY).erased == NOW
