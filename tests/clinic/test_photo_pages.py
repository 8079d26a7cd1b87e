"""Photos from a patient's hand to the staff's page: whose they are, who sees them, when they go."""

from __future__ import annotations

import json
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment, Patient, State
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import export_person
from meantime.clinic.photos.actions import by_link
from meantime.clinic.photos.actions.keeping import MOST_A_DAY
from meantime.clinic.photos.models import Photo, View
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.portal.actions import healing as reports
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.receiving import MOST_BYTES, MOST_READ
from meantime.clinic.sealing.fields import Sealed
from meantime.clinic.sealing.keys import ring
from meantime.clinic.sealing.rotation import rotate
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.tenancy.roles import Role
from tests.clinic.conftest import ON_POSTGRES, Clock, client_of, make_clinic, make_member
from tests.clinic.pictures import BLUE, GREEN, RED, YELLOW, corners, photo, seen, written
from tests.clinic.sessions import at
from tests.clinic.test_portal_healing import healing, sign  # noqa: F401
from tests.clinic.test_portal_matrix import opened as open_link
from tests.clinic.test_portal_now import client, page, treated  # noqa: F401

UPRIGHT = [RED, GREEN, BLUE, YELLOW]
OTHER = written(corners().rotate(180))


def file(sent: bytes = b"", name: str = "ana-ruiz.jpg", kind: str = "image/jpeg") -> Any:
    return SimpleUploadedFile(name, sent or photo(), kind)


def upload(browser: Client, view: str = "front", sent: bytes = b"", **named: Any) -> Any:
    where = reverse("portal-photos", args=[browser.link])
    return browser.post(where, {"view": view, "photo": file(sent, **named)})


def refused(browser: Client, *args: Any, **named: Any) -> str:
    answer = upload(browser, *args, **named)
    assert answer.status_code == 400
    return unescape(answer.content.decode())


def every() -> list[Photo]:
    return list(Photo.everywhere.order_by("at"))


def shown(browser: Client, one: Photo) -> Any:
    return browser.get(reverse("portal-photo", args=[browser.link, one.pk]))


def delete(browser: Client, one: Photo) -> Any:
    return browser.post(reverse("portal-photo-delete", args=[browser.link, one.pk]))


def say(browser: Client, *signs: str) -> None:
    """Whoever holds that link says how it is healing."""
    link = PatientLink.everywhere.get(pk=browser.link)
    (standing,) = standings_of(link.patient).last
    report = reports.report(link, standing, signs, False, timezone.now())
    if not signs:
        reports.tell(link, standing, {"skin-calm": None}, True, timezone.now())
    assert report.urgent is bool(signs)


@pytest.fixture
def told(healing: Client) -> Client:  # noqa: F811
    """The browser of somebody who has said, two days after, that there is no warning sign."""
    say(healing)
    return healing


@pytest.fixture
def sent(told: Client) -> Photo:
    assert upload(told).status_code == 302
    return Photo.everywhere.get()


