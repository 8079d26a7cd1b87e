"""A patient's ways through the portal, with the phone in hand: before, on the day, and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, screening
from meantime.clinic.care.models import Appointment
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import HealingReport, PatientQuestion
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.browser.conftest import follow, press
from tests.clinic.browser.test_keyboard import button, enter, link, tab_to
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

pytestmark = pytest.mark.usefixtures("emptied")

PHONE = {"viewport": {"width": 390, "height": 844}}
without_scripts = pytest.mark.parametrize("options", [PHONE | {"java_script_enabled": False}])


@pytest.fixture
def options() -> dict[str, object]:
    return dict(PHONE)


@pytest.fixture
def door(context: BrowserContext, nurse: Member, appointment: Appointment) -> Page:
    """The link as the clinic sent it, followed."""
    _link, token = links.give(nurse, appointment.patient, "", False, NOW)
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.goto(reverse("portal-open", args=[token]))
    return page


@pytest.fixture
def portal(door: Page) -> Page:
    """The plan, open at Now."""
    press(door, "Open the plan")
    expect(door.get_by_role("heading", level=1)).to_have_text("Now")
    return door


def told(member: Member, session: Appointment, *besides: str) -> None:
    """All clear, by the desk; what is besides is left to the patient."""
    protocol = protocol_of(session.version)
    facts = {name: fact for name, fact in all_clear(protocol).items() if name not in besides}
    screening.answer(member, session.patient, protocol, facts, "desk", NOW)


def answer(page: Page, question: str, choice: str, day: date | None = None) -> None:
    expect(page.locator("legend")).to_contain_text(question)
    page.get_by_label(choice, exact=True).check()
    if day:
        page.get_by_label("Day of the last time").fill(day.isoformat())
    press(page, "Next")


def ask(page: Page, text: str) -> str:
    """The word of the answer."""
    page.get_by_label("What do you want to do or use?").fill(text)
    with page.expect_navigation():
        press(page, "Ask")
    return page.locator("#answer .word").inner_text().strip()


def listed(page: Page, heading: str) -> str:
    return page.get_by_role("region", name=heading, exact=True).inner_text()


def test_a_deferred_patient_sees_the_first_good_day(
    portal: Page, nurse: Member, appointment: Appointment
) -> None:
    told(nurse, appointment, "retinoid", "sunburn")
    portal.reload()
    follow(portal, "Answer them")
    expect(portal.get_by_text("48 of 49")).to_be_visible()
    answer(portal, "retinoid", "On this day", NOW.date())
    # Stopped, and gone on with later.
    follow(portal, "Now")
    follow(portal, "Answer them")
    expect(portal.get_by_text("49 of 49")).to_be_visible()
    answer(portal, "sunburned", "Never")
    expect(portal.get_by_text("All questions are answered.")).to_be_visible()
    deferred = "The session cannot be on this day. The first good day is Fri 4 Dec 2026."
    expect(portal.locator(".note.stop")).to_have_text(deferred)
    follow(portal, "Now")
    expect(portal.locator(".note.stop")).to_have_text(deferred)


def test_what_the_clinic_knows_is_not_taken_back_by_a_slip(
    portal: Page, nurse: Member, appointment: Appointment
) -> None:
    told(nurse, appointment)
    portal.goto(f"{portal.url}questions/")
    portal.get_by_text("Something has changed?").click()
    portal.locator("details a", has_text="retinoid").click()
    answer(portal, "retinoid", "On this day", NOW.date())
    portal.get_by_text("Something has changed?").click()
    portal.locator("details a", has_text="retinoid").click()
    answer(portal, "retinoid", "Never")
    expect(portal.get_by_role("alert")).to_contain_text("The clinic knows of a later time")


def test_a_cold_sore_history(
    portal: Page, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    told(nurse, appointment, "cold-sore-history", "antiviral-plan")
    portal.reload()
    follow(portal, "Answer them")
    answer(portal, "cold sore", "Yes")
    expect(portal.get_by_text("All questions are answered.")).to_be_visible()
    # Whether a plan was written down is for the clinic to say: nobody clears themselves.
    expect(portal.locator("details a", has_text="a plan for a cold sore medicine")).to_have_count(0)
    expect(portal.locator(".note.fine", has_text="stands against")).to_have_count(0)
    protocol = protocol_of(appointment.version)
    plan = {"antiviral-plan": True}
    screening.answer(nurse, appointment.patient, protocol, plan, "desk", clock.now)
    portal.reload()
    expect(portal.locator(".note.fine", has_text="stands against")).to_be_visible()
    clock.now = appointment.start - timedelta(days=1)
    follow(portal, "Now")
    assert "Follow your clinician's plan for the cold sore" in listed(portal, "To know")


def test_no_yes_stays_under_other_words(portal: Page) -> None:
    follow(portal, "May I?")
    box, word = portal.get_by_role("searchbox"), portal.locator("#answer .word")
    box.fill("sunscreen")
    expect(word).to_be_visible()
    portal.context.set_offline(True)
    box.fill("retinol")
    expect(word).to_have_count(0)
    expect(portal.locator("#answer")).to_contain_text("There is no answer now.")
    portal.context.set_offline(False)
    box.fill("retinol ")
    expect(word).to_be_visible()


def test_the_days_after(
    portal: Page, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    ended = treated(nurse, clinician, appointment, clock)
    marks, words = [], []
    for day in (0, 1, 3, 7):
        clock.now = ended + timedelta(days=day, hours=1)
        follow(portal, "Now")
        marks.append(float((portal.locator("circle.now").get_attribute("cx") or "").rstrip("%")))
        never, fine = listed(portal, "Not now"), listed(portal, "Fine now")
        assert ("Do no hard exercise for 24 hours" in never) == (day == 0)
        assert ("Stay out of the sun for three days" in never) == (day < 10)
        assert ("mineral make-up" in fine) == (day > 0)
        expect(
            portal.get_by_role("main").get_by_role("link", name="+1 212-555-0100")
        ).to_be_visible()
        follow(portal, "May I?")
        words.append([ask(portal, text) for text in ("running", "cycling", "ibuprofen")])
        follow(portal, "Healing")
        expect(portal.locator(".lead")).to_have_text(
            f"Day {day} after the session" if day else "The day of the session"
        )
    assert marks == sorted(set(marks))
    no, yes, better = "No, not now", "Yes", "Better not"
    assert words == [[no, no, no], [yes, no, no], [yes, no, no], [yes, better, no]]


def test_a_warning_sign_at_two_at_night_shows_the_phone_first(
    portal: Page, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    treated(nurse, clinician, appointment, clock)
    clock.now = datetime.fromisoformat("2026-12-06T02:00-05:00")
    follow(portal, "Healing")
    portal.get_by_role("checkbox", name="find it hard to breathe").check()
    press(portal, "Next")
    first = portal.locator("main :is(a, button, input, select, textarea)").first
    expect(first).to_have_attribute("href", "tel:+12125550100")
    expect(first).to_be_in_viewport(ratio=1)
    expect(portal.get_by_role("alert")).to_contain_text("Call for help now")
    expect(portal.get_by_role("alert")).to_contain_text("Call 911.")
    expect(portal.locator("main form")).to_have_count(0)
    assert HealingReport.everywhere.get().urgent
    # It stands until somebody of the clinic has looked.
    clock.now += timedelta(hours=5)
    follow(portal, "Now")
    follow(portal, "Healing")
    expect(portal.get_by_role("alert")).to_contain_text("Call for help now")


def test_the_second_session(
    portal: Page,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    room: Room,
    clock: Clock,
) -> None:
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(hours=2)
    start = booking.local_start(nurse.clinic, date(2027, 1, 7), time(10))
    booking.book(nurse, appointment.course, start, room, clock.now)
    portal.reload()
    expect(portal.get_by_role("heading", name="Thu 7 Jan 2027, 10:00")).to_be_visible()
    expect(portal.get_by_text("Your last session was on Thu 3 Dec 2026, 10:00")).to_be_visible()
    assert "Do no hard exercise" in listed(portal, "Not now")
    follow(portal, "May I?")
    assert ask(portal, "retinol") == "No, not now"
    follow(portal, "Plan")
    expect(portal.get_by_role("heading", level=2)).to_have_count(3)  # and that of the calendar
    follow(portal, "Now")
    follow(portal, "Answer them")
    expect(portal.get_by_text("You answered this before. Is it still so?")).to_be_visible()


def test_by_keys_alone(door: Page) -> None:
    enter(door, button(door, "Open the plan"))
    enter(door, link(door, "May I?"))
    tab_to(door, door.get_by_label("What do you want to do or use?"))
    door.keyboard.type("swimming")
    with door.expect_navigation():
        door.keyboard.press("Enter")
    expect(door.locator("#answer .word")).to_contain_text("Your plan does not say")
    enter(door, button(door, "Ask the clinic"))
    assert PatientQuestion.everywhere.get().text == "swimming"
    # Every line of Now is come to and opened, and never behind what stands above and below.
    enter(door, link(door, "Now"))
    folded = door.locator(".lines summary").last
    tab_to(door, folded)
    door.keyboard.press("Enter")
    expect(folded.locator("xpath=following-sibling::p")).to_be_visible()
    tab_to(door, link(door, "Settings"))


@without_scripts
def test_all_but_the_live_search_without_scripts(
    portal: Page, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    told(nurse, appointment, "retinoid")
    follow(portal, "May I?")
    assert ask(portal, "moisturiser") == "Yes"
    assert ask(portal, "golf") == "Your plan does not say"
    press(portal, "Ask the clinic")
    expect(portal.get_by_text("No answer yet.")).to_be_visible()
    follow(portal, "Now")
    follow(portal, "Answer them")
    answer(portal, "retinoid", "I don't know")
    expect(portal.get_by_text("Some questions are open.")).to_be_visible()
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2)
    follow(portal, "Plan")
    portal.locator("summary", has_text="Later").click()
    expect(portal.locator("details[open] .band").first).to_be_visible()
    follow(portal, "Healing")
    portal.get_by_label("Nothing of this is so.").check()
    press(portal, "Next")
    for question in portal.locator("fieldset").all():
        question.get_by_label("Yes", exact=True).check()
    press(portal, "Send")
    expect(portal.get_by_text("Thank you. The clinic has it.")).to_be_visible()
    follow(portal, "Settings")
    portal.get_by_label("Español").check()
    portal.get_by_label("Large print").check()
    press(portal, "Save")
    expect(portal.locator("html[lang=es] body.large")).to_be_visible()
    follow(portal, "Ajustes")
    portal.locator("section form button").click()
    plan = portal.url.removesuffix("close/")
    assert portal.goto(plan).status == 403  # type: ignore[union-attr]


def test_may_i_answers_as_one_types(portal: Page, only_parts: Callable[[], list[str]]) -> None:
    follow(portal, "May I?")
    pages = only_parts()
    box, word = portal.get_by_role("searchbox"), portal.locator("#answer .word")
    where = portal.url
    for text, said in (
        ("retinol", "No, not now"),
        ("moisturiser", "Yes"),
        ("may I take aspirin tomorrow?", "Ask the clinic first"),
        ("can I play golf", "Your plan does not say"),
    ):
        box.fill("")
        box.press_sequentially(text)
        expect(word).to_have_text(said)
        expect(box).to_be_focused()
    assert portal.url == where and not pages
    press(portal, "Ask the clinic")
    expect(portal.get_by_text("No answer yet.")).to_be_visible()
    assert PatientQuestion.everywhere.get().text == "can I play golf"
    assert not portal.problems  # type: ignore[attr-defined]


@pytest.fixture
def only_parts(portal: Page) -> Callable[[], list[str]]:
    """From now on: the addresses of whole pages that the browser goes to."""

    def noted() -> list[str]:
        found: list[str] = []
        portal.on("framenavigated", lambda frame: found.append(frame.url))
        return found

    return noted
