"""Every address there is, by everybody, by every method: what is not allowed changes nothing.

The addresses come from the resolver: a page that nobody thought of here fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from meantime.clinic.care.actions import booking, contacts, patients
from meantime.clinic.care.models import Appointment
from meantime.clinic.library.models import Version
from meantime.clinic.portal.actions import asking, links
from meantime.clinic.portal.models import AnotherDate, HealingReport
from meantime.clinic.reminders.models import State
from meantime.clinic.tenancy.models import Clinic, Invitation, Member, Room
from meantime.clinic.tenancy.roles import MAY, Role
from tests.clinic.conftest import NOW, client_of, confirmed, make_clinic, make_member, make_version
from tests.clinic.deliveries import make_delivery
from tests.clinic.pictures import kept

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# Whatever lies outside a clinic: who is nobody may come here, and it shows nothing of anybody.
ALONE = ("", "p/")
OUTSIDE = (
    *("door/", "join/", "reminders/", "metrics/"),
    *("p/<str:token>/", "p/calendar/<str:token>.ics", "p/worker.js", "p/no-connection/"),
    "p/notifications/",
)
# What is behind a patient's link: see test_portal_matrix.
PORTAL = "p/at/<uuid:link>/"


class Page(NamedTuple):
    """An address inside a clinic: its name, what it takes, and the names of its parts."""

    name: str
    asks: str
    parts: tuple[str, ...]


def patterns(resolver: Any, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        route = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, route)
        else:
            yield route, item


def pages() -> list[Page]:
    found = []
    for route, item in patterns(get_resolver()):
        if route.startswith("c/<slug:clinic>/"):
            asks = getattr(item.callback, "asks", None)
            assert asks, f"{route} does not say what it takes: decorate it with allowed(...)"
            assert item.name, route
            parts = tuple(
                part.split(":")[1].rstrip(">")
                for part in route.split("/")
                if part.startswith("<") and part != "<slug:clinic>"
            )
            found.append(Page(item.name, asks, parts))
        elif route.startswith(PORTAL):
            assert getattr(item.callback, "asks_link", False), f"{route}: decorate it with opened()"
        else:
            assert route.startswith(OUTSIDE) or route in ALONE, f"{route}: who may see it?"
    return found


class World(NamedTuple):
    """A clinic with one of everything, and what stands in addresses for it."""

    clinic: Clinic
    parts: dict[str, Any]


@pytest.fixture
def world(appointment: Appointment, nurse: Member, version: Version, room: Room) -> World:
    contact = contacts.add_contact(nurse, appointment.patient, "phone", "+1 212 555 0187", NOW)
    draft = make_version(nurse.clinic, "draft")
    member = make_member(nurse.clinic, Role.NURSE, "another")
    invitation = Invitation.everywhere.create(
        clinic=nurse.clinic,
        email="new@harbour.test",
        role=Role.NURSE,
        digest="0" * 64,
        by=nurse.user,
        expires=NOW + timedelta(days=7),
    )
    link, _token = links.give(nurse, appointment.patient, "", True, NOW)
    question = asking.send(link, appointment, "May I swim?", "not-covered", ["swimming"], NOW)
    report = HealingReport.everywhere.create(
        clinic=nurse.clinic,
        link=link,
        patient=appointment.patient,
        appointment=appointment,
        at=NOW,
        day=1,
        signs=[],
        worse=True,
        told={},
        urgent=True,
    )
    asked = AnotherDate.everywhere.create(
        clinic=nurse.clinic,
        link=link,
        patient=appointment.patient,
        appointment=appointment,
        start=appointment.start,
        at=NOW,
    )
    parts = {
        "report": report.pk,
        "date": asked.pk,
        "link": link.pk,
        "photo": kept(link, appointment, NOW).pk,
        "question": question.pk,
        "patient": appointment.patient_id,
        "course": appointment.course_id,
        "appointment": appointment.pk,
        "contact": contact.pk,
        "message": make_delivery(contact, appointment, State.UNCERTAIN).pk,
        "version": draft.pk,
        "room": room.pk,
        "person": member.pk,
        "invitation": invitation.pk,
        "figure": "slots",
        "language": "es",
        "kind": "eve",
    }
    return World(nurse.clinic, parts)


def address(page: Page, world: World, slug: str = "") -> str:
    unknown = [part for part in page.parts if part not in world.parts]
    assert not unknown, f"{page.name}: give the matrix something for {unknown}"
    named = {part: world.parts[part] for part in page.parts}
    return reverse(page.name, kwargs={"clinic": slug or world.clinic.slug, **named})


# What may change although nobody was let in: the visit itself.
_VISITS = ("audit.Event", "audit.Head", "sessions.Session")


def everything() -> dict[str, list[Any]]:
    """Every row of every table, but for the visits."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.label not in _VISITS and not model._meta.label.startswith("axes.")
    }


