"""How it is healing: a warning sign comes before everything, and nothing opens without a report."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.audit.models import Event
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.portal.checking_in import shown_for
from meantime.clinic.portal.healing import healing_of, signs_of
from meantime.clinic.portal.models import HealingReport, PatientLink
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.conftest import Clock, client_of, make_clinic, make_member
from tests.clinic.test_portal_now import asked, client, page, treated  # noqa: F401


@pytest.fixture
def healing(
    client: Client,  # noqa: F811
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
) -> Client:
    """The browser of somebody who was treated two days ago."""
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2, hours=1)
    return client


def day_of(link: UUID) -> str:
    """What a form of this moment says of its day."""
    patient = PatientLink.everywhere.get(pk=link).patient
    standing = healing_of(standings_of(patient))
    return shown_for(standing, timezone.now()) if standing else ""


def send(browser: Client, **told: Any) -> int:
    told = {"day": day_of(browser.link)} | told
    if told.get("step") == "reports":
        told = {"normal": "yes"} | told
    return browser.post(reverse("portal-healing", args=[browser.link]), told).status_code


def sign(appointment: Appointment, clock: Clock, emergency: bool) -> str:
    (standing,) = standings_of(Patient.everywhere.get(pk=appointment.patient_id)).last
    every = signs_of(standing, clock.now, "en")
    return next(one.rule for one in every if one.emergency is emergency)


def test_nothing_heals_before_a_session(client: Client) -> None:  # noqa: F811
    assert "No session is done yet" in page(client, "portal-healing")
    assert send(client, step="signs", none="yes") == 200
    assert not HealingReport.everywhere.exists()


def test_under_a_minute_where_all_is_well(healing: Client, appointment: Appointment) -> None:
    first = page(healing, "portal-healing")
    assert "Day 2 after the session" in first and "Normal today" in first
    assert send(healing, step="signs", none="yes") == 302
    assert "Is any of this so?" not in page(healing, "portal-healing")
    assert send(healing, **{"step": "reports", "r-skin-calm": "yes"}) == 302
    assert "Thank you." in page(healing, "portal-healing")
    (row,) = HealingReport.everywhere.all()
    assert (row.day, row.urgent, row.signs, row.told) == (2, False, [], {"skin-calm": True})


def test_calm_skin_opens_what_waits_for_it_and_nothing_else_does(
    healing: Client, clock: Clock
) -> None:
    clock.now += timedelta(days=2)
    assert asked(healing, "foundation") != "Yes"
    for told in ("no", "unknown"):
        send(healing, step="signs", none="yes")
        send(healing, **{"step": "reports", "r-skin-calm": told})
        assert asked(healing, "foundation") != "Yes"
        clock.now += timedelta(hours=2)
    send(healing, step="signs", none="yes")
    assert asked(healing, "foundation") != "Yes"
    send(healing, **{"step": "reports", "r-skin-calm": "yes"})
    assert asked(healing, "foundation") == "Yes"


@pytest.mark.parametrize("emergency", [True, False])
def test_a_warning_sign_shows_the_phone_before_anything_else(
    healing: Client, appointment: Appointment, clinic: Clinic, clock: Clock, emergency: bool
) -> None:
    clock.now = clock.now.replace(hour=7)  # two at night in New York
    assert send(healing, step="signs", sign=[sign(appointment, clock, emergency)]) == 302
    shown = page(healing, "portal-healing")
    assert ("Call for help now" in shown) is emergency
    assert ("Call the clinic now" in shown) is not emergency
    assert f'class="button danger" href="tel:{clinic.phone}"' in shown
    assert (clinic.emergency in shown) is emergency
    assert "Normal today" not in shown and 'name="r-skin-calm"' not in shown


def test_worse_than_yesterday_is_for_the_clinic_too(healing: Client) -> None:
    assert send(healing, step="signs", worse="yes") == 302
    assert "Call the clinic now" in page(healing, "portal-healing")
    assert HealingReport.everywhere.get().urgent


def test_nothing_opens_until_the_clinic_has_looked(
    healing: Client, appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    send(healing, step="signs", sign=[sign(appointment, clock, False)])
    send(healing, step="signs", none="yes")
    assert send(healing, **{"step": "reports", "r-skin-calm": "yes"}) == 400
    history = newest(appointment.patient)
    assert history and history.occasion == "check-in"
    clock.now += timedelta(days=1)
    assert "Call the clinic now" in page(healing, "portal-healing")
    row = HealingReport.everywhere.get(urgent=True)
    where = reverse("healing-look", args=[nurse.clinic.slug, row.pk])
    assert client_of(nurse).post(where, {"note": "Called, all well."}).status_code == 302
    send(healing, step="signs", none="yes")
    assert send(healing, **{"step": "reports", "r-skin-calm": "yes"}) == 302


def test_the_clinic_sees_it_and_how_long_it_waits(
    healing: Client, appointment: Appointment, nurse: Member, clock: Clock
) -> None:
    send(healing, step="signs", sign=[sign(appointment, clock, False)])
    staff, where = client_of(nurse), reverse("healing", args=[nurse.clinic.slug])

    def shown() -> str:
        return unescape(staff.get(where).content.decode())

    assert "Ana Ruiz" in shown() and 'tag care"' in shown()
    clock.now += timedelta(minutes=16)
    assert 'tag stop"' in shown() and "16 minutes ago" in shown()
    row = HealingReport.everywhere.get()
    look = reverse("healing-look", args=[nurse.clinic.slug, row.pk])
    assert staff.post(look, {"note": " "}).status_code == 400
    assert staff.post(look, {"note": "x" * 401}).status_code == 400
    assert staff.post(look, {"note": "Called, all well."}).status_code == 302
    assert staff.post(look, {"note": "Called, too."}).status_code == 409
    assert "Called, all well." in shown() and "No report waits for anybody." in shown()


def test_two_taps_are_one_report(healing: Client, appointment: Appointment, clock: Clock) -> None:
    for _ in range(3):
        send(healing, step="signs", sign=[sign(appointment, clock, False)])
    assert HealingReport.everywhere.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"step": "signs"},
        {"step": "signs", "sign": "no-such-rule"},
        {"step": "reports"},
        {"step": "reports", "r-skin-calm": "yes"},
        {"step": "reports", "r-skin-calm": "perhaps"},
        {"step": "x" * 9000, "sign": "x" * 9000},
    ],
)
def test_what_says_nothing_is_refused(healing: Client, told: dict[str, str]) -> None:
    assert send(healing, **told) == 400
    assert not HealingReport.everywhere.exists()


def test_another_clinic_sees_and_looks_at_nothing(
    healing: Client, appointment: Appointment, clock: Clock
) -> None:
    send(healing, step="signs", worse="yes")
    row = HealingReport.everywhere.get()
    other = client_of(make_member(make_clinic("inland"), "nurse", "other"))
    for slug in ("harbour", "inland"):
        look = reverse("healing-look", args=[slug, row.pk])
        assert other.post(look, {"note": "I looked."}).status_code == 404
    assert "Ana" not in other.get(reverse("healing", args=["inland"])).content.decode()


def test_the_audit_has_no_sign(healing: Client, appointment: Appointment, clock: Clock) -> None:
    chosen = sign(appointment, clock, False)
    send(healing, step="signs", sign=[chosen])
    assert chosen not in str(list(Event.objects.values()))
    assert Event.objects.get(verb="report healing").detail["urgent"] is True
