"""A protocol's way by hand: drafted, changed, proved, signed, published, sessions moved over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from meantime.answers.checking import all_clear
from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import booking, patients, screening
from meantime.clinic.care.models import Appointment
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.browser.conftest import follow, look_over, press
from tests.clinic.conftest import NOW

pytestmark = pytest.mark.usefixtures("emptied")

RULE = "light-7-days"
SENTENCE = "Have no laser or IPL light treatment in the eight days before the session."
SPOKEN = {
    "es.yaml": "No se haga ningún láser ni luz IPL en los ocho días antes de la sesión.",
    "ar.yaml": "لا تخضع لعلاج بالليزر أو بضوء IPL خلال 8 أيام قبل الجلسة.",
}
PEOPLE = ("Ana Ruiz", "Ben Oz", "Cleo Ash")


def book_all(nurse: Member, version: Version, room: Room) -> list[Appointment]:
    """Three people on Thursday, all fine to treat; the first had laser eight days before."""
    protocol, found = protocol_of(version), []
    for number, name in enumerate(PEOPLE):
        patient = patients.add_patient(nurse, name, date(1990, 5, 4), "en", "", NOW)
        course = booking.open_course(nurse, patient, "microneedling", 1)
        start = booking.local_start(nurse.clinic, date(2026, 12, 3), time(10 + number))
        found.append(booking.book(nurse, course, start, room, NOW))
        facts = all_clear(protocol)
        if number == 0:
            facts |= {"ipl-laser": date(2026, 11, 25)}
        screening.answer(nurse, patient, protocol, facts, "desk", NOW)
    return found


def is_below(message: Locator, box: Locator) -> bool:
    """Whether a message stands right below what it is about: within the height of a line."""
    upper, lower = box.bounding_box(), message.bounding_box()
    assert upper
    assert lower
    return 0 <= lower["y"] - (upper["y"] + upper["height"]) < 40


def change_the_rule(page: Page) -> None:
    """A wrong value is told beside the box at once; the right one can be saved."""
    opens = page.get_by_label("From", exact=True)
    opens.fill("8 dayz before")
    wrong = page.locator("#found .note.stop")
    expect(wrong).to_contain_text("`dayz` is not a unit of time")
    assert is_below(wrong, opens)
    assert "found" in str(opens.get_attribute("aria-describedby")).split()
    look_over(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert is_below(wrong, page.get_by_label("Until", exact=True))
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, "Save")
    expect(page.locator("#found [role=alert]")).to_contain_text("nothing was saved")
    expect(page.get_by_label("From", exact=True)).to_have_value("8 dayz before")

    page.get_by_label("From", exact=True).fill("8 days before")
    expect(page.locator("#found")).to_contain_text("It loads. Nothing is saved yet.")
    expect(page.locator("#found .when")).to_have_text("from 8 days before")
    page.get_by_label("What the patient reads").fill(SENTENCE)
    for name, words in SPOKEN.items():
        page.get_by_label(f"The same sentence in {name}").fill(words)
    press(page, "Save")
    expect(page.locator("main [role=status]")).to_contain_text("Saved.")
    expect(page.locator(f"#rule-{RULE} .says")).to_contain_text(SENTENCE)


def test_the_whole_way(
    clinician: Member,
    owner: Member,
    nurse: Member,
    version: Version,
    room: Room,
    log_in: Callable[[Member], Page],
) -> None:
    sessions = book_all(nurse, version, room)
    page = log_in(clinician)
    page.goto(reverse("protocols", args=[nurse.clinic.slug]))
    look_over(page)
    follow(page, "Version 1")
    follow(page, "Versions")
    look_over(page)
    press(page, "Draft a new version from version 1")
    draft = Version.objects.of(nurse.clinic).get(state=State.DRAFT)

    page.get_by_role("link", name=f"Change {RULE}", exact=True).click()
    change_the_rule(page)
    draft.refresh_from_db()
    assert SENTENCE in draft.files["protocol.md"]

    page.goto(reverse("protocol-prove", args=[nurse.clinic.slug, draft.pk]))
    look_over(page)
    page.set_default_timeout(60_000)
    press(page, "Prove it")
    expect(page.locator("main [role=status]")).to_contain_text("A clinician can sign it now")
    page.set_default_timeout(10_000)
    look_over(page)
    page.get_by_role("link", name="Sign it").first.click()
    look_over(page)
    press(page, "Sign it")
    expect(page.get_by_text("Read what the proof found, and say that you did.")).to_be_visible()
    page.get_by_label("that the proof found").check()
    press(page, "Sign it")
    draft.refresh_from_db()
    assert (draft.state, draft.signed_by) == (State.SIGNED, clinician.user)

    # The clinician stands for it; the owner lets the clinic follow it.
    page = log_in(owner)
    page.goto(reverse("protocol-publish", args=[nurse.clinic.slug, draft.pk]))
    look_over(page)
    follow(page, "See what it changes against version 1")
    expect(page.locator("#changed ~ .scroll ins").first).to_contain_text("8 days before")
    expect(page.get_by_text("It would change 3 of 3 running sessions.")).to_be_visible()
    look_over(page)
    page.go_back()
    press(page, "Publish it")
    expect(page.locator("main [role=status]")).to_contain_text("New sessions follow it")
    page.get_by_label("Find in this document").fill("IPL eight days")
    press(page, "Find")
    expect(page.locator("article.passage")).to_have_count(1)
    look_over(page)

    page.goto(reverse("protocol-migrate", args=[nurse.clinic.slug, draft.pk]))
    ana = page.locator("li", has_text="Ana Ruiz").first
    expect(ana.locator("p.row").nth(1)).to_contain_text("becomes Not yet Fri 4 Dec 2026")
    look_over(page)
    page.get_by_label("Ana Ruiz").check()
    press(page, "Move the chosen ones")
    expect(page.locator("main [role=status]")).to_have_text("1 session moved.")
    expect(page.get_by_label("Ana Ruiz")).to_have_count(0)
    press(page, "Move all 2 sessions")
    expect(page.locator("main [role=status]")).to_have_text("2 sessions moved.")
    expect(page.get_by_text("Every running session follows this version.")).to_be_visible()
    look_over(page)
    for session in sessions:
        session.refresh_from_db()
    assert {session.version_id for session in sessions} == {draft.pk}
    assert [session.verdict.status for session in sessions] == ["deferred", "eligible", "eligible"]

    page.goto(reverse("audit", args=[nurse.clinic.slug]) + "?verb=migrate")
    look_over(page)
    told = Event.objects.filter(chain=str(nurse.clinic.pk), verb="migrate")
    assert {event.subject for event in told} == {f"appointment:{item.pk}" for item in sessions}
    assert page.locator("tbody tr", has_text="migrate").count() == 3