def refusals(client: Client, page: Page, where: str) -> set[int]:
    return {getattr(client, method)(where).status_code for method in METHODS}


def test_every_page_says_what_it_takes() -> None:
    found = pages()
    assert len(found) > 20
    assert {page.asks for page in found} <= set(MAY)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_who_is_nobody_gets_no_further_than_the_door(page: Page, world: World) -> None:
    before = everything()
    for method in METHODS:
        found = getattr(Client(), method)(address(page, world))
        assert found.status_code == 302, (page.name, method)
        assert found.url.startswith("/door/login/"), (page.name, method)
    assert everything() == before


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_for_the_staff_of_another_clinic_it_is_not_there(page: Page, world: World) -> None:
    other = make_clinic("inland")
    clients = [confirmed(make_member(other, role, f"other-{role}")) for role in Role]
    before = everything()
    for client in clients:
        assert refusals(client, page, address(page, world)) <= {404, 405}
        # Their own clinic's address, with a row of ours; a figure or a sentence is no row.
        if {*page.parts} - {"figure", "language", "kind"}:
            assert refusals(client, page, address(page, world, "inland")) <= {403, 404, 405}
    assert everything() == before


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_role_that_may_not_is_refused_and_changes_nothing(page: Page, world: World) -> None:
    refused = [role for role in Role if role not in MAY[page.asks]]
    clients = [client_of(make_member(world.clinic, role, f"one-{role}")) for role in refused]
    before = everything()
    for client in clients:
        assert refusals(client, page, address(page, world)) <= {403, 405}
    assert everything() == before


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_role_that_may_is_let_in_and_a_look_changes_nothing(page: Page, world: World) -> None:
    for role in Role:
        if role not in MAY[page.asks]:
            continue
        client = confirmed(make_member(world.clinic, role, f"one-{role}"))
        before = everything()
        statuses = {client.get(address(page, world)).status_code for _ in range(2)}
        assert statuses <= {200, 302, 400, 405}, page.name
        assert client.head(address(page, world)).status_code in (*statuses, 200)
        assert everything() == before
        for method in ("put", "patch", "delete"):
            assert getattr(client, method)(address(page, world)).status_code == 405
        # 403: some pages are read by more than may change them; 404: the role before took it away.
        assert client.post(address(page, world)).status_code < 500


def test_whoever_left_is_nobody(world: World, desk: Member) -> None:
    client = client_of(desk)
    where = reverse("today", kwargs={"clinic": world.clinic.slug})
    assert client.get(where).status_code == 200
    desk.is_active = False
    desk.save()
    assert client.get(where).status_code in (302, 404)


def test_a_post_without_its_token_changes_nothing(world: World, nurse: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(nurse.user, backend="meantime.clinic.tenancy.logged_in.Backend")
    before = everything()
    for page in pages():
        assert client.post(address(page, world)).status_code in (403, 404, 405), page.name
    assert everything() == before


def test_one_who_works_in_two_clinics_cannot_carry_rows_from_one_to_the_other(
    world: World, nurse: Member, room: Room
) -> None:
    inland = make_clinic("inland")
    both = Member.everywhere.create(clinic=inland, user=nurse.user, role=Role.NURSE)
    make_version(inland)
    patient = patients.add_patient(both, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    course = booking.open_course(both, patient, "microneedling", 1)
    where = reverse("book", kwargs={"clinic": "inland", "course": course.pk})
    told = {"day": "2026-12-03", "clock": "10:00", "room": str(room.pk)}
    assert client_of(nurse).post(where, told).status_code == 400
    start = booking.local_start(inland, date(2026, 12, 3), time(10))
    assert not Appointment.objects.of(inland).filter(start=start).exists()
