"""The pages of care as staff use them: from a new patient to the next session."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening, wording
from meantime.clinic.care.asking import told_of
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, Contact, Course, Patient, State
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member

WORDING = "I have read what microneedling does and what may go wrong, and I agree to it."


def address(name: str, clinic: Clinic, **named: Any) -> str:
    return reverse(name, kwargs={"clinic": clinic.slug, **named})


@pytest.fixture
def staff(nurse: Member) -> Client:
    return client_of(nurse)


def clear_answers(version: Version, **others: str) -> dict[str, str]:
    """The form of a person against whom nothing stands."""
    protocol = protocol_of(version)
    told: dict[str, str] = {}
    for name, fact in all_clear(protocol).items():
        if not protocol.features[name].report:
            told[f"q-{name}"] = {True: "yes", False: "no", None: "unknown"}.get(fact, "never")  # type: ignore[arg-type]
    return told | others


def test_the_whole_way(
    clinic: Clinic, version: Version, room: Room, nurse: Member, owner: Member, clock: Clock
) -> None:
    staff = client_of(nurse)
    wording.new_wording(owner, "en", WORDING)
    page = staff.post(
        address("patient-new", clinic),
        {"name": "Ana  Ruiz", "born": "1990-05-04", "language": "en", "zone": ""},
    )
    patient = Patient.objects.of(clinic).get()
    assert page.url == address("patient", clinic, patient=patient.pk)
    assert patient.name == "Ana Ruiz"

    series = {"protocol": "microneedling", "sessions": "3"}
    staff.post(address("series-new", clinic, patient=patient.pk), series)
    course = Course.objects.of(clinic).get()
    book = address("book", clinic, course=course.pk)
    slot = {"day": "2026-12-03", "clock": "10:00", "room": str(room.pk)}
    assert staff.post(book, slot).status_code == 302
    session = Appointment.objects.of(clinic).get()
    named = {"appointment": session.pk}

    questions = address("session-questions", clinic, **named)
    told = clear_answers(version, **{"q-retinoid": "date", "d-retinoid": "2026-12-01"})
    clock.now = datetime.fromisoformat("2026-12-02T09:00-05:00")
    staff = client_of(nurse)  # a login lasts a working day
    assert staff.post(questions, told).status_code == 302
    shown = staff.get(address("session", clinic, **named)).content.decode()
    assert "Sat 5 Dec 2026" in shown

    month = staff.get(address("session-move", clinic, **named) + "?day=2026-12-08").content.decode()
    assert 'class="fine' in month
    assert 'class="stop' in month
    moved = {"day": "2026-12-08", "clock": "10:00", "room": str(room.pk), "revision": "2"}
    assert staff.post(address("session-move", clinic, **named), moved).status_code == 302

    clock.now = datetime.fromisoformat("2026-12-08T09:50-05:00")
    staff = client_of(nurse)
    board = staff.get(address("today", clinic)).content.decode()
    assert "Ana Ruiz" in board
    session.refresh_from_db()
    arrive = staff.post(
        address("session-check-in", clinic, **named), {"revision": session.revision}
    )
    assert arrive.url == questions
    assert staff.post(questions, clear_answers(version)).status_code == 400
    assert staff.post(questions, clear_answers(version, asked="1")).status_code == 302
    session.refresh_from_db()
    agreed = {"agreed": "on", "signed": "Ana Ruiz", "revision": session.revision}
    assert staff.post(address("session-consent", clinic, **named), agreed).status_code == 302
    session.refresh_from_db()
    begin = address("session-begin", clinic, **named)
    assert staff.post(begin, {"revision": session.revision}).status_code == 302
    session.refresh_from_db()
    clock.now = datetime.fromisoformat("2026-12-08T10:55-05:00")
    staff = client_of(nurse)
    done = {
        "device": "Pen",
        "depth": "1.5",
        "areas": ["cheeks", "chin"],
        "product": ["Serum"],
        "lot": ["L1"],
        "ended_day": "2026-12-08",
        "ended_clock": "10:50",
        "revision": session.revision,
    }
    assert staff.post(address("session-finish", clinic, **named), done).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.ended) == (
        State.DONE,
        datetime.fromisoformat("2026-12-08T10:50-05:00"),
    )
    printed = staff.get(address("session-print", clinic, **named))
    assert printed.content.startswith(b"%PDF")
    again = {"day": "2027-01-05", "clock": "10:00", "room": str(room.pk)}
    assert staff.post(book, again).status_code == 302
    second = Appointment.objects.of(clinic).get(state=State.BOOKED)
    assert second.number == 2


def test_a_patient_is_found_by_the_first_letters_a_number_or_a_phone(
    staff: Client, clinic: Clinic, patient: Patient, nurse: Member
) -> None:
    add = address("contact-add", clinic, patient=patient.pk)
    staff.post(add, {"kind": "phone", "value": "(212) 555-0187"})
    for text in ("an", "RUI", "ruíz ana", "#1", "550187", "+12125550187"):
        found = staff.get(address("patients", clinic), {"q": text}).content.decode()
        assert "Ana Ruiz" in found, text
    assert (
        "Nobody is found" in staff.get(address("patients", clinic), {"q": "uiz"}).content.decode()
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "  "}, "required"),
        ({"born": "2031-01-01"}, "date of birth cannot be right"),
        ({"born": "31/31/1990"}, "Enter a valid date"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_a_patient_that_cannot_be_is_refused_and_what_was_typed_stays(
    staff: Client, clinic: Clinic, changed: dict[str, str], words: str
) -> None:
    told = {"name": "Ana Ruiz", "born": "1990-05-04", "language": "es", "zone": ""} | changed
    page = staff.post(address("patient-new", clinic), told)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not Patient.objects.of(clinic).exists()


def test_two_who_change_one_record_do_not_overwrite_each_other(
    staff: Client, clinic: Clinic, patient: Patient
) -> None:
    told = {"name": "Ana Ruiz Gil", "born": "1990-05-04", "language": "en", "zone": ""}
    edit = address("patient-edit", clinic, patient=patient.pk)
    assert staff.post(edit, told | {"revision": "1"}).status_code == 302
    page = staff.post(edit, told | {"name": "Anna Ruiz", "revision": "1"})
    assert page.status_code == 409
    assert "Somebody else has changed" in page.content.decode()
    patient.refresh_from_db()
    assert patient.name == "Ana Ruiz Gil"


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ({"day": "2026-11-02"}, "That day is over"),
        ({"day": "2029-12-03"}, "more than two years away"),
        ({"day": "2027-03-14", "clock": "02:30"}, "does not exist on that day"),
        ({"day": "2027-11-07", "clock": "01:30"}, "comes twice on that day"),
        ({"room": str(uuid4())}, "Choose one of the rooms"),
        ({"day": "31.12.2026"}, "Enter a valid date"),
    ],
)
def test_a_slot_that_cannot_be_is_refused(
    staff: Client, clinic: Clinic, course: Course, room: Room, slot: dict[str, str], words: str
) -> None:
    told = {"day": "2026-12-03", "clock": "10:00", "room": str(room.pk)} | slot
    page = staff.post(address("book", clinic, course=course.pk), told)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not Appointment.objects.of(clinic).exists()


def test_a_slot_that_is_taken_is_refused(
    staff: Client, clinic: Clinic, appointment: Appointment, room: Room
) -> None:
    told = {"day": "2026-12-03", "clock": "10:30", "room": str(room.pk)}
    page = staff.post(address("book", clinic, course=appointment.course_id), told)
    assert page.status_code == 400
    assert "Room 1 is taken" in page.content.decode()


def test_an_answer_that_cannot_be_read_keeps_the_others_on_the_page(
    staff: Client, clinic: Clinic, appointment: Appointment, version: Version
) -> None:
    told = clear_answers(version, **{"q-retinoid": "date", "d-retinoid": "", "q-warts": "yes"})
    named = {"appointment": appointment.pk}
    page = staff.post(address("session-questions", clinic, **named), told)
    assert page.status_code == 400
    assert "Choose the day as well" in page.content.decode()
    assert newest(appointment.patient) is None


def test_a_use_in_the_future_is_refused(
    staff: Client, clinic: Clinic, appointment: Appointment
) -> None:
    told = {"q-retinoid": "date", "d-retinoid": "2026-12-24"}
    named = {"appointment": appointment.pk}
    page = staff.post(address("session-questions", clinic, **named), told)
    assert page.status_code == 400
    assert "cannot lie in the future" in page.content.decode()


def test_what_is_known_comes_back_in_the_fields_it_was_typed_in(
    nurse: Member, appointment: Appointment
) -> None:
    facts = {
        "pregnant": False,
        "warts": True,
        "keloid": None,
        "retinoid": date(2026, 11, 2),
        "isotretinoin": "never",
        "exfoliant": "ongoing",
    }
    protocol = protocol_of(appointment.version)
    history = screening.answer(nurse, appointment.patient, protocol, facts, "desk", NOW)
    assert told_of(history) == {
        "q-pregnant": "no",
        "q-warts": "yes",
        "q-keloid": "unknown",
        "q-retinoid": "date",
        "d-retinoid": "2026-11-02",
        "q-isotretinoin": "never",
        "q-exfoliant": "ongoing",
    }


def test_only_a_clinician_decides_against_a_verdict(
    clinic: Clinic, appointment: Appointment, nurse: Member, clinician: Member
) -> None:
    override = address("session-override", clinic, appointment=appointment.pk)
    told = {"reason": "Known to us for years, asked by phone.", "days": "3", "revision": "1"}
    assert client_of(nurse).post(override, told).status_code == 403
    assert client_of(clinician).post(override, told | {"days": "90"}).status_code == 400
    assert client_of(clinician).post(override, told | {"reason": "ok"}).status_code == 400
    assert client_of(clinician).post(override, told).status_code == 302
    shown = client_of(nurse).get(address("session", clinic, appointment=appointment.pk))
    assert "Known to us for years" in shown.content.decode()
    revoke = address("session-override-revoke", clinic, appointment=appointment.pk)
    assert client_of(clinician).post(revoke, {"revision": "2"}).status_code == 302


def test_a_whole_series_is_booked_together_or_not_at_all(
    staff: Client, clinic: Clinic, course: Course, room: Room, nurse: Member
) -> None:
    plan = address("series-plan", clinic, course=course.pk)
    assert staff.get(plan + "?first=2026-12-07&clock=11:00").status_code == 200
    other = booking.open_course(nurse, course.patient, "microneedling", 1)
    third = booking.local_start(clinic, date(2027, 2, 1), time(11))
    blocking = booking.book(nurse, other, third, room, NOW)
    told = {"first": "2026-12-07", "clock": "11:00", "room": str(room.pk)}
    page = staff.post(plan, told)
    assert page.status_code == 400
    assert Appointment.objects.of(clinic).filter(course=course).count() == 0
    booking.cancel(nurse, blocking, blocking.revision, NOW)
    assert staff.post(plan, told).status_code == 302
    days = Appointment.objects.of(clinic).filter(course=course).order_by("start")
    assert [item.number for item in days] == [1, 2, 3]
    assert all(
        later.start - earlier.start >= timedelta(days=28)
        for earlier, later in zip(days, list(days)[1:], strict=False)
    )


def test_nothing_of_another_clinic_is_there(
    appointment: Appointment, patient: Patient, course: Course
) -> None:
    stranger = client_of(make_member(make_clinic("inland"), "clinician", "stranger"))
    for slug in ("harbour", "inland"):
        for name, named in (
            ("session", {"appointment": appointment.pk}),
            ("patient", {"patient": patient.pk}),
            ("book", {"course": course.pk}),
        ):
            page = stranger.get(reverse(name, kwargs={"clinic": slug, **named}))
            assert page.status_code == 404, (slug, name)


def test_reading_a_patient_is_recorded_without_a_name(
    staff: Client, clinic: Clinic, patient: Patient, nurse: Member
) -> None:
    staff.get(address("patient", clinic, patient=patient.pk))
    event = Event.objects.filter(chain=str(clinic.pk)).latest("number")
    assert (event.verb, event.subject) == ("read", f"patient:{patient.pk}")
    assert event.actor == str(nurse.user_id)
    assert "Ana" not in str(event.__dict__)


def test_the_board_asks_the_database_no_more_for_many(
    staff: Client,
    clinic: Clinic,
    appointment: Appointment,
    room: Room,
    nurse: Member,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(12):
        extra = Room.everywhere.create(clinic=clinic, name=f"Extra {number}")
        one = patients.add_patient(nurse, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
        other = booking.open_course(nurse, one, "microneedling", 1)
        booking.book(nurse, other, appointment.start, extra, NOW)
    with django_assert_max_num_queries(15):
        page = staff.get(address("today", clinic) + "?day=2026-12-03")
    assert page.content.decode().count("Ana Ruiz") >= 13


def test_a_contact_is_kept_in_one_form_and_once(
    staff: Client, clinic: Clinic, patient: Patient
) -> None:
    add = address("contact-add", clinic, patient=patient.pk)
    assert staff.post(add, {"kind": "phone", "value": "(212) 555-0187"}).status_code == 302
    assert staff.post(add, {"kind": "phone", "value": "+1 212 555 0187"}).status_code == 400
    assert staff.post(add, {"kind": "phone", "value": "12"}).status_code == 400
    assert staff.post(add, {"kind": "email", "value": "ana"}).status_code == 400
    contact = Contact.objects.of(clinic).get()
    assert contact.value == "+12125550187"
    remove = address("contact-remove", clinic, patient=patient.pk, contact=contact.pk)
    assert staff.post(remove).status_code == 302
    assert not Contact.objects.of(clinic).exists()


def test_a_day_that_is_none_is_today(staff: Client, clinic: Clinic) -> None:
    page = staff.get(address("today", clinic) + "?day=yesterday")
    assert page.status_code == 200


@pytest.mark.parametrize("missed", ["", "1"])
def test_a_cancelled_session_frees_its_room_and_has_no_plan(
    nurse: Member, clinic: Clinic, appointment: Appointment, clock: Clock, missed: str
) -> None:
    clock.now = appointment.start + timedelta(minutes=20)
    staff = client_of(nurse)
    cancel = address("session-cancel", clinic, appointment=appointment.pk)
    assert staff.post(cancel, {"revision": "1", "missed": missed}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == (State.MISSED if missed else State.CANCELLED)
    assert not appointment.snapshots.filter(replaced=None).exists()