def staff_page(member: Member, patient: object, query: str = "") -> str:
    where = reverse("photos", args=[member.clinic.slug, patient])
    answer = client_of(member).get(where + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def add_before(member: Member, patient: object, view: str = "front", sent: bytes = b"") -> Any:
    where = reverse("photo-add", args=[member.clinic.slug, patient])
    return client_of(member).post(where, {"view": view, "photo": file(sent)})


# The patient's side


def test_before_any_session_there_is_nothing_to_show(client: Client) -> None:  # noqa: F811
    assert "No session is done yet" in page(client, "portal-photos")
    assert "Your photos" not in page(client, "portal-healing")
    assert "No session is done yet" in refused(client)
    assert not every()


def test_no_photo_is_taken_before_the_question_for_warning_signs(
    healing: Client,  # noqa: F811
    clock: Clock,
) -> None:
    assert "Add a photo" not in page(healing, "portal-healing")
    found = page(healing, "portal-photos")
    assert 'type="file"' not in found and "Say first how it is healing today" in found
    assert "Say first how it is healing today" in refused(healing)
    say(healing)
    assert "Add a photo" in page(healing, "portal-healing")
    assert upload(healing).status_code == 302
    clock.now += timedelta(days=1)
    assert "Say first how it is healing today" in refused(healing)
    assert len(every()) == 1


@pytest.mark.parametrize("emergency", [True, False])
def test_with_a_warning_sign_the_phone_stands_before_every_photo(
    healing: Client,  # noqa: F811
    appointment: Appointment,
    clock: Clock,
    emergency: bool,
) -> None:
    say(healing, sign(appointment, clock, emergency))
    for name in ("portal-healing", "portal-photos"):
        found = page(healing, name)
        assert found.index('role="alert"') < found.index("Add a photo")
        assert ("Call 911." in found) is emergency
    found = page(healing, "portal-photos")
    assert "A photo does not replace the call" in found
    assert "Nobody looks at photos at once" in found
    assert upload(healing).status_code == 302
    assert 'role="alert"' in page(healing, "portal-photos")


def test_three_views_one_after_the_other(told: Client, clock: Clock) -> None:
    asked = ("Look straight at the camera", "Show your left cheek", "Show your right cheek")
    for view, words in zip(View, asked, strict=True):
        assert words in page(told, "portal-photos")
        assert upload(told, view).status_code == 302
    found = page(told, "portal-photos")
    assert "All three are there for today" in found and 'type="file"' not in found
    again = told.get(reverse("portal-photos", args=[told.link]) + "?view=left").content.decode()
    assert "Show your left cheek" in again
    assert [(one.view, one.day, one.at) for one in every()] == [(v, 2, clock.now) for v in View]
    assert {one.link_id for one in every()} == {told.link}
    assert all(seen(one.large) == seen(one.small) == UPRIGHT for one in every())


@pytest.mark.parametrize("wrong", ["", "back", "front'--"])
def test_a_view_that_there_is_not_is_refused(told: Client, wrong: str) -> None:
    assert "Choose which side" in refused(told, wrong)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"%PDF-1.7", "This is no photo"),
        (photo()[:3000], "did not come whole"),
        (photo((200, 200)), "too small"),
        (photo() + bytes(MOST_BYTES), "too large"),
    ],
)
def test_what_is_no_photo_is_refused_in_words_and_nothing_is_lost(
    told: Client, sent: bytes, words: str
) -> None:
    upload(told)
    assert words in refused(told, "left", sent)
    assert "Show your left cheek" in refused(told, "left", sent)
    assert len(every()) == 1


def test_neither_its_name_nor_the_type_that_is_said_is_believed(told: Client) -> None:
    script = b"<script>alert(1)</script>"
    assert "This is no photo" in refused(told, "front", script, name="a.jpg")
    assert upload(told, name="../../x.exe", kind="text/html").status_code == 302
    assert seen(Photo.everywhere.get().large) == UPRIGHT


def test_a_form_without_a_photo_is_refused(told: Client) -> None:
    where = reverse("portal-photos", args=[told.link])
    for form in ({"view": "front"}, {"view": "front", "photo": "words"}, {}):
        assert told.post(where, form).status_code == 400
    assert not every()


def test_a_request_beyond_all_measure_is_not_read(told: Client) -> None:
    where = reverse("portal-photos", args=[told.link])
    headers = {"CONTENT_LENGTH": str(MOST_READ + 1)}
    kind = "multipart/form-data; boundary=x"
    assert told.generic("POST", where, b"--x\r\n", kind, **headers).status_code == 400
    assert not every()


def test_a_file_that_no_page_asked_for_is_dropped(told: Client) -> None:
    where = reverse("portal-may", args=[told.link])
    answer = told.post(where, {"q": "swimming", "photo": file()})
    assert (answer.status_code, answer.wsgi_request.POST["q"]) == (200, "swimming")
    assert not answer.wsgi_request.FILES


def test_two_taps_keep_one(told: Client, clock: Clock) -> None:
    upload(told)
    first, noted = Photo.everywhere.get(), Event.objects.filter(verb="add photo").count()
    clock.now += timedelta(minutes=1)
    upload(told)
    assert Photo.everywhere.get().at == first.at
    assert Event.objects.filter(verb="add photo").count() == noted == 1


