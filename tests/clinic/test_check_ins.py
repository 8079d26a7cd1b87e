"""Check-ins on the days that the protocol says: asked then, told for that day, and else missed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meantime.clinic.care.actions import booking, contacts, patients
from meantime.clinic.care.models import Appointment, History, Patient
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.checking_in import check_ins_of
from meantime.clinic.portal.models import HealingReport, PatientLink
from meantime.clinic.portal.standing import Standing, standings_of
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member
from tests.clinic.test_portal_healing import day_of, send, sign
from tests.clinic.test_portal_now import asked, client, page, treated  # noqa: F401

PHONE = "+12125550187"
CARD = "Tell how it is healing"


@pytest.fixture
def ended(
    client: Client,  # noqa: F811
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
) -> datetime:
    """When the session was over: on Thursday 3 December, in New York."""
    contacts.add_contact(nurse, appointment.patient, "phone", PHONE, NOW)
    return treated(nurse, clinician, appointment, clock)


def standing_of(appointment: Appointment) -> Standing:
    (standing,) = standings_of(Patient.everywhere.get(pk=appointment.patient_id)).last
    return standing


def tell(browser: Client, **told: Any) -> None:
    """All of a report, without a warning sign."""
    assert send(browser, step="signs", none="yes") == 302
    assert send(browser, step="reports", **{"r-skin-calm": "no"} | told) == 302


def staff_page(member: Member, name: str = "healing") -> str:
    answer = client_of(member).get(reverse(name, args=[member.clinic.slug]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def part(shown: str, name: str) -> str:
    """A section of a page."""
    return shown.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


# What is due


@pytest.mark.parametrize("day", range(10))
def test_somebody_is_asked_on_the_days_of_the_protocol(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    day: int,
) -> None:
    clock.now = ended + timedelta(days=day)
    due = day in (1, 3, 7)
    assert (CARD in page(client, "portal-now")) is due
    shown = page(client, "portal-healing")
    assert (f"This is the check-in of day {day}." in shown) is due
    assert ("You can tell how it is healing on any day." in shown) is not due
    dates = {0: "Fri 4 Dec", 1: "Sun 6 Dec", 2: "Sun 6 Dec"} | dict.fromkeys(range(3, 7), "Thu 10")
    assert (f"The next check-in is on {dates.get(day)}" in shown) is (day in dates)
    assert ("a day that is over cannot be told later" in shown) is (day > 1)


@pytest.mark.parametrize("day", [1, 3, 7])
def test_once_told_nothing_is_asked_again_that_day(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    day: int,
) -> None:
    clock.now = ended + timedelta(days=day)
    assert send(client, step="signs", none="yes") == 302
    assert CARD in page(client, "portal-now")
    assert send(client, step="reports", **{"r-skin-calm": "unknown"}) == 302
    assert CARD not in page(client, "portal-now")
    clock.now += timedelta(hours=4)
    assert CARD not in page(client, "portal-now")
    assert "You can tell how it is healing on any day." in page(client, "portal-healing")


def test_a_report_of_another_day_is_no_check_in(
    client: Client,  # noqa: F811
    ended: datetime,
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=2)
    tell(client)
    clock.now = ended + timedelta(days=3)
    assert CARD in page(client, "portal-now")
    found = check_ins_of(standing_of(appointment), {2}, ended + timedelta(days=4))
    assert found.due is None
    assert [(one.day, one.on) for one in found.missed] == [
        (1, date(2026, 12, 4)),
        (3, date(2026, 12, 6)),
    ]


def test_the_day_begins_at_midnight_by_the_clocks_of_the_clinic(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    appointment: Appointment,
    clock: Clock,
) -> None:
    patient = Patient.everywhere.get(pk=appointment.patient_id)
    born = date(1990, 5, 4)
    patients.change_patient(nurse, patient, patient.name, born, "en", "Asia/Tokyo", 1, NOW)
    for moment, due in (("03T23:59", False), ("04T00:00", True), ("04T23:59", True)):
        clock.now = datetime.fromisoformat(f"2026-12-{moment}-05:00")
        assert (CARD in page(client, "portal-now")) is due, moment
    clock.now = datetime.fromisoformat("2026-12-05T00:00-05:00")
    assert CARD not in page(client, "portal-now")


def test_the_check_in_of_a_carer_is_one(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    appointment: Appointment,
    clock: Clock,
) -> None:
    made, token = links.give(nurse, appointment.patient, "Her daughter", False, ended)
    daughter = Client()
    daughter.post(reverse("portal-open", args=[token]))
    daughter.link = made.pk
    clock.now = ended + timedelta(days=1)
    tell(daughter)
    assert CARD not in page(client, "portal-now")


# Another day


def test_a_form_of_yesterday_is_refused_and_nothing_ticked_is_lost(
    client: Client,  # noqa: F811
    ended: datetime,
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = datetime.fromisoformat("2026-12-04T23:58-05:00")
    told = {"step": "signs", "day": day_of(client.link), "none": "yes"}
    clock.now += timedelta(minutes=5)
    where = reverse("portal-healing", args=[client.link])
    answer = client.post(where, told)
    assert answer.status_code == 409
    shown = unescape(answer.content.decode())
    assert "This page was of another day." in shown
    assert 'name="none" value="yes" checked' in shown
    assert not HealingReport.everywhere.exists()
    assert client.post(where, told | {"day": day_of(client.link)}).status_code == 302
    assert HealingReport.everywhere.get().day == 2


@pytest.mark.parametrize("said", [{"worse": "yes"}, {"sign": "call-allergy", "none": "yes"}])
def test_a_warning_sign_counts_from_a_page_of_yesterday_too(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    said: dict[str, str],
) -> None:
    clock.now = datetime.fromisoformat("2026-12-04T23:58-05:00")
    yesterday = day_of(client.link)
    clock.now += timedelta(minutes=5)
    assert send(client, step="signs", day=yesterday, **said) == 302
    assert 'class="button danger" href="tel:' in page(client, "portal-healing")
    row = HealingReport.everywhere.get()
    assert (row.day, row.urgent, row.waits) == (2, True, True)


def test_after_midnight_the_signs_come_first_again(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
) -> None:
    clock.now = datetime.fromisoformat("2026-12-06T23:58-05:00")
    assert send(client, step="signs", none="yes") == 302
    yesterday = day_of(client.link)
    clock.now += timedelta(minutes=5)
    calm = {"step": "reports", "r-skin-calm": "yes"}
    assert send(client, **calm, day=yesterday) == 409
    assert send(client, **calm) == 400
    assert "Is any of this so?" in page(client, "portal-healing")
    assert asked(client, "foundation") != "Yes"
    assert send(client, step="signs", none="yes") == 302
    assert send(client, **calm) == 302
    assert asked(client, "foundation") == "Yes"
    assert [row.day for row in HealingReport.everywhere.order_by("at")] == [3, 4]


@pytest.mark.parametrize("day", ["", "2026-12-05", "x" * 9000, "\x00"])
def test_a_form_of_no_day_is_refused(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    day: str,
) -> None:
    clock.now = ended + timedelta(days=1)
    assert send(client, step="signs", none="yes", day=day) == 409
    assert not HealingReport.everywhere.exists()


def test_a_form_of_the_session_before_says_nothing_of_the_next(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    clock: Clock,
) -> None:
    again = booking.local_start(nurse.clinic, date(2027, 1, 7), time(10))
    booked = booking.book(nurse, appointment.course, again, room, clock.now)
    clock.now = booked.start - timedelta(hours=1)
    before = day_of(client.link)
    Appointment.everywhere.filter(pk=booked.pk).update(state="done", ended=clock.now)
    assert send(client, step="signs", none="yes", day=before) == 409
    assert send(client, step="signs", none="yes") == 302
    assert HealingReport.everywhere.get().appointment_id == booked.pk


def test_a_double_tap_on_either_step_is_one_report(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=3)
    for _ in range(2):
        assert send(client, step="signs", none="yes") == 302
    for _ in range(2):
        assert send(client, step="reports", **{"r-skin-calm": "yes"}) == 302
    (row,) = HealingReport.everywhere.all()
    assert (row.day, row.normal, row.waits, row.told) == (3, True, False, {"skin-calm": True})
    assert History.everywhere.filter(occasion="link").count() == 1


def test_what_was_told_by_a_slip_is_taken_back_at_once(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=4)
    tell(client, **{"r-skin-calm": "yes"})
    assert asked(client, "foundation") == "Yes"
    clock.now += timedelta(minutes=2)
    tell(client, **{"r-skin-calm": "no"})
    assert asked(client, "foundation") != "Yes"
    assert HealingReport.everywhere.count() == 2


# Compared with what is normal that day


@pytest.mark.parametrize(
    ("day", "says"),
    [(1, "red and sensitive"), (5, "dry, flaky skin"), (9, "Is nothing of the session left")],
)
def test_it_is_compared_with_what_is_normal_that_day(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    day: int,
    says: str,
) -> None:
    clock.now = ended + timedelta(days=day)
    assert send(client, step="signs", none="yes") == 302
    question = page(client, "portal-healing")
    assert says in question
    assert ("red and sensitive" in question) is (day <= 3)
    assert ("Normal means: dry and flaky, not wet or crusted." in question) is (2 <= day <= 7)
    assert send(client, step="reports", **{"r-skin-calm": "no"}) == 302
    assert "It fits what is normal today." in page(client, "portal-healing")


@pytest.mark.parametrize("normal", ["no", "unknown"])
def test_what_may_not_be_normal_opens_nothing(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    clock: Clock,
    normal: str,
) -> None:
    clock.now = ended + timedelta(days=4)
    tell(client, normal=normal, **{"r-skin-calm": "yes"})
    assert asked(client, "foundation") != "Yes"
    shown = page(client, "portal-healing")
    assert "What waits for calm skin stays closed." in shown or "stays closed" in shown
    assert ("Ask the clinic." in shown) is (normal == "no")
    waiting = part(staff_page(nurse), "waiting")
    assert ("Not as is normal that day" in waiting) is (normal == "no")
    assert ("does not heal as is normal" in staff_page(nurse, "today")) is (normal == "no")
    # The next day it may be as it should.
    clock.now += timedelta(days=1)
    tell(client, **{"r-skin-calm": "yes"})
    assert asked(client, "foundation") == "Yes"


@pytest.mark.parametrize("said", [{"worse": "yes"}, {"sign": "call-infection"}])
def test_what_was_opened_is_shut_by_a_warning_sign(
    client: Client,  # noqa: F811
    ended: datetime,
    clock: Clock,
    said: dict[str, str],
) -> None:
    clock.now = ended + timedelta(days=4)
    tell(client, **{"r-skin-calm": "yes"})
    assert asked(client, "foundation") == "Yes"
    assert send(client, step="signs", **said) == 302
    assert asked(client, "foundation") != "Yes"


# A warning sign


def test_the_phone_comes_first_on_the_first_page_too(
    client: Client,  # noqa: F811
    ended: datetime,
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = datetime.fromisoformat("2026-12-06T02:00-05:00")
    assert "Call for help now" not in page(client, "portal-now")
    assert send(client, step="signs", sign=[sign(appointment, clock, True)]) == 302
    shown = page(client, "portal-now")
    assert "Call for help now" in shown and CARD not in shown
    assert f'class="button danger" href="tel:{appointment.clinic.phone}"' in shown


def test_it_escalates_on_every_page_of_the_staff(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    owner: Member,
    auditor: Member,
    clock: Clock,
) -> None:
    clock.now = reported = datetime.fromisoformat("2026-12-06T02:00-05:00")
    assert send(client, step="signs", worse="yes") == 302
    stranger = make_member(make_clinic("inland"), "nurse", "other")
    names = ("today", "worklists", "patients", "healing", "asked", "protocols")
    late, calls = "more than 15 minutes ago", "Call the patient yourself."

    def told(member: Member, *pages: str) -> set[tuple[bool, bool]]:
        tops = [staff_page(member, name).partition("<main")[0] for name in pages]
        return {(late in top, calls in top) for top in tops}

    for minutes, said in ((14, (False, False)), (15, (True, False)), (45, (False, True))):
        clock.now = reported + timedelta(minutes=minutes)
        assert told(nurse, *names) == {said}, minutes
        assert told(owner, *names, "numbers", "audit", "clinic-settings") == {said}
        assert told(auditor, "protocols", "audit") == {(False, False)}
        assert told(stranger, *names) == {(False, False)}
    clock.now = reported + timedelta(days=3)
    assert told(nurse, *names) == {(False, True)}
    row = HealingReport.everywhere.get()
    look = reverse("healing-look", args=[nurse.clinic.slug, row.pk])
    assert client_of(nurse).post(look, {"note": "Called, all well."}).status_code == 302
    assert told(nurse, *names) == {(False, False)}


def test_the_board_asks_once_more_at_most(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=1)
    staff, where = client_of(nurse), reverse("today", args=[nurse.clinic.slug])

    def asks() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(where).status_code == 200
        return [one["sql"] for one in queries.captured_queries if "healingreport" in one["sql"]]

    assert len(asks()) == 1
    assert send(client, step="signs", worse="yes") == 302
    clock.now += timedelta(minutes=20)
    assert len(asks()) == 1


# Not heard from


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (0, None),
        (1, "day 1 after, today"),
        (2, "day 1 after, yesterday"),
        (3, "day 3 after, today"),
        (4, "day 3 after, yesterday"),
        (5, None),
        (7, "day 7 after, today"),
        (8, "day 7 after, yesterday"),
        (9, None),
    ],
)
def test_who_was_not_heard_from_is_named_with_the_phone(
    ended: datetime, nurse: Member, clock: Clock, day: int, says: str | None
) -> None:
    clock.now = ended + timedelta(days=day)
    shown = part(staff_page(nurse), "unheard")
    assert ("Ana Ruiz" in shown) is (says is not None)
    assert says is None or says in shown
    assert (f'href="tel:{PHONE}"' in shown) is (says is not None)


def test_who_told_since_is_not_named(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=1)
    assert send(client, step="signs", none="yes") == 302
    assert "Ana Ruiz" in part(staff_page(nurse), "unheard")
    clock.now += timedelta(days=1)
    tell(client)
    assert "Ana Ruiz" not in part(staff_page(nurse), "unheard")
    clock.now += timedelta(days=1)
    assert "Ana Ruiz" in part(staff_page(nurse), "unheard")


def test_who_waits_for_the_clinic_is_not_waited_for(
    client: Client,  # noqa: F811
    ended: datetime,
    nurse: Member,
    clock: Clock,
) -> None:
    clock.now = ended + timedelta(days=1)
    assert send(client, step="signs", worse="yes") == 302
    clock.now += timedelta(days=2)
    shown = staff_page(nurse)
    assert "Ana Ruiz" not in part(shown, "unheard")
    assert f'href="tel:{PHONE}"' in part(shown, "waiting")


def test_who_has_no_link_and_no_phone_is_shown_as_such(
    client: Client,  # noqa: F811
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
) -> None:
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=1)
    assert "No phone number is known." in part(staff_page(nurse), "unheard")
    assert "Holds no link" not in part(staff_page(nurse), "unheard")
    links.take_back(nurse, PatientLink.everywhere.get(), clock.now)
    assert "Holds no link" in part(staff_page(nurse), "unheard")


def test_another_clinic_is_told_of_nobody(ended: datetime, clock: Clock) -> None:
    clock.now = ended + timedelta(days=1)
    other = make_member(make_clinic("inland"), "nurse", "other")
    assert "Ana" not in staff_page(other)


def test_many_take_no_more_queries(
    ended: datetime, nurse: Member, clinic: Clinic, appointment: Appointment, clock: Clock
) -> None:
    clock.now = ended + timedelta(days=1)
    staff, where = client_of(nurse), reverse("healing", args=[clinic.slug])

    def number() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(where).status_code == 200
        return len(queries)

    number()
    before = number()
    done = Appointment.everywhere.get(pk=appointment.pk)
    for count in range(5):
        one = patients.add_patient(nurse, f"Bea {count}", date(1990, 5, 4), "en", "", NOW)
        course = booking.open_course(nurse, one, "microneedling", 1)
        room = Room.everywhere.create(clinic=clinic, name=f"Extra {count}")
        booked = booking.book(nurse, course, clock.now + timedelta(days=10), room, clock.now)
        own = {"state": done.state, "start": done.start, "ended": done.ended}
        Appointment.everywhere.filter(pk=booked.pk).update(**own)
    assert number() <= before
    assert staff.get(where).content.decode().count("today</span>") == 6
