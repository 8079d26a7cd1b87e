"""A patient's way through the clinic, by hand: booked, deferred, moved, treated, booked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from meantime.clinic.care.actions import wording
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.library.models import Version
from meantime.clinic.tenancy.models import Clinic, Member, Room
from tests.clinic.browser.conftest import answer_all, follow, look_over, press
from tests.clinic.conftest import Clock

pytestmark = pytest.mark.usefixtures("emptied")

WORDING = "I have read what microneedling does and what may go wrong, and I agree to it."


def test_the_whole_way(
    log_in: Callable[[Member], Page],
    clinic: Clinic,
    version: Version,
    room: Room,
    nurse: Member,
    owner: Member,
    clock: Clock,
) -> None:
    wording.new_wording(owner, "en", WORDING)
    page = log_in(nurse)
    page.goto(f"/c/{clinic.slug}/")
    look_over(page)
    follow(page, "Patients")
    look_over(page)
    follow(page, "New patient")
    page.get_by_label("Full name").fill("Ana Ruiz")
    page.get_by_label("Date of birth").fill("1990-05-04")
    look_over(page)
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz")
    look_over(page)
    follow(page, "New series")
    look_over(page)
    page.get_by_label("Sessions").fill("1")
    press(page, "Open the series")
    page.get_by_label("Day", exact=True).fill("2026-12-03")
    page.get_by_label("Time", exact=True).fill("10:00")
    look_over(page)
    press(page, "Book")
    expect(page.locator("#verdict ~ p .tag").first).to_be_visible()
    look_over(page)

    follow(page, "Ask the questions")
    answer_all(page)
    retinoid = page.locator("fieldset.question", has_text="retinoid on your face")
    retinoid.get_by_label("On this day").check()
    retinoid.locator("input[type=date]").fill("2026-11-29")
    look_over(page)
    press(page, "Save the answers")
    session = Appointment.objects.of(clinic).get()
    assert session.verdict.status == "eligible"

    page.goto(f"/c/{clinic.slug}/sessions/{session.pk}/questions/")
    retinoid = page.locator("fieldset.question", has_text="retinoid on your face")
    retinoid.locator("input[type=date]").fill("2026-11-30")
    press(page, "Save the answers")
    session.refresh_from_db()
    look_over(page)
    if session.verdict.status == "deferred":
        expect(page.get_by_text("The first good day is")).to_be_visible()
    follow(page, "Move")
    look_over(page)
    page.locator("td.fine a").first.click()
    look_over(page)
    page.get_by_label("Day", exact=True).fill("2026-12-08")
    page.get_by_label("Time", exact=True).fill("10:00")
    press(page, "Move here")
    session.refresh_from_db()
    assert session.verdict.status == "eligible"

    clock.now = datetime.fromisoformat("2026-12-08T09:50-05:00")
    page = log_in(nurse)
    page.goto(f"/c/{clinic.slug}/")
    expect(page.get_by_role("link", name="Ana Ruiz")).to_be_visible()
    page.get_by_role("button", name="Check in").click()
    look_over(page)
    page.get_by_label("I asked every question again today.").check()
    press(page, "Save the answers")
    follow(page, "Let the patient agree")
    page.get_by_label("The patient has read this and agrees.").check()
    page.get_by_label("The patient's full name").fill("Ana Ruiz")
    look_over(page)
    press(page, "The patient agrees")
    look_over(page)
    press(page, "Begin")
    clock.now = datetime.fromisoformat("2026-12-08T10:55-05:00")
    page = log_in(nurse)
    page.goto(f"/c/{clinic.slug}/sessions/{session.pk}/")
    follow(page, "Finish")
    page.get_by_label("Device").fill("Pen")
    page.get_by_label("Depth in millimetres").fill("1.5")
    page.get_by_label("Cheeks").check()
    page.get_by_label("Product 1").fill("Serum")
    page.get_by_label("Lot 1").fill("L-2026-1")
    look_over(page)
    press(page, "Finish and make the plan")
    session.refresh_from_db()
    assert session.state == State.DONE
    look_over(page)
    follow(page, "Book the next session")
    page.get_by_label("Day", exact=True).fill("2027-01-12")
    press(page, "Book")
    assert Appointment.objects.of(clinic).filter(state=State.BOOKED).count() == 1
    page.goto(f"/c/{clinic.slug}/worklists/")
    look_over(page)
