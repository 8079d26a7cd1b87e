"""Without a mouse: booked, asked and checked in by keys, and one always sees where one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from meantime.clinic.care.models import Appointment, Course, State
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.conftest import Clock

pytestmark = pytest.mark.usefixtures("emptied")

# The focus as it is seen: a line around it, inside the window, with nothing in front of it.
_SEEN = """() => {
    const it = document.activeElement, style = getComputedStyle(it);
    const box = it.getBoundingClientRect();
    const x = box.x + Math.min(box.width, innerWidth) / 2, y = box.y + box.height / 2;
    const front = document.elementFromPoint(x, y);
    return {
        what: it.outerHTML.slice(0, 120),
        line: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        front: !!front && (it.contains(front) || front.contains(it)),
    };
}"""


def tab_to(page: Page, wanted: Locator, most: int = 250) -> None:
    """Go on with Tab until it has the focus; every stop on the way is seen."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        seen = page.evaluate(_SEEN)
        assert seen["line"], seen
        assert seen["inside"], seen
        assert seen["front"], seen
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def enter(page: Page, wanted: Locator) -> None:
    """Open a link or press a button by keys, and wait for the page behind it."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True).first


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


def no_to_all(page: Page) -> None:
    """Tab comes to the first answer of each question, which is No or Never; Space chooses it."""
    questions = page.locator("fieldset.question")
    for number in range(questions.count()):
        first = questions.nth(number).locator("input[type=radio]").first
        tab_to(page, first)
        page.keyboard.press("Space")
        assert first.is_checked()


@pytest.mark.parametrize("width", [1280, 390])
def test_booked_asked_and_checked_in(
    log_in: Callable[[Member], Page],
    nurse: Member,
    course: Course,
    room: Room,
    clock: Clock,
    width: int,
) -> None:
    Room.everywhere.create(clinic=nurse.clinic, name="Room 2")
    slug = nurse.clinic.slug
    page = log_in(nurse)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("patient", args=[slug, course.patient_id]))
    enter(page, link(page, "Book the next session"))
    enter(page, page.locator("td.care a").nth(2))
    expect(page.locator("td.chosen")).to_be_visible()
    tab_to(page, page.get_by_label("Room"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Room").locator("option:checked")).to_have_text("Room 2")
    enter(page, button(page, "Book"))
    session = Appointment.objects.of(nurse.clinic).get()
    assert session.room.name == "Room 2"

    enter(page, link(page, "Ask the questions"))
    no_to_all(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    enter(page, button(page, "Save the answers"))
    session.refresh_from_db()
    assert session.verdict.status == "eligible"

    clock.now = session.start
    page = log_in(nurse)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(reverse("today", args=[slug]))
    enter(page, button(page, f"Check in {session.patient.name}"))
    asked = page.get_by_label("I asked every question again today.")
    tab_to(page, asked)
    page.keyboard.press("Space")
    enter(page, button(page, "Save the answers"))
    session.refresh_from_db()
    assert session.state == State.ARRIVED
    expect(page.get_by_text("History and medicines were asked again.")).to_be_visible()


def test_the_first_stop_skips_to_the_content(
    log_in: Callable[[Member], Page], nurse: Member
) -> None:
    page = log_in(nurse)
    page.goto(reverse("patients", args=[nurse.clinic.slug]))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_closes_with_escape_and_when_one_goes_elsewhere(
    log_in: Callable[[Member], Page], nurse: Member
) -> None:
    page = log_in(nurse)
    page.goto(reverse("today", args=[nurse.clinic.slug]))
    head, leave = page.locator("details.who > summary"), button(page, "Log out")
    tab_to(page, head)
    page.keyboard.press("Enter")
    tab_to(page, leave)
    page.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    expect(head).to_be_focused()
    head.click()
    expect(leave).to_be_visible()
    page.locator("h1").click()
    expect(leave).to_be_hidden()
    head.click()
    tab_to(page, page.locator("main a").first)
    expect(leave).to_be_hidden()