def test_another_one_of_the_same_view_and_day_takes_its_place(told: Client, clock: Clock) -> None:
    upload(told)
    upload(told, "left")
    clock.now += timedelta(minutes=5)
    upload(told, sent=OTHER)
    front = Photo.everywhere.get(view="front")
    assert seen(front.large) == [*reversed(UPRIGHT)] == seen(front.small)
    assert front.at == clock.now
    assert len(every()) == 2


def test_once_the_clinic_has_looked_a_photo_stays(
    told: Client, sent: Photo, nurse: Member, clock: Clock
) -> None:
    clock.now += timedelta(minutes=5)
    staff_page(nurse, sent.patient_id)
    clock.now += timedelta(minutes=5)
    upload(told, sent=OTHER)
    assert [seen(one.large)[0] for one in every()] == [RED, YELLOW]
    answer = delete(told, sent)
    assert answer.status_code == 400
    assert "it stays. Ask the clinic to remove it." in unescape(answer.content.decode())
    assert page(told, "portal-photos").count("/delete/") == 1  # of the one not looked at
    assert delete(told, every()[1]).status_code == 302
    assert [one.pk for one in every()] == [sent.pk]


def test_whoever_sent_a_photo_can_delete_it_twice(told: Client, sent: Photo) -> None:
    assert delete(told, sent).status_code == 302
    assert delete(told, sent).status_code == 302
    assert not every()
    event = Event.objects.get(verb="delete photo")
    assert (event.actor, event.detail["photo"]) == ("patient", str(sent.pk))
    assert shown(told, sent).status_code == 404


def test_so_many_a_day_and_no_more(told: Client, nurse: Member, clock: Clock) -> None:
    first = clock.now
    for number in range(MOST_A_DAY):
        clock.now = first + timedelta(seconds=number)
        assert upload(told, sent=photo((400 + number, 400))).status_code == 302
        clock.now += timedelta(milliseconds=500)
        staff_page(nurse, Photo.everywhere.first().patient_id)  # so that none takes another's place
    assert "enough photos for today" in refused(told, sent=photo((500, 400)))
    assert len(every()) == MOST_A_DAY
    clock.now = first + timedelta(days=1, minutes=1)
    say(told)
    assert upload(told).status_code == 302


def test_a_carer_adds_their_own_and_sees_no_others(
    told: Client, sent: Photo, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    link, carer = open_link(nurse, appointment.patient, "Eva Ruiz")
    carer.link = link.pk
    assert "Say first" in refused(carer)
    say(carer)
    assert 'capture="environment"' in page(carer, "portal-photos")
    assert 'capture="user"' in page(told, "portal-photos")
    assert upload(carer, "left").status_code == 302
    own = Photo.everywhere.get(link=link)
    assert str(sent.pk) not in page(carer, "portal-photos")
    assert str(own.pk) not in page(told, "portal-photos")
    assert (shown(carer, own).status_code, shown(carer, sent).status_code) == (200, 404)
    assert delete(carer, sent).status_code == 302  # as one that is gone
    assert len(every()) == 2
    assert "Eva Ruiz" in staff_page(nurse, sent.patient_id)


def test_a_photo_is_nobody_elses(told: Client, sent: Photo, nurse: Member) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", sent.at)
    link, browser = open_link(nurse, other)
    browser.link = link.pk
    assert shown(browser, sent).status_code == 404
    delete(browser, sent)
    assert len(every()) == 1
    where = reverse("portal-photo", args=[told.link, sent.pk])
    assert browser.get(where).status_code == 403
    assert client_of(nurse).get(where).status_code == 403
    assert told.get(reverse("portal-photo", args=[told.link, uuid4()])).status_code == 404


def test_a_photo_goes_with_the_link_that_was_taken_back(
    told: Client, sent: Photo, nurse: Member, clock: Clock
) -> None:
    links.take_back(nurse, PatientLink.everywhere.get(pk=told.link), clock.now)
    assert shown(told, sent).status_code == 403
    assert "day 2" in staff_page(nurse, sent.patient_id)


# What an image is as an answer


def images(told: Client, sent: Photo, nurse: Member) -> Iterator[Any]:
    parts = [nurse.clinic.slug, sent.patient_id, sent.pk]
    yield shown(told, sent)
    for name in ("photo", "photo-small"):
        yield client_of(nurse).get(reverse(name, args=parts))


def test_an_image_is_kept_by_nobody_and_never_taken_for_a_page(
    told: Client, sent: Photo, nurse: Member
) -> None:
    for answer in images(told, sent, nurse):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"sandbox", "default-src 'none'"} <= {*policy}
        assert seen(answer.content) == UPRIGHT


