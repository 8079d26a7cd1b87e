"""Another date in one tap: only days that are good, once, and until the session has moved."""

from __future__ import annotations

from datetime import time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, screening
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import other_dates as actions
from meantime.clinic.portal.good_days import MOST, good_days
from meantime.clinic.portal.models import AnotherDate
from meantime.clinic.portal.other_dates import number_asked
from meantime.clinic.portal.standing import Standing, standings_of
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member
from tests.clinic.test_portal_questions import Phone
from tests.clinic.test_portal_screening import answer, clear

pytestmark = pytest.mark.django_db
USED = NOW.date()
BUTTON, HAS = "Ask for another date</span></button>", "The clinic has it. They call you."


@pytest.fixture
def phone(nurse: Member, appointment: Appointment) -> Phone:
    found = Phone(nurse, appointment.patient)
    found.client.link = found.link.pk
    return found


def tell(member: Member, appointment: Appointment, **facts: object) -> None:
    """All clear by the desk, but for these facts."""
    protocol = protocol_of(appointment.version)
    told = all_clear(protocol) | {name.replace("_", "-"): fact for name, fact in facts.items()}
    screening.answer(member, appointment.patient, protocol, told, "desk", NOW)


@pytest.fixture
def deferred(phone: Phone, nurse: Member, appointment: Appointment) -> Phone:
    """The browser of somebody who used retinol today."""
    tell(nurse, appointment, retinoid=USED)
    return phone


def standing(appointment: Appointment) -> Standing:
    return standings_of(Patient.everywhere.get(pk=appointment.patient_id)).ahead[0]


def ask(phone: Phone, appointment: Appointment, day: object = "") -> int:
    where = reverse("portal-other-date", args=[phone.link.pk, appointment.pk])
    return phone.client.post(where, {"day": str(day)}).status_code


def desk(member: Member) -> str:
    where = reverse("asked", args=[member.clinic.slug])
    return unescape(client_of(member).get(where).content.decode())


def test_every_day_that_is_offered_is_good_by_the_same_screening(
    deferred: Phone, nurse: Member, room: Room, appointment: Appointment
) -> None:
    found = standing(appointment)
    days = good_days(found, NOW)
    assert len(days) == MOST
    assert days[0] == mt.screen(found.protocol, found.case, NOW).earliest
    shown = deferred.page("portal-now")
    assert BUTTON in shown and shown.count('name="day"') == MOST + 1
    for day in days:
        moved = Appointment.everywhere.get(pk=appointment.pk)
        start = booking.local_start(nurse.clinic, day, time(10))
        moved = booking.move(nurse, moved, start, room, moved.revision, NOW)
        assert moved.verdict.status == "eligible", day


