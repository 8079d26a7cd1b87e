"""A session that cannot be on its day: why, the next good days, one tap, and the new date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from meantime.clinic.care.models import Appointment
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import AnotherDate
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import follow, look_at, press
from tests.clinic.browser.test_portal_journey import PHONE, answer, ask, door, portal, told
from tests.clinic.conftest import NOW, Clock

__all__ = ["door", "portal"]  # fixtures
pytestmark = pytest.mark.usefixtures("emptied")

HAS = "The clinic has it. They call you."


@pytest.fixture
def options() -> dict[str, object]:
    return dict(PHONE)


def broken(page: Page) -> list[str]:
    """What breaks in the scripts of a page from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def rebook(staff: Page, member: Member) -> None:
    """The clinic sees it on Today, opens the month of that course, and moves the session."""
    staff.goto(reverse("today", args=[member.clinic.slug]))
    follow(staff, "1 patient asks for another date.")
    expect(staff.get_by_text("Would come on Fri 4 Dec 2026.")).to_be_visible()
    look_at(staff)
    staff.get_by_role("link", name="Move the session Ana Ruiz").click()
    expect(staff.get_by_label("Time", exact=True)).to_be_visible()
    staff.locator("form:has([name=room]) button.primary").click()
    staff.goto(reverse("asked", args=[member.clinic.slug]))
    expect(staff.get_by_text("No patient asks for another date.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_deferred_patient(
    portal: Page,
    context: BrowserContext,
    log_in: Callable[[Member], Page],
    nurse: Member,
    appointment: Appointment,
    clock: Clock,
    scripts: bool,
) -> None:
    if not scripts:
        portal.route("**/*.js", lambda route: route.abort())
    told(nurse, appointment)
    clock.now = NOW + timedelta(minutes=1)
    follow(portal, "May I?")
    follow(portal, "Tell us if something has changed")
    portal.get_by_role("link", name="retinoid").click()
    answer(portal, "retinoid", "On this day", NOW.date())
    expect(portal.get_by_text("Thank you for telling us. That moves the date.")).to_be_visible()
    deferred = "The session cannot be on this day. The first good day is Fri 4 Dec 2026."
    expect(portal.locator(".note.stop")).to_have_text(deferred)
    follow(portal, "Now")
    expect(portal.locator(".note.stop")).to_have_text(deferred)
    expect(portal.get_by_label("Fri 4 Dec 2026")).to_be_checked()
    look_at(portal)
    press(portal, "Ask for another date")
    expect(portal.get_by_text(HAS)).to_be_visible()
    expect(portal.locator("section:has-text('They call you') a[href^='tel:']")).to_be_visible()
    look_at(portal)
    assert AnotherDate.everywhere.get().day.isoformat() == "2026-12-04"
    # Another day after all, and back.
    for day in ("Mon 7 Dec 2026", "Fri 4 Dec 2026"):
        portal.locator("summary", has_text="Ask for another day").click()
        portal.get_by_label(day).check()
        press(portal, "Ask for another date")
        expect(portal.get_by_text(f"You asked for {day}.")).to_be_visible()
    assert AnotherDate.everywhere.count() == 1
    mine = context.cookies()
    rebook(log_in(nurse), nurse)
    context.add_cookies(mine)  # type: ignore[arg-type]
    portal.goto(reverse("portal-now", args=[AnotherDate.everywhere.get().link_id]))
    expect(portal.get_by_role("heading", name="Fri 4 Dec 2026, 10:00")).to_be_visible()
    expect(portal.get_by_text("Nothing that we know stands against this day.")).to_be_visible()
    expect(portal.get_by_text(HAS)).to_have_count(0)


def test_a_cold_sore_history(portal: Page, nurse: Member, appointment: Appointment) -> None:
    told(nurse, appointment, "cold-sore-history", "antiviral-plan")
    portal.reload()
    follow(portal, "Answer them")
    answer(portal, "cold sore", "Yes")
    follow(portal, "Now")
    said = portal.locator(".note.care", has_text="A clinician has to write something down")
    expect(said).to_contain_text("Your clinician first has to write a plan")
    phone = said.get_by_role("link", name="+1 212-555-0100")
    phone.scroll_into_view_if_needed()
    expect(phone).to_be_in_viewport(ratio=1)
    expect(portal.get_by_text("Some questions are open.")).to_have_count(0)
    look_at(portal)


def test_what_was_asked_lately_is_asked_anew_and_goes_with_the_plan(portal: Page) -> None:
    problems = broken(portal)
    follow(portal, "May I?")
    where = portal.url
    for text in ("retinol", "swimming", "golf", "aspirin", "sauna", "running", "GOLF"):
        ask(portal, text)
    listed = portal.get_by_role("region", name="You asked lately").get_by_role("listitem")
    expect(listed).to_have_text(["GOLF", "running", "sauna", "aspirin", "swimming"])
    look_at(portal)
    sent: list[str] = []
    portal.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    listed.get_by_role("button", name="swimming").click()
    expect(portal.locator("#answer .word")).to_contain_text("Your plan does not say")
    assert f"POST {where}" in sent and not any("swimming" in line for line in sent)
    expect(listed.first).to_have_text("swimming")
    # Nothing but the questions is kept, and nothing of an answer.
    kept = portal.evaluate("Object.entries(localStorage)")
    assert len(kept) == 1 and kept[0][1] == '["swimming","GOLF","running","sauna","aspirin"]'
    follow(portal, "Settings")
    press(portal, "Close the plan here")
    expect(portal.get_by_role("heading", level=1)).to_have_text("The plan is closed here")
    assert portal.evaluate("localStorage.length") == 0
    assert not problems


def test_a_link_that_is_shut_takes_them_along(portal: Page, nurse: Member) -> None:
    follow(portal, "May I?")
    ask(portal, "retinol")
    portal.evaluate("localStorage.setItem('asked-other', '[\"theirs\"]')")
    link = AnotherDate._meta.get_field("link").related_model.everywhere.get()
    links.take_back(nurse, link, NOW)
    portal.reload()
    expect(portal.get_by_role("heading", level=1)).to_have_text("The plan is not open here")
    assert portal.evaluate("Object.keys(localStorage)") == ["asked-other"]


def test_what_somebody_else_wrote_there_breaks_nothing(portal: Page) -> None:
    follow(portal, "May I?")
    name = "asked-" + portal.url.split("/")[-3]
    problems = broken(portal)
    for nasty in ("{", "null", "7", '["<img src=x onerror=alert(1)>", 7, null]'):
        portal.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, nasty])
        follow(portal, "May I?")
        expect(portal.get_by_role("searchbox")).to_be_visible()
    expect(portal.locator("#recent li")).to_have_text("<img src=x onerror=alert(1)>")
    press(portal, "Clear the list")
    expect(portal.locator("#recent")).to_be_hidden()
    assert portal.evaluate("localStorage.length") == 0
    assert not problems


@pytest.mark.parametrize("options", [PHONE | {"timezone_id": "Asia/Tokyo"}])
def test_the_clocks_of_the_device_are_offered_and_taken_in_one_tap(portal: Page) -> None:
    follow(portal, "Settings")
    expect(portal.locator("#own-clocks")).to_contain_text(
        "This device goes by the clocks of Tokyo."
    )
    look_at(portal)
    press(portal, "Show times so")
    expect(portal.get_by_text("Times are by the clocks of Tokyo")).to_be_visible()
    expect(portal.get_by_role("heading", name="Fri 4 Dec 2026, 00:00")).to_be_visible()
    look_at(portal)
    follow(portal, "Settings")
    expect(portal.locator("#own-clocks")).to_be_hidden()
    expect(portal.get_by_label("Show times by the clocks of")).to_have_value("Asia/Tokyo")


@pytest.mark.parametrize("options", [PHONE | {"timezone_id": "America/New_York"}])
def test_nothing_is_offered_to_whoever_is_at_home(portal: Page) -> None:
    follow(portal, "Settings")
    expect(portal.get_by_label("Show times by the clocks of")).to_be_visible()
    expect(portal.locator("#own-clocks")).to_be_hidden()