# The staff's side


def test_days_stand_below_each_other_and_views_side_by_side(
    nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    for view in View:
        assert add_before(nurse, appointment.patient_id, view).status_code == 302
    standing = treat_now(nurse, clinician, appointment, clock)
    link, _token = links.give(nurse, appointment.patient, "", False, clock.now)
    ended = clock.now
    for days in (0, 3):
        clock.now = ended + timedelta(days=days, minutes=10)
        reports.report(link, standing, [], False, clock.now)
        by_link.send(link, standing, View.LEFT, picture_of(photo()), clock.now)
    found = staff_page(nurse, appointment.patient_id)
    rows = [part.split("</th>")[0] for part in found.split('<th scope="row">')[1:]]
    assert [row.strip() for row in rows] == [
        "Session 1, before",
        "Session 1, day 0",
        "Session 1, day 3",
    ]
    assert found.count("/small/") == 5
    assert 'id="compared"' not in found
    key = f"{appointment.pk}."
    two = staff_page(nurse, appointment.patient_id, f"?one={key}before&other={key}3")
    compared = two.split('id="compared"')[1].split("</section>")[0]
    assert compared.count("<img") == 4
    assert compared.count("none") == 2
    for wrong in (f"?one={key}before", f"?one={key}7&other={key}3", "?one=x&other='"):
        assert 'id="compared"' not in staff_page(nurse, appointment.patient_id, wrong)


def treat_now(nurse: Member, clinician: Member, appointment: Appointment, clock: Clock) -> Any:
    clock.now = treated(nurse, clinician, appointment, clock)
    patient = Patient.everywhere.get(pk=appointment.patient_id)
    (standing,) = standings_of(patient).last
    return standing


def test_a_photo_from_before_belongs_to_the_next_session(
    desk: Member, appointment: Appointment, clock: Clock
) -> None:
    assert add_before(desk, appointment.patient_id).status_code == 302
    one = Photo.everywhere.get()
    assert (one.appointment_id, one.day, one.by_id) == (appointment.pk, None, desk.user_id)
    assert add_before(desk, appointment.patient_id).status_code == 302  # two taps
    assert len(every()) == 1
    add_before(desk, appointment.patient_id, sent=OTHER)
    assert len(every()) == 2  # the staff has seen the first one: it stays
    Appointment.everywhere.update(state=State.CANCELLED)
    answer = add_before(desk, appointment.patient_id, "left")
    assert answer.status_code == 400
    assert "No session is ahead" in unescape(answer.content.decode())
    event = Event.objects.filter(verb="add photo").first()
    assert event.detail == {"photo": str(one.pk), "view": "front", "day": "before"}


def test_every_look_is_in_the_audit_once(sent: Photo, nurse: Member) -> None:
    def looks() -> int:
        return Event.objects.filter(verb="read photos", actor=str(nurse.user_id)).count()

    staff_page(nurse, sent.patient_id)
    assert looks() == 1
    for name in ("photo", "photo-small"):
        where = reverse(name, args=[nurse.clinic.slug, sent.patient_id, sent.pk])
        assert client_of(nurse).get(where).status_code == 200
    assert looks() == 1
    event = Event.objects.get(verb="read photos")
    assert event.subject == f"patient:{sent.patient_id}"


def test_the_staff_of_another_clinic_and_the_auditor_see_none(
    sent: Photo, auditor: Member, nurse: Member
) -> None:
    outside = make_member(make_clinic("inland"), Role.NURSE, "outside")
    for name in ("photos", "photo", "photo-small"):
        rest = [sent.pk] if name != "photos" else []
        where = reverse(name, args=[nurse.clinic.slug, sent.patient_id, *rest])
        assert client_of(outside).get(where).status_code == 404
        assert client_of(auditor).get(where).status_code == 403
        assert Client().get(where).status_code == 302
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", sent.at)
    wrong = reverse("photo", args=[nurse.clinic.slug, other.pk, sent.pk])
    assert client_of(nurse).get(wrong).status_code == 404


def test_whoever_treats_removes_a_photo_with_a_reason(
    sent: Photo, nurse: Member, desk: Member
) -> None:
    where = reverse("photo-remove", args=[nurse.clinic.slug, sent.patient_id, sent.pk])
    assert client_of(desk).post(where, {"why": "unclear"}).status_code == 403
    for why in ("", "because of Ana Ruiz"):
        assert client_of(nurse).post(where, {"why": why}).status_code == 400
    assert len(every()) == 1
    assert client_of(nurse).post(where, {"why": "other person"}).status_code == 302
    assert not every()
    event = Event.objects.get(verb="remove photo")
    assert (event.detail["kind"], event.detail["photo"]) == ("other person", str(sent.pk))


# At rest


def test_nothing_of_it_is_in_clear_in_the_database_or_in_any_file(
    told: Client, sent: Photo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written_to: list[str] = []
    monkeypatch.setattr(tempfile, "mkstemp", lambda *a, **_: written_to.append(str(a)))
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", tempfile.mkstemp)
    large = photo() + bytes(3_000_000)  # more than Django by itself keeps in memory
    assert upload(told, "left", large).status_code == 302
    assert not written_to and not list(tmp_path.iterdir())
    for one in every():
        with connection.cursor() as cursor:
            key = one.pk if ON_POSTGRES else one.pk.hex
            cursor.execute("SELECT large, small FROM photos_photo WHERE id = %s", [key])
            row = [bytes(value) for value in cursor.fetchone()]
        for stored, plain in zip(row, (one.large, one.small), strict=True):
            assert b"JFIF" not in stored and plain[200:260] not in stored
            assert plain.startswith(b"\xff\xd8")


def test_a_list_opens_no_picture_and_one_left_out_is_read_where_it_is_asked_for(
    sent: Photo,
) -> None:
    found = Photo.everywhere.defer("large", "small").get()
    assert "large" not in found.__dict__
    assert seen(found.large) == UPRIGHT


def test_photos_are_sealed_anew_a_few_at_once(sent: Photo, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[tuple[str, int]] = []
    monkeypatch.setattr("meantime.clinic.sealing.rotation._BATCH_OF_FILES", 2)
    for _number in range(4):
        copy = Photo.everywhere.get(pk=sent.pk)
        large, small, copy.pk = copy.large, copy.small, uuid4()
        copy.large, copy.small = large, small
        copy.save(force_insert=True)
    rotate(lambda table, rows: batches.append((table, rows)))
    assert [rows for table, rows in batches if table == "photos_photo"] == [2, 4, 5]
    for one in every():
        closed = one.__dict__["large"]
        assert isinstance(closed, Sealed) and closed.bytes[0] == ring().current
        assert seen(one.large) == UPRIGHT


def test_whoever_takes_their_data_takes_their_photos(sent: Photo, owner: Member) -> None:
    told = json.loads(json.dumps(export_person(owner, sent.patient)))
    (row,) = told["kept"]["photo"]
    assert seen(b64decode(row["large"])) == UPRIGHT
    assert (row["view"], row["day"]) == ("front", 2)
    assert "add photo" in {event["did"] for event in told["audit"]}


def test_an_erased_person_has_no_photos(told: Client, sent: Photo, owner: Member) -> None:
    erase_person(owner, sent.patient, "Asked for it by letter.")
    assert not every()
    where = reverse("photo", args=[owner.clinic.slug, sent.patient_id, sent.pk])
    assert client_of(owner).get(where).status_code == 404
    assert upload(told).status_code == 403


def test_a_session_at_the_end_of_a_day_counts_days_by_the_clinics_clock(
    told: Client, clinic: Clinic, clock: Clock
) -> None:
    clock.now = at(clinic, date(2026, 12, 5), 23, 55)
    say(told)
    upload(told)
    clock.now += timedelta(minutes=10)
    say(told)
    upload(told, sent=OTHER)
    assert [one.day for one in every()] == [2, 3]