def test_nothing_is_offered_that_nobody_can_know(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    tell(nurse, appointment, retinoid="ongoing")
    assert good_days(standing(appointment), NOW) == ()
    shown = phone.page("portal-now")
    assert BUTTON in shown and 'name="day"' not in shown
    assert ask(phone, appointment) == 302
    assert AnotherDate.everywhere.get().day is None
    assert "You asked for any other day." in phone.page("portal-now")


def test_nobody_is_asked_to_move_a_good_day(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    assert BUTTON not in phone.page("portal-now")
    tell(nurse, appointment)
    assert BUTTON not in phone.page("portal-now")
    assert ask(phone, appointment) == 400
    assert not AnotherDate.everywhere.exists()


def test_a_double_tap_is_one_and_another_day_replaces_the_first(
    deferred: Phone, appointment: Appointment, nurse: Member
) -> None:
    first, second, _third = good_days(standing(appointment), NOW)
    for _ in range(2):
        assert ask(deferred, appointment, first) == 302
    assert Event.objects.filter(verb="ask for another date").count() == 1
    shown = deferred.page("portal-now")
    assert HAS in shown and nurse.clinic.phone in shown.split(HAS)[1]
    assert ask(deferred, appointment, second) == 302
    row = AnotherDate.everywhere.get()
    assert (row.day, row.at) == (second, NOW)
    # Somebody who cares for the patient asks for the same session.
    carer = Phone(nurse, appointment.patient, "Eva Ruiz")
    assert HAS in carer.page("portal-now")
    assert ask(carer, appointment, first) == 302
    assert AnotherDate.everywhere.get().link == carer.link
    assert "asked by Eva Ruiz" in desk(nurse)


@pytest.mark.parametrize(
    "day", ["2026-12-03", "2026-12-06", "2026-11-01", "2090-01-04", "soon", "x" * 9000]
)
def test_a_day_that_was_not_offered_is_refused(
    deferred: Phone, appointment: Appointment, day: str
) -> None:
    assert ask(deferred, appointment, day) == 400
    assert not AnotherDate.everywhere.exists()


def test_a_day_that_was_good_is_refused_once_it_is_not(
    deferred: Phone, nurse: Member, appointment: Appointment
) -> None:
    day = good_days(standing(appointment), NOW)[0]
    tell(nurse, appointment, retinoid="ongoing")
    assert ask(deferred, appointment, day) == 400


def test_the_clinic_has_it_on_its_lists_until_the_session_has_moved(
    deferred: Phone, nurse: Member, room: Room, appointment: Appointment
) -> None:
    client = client_of(nurse)
    pages = [reverse(name, args=[nurse.clinic.slug]) for name in ("today", "worklists")]
    words = "1 patient asks for another date."
    assert not any(words in client.get(where).content.decode() for where in pages)
    day = good_days(standing(appointment), NOW)[0]
    ask(deferred, appointment, day)
    assert all(words in client.get(where).content.decode() for where in pages)
    where = f"{reverse('session-move', args=[nurse.clinic.slug, appointment.pk])}?day={day}"
    assert "Ana Ruiz" in desk(nurse) and where in desk(nurse)
    assert client.get(where).status_code == 200
    found = Appointment.everywhere.get(pk=appointment.pk)
    start = booking.local_start(nurse.clinic, day, time(10))
    booking.move(nurse, found, start, room, found.revision, NOW)
    assert not any(words in client.get(where).content.decode() for where in pages)
    assert "No patient asks for another date." in desk(nurse)
    shown = deferred.page("portal-now")
    assert HAS not in shown and "Nothing that we know stands against this day." in shown


def test_what_is_agreed_on_otherwise_leaves_the_list(
    deferred: Phone, nurse: Member, appointment: Appointment
) -> None:
    ask(deferred, appointment)
    row = AnotherDate.everywhere.get()
    where = reverse("asked-date-settle", args=[nurse.clinic.slug, row.pk])
    assert client_of(nurse).post(where).status_code == 302
    assert client_of(nurse).post(where).status_code == 409
    with pytest.raises(Stale):
        actions.settle(nurse, row, NOW)
    row.refresh_from_db()
    assert (row.settled, row.by) == (NOW, nurse.user)
    assert number_asked(nurse.clinic, NOW) == 0
    assert BUTTON in deferred.page("portal-now") and HAS not in deferred.page("portal-now")
    assert ask(deferred, appointment) == 302
    assert number_asked(nurse.clinic, NOW) == 1


def test_a_session_that_has_begun_is_not_asked_about(
    deferred: Phone, appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    ask(deferred, appointment)
    before = standing(appointment)
    clock.now = appointment.start + timedelta(minutes=1)
    assert number_asked(nurse.clinic, clock.now) == 0
    assert BUTTON not in deferred.page("portal-now")
    assert ask(deferred, appointment) == 400
    booking.cancel(
        nurse, Appointment.everywhere.get(pk=appointment.pk), before.session.revision, NOW
    )
    with pytest.raises(Refused):
        actions.ask(deferred.link, before, None, NOW)
    assert ask(deferred, appointment) == 404


def test_a_session_of_somebody_else_is_nowhere(
    deferred: Phone, nurse: Member, appointment: Appointment
) -> None:
    ask(deferred, appointment)
    row = AnotherDate.everywhere.get()
    other = client_of(make_member(make_clinic("inland"), "nurse", "other"))
    for slug in ("harbour", "inland"):
        assert other.post(reverse("asked-date-settle", args=[slug, row.pk])).status_code == 404
    assert "Ana" not in other.get(reverse("asked", args=["inland"])).content.decode()
    assert ask(deferred, row) == 404
    row.refresh_from_db()
    assert row.settled is None


def test_an_auditor_sees_no_button_and_settles_nothing(
    deferred: Phone, appointment: Appointment, auditor: Member
) -> None:
    ask(deferred, appointment)
    row = AnotherDate.everywhere.get()
    where = reverse("asked-date-settle", args=[auditor.clinic.slug, row.pk])
    assert client_of(auditor).post(where).status_code in (403, 404)
    assert AnotherDate.everywhere.get().settled is None


def test_a_cold_sore_history_says_what_to_do_next(
    phone: Phone, nurse: Member, appointment: Appointment, clinic: Clinic
) -> None:
    clear(phone.client, appointment, besides="cold-sore-history")
    assert answer(phone.client, "cold-sore-history", "yes") == 302
    for name in ("portal-now", "portal-questions"):
        shown = phone.page(name)
        said = "A clinician has to write something down before the session can be."
        assert said in shown and "Your clinician first has to write a plan" in shown
        assert f"tel:{clinic.phone}" in shown.split(said)[1].split("</section>")[0]
        assert "Some questions are open." not in shown
        assert "stands against this day" not in shown
    # Where the clinic knows that there is none yet, there is no good day before there is one.
    tell(nurse, appointment, cold_sore_history=True, antiviral_plan=False)
    assert good_days(standing(appointment), NOW) == ()
    shown = phone.page("portal-now")
    assert "The session cannot be on this day." in shown and BUTTON in shown
    assert shown.count("Your clinician first has to write a plan") == 1
    tell(nurse, appointment, cold_sore_history=True, antiviral_plan=True)
    shown = phone.page("portal-now")
    assert "Nothing that we know stands against this day." in shown
    assert "has to write something down" not in shown


def test_what_has_changed_is_told_without_blame(
    phone: Phone, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    tell(nurse, appointment)
    clock.now += timedelta(minutes=1)
    where = phone.address("portal-questions")
    for name in ("portal-now", "portal-may"):
        assert f'href="{where}?changed"' in phone.page(name)
    listed = unescape(phone.client.get(where + "?changed").content.decode())
    assert 'href="?ask=retinoid"' in listed and 'name="question"' not in listed
    asked = phone.client.get(where + "?ask=retinoid").content.decode()
    assert 'name="changed"' in asked
    told = {"question": "retinoid", "q-retinoid": "date", "d-retinoid": "2026-11-30"}
    sent = phone.client.post(where, told | {"changed": "yes"})
    assert sent["Location"] == where + "?told"
    shown = unescape(phone.client.get(where + "?told").content.decode())
    assert "Thank you for telling us." in shown and "That moves the date." in shown
    assert "Mon 30 Nov 2026" in shown and BUTTON in shown
    first = good_days(standing(appointment), NOW)[0]
    assert f'value="{first}" checked' in shown
    clock.now += timedelta(minutes=1)
    told = {"question": "pregnant", "q-pregnant": "no", "changed": "yes"}
    phone.client.post(where, told)
    shown = unescape(phone.client.get(where + "?told").content.decode())
    assert "Thank you for telling us." in shown and "That moves the date." not in shown


def test_what_is_told_early_leaves_the_open_questions_in_reach(
    phone: Phone, appointment: Appointment
) -> None:
    where = phone.address("portal-questions")
    assert f'href="{where}?changed"' in phone.page("portal-questions")
    told = {"question": "retinoid", "q-retinoid": "date", "d-retinoid": "2026-11-30"}
    phone.client.post(where, told | {"changed": "yes"})
    shown = unescape(phone.client.get(where + "?told").content.decode())
    assert "Thank you for telling us." in shown and f'href="{where}">Answer them</a>' in shown


def test_without_a_session_ahead_nothing_can_have_changed(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    booking.cancel(nurse, Appointment.everywhere.get(pk=appointment.pk), 1, NOW)
    for name in ("portal-now", "portal-may"):
        assert "if something has changed" not in phone.page(name)
    where = phone.address("portal-questions")
    for asked in ("?changed", "?told", "?ask=retinoid"):
        assert "nothing is asked" in phone.client.get(where + asked).content.decode()


def test_the_list_of_the_clinic_is_read_with_as_many_queries_for_more(
    deferred: Phone, nurse: Member, appointment: Appointment, room: Room
) -> None:
    client, where = client_of(nurse), reverse("asked", args=[nurse.clinic.slug])

    def counted() -> int:
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries)

    ask(deferred, appointment)
    before = counted()
    for days in (7, 14, 21):
        start = appointment.start + timedelta(days=days)
        other = booking.book(nurse, appointment.course, start, room, NOW)
        AnotherDate.everywhere.create(
            clinic=nurse.clinic,
            link=deferred.link,
            patient=appointment.patient,
            appointment=other,
            start=other.start,
            at=NOW,
        )
    assert number_asked(nurse.clinic, NOW) == 4
    assert counted() == before
