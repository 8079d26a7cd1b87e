"""Every address of the portal, by everybody, by every method: what is not theirs changes nothing.

The addresses come from the resolver, as in test_matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.deployment import PushServices
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.door import cookie_of
from meantime.clinic.portal.models import Opening, PatientLink
from meantime.clinic.reminders.actions.notifying import turn_on
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, Clock, client_of
from tests.clinic.pictures import kept
from tests.clinic.pushing import Browser
from tests.clinic.test_matrix import METHODS, PORTAL, everything, patterns


def routes() -> list[tuple[str, URLPattern]]:
    return [found for found in patterns(get_resolver()) if found[0].startswith(PORTAL)]


class Portal(NamedTuple):
    """A link that is open in a browser, and what stands in addresses for it."""

    link: PatientLink
    client: Client
    session: Appointment
    photo: UUID | None = None
    contact: UUID | None = None

    def address(self, route: str, link: object = None) -> str:
        where = route.replace("<uuid:link>", str(link or self.link.pk))
        where = where.replace("<uuid:photo>", str(self.photo))
        where = where.replace("<uuid:contact>", str(self.contact))
        return "/" + where.replace("<uuid:appointment>", str(self.session.pk))


def opened(member: Member, patient: Patient, holder: str = "") -> tuple[PatientLink, Client]:
    made, token = links.give(member, patient, holder, False, NOW)
    client = Client()
    assert client.post(f"/p/{token}/").status_code == 302
    return made, client


@pytest.fixture
def portal(nurse: Member, appointment: Appointment, settings: Any) -> Portal:
    settings.PUSH = PushServices("")
    link, client = opened(nurse, appointment.patient)
    opening = Opening.objects.of(link.clinic_id).get(link=link)
    turn_on(opening, Browser("https://fcm.googleapis.com").subscription, NOW)
    opening.refresh_from_db()
    photo = kept(link, appointment, NOW).pk
    return Portal(link, client, appointment, photo, opening.notified_id)


def statuses(client: Client, where: str) -> set[int]:
    return {getattr(client, method)(where).status_code for method in METHODS}


def nobody(_portal: Portal, _nurse: Member, _clock: Clock) -> Client:
    return Client()


def staff(_portal: Portal, nurse: Member, _clock: Clock) -> Client:
    return client_of(nurse)


def another_patient(portal: Portal, nurse: Member, _clock: Clock) -> Client:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    made, client = opened(nurse, other)
    client.cookies[cookie_of(portal.link.pk)] = client.cookies[cookie_of(made.pk)].value
    return client


def a_carer_by_the_patients_link(portal: Portal, nurse: Member, _clock: Clock) -> Client:
    made, client = opened(nurse, portal.session.patient, "Eva Ruiz")
    client.cookies[cookie_of(portal.link.pk)] = client.cookies[cookie_of(made.pk)].value
    return client


def one_whose_link_was_taken_back(portal: Portal, nurse: Member, _clock: Clock) -> Client:
    links.take_back(nurse, portal.link, NOW)
    return portal.client


def one_whose_link_has_ended(portal: Portal, _nurse: Member, clock: Clock) -> Client:
    clock.now = NOW + links.LIFE + timedelta(seconds=1)
    return portal.client


def one_with_a_cookie_of_their_own_making(portal: Portal, _nurse: Member, _clock: Clock) -> Client:
    client = Client()
    client.cookies[cookie_of(portal.link.pk)] = "x" * 43
    return client


WHO = [
    nobody,
    staff,
    another_patient,
    a_carer_by_the_patients_link,
    one_whose_link_was_taken_back,
    one_whose_link_has_ended,
    one_with_a_cookie_of_their_own_making,
]


@pytest.mark.parametrize("who", WHO, ids=lambda who: who.__name__)
def test_whoever_does_not_hold_the_link_sees_and_changes_nothing(
    portal: Portal,
    nurse: Member,
    clock: Clock,
    who: Callable[[Portal, Member, Clock], Client],
) -> None:
    client = who(portal, nurse, clock)
    before = everything()
    for route, item in routes():
        where = portal.address(route)
        assert statuses(client, where) <= {403, 405}, (item.name, who.__name__)
        assert portal.session.patient.name not in client.get(where).content.decode()
    assert everything() == before


def test_a_link_that_is_nowhere_opens_nothing(portal: Portal) -> None:
    for route, _item in routes():
        assert statuses(portal.client, portal.address(route, uuid4())) <= {403, 405}


def test_whoever_holds_it_sees_it_and_a_look_changes_nothing(portal: Portal) -> None:
    before = everything()
    for route, item in routes():
        where = portal.address(route)
        assert portal.client.get(where).status_code in (200, 405), item.name
        assert portal.client.head(where).status_code in (200, 405), item.name
        for method in ("put", "patch", "delete"):
            assert getattr(portal.client, method)(where).status_code == 405
    assert everything() == before


def test_a_post_without_its_token_changes_nothing(portal: Portal) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = portal.client.cookies
    before = everything()
    for route, item in routes():
        assert client.post(portal.address(route)).status_code in (403, 405), item.name
    assert everything() == before
