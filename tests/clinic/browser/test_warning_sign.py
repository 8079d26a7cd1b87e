"""A warning sign at night: the number first for the patient, and a clock for the staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment
from meantime.clinic.portal.actions import links
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import follow, look_over, press
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

pytestmark = pytest.mark.usefixtures("emptied")

AT_NIGHT = datetime.fromisoformat("2026-12-06T02:00-05:00")


@pytest.fixture
def portal(
    log_in: Callable[[Member], Page],
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
) -> Page:
    """The plan of somebody whose third day after the session begins, on a phone."""
    contacts.add_contact(nurse, appointment.patient, "phone", "+12125550187", NOW)
    treated(nurse, clinician, appointment, clock)
    clock.now = AT_NIGHT
    _link, token = links.give(nurse, appointment.patient, "", False, NOW)
    page = log_in(nurse).context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.problems = []  # type: ignore[attr-defined]
    page.goto(reverse("portal-open", args=[token]))
    press(page, "Open the plan")
    return page


def report(portal: Page) -> None:
    follow(portal, "Tell how it is healing")
    portal.get_by_role("checkbox", name="find it hard to breathe").check()
    press(portal, "Next")
    expect(portal.get_by_role("alert")).to_contain_text("Call for help now")


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_the_number_comes_first_on_every_page_that_asks(portal: Page) -> None:
    report(portal)
    for name in ("Healing", "Now"):
        follow(portal, name)
        number = portal.locator("main :is(a, button, input, select, textarea)").first
        expect(number).to_have_attribute("href", "tel:+12125550100")
        expect(number).to_be_in_viewport(ratio=1)
        # A thumb reaches it, and nothing lies over it.
        box = number.bounding_box()
        assert box and box["height"] >= 44
        number.click(trial=True)
        expect(portal.locator("main form")).to_have_count(0)
        for _ in range(40):
            portal.keyboard.press("Tab")
            if number.evaluate("one => one === document.activeElement"):
                break
        expect(number).to_be_focused()


def test_the_staff_see_a_clock_that_escalates(portal: Page, nurse: Member, clock: Clock) -> None:
    report(portal)
    clock.now += timedelta(minutes=3)
    staff = portal.context.new_page()
    staff.problems = []  # type: ignore[attr-defined]
    staff.clock.install()
    staff.goto(reverse("healing", args=[nurse.clinic.slug]))
    card = staff.get_by_role("article")
    expect(card.locator("time")).to_have_text("3 minutes ago")
    expect(card.get_by_text("Nobody has looked yet")).to_be_hidden()
    staff.clock.run_for(11 * 60_000)
    expect(card.locator("time")).to_have_text("14 minutes ago")
    expect(card.get_by_text("Nobody has looked yet")).to_be_hidden()
    staff.clock.run_for(2 * 60_000)
    expect(card.locator("time")).to_have_text("16 minutes ago")
    expect(card.get_by_text("Nobody has looked yet")).to_be_visible()
    expect(card.get_by_text("Call the patient yourself.")).to_be_hidden()
    staff.clock.run_for(30 * 60_000)
    expect(card.get_by_text("Call the patient yourself.")).to_be_visible()
    expect(card.get_by_role("link", name="+1 212-555-0187")).to_be_visible()


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}])
def test_after_a_quarter_of_an_hour_every_page_of_the_staff_says_so(
    portal: Page, log_in: Callable[[Member], Page], nurse: Member, clock: Clock
) -> None:
    report(portal)
    for minutes, says in (
        (14, None),
        (16, "nobody has looked"),
        (46, "Call the patient yourself."),
    ):
        clock.now = AT_NIGHT + timedelta(minutes=minutes)
        staff = log_in(nurse)
        for name in ("today", "patients", "protocols", "worklists"):
            staff.goto(reverse(name, args=[nurse.clinic.slug]))
            alarm = staff.locator(".alarm")
            expect(alarm).to_have_count(0 if says is None else 1)
            if says:
                expect(alarm).to_contain_text(says)
                expect(alarm).to_be_in_viewport(ratio=1)
    follow(staff, "Look at it now")
    expect(staff.get_by_role("article")).to_contain_text("46 minutes ago")
    staff.get_by_label("What you did about it").fill("Called, an ambulance is there.")
    press(staff, "Looked at")
    expect(staff.get_by_text("No report waits for anybody.")).to_be_visible()
    expect(staff.locator(".alarm")).to_have_count(0)


def test_all_of_it_looks_right(
    portal: Page, log_in: Callable[[Member], Page], nurse: Member, clock: Clock
) -> None:
    look_over(portal)
    follow(portal, "Tell how it is healing")
    portal.get_by_label("Nothing of this is so.").check()
    press(portal, "Next")
    look_over(portal)
    for question, choice in zip(portal.locator("fieldset").all(), ("No", "Yes"), strict=True):
        question.get_by_label(choice, exact=True).check()
    press(portal, "Send")
    expect(portal.get_by_text("That is more than what is normal today.")).to_be_visible()
    look_over(portal)
    portal.get_by_text("Something has changed?").click()
    portal.get_by_label("It is worse than yesterday.").check()
    press(portal, "Next")
    expect(portal.get_by_role("alert")).to_contain_text("Call the clinic now")
    clock.now += timedelta(minutes=50)
    staff = log_in(nurse)
    staff.goto(reverse("healing", args=[nurse.clinic.slug]))
    expect(staff.get_by_role("article")).to_have_count(2)
    look_over(staff)
