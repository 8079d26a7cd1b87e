"""The copy of a plan that a phone keeps, who gets it, and how long a page of the portal lasts."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, screening
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.lasting import seconds_left
from meantime.clinic.portal.offline import kept_of
from meantime.clinic.portal.place import place_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Member
from meantime.model.rule import Verb
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_matrix import Portal, opened
from tests.clinic.test_portal_now import treated

YES = re.compile(r"Fine now|\bYes\b|it is fine|can be on this day|stands against this day")


@pytest.fixture(autouse=True)
def language_of_the_tests() -> Iterator[None]:
    """A request leaves its language behind in its thread."""
    yield
    translation.activate("en")


@pytest.fixture
def portal(nurse: Member, appointment: Appointment) -> Portal:
    return Portal(*opened(nurse, appointment.patient), appointment)


def copy(portal: Portal) -> str:
    answer = portal.client.get(reverse("portal-offline", args=[portal.link.pk]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def words(page: str) -> str:
    """What a page says."""
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])


def rules(portal: Portal, *verbs: Verb) -> list[str]:
    every = protocol_of(portal.session.version).rules.values()
    return [rule.text.partition(". ")[0] for rule in every if rule.verb in verbs]


@pytest.mark.parametrize("days", [None, 0, 1, 3, 8, 40])
def test_the_copy_has_no_yes_and_nothing_that_is_fine(
    portal: Portal, nurse: Member, clinician: Member, clock: Clock, days: int | None
) -> None:
    if days is not None:
        clock.now = treated(nurse, clinician, portal.session, clock) + timedelta(days=days, hours=1)
    page = copy(portal)
    assert not YES.search(words(page))
    fine = rules(portal, Verb.MAY, Verb.EXPECT, Verb.TELL, Verb.STAFF)
    assert fine and not [text for text in fine if text in page]
    assert "note fine" not in page and "tag fine" not in page
    assert all(text in page for text in rules(portal, Verb.CALL))
    assert f'href="tel:{nurse.clinic.phone}"' in page and nurse.clinic.emergency in page
    assert "<form" not in page and "csrf" not in page


def test_it_says_when_it_was_made_and_by_whose_clocks(portal: Portal) -> None:
    page = copy(portal)
    assert "As of Mon 30 Nov 2026, 09:00, by the clinic's clocks." in page
    assert 'data-as-of="2026-11-30T14:00:00+00:00"' in page
    Patient.everywhere.filter(pk=portal.session.patient_id).update(zone="Europe/Madrid")
    there = copy(portal)
    assert "As of Mon 30 Nov 2026, 15:00, by your clocks." in there
    assert "not by the clinic's." in there
    assert "from Thu 3 Dec, 16:00, at least until Sat 5 Dec, 06:00" in there


def test_a_session_that_cleared_is_not_said_to_be_on(portal: Portal, nurse: Member) -> None:
    protocol = protocol_of(portal.session.version)
    facts = all_clear(protocol)
    screening.answer(nurse, portal.session.patient, protocol, facts, "desk", NOW)
    assert "stands against" not in copy(portal) and "note stop" not in words_of_notes(copy(portal))
    late = facts | {"retinoid": date(2026, 12, 1)}
    screening.answer(nurse, portal.session.patient, protocol, late, "desk", NOW)
    assert "The session on Thu 3 Dec 2026, 10:00 cannot be on this day." in copy(portal)
    assert "first good day" not in copy(portal)


def words_of_notes(page: str) -> str:
    return " ".join(re.findall(r'class="note [a-z]+', page.partition("<main")[2]))


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=3), timedelta(hours=9)])
def test_a_session_that_runs_late_makes_no_line_of_an_older_copy_too_short(
    portal: Portal, nurse: Member, clinician: Member, clock: Clock, late: timedelta
) -> None:
    """What the core forbids after the session stood in the copy from before, as long or longer."""
    patient = Patient.everywhere.get(pk=portal.session.patient_id)
    (before,) = kept_of(standings_of(patient), NOW, "en", place_of(patient))
    (standing,) = standings_of(patient).asked
    kept = {line.first: [when.ends for when in line.when] for line in before.avoid}
    ended = standing.case.start + timedelta(minutes=50) + late
    case = standing.case.__class__(
        start=standing.case.start, zone=standing.case.zone, end=ended, facts=standing.case.facts
    )
    forbidden = [
        item
        for item in mt.plan(standing.protocol, case).items
        if item.verb is Verb.AVOID and item.rule.window.ends_after
    ]
    assert forbidden
    for item in forbidden:
        ends = kept[item.text.partition(". ")[0] + "." if ". " in item.text else item.text]
        assert None in ends or (item.ends and item.ends <= max(filter(None, ends)))


def test_an_end_is_said_as_the_least(portal: Portal) -> None:
    page = copy(portal)
    assert "from Thu 3 Dec, 10:00, at least until the end of Fri 4 Dec" in page
    assert "better: from Mon 7 Dec, at least until the end of Sun 13 Dec" in page
    assert "from Thu 3 Dec, 10:00, until the clinic says it is over" in page


def test_what_is_over_and_what_was_before_the_session_is_left_out(
    portal: Portal, nurse: Member, clinician: Member, clock: Clock
) -> None:
    assert "Have no laser" in copy(portal)
    clock.now = treated(nurse, clinician, portal.session, clock) + timedelta(days=2)
    after = copy(portal)
    assert "Have no laser" not in after and "hard exercise" not in after
    assert "Stay out of the sun for three days" in after


def test_it_is_noted_that_a_copy_was_made(portal: Portal) -> None:
    copy(portal)
    assert Event.objects.filter(verb="read copy").count() == 1


def test_the_manifest_names_the_clinic_and_nothing_of_the_patient(portal: Portal) -> None:
    answer = portal.client.get(reverse("portal-manifest", args=[portal.link.pk]))
    assert answer["Content-Type"] == "application/manifest+json"
    told, here = json.loads(answer.content), reverse("portal-now", args=[portal.link.pk])
    assert told["name"] == "Harbour Skin Clinic"
    assert told["start_url"] == told["scope"] == here
    assert (told["display"], told["lang"], told["dir"]) == ("standalone", "en", "ltr")
    for word in ("Ana", "Ruiz", "1990", str(portal.session.patient_id)):
        assert word not in answer.content.decode()
    for icon in told["icons"]:
        path = find(icon["src"].removeprefix("/static/"))
        with Image.open(path) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]
            corner = picture.convert("RGBA").getpixel((0, 0))
        assert isinstance(corner, tuple)
        assert (corner[3] == 255) == (icon["purpose"] == "maskable")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_nobody_else_gets_a_manifest_or_a_copy(portal: Portal) -> None:
    for name in ("portal-offline", "portal-manifest"):
        assert Client().get(reverse(name, args=[portal.link.pk])).status_code == 403


@pytest.mark.parametrize("name", ["portal-worker", "portal-no-connection"])
def test_what_is_for_everybody_says_nothing_of_anybody(portal: Portal, name: str) -> None:
    answers = [client.get(reverse(name)) for client in (Client(), portal.client)]
    first, second = (answer.content for answer in answers)
    assert first == second
    assert all(not answer.cookies for answer in answers)
    assert "no-store" in answers[0]["Cache-Control"]
    assert Client().post(reverse(name)).status_code == 405


def test_the_worker_lies_above_every_plan_and_keeps_no_other_page(portal: Portal) -> None:
    where = reverse("portal-worker")
    assert where == "/p/worker.js"
    answer = Client().get(where)
    assert answer["Content-Type"].startswith("text/javascript")
    text = answer.content.decode()
    assert text.count("cache.put(") == 1 and text.count("cache.addAll(") == 1
    assert "Service-Worker-Allowed" not in answer


def test_the_page_without_a_connection_is_in_the_language_of_the_browser() -> None:
    answer = Client(headers={"accept-language": "es"}).get(reverse("portal-no-connection"))
    assert '<html lang="es"' in answer.content.decode()


def lasts(portal: Portal, at: datetime) -> int:
    patient = Patient.everywhere.get(pk=portal.session.patient_id)
    return seconds_left(standings_of(patient), patient, at)


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("2026-12-01T12:00-05:00", 3600),  # an hour at the most
        ("2026-12-01T23:50-05:00", 600),  # midnight by the clinic's clocks
        ("2026-12-03T09:58-05:00", 120),  # the session begins
        ("2026-12-02T09:59:30-05:00", 30),  # a rule begins 24 hours before
    ],
)
def test_a_page_lasts_until_something_may_change(portal: Portal, moment: str, seconds: int) -> None:
    assert lasts(portal, datetime.fromisoformat(moment)) == seconds


def test_midnight_of_a_patient_who_is_elsewhere_ends_a_page_too(portal: Portal) -> None:
    Patient.everywhere.filter(pk=portal.session.patient_id).update(zone="Europe/Madrid")
    assert lasts(portal, datetime(2026, 12, 1, 22, 45, tzinfo=UTC)) == 900


def test_no_answer_turns_while_a_page_lasts(
    portal: Portal, nurse: Member, clinician: Member, clock: Clock
) -> None:
    ended = treated(nurse, clinician, portal.session, clock)
    patient = Patient.everywhere.get(pk=portal.session.patient_id)
    standings = standings_of(patient)
    names = [*protocol_of(portal.session.version).concepts][::9]
    for hours in (0, 3.9, 12, 23.5, 47.8, 71, 161):
        at = ended + timedelta(hours=hours)
        last = at + timedelta(seconds=seconds_left(standings, patient, at) - 1)
        for name in names:
            first, then = standings.ask(name, at), standings.ask(name, last)
            assert first and then and first.answer == then.answer, (name, hours)


def test_what_speaks_of_now_is_marked_as_such(
    portal: Portal, nurse: Member, clinician: Member, clock: Clock
) -> None:
    clock.now = treated(nurse, clinician, portal.session, clock) + timedelta(days=2)
    for name in ("portal-now", "portal-plan"):
        page = portal.client.get(portal.address(f"p/at/<uuid:link>/{_rest(name)}")).content.decode()
        assert 'data-holds="' in page
        sections = re.findall(r"<section[^>]*>", page.partition("<main")[2])
        kept = [one for one in sections if "data-now" not in one]
        assert all(re.search('aria-labelledby="(call|feed)"', one) for one in kept)


def _rest(name: str) -> str:
    return reverse(name, args=["00000000-0000-4000-8000-000000000000"]).split("/", 4)[4]


def test_another_session_stands_in_the_copy_too(
    portal: Portal, nurse: Member, clinician: Member, room: Any, clock: Clock
) -> None:
    clock.now = treated(nurse, clinician, portal.session, clock) + timedelta(hours=2)
    start = booking.local_start(nurse.clinic, date(2027, 1, 7), time(10))
    booking.book(nurse, portal.session.course, start, room, clock.now)
    page = copy(portal)
    assert "Thu 3 Dec 2026, 10:00" in page
    assert "Thu 7 Jan 2027, 10:00" in page


def test_it_costs_little(portal: Portal, nurse: Member, clinician: Member, clock: Clock) -> None:
    clock.now = treated(nurse, clinician, portal.session, clock) + timedelta(hours=2)
    assert len(gzip.compress(copy(portal).encode())) < 20 * 1024
    scripts = [Path(find(f"meantime/{name}.js")) for name in ("offline", "lasting")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < 2 * 1024
