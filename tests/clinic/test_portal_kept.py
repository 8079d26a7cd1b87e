"""A patient's page that is kept drawn says what is so at every moment, and shows changes at once.

Every answer of the portal is the core's for the same case and moment, whatever was seen before.
"""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import meantime as mt
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, screening, treating
from meantime.clinic.care.cases import case_of, newest, sessions_of
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.now import now_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, Clock
from tests.clinic.sessions import answer, arrived, clear, finish, fresh

# Ends are recorded to the second and less: edges of rules lie within a minute.
ODD = timedelta(minutes=47, seconds=36, milliseconds=500)
ASKED = ("retinol", "swimming", "makeup", "moisturiser", "sunscreen", "warm shower", "gym", "xyzzy")
LISTS = ("avoid", "do", "fine", "know", "normal")


@pytest.fixture
def token(nurse: Member, appointment: Appointment) -> str:
    return links.give(nurse, appointment.patient, "", False, NOW)[1]


@pytest.fixture
def client(token: str) -> Client:
    return opened(token)


def opened(token: str) -> Client:
    """A browser in which the patient's link is open."""
    found = Client()
    found.post(reverse("portal-open", args=[token]))
    found.link = PatientLink.everywhere.get().pk
    return found


def page(client: Client, name: str = "portal-now", **head: Any) -> str:
    link = client.link
    said = client.get(reverse(name, args=[link]), headers=head)
    assert said.status_code == 200
    packed = said.get("Content-Encoding") == "gzip"
    return (gzip.decompress(said.content) if packed else said.content).decode()


def still(html: str) -> str:
    """A page without what is another one each time."""
    html = re.sub(r'csrfmiddlewaretoken" value="\w+"', "TOKEN", html)
    return re.sub(r'data-holds="\d+"', "HOLDS", html)


def said_in(html: str) -> dict[str, list[str]]:
    """The first sentences of every list of the page."""
    found = {}
    for name in LISTS:
        part = re.search(f'<section[^>]* aria-labelledby="{name}"[^>]*>(.*?)</section>', html, re.S)
        lines = re.findall(r"<li>(?:<details><summary>|<p>)(.*?)</", part[1]) if part else []
        found[name] = [unescape(line) for line in lines]
    return found


def at_this_moment(appointment: Appointment, at: datetime) -> dict[str, list[str]]:
    """The same, worked out anew."""
    lists = now_of(standings_of(fresh(appointment).patient), at, "en")
    return {name: [line.first for line in getattr(lists, name)] for name in LISTS}


def done(member: Member, appointment: Appointment, clock: Clock) -> datetime:
    """The session is over; when it ended."""
    answer(member, appointment, clear(appointment), clock.now)
    found = arrived(member, appointment, appointment.start)
    found = treating.begin(member, found, found.revision, appointment.start)
    clock.now = ended = appointment.start + ODD
    finish(member, found, ended)
    return ended


def looks() -> int:
    return Event.objects.filter(verb="read", actor="patient").count()


def test_it_is_drawn_once_and_looked_at_once(client: Client, clock: Clock) -> None:
    first = page(client)
    before = looks()
    clock.now += timedelta(seconds=30)
    again = page(client)
    assert still(again) == still(first)
    assert looks() == before
    assert holds(first) - holds(again) == 30
    clock.now += timedelta(seconds=30)
    page(client)
    assert looks() == before + 1


def holds(html: str) -> int:
    found = re.search(r'data-holds="(\d+)"', html)
    assert found
    return int(found[1])


def test_packed_it_is_the_same(client: Client) -> None:
    plain = page(client)
    assert still(page(client, **{"accept-encoding": "gzip"})) == still(plain)


def test_a_change_of_the_day_shows_at_once(
    client: Client, nurse: Member, appointment: Appointment
) -> None:
    before = page(client)
    booking.cancel(nurse, fresh(appointment), appointment.revision, NOW)
    assert still(page(client)) != still(before)
    assert "No session is planned" in page(client)


def test_an_answer_shows_at_once(client: Client, nurse: Member, appointment: Appointment) -> None:
    before = page(client)
    answer(nurse, appointment, clear(appointment, pregnant=True))
    after = page(client)
    assert still(after) != still(before)
    assert "The session cannot be on this day." in after


def test_a_choice_in_one_browser_shows_there_alone(client: Client, token: str) -> None:
    other = opened(token)
    assert '<html lang="en"' in page(client) and '<html lang="en"' in page(other)
    link = client.link
    client.post(reverse("portal-settings", args=[link]), {"language": "es", "zone": ""})
    assert '<html lang="es"' in page(client)
    assert '<html lang="en"' in page(other)


def test_who_has_lost_the_link_sees_nothing_that_was_kept(client: Client, clock: Clock) -> None:
    page(client)
    link = client.link
    found = PatientLink.everywhere.get(pk=link)
    clock.now = found.expires
    assert client.get(reverse("portal-now", args=[link])).status_code == 403


def test_an_edge_within_a_minute_shows_at_its_second(
    client: Client, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    ended = done(nurse, appointment, clock)
    edges = {ended + timedelta(hours=hours) for hours in (4, 12, 24, 48, 72)}
    changed = 0
    for edge in sorted(edges):
        shown = []
        for clock.now in (edge - timedelta(seconds=1), edge - timedelta(milliseconds=1), edge):
            shown.append(said_in(page(client)))
            assert shown[-1] == at_this_moment(appointment, clock.now), clock.now
        changed += shown[1] != shown[2]
    assert changed >= 3


def test_a_clinicians_word_ends_within_its_second(
    client: Client, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    found = answer(nurse, appointment, clear(appointment, pregnant=True))
    ends = clock.now + timedelta(hours=30, seconds=20, milliseconds=250)
    screening.override(clinician, found, "Seen and tested.", ends, found.revision, clock.now)
    clock.now = ends - timedelta(milliseconds=1)
    assert "A clinician of the clinic looked at it." in page(client)
    clock.now = ends
    assert "A clinician of the clinic looked at it." not in page(client)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_whatever_was_looked_at_before_every_line_and_answer_is_the_cores(
    client: Client, nurse: Member, appointment: Appointment, clock: Clock, data: st.DataObject
) -> None:
    """Hours around the end of a session, in any order: pages that are kept stand between them."""
    if fresh(appointment).state != State.DONE:
        done(nurse, appointment, clock)
    over = appointment.start + ODD
    for _ in range(4):
        hours = data.draw(
            st.one_of(st.sampled_from([0, 4, 12, 24, 48, 72, 168]), st.floats(0, 400))
        )
        near = data.draw(st.sampled_from([-60, -1, 0, 1, 60]))
        clock.now = over + timedelta(hours=hours, seconds=near)
        assert said_in(page(client)) == at_this_moment(appointment, clock.now), clock.now
        text = data.draw(st.sampled_from(ASKED))
        link = client.link
        told = client.post(reverse("portal-may", args=[link]), {"q": text})
        session = fresh(appointment)
        case = case_of(session, newest(session.patient), sessions_of(session.patient))
        core = mt.ask(protocol_of(session.version), case, text, at=clock.now)
        assert told.context["answer"].word == core.answer, (text, clock.now)
        assert told.context["answer"].until == core.until, (text, clock.now)
