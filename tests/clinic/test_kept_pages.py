"""Pages that are kept drawn: whoever looks sees what is so now, and what is theirs."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients
from meantime.clinic.care.models import Appointment
from meantime.clinic.design.packing import cut, filled
from meantime.clinic.kept import Kept
from meantime.clinic.tenancy.logged_in import Backend
from meantime.clinic.tenancy.models import Clinic, Member, Room, User
from tests.clinic.conftest import NOW, client_of

DAY = "?day=2026-12-03"


def board(client: Client, clinic: Clinic, **head: str) -> str:
    """The board of the day of the session, less the tokens of its forms."""
    page = client.get(reverse("today", args=[clinic.slug]) + DAY, headers=head)
    assert page.status_code == 200
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "TOKEN", page.content.decode())


def test_a_page_is_the_same_the_second_time(
    clinic: Clinic, nurse: Member, appointment: Appointment
) -> None:
    client = client_of(nurse)
    first = board(client, clinic)
    assert board(client, clinic) == first
    assert "Ana Ruiz" in first
    assert first.count("TOKEN") == 3


def test_a_change_shows_at_once(clinic: Clinic, nurse: Member, appointment: Appointment) -> None:
    client = client_of(nurse)
    first = board(client, clinic)
    who = appointment.patient
    patients.change_patient(nurse, who, "Ana Ruiz-Vega", date(1990, 5, 4), "en", "", 1, NOW)
    renamed = board(client, clinic)
    assert "Ana Ruiz-Vega" in renamed and "Ana Ruiz-Vega" not in first
    booking.cancel(nurse, Appointment.everywhere.get(pk=appointment.pk), 1, NOW)
    assert board(client, clinic) != renamed


@pytest.mark.parametrize("what", ["the clinic", "the user", "the zone"])
def test_what_stands_around_it_shows_at_once(
    clinic: Clinic, nurse: Member, appointment: Appointment, what: str
) -> None:
    client = client_of(nurse)
    first = board(client, clinic)
    match what:
        case "the clinic":
            Clinic.objects.filter(pk=clinic.pk).update(name="Dockside")
        case "the user":
            User.objects.filter(pk=nurse.user_id).update(name="Nora New")
        case _:
            Clinic.objects.filter(pk=clinic.pk).update(zone="Pacific/Auckland")
    assert board(client, clinic) != first


def test_everybody_sees_their_own(
    clinic: Clinic, nurse: Member, owner: Member, appointment: Appointment
) -> None:
    theirs, mine = board(client_of(owner), clinic), board(client_of(nurse), clinic)
    assert nurse.user.name in mine and owner.user.name not in mine
    assert owner.user.name in theirs and nurse.user.name not in theirs
    assert "Settings" in theirs and "Settings" not in mine


def test_it_is_in_the_language_that_is_chosen(
    clinic: Clinic, nurse: Member, appointment: Appointment
) -> None:
    client = client_of(nurse)
    assert "Comprobar" not in board(client, clinic)
    spanish = board(client, clinic, accept_language="es")
    assert 'lang="es"' in spanish
    assert 'lang="en"' in board(client, clinic)


def test_each_page_has_a_token_of_its_own_that_counts(
    clinic: Clinic, nurse: Member, appointment: Appointment
) -> None:
    client = client_of(nurse)
    client.handler.enforce_csrf_checks = True
    where = reverse("today", args=[clinic.slug]) + DAY
    pages = [client.get(where).content.decode() for _ in range(2)]
    tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page) for page in pages]
    assert len({token for found in tokens for token in found}) == 2
    out = reverse("account_logout")
    assert client.post(out, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(out, {"csrfmiddlewaretoken": tokens[1][0]}).status_code == 302


def test_what_is_said_once_is_said_once(
    clinic: Clinic, owner: Member, appointment: Appointment
) -> None:
    client = client_of(owner)
    before = board(client, clinic)
    told = {"name": clinic.name, "zone": clinic.zone, "phone": clinic.phone, "languages": "en"}
    for day, (opens, closes) in clinic.hours.items():
        told |= {f"opens_{day}": opens, f"closes_{day}": closes}
    saved = client.post(reverse("clinic-settings", args=[clinic.slug]), told | {"revision": 1})
    assert saved.status_code == 302
    said = [board(client, clinic) for _ in range(2)]
    assert ["Saved." in page for page in said] == [True, False]
    assert said[1] == before


def test_every_look_is_noted(clinic: Clinic, nurse: Member, appointment: Appointment) -> None:
    client = client_of(nurse)
    for _ in range(3):
        board(client, clinic)
    assert Event.objects.filter(verb="read board").count() == 3


# Packed in pieces


def test_a_packed_page_is_the_page(clinic: Clinic, nurse: Member, appointment: Appointment) -> None:
    client, where = client_of(nurse), reverse("today", args=[clinic.slug]) + DAY
    plain = client.get(where).content
    packed = client.get(where, headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain) / 2
    tokens = re.compile(rb'(csrfmiddlewaretoken" value=")\w+"')
    assert tokens.sub(rb"\1", gzip.decompress(packed.content)) == tokens.sub(rb"\1", plain)
    assert "Content-Encoding" not in client.get(where, headers={"accept-encoding": "br"})


def test_how_long_a_packed_page_is_says_little(
    clinic: Clinic, nurse: Member, appointment: Appointment
) -> None:
    client, where = client_of(nurse), reverse("today", args=[clinic.slug]) + DAY
    packed = [client.get(where, headers={"accept-encoding": "gzip"}) for _ in range(12)]
    assert len({len(page.content) for page in packed}) > 4


@pytest.mark.parametrize("page", ["", "|", "||", "a|b&|", "é|💉|" + "x" * 300_000])
def test_whatever_is_cut_comes_whole(page: str) -> None:
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    for filling in ("", "t", "tö" * 9000):
        said = page.replace("|", filling)
        response = filled(request, cut(page, "|", "&"), {"|": filling, "&": "and"})
        assert gzip.decompress(response.content).decode() == said.replace("&", "and")


# Kept queries that give objects


def _rooms(clinic: UUID, name: str) -> Any:
    return Room.objects.of(clinic).filter(name=name).select_related("clinic")


def test_a_kept_query_gives_objects_as_django_does(clinic: Clinic) -> None:
    room = Room.everywhere.create(clinic=clinic, name="Blue")
    kept = Kept(_rooms, UUID, str)
    for _ in range(2):
        found = kept.one(clinic.pk, "Blue")
        assert found == room
        assert (found.name, found.is_open, found.pk) == ("Blue", True, room.pk)
        assert (found.clinic, found.clinic.hours) == (clinic, clinic.hours)
    assert kept.one(clinic.pk, "Green") is None
    assert kept.one(uuid4(), "Blue") is None


def test_whoever_may_not_log_in_any_more_is_nobody(nurse: Member) -> None:
    assert Backend().get_user(nurse.user_id) == nurse.user
    User.objects.filter(pk=nurse.user_id).update(is_active=False)
    assert Backend().get_user(nurse.user_id) is None


def test_a_session_that_is_over_is_none(clinic: Clinic, nurse: Member) -> None:
    client = client_of(nurse)
    where = reverse("today", args=[clinic.slug])
    assert client.get(where).status_code == 200
    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(days=400))
    assert client.get(where).status_code == 302
