"""Without scripts, enlarged, on the narrowest phone, on paper, without motion: it all works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, screening, wording
from meantime.clinic.care.models import Appointment, Course, Patient, State
from meantime.clinic.library import actions
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.browser.conftest import answer_all, follow, press
from tests.clinic.conftest import NOW, Clock

pytestmark = pytest.mark.usefixtures("emptied")

without_scripts = pytest.mark.parametrize("options", [{"java_script_enabled": False}])
# What reaches over the edge of the window, or is cut off by its own box; tables may scroll.
_CUT = """() => [...document.querySelectorAll('body *')].filter(it => {
    const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    if (!box.width || !box.height || style.visibility === 'hidden') return false;
    if (it.closest('.visually-hidden, .scroll, pre, textarea, select, svg')) return false;
    if (it.closest('.skip, .who .name, nav.row > .button')) return false;  // words for no eyes
    const over = box.right > innerWidth + 1 || box.left < -1;
    const clips = ['hidden', 'clip'].includes(style.overflowX) && !it.matches('header');
    return over || (clips && it.scrollWidth > it.clientWidth + 1);
}).map(it => it.outerHTML.slice(0, 120))"""


def book(nurse: Member, course: Course, room: Room) -> Appointment:
    """Somebody who used a retinoid yesterday, booked for the day after tomorrow."""
    start = booking.local_start(nurse.clinic, NOW.date().replace(month=12, day=2), NOW.time())
    found = booking.book(nurse, course, start, room, NOW)
    protocol = protocol_of(found.version)
    facts = all_clear(protocol) | {"retinoid": NOW.date().replace(day=29)}
    screening.answer(nurse, course.patient, protocol, facts, "desk", NOW)
    found.refresh_from_db()
    return found


@without_scripts
def test_the_main_way_without_scripts(
    log_in: Callable[[Member], Page],
    nurse: Member,
    owner: Member,
    patient: Patient,
    version: Version,
    room: Room,
    clock: Clock,
) -> None:
    wording.new_wording(owner, "en", "I was told what may go wrong, and I agree.")
    page = log_in(nurse)
    page.goto(reverse("today", args=[nurse.clinic.slug]))
    follow(page, "Book")
    page.get_by_label("Find a patient").fill("rui")
    press(page, "Find")
    follow(page, patient.name)
    follow(page, "New series")
    page.get_by_label("Sessions").fill("1")
    press(page, "Open the series")
    page.get_by_label("Day", exact=True).fill("2026-12-03")
    page.get_by_label("Time", exact=True).fill("10:00")
    press(page, "Look at this day")
    expect(page.locator("td.chosen")).to_be_visible()
    press(page, "Book")
    follow(page, "Ask the questions")
    answer_all(page)
    press(page, "Save the answers")
    session = Appointment.objects.of(nurse.clinic).get()
    assert session.verdict.status == "eligible"

    clock.now = session.start
    page = log_in(nurse)
    page.goto(reverse("today", args=[nurse.clinic.slug]))
    press(page, f"Check in {patient.name}")
    page.get_by_label("I asked every question again today.").check()
    press(page, "Save the answers")
    follow(page, "Let the patient agree")
    page.get_by_label("The patient has read this and agrees.").check()
    page.get_by_label("The patient's full name").fill(patient.name)
    press(page, "The patient agrees")
    press(page, "Begin")
    follow(page, "Finish")
    page.get_by_label("Device").fill("Pen")
    page.get_by_label("Depth in millimetres").fill("1.5")
    page.get_by_label("Cheeks").check()
    press(page, "Finish and make the plan")
    session.refresh_from_db()
    assert session.state == State.DONE
    page.locator("details.who > summary").click()
    press(page, "Log out")
    page.goto(reverse("today", args=[nurse.clinic.slug]))
    assert "/door/login/" in page.url


@without_scripts
def test_a_draft_is_checked_and_a_document_searched_without_scripts(
    log_in: Callable[[Member], Page], clinician: Member, version: Version
) -> None:
    draft = actions.new_draft(clinician, version)
    page = log_in(clinician)
    page.goto(reverse("protocol-edit", args=[draft.clinic.slug, draft.pk]) + "?rule=light-7-days")
    page.get_by_label("From", exact=True).fill("soon")
    press(page, "Check")
    expect(page.locator("#found .note.stop")).to_contain_text("soon")
    follow(page, "Back")
    page.get_by_label("Find in this document").fill("laser week")
    press(page, "Find")
    expect(page.locator("article.passage").first).to_contain_text("laser")
    few = page.locator("article.passage").count()
    follow(page, "Show all of it")
    assert page.locator("article.passage").count() > 10 * few
    part = page.locator("details.part").first
    part.locator("summary").click()
    expect(part.locator("article").first).to_be_hidden()


def places(session: Appointment, draft: Version) -> list[str]:
    """The pages of a day, as addresses."""
    slug = session.clinic.slug
    named: list[tuple[str, list[Any]]] = [
        ("today", []),
        ("worklists", []),
        ("patients", []),
        ("patient-new", []),
    ]
    named += [("patient", [session.patient_id]), ("book", [session.course_id])]
    named += [
        (name, [session.pk])
        for name in ("session", "session-questions", "session-move", "session-finish")
    ]
    named += [("protocols", []), ("protocol", [draft.pk]), ("protocol-edit", [draft.pk])]
    named += [("numbers", []), ("audit", []), ("clinic-settings", []), ("staff", [])]
    return [reverse(name, args=[slug, *more]) for name, more in named]


# 1280 px at 200 %, and the narrowest phone (WCAG 1.4.4 and 1.4.10).
@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
        {"viewport": {"width": 320, "height": 640}},
    ],
    ids=["200 %", "320 px"],
)
def test_nothing_is_cut_off(
    log_in: Callable[[Member], Page],
    nurse: Member,
    owner: Member,
    clinician: Member,
    course: Course,
    room: Room,
) -> None:
    session = book(nurse, course, room)
    draft = actions.new_draft(clinician, session.version)
    # Whoever may everything has the widest navigation; a nurse has the pages of a day.
    for member in (owner, nurse, clinician):
        page = log_in(member)
        for place in places(session, draft):
            response = page.goto(place)
            assert response
            if response.status == 403:
                continue
            assert page.evaluate(_CUT) == [], (place, page.viewport_size)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def test_the_board_and_the_plan_on_paper(
    log_in: Callable[[Member], Page], nurse: Member, course: Course, room: Room, clock: Clock
) -> None:
    session = book(nurse, course, room)
    clock.now = session.start
    page = log_in(nurse)
    page.set_viewport_size({"width": 794, "height": 1123})
    page.emulate_media(media="print", color_scheme="dark")
    for name, more in (("today", []), ("session", [session.pk]), ("patient", [course.patient_id])):
        page.goto(reverse(name, args=[nurse.clinic.slug, *more]))
        for left_out in ("header.top", "main .button", "main form"):
            for item in page.locator(left_out).all():
                expect(item).to_be_hidden()
        expect(page.get_by_text(course.patient.name).first).to_be_visible()
        assert page.evaluate(_CUT) == [], name
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )
    # What stands folded on the screen is all there on paper.
    folded = page.locator(".line-of-time > details .band .said")
    assert folded.count() > 10
    for text in folded.all()[:20]:
        box = text.bounding_box()
        assert box
        assert box["height"] > 10
    assert len(page.pdf()) > 10_000


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_whoever_asked_for_it(
    browser: Browser, live_server: Any, motion: Any
) -> None:
    context = browser.new_context(base_url=live_server.url, reduced_motion=motion)
    page = context.new_page()
    page.goto("/door/login/")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].some(it => {"
        "const style = getComputedStyle(it);"
        "return parseFloat(style.transitionDuration) || style.animationName !== 'none'})"
    )
    context.close()
    assert moving == (motion == "no-preference")
