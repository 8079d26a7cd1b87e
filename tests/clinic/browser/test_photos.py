"""Photos in a real browser: taken view by view in the hand, side by side at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, ViewportSize

from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.photos.actions import by_link, by_staff
from meantime.clinic.photos.drawn import face
from meantime.clinic.photos.models import Photo, View
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.portal.actions import healing, links
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import follow, look_over, press
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

pytestmark = pytest.mark.usefixtures("emptied")

PHONE = ViewportSize(width=390, height=844)


@pytest.fixture
def healed(nurse: Member, clinician: Member, appointment: Appointment, clock: Clock) -> Appointment:
    """Treated two days ago, with photos from before."""
    for view in View:
        picture = picture_of(face(view, 0.1))
        by_staff.add_before(nurse, appointment.patient, view, picture, NOW)
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2)
    return appointment


def opened(
    context: BrowserContext, nurse: Member, session: Appointment
) -> tuple[Page, PatientLink]:
    page: Any = context.new_page()
    page.problems = []
    page.set_viewport_size(PHONE)
    link, token = links.give(nurse, session.patient, "", False, NOW)
    page.goto(reverse("portal-open", args=[token]))
    with page.expect_navigation():
        page.locator("main form button").first.click()
    return page, link


def told(link: PatientLink, *signs: str, clock: Clock) -> None:
    (standing,) = standings_of(Patient.everywhere.get(pk=link.patient_id)).last
    healing.report(link, standing, signs, False, clock.now)


def send(page: Page, name: str, sent: bytes) -> None:
    page.locator("[type=file]").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": sent}
    )
    with page.expect_navigation():
        press(page, name)


def shows(page: Page, number: int) -> None:
    """So many pictures come, and each is really there to be seen."""
    assert page.locator(".photos img").count() == number
    page.wait_for_function("[...document.images].every(it => it.complete && it.naturalWidth > 99)")


def test_a_patient_takes_three_views_and_sees_them(
    context: BrowserContext, nurse: Member, healed: Appointment, clock: Clock
) -> None:
    page, link = opened(context, nurse, healed)
    page.goto(reverse("portal-photos", args=[link.pk]))
    look_over(page)
    told(link, clock=clock)
    page.set_viewport_size(PHONE)
    for number, view in enumerate(View):
        page.reload()
        look_over(page)
        send(page, "Send the photo", b"no photo")
        assert "This is no photo" in page.get_by_role("alert").inner_text()
        send(page, "Send the photo", face(view, 0.6))
        shows(page, number + 1)
    assert page.get_by_text("All three are there for today.").is_visible()
    look_over(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Delete").first.click()
    shows(page, 2)
    assert Photo.everywhere.filter(link=link).count() == 2


def test_with_a_warning_sign_the_phone_is_seen_first(
    context: BrowserContext, nurse: Member, healed: Appointment, clock: Clock
) -> None:
    page, link = opened(context, nurse, healed)
    told(link, "call-infection", clock=clock)
    page.goto(reverse("portal-healing", args=[link.pk]))
    call, add = page.locator(".urgent .button"), page.get_by_role("link", name="Add a photo")
    assert _top(call) < _top(add)
    follow(page, "Add a photo")
    page.wait_for_selector("[type=file]")
    assert _top(page.locator(".urgent .button")) < _top(page.locator("[type=file]"))
    look_over(page)


def _top(found: Any) -> float:
    box = found.bounding_box()
    assert box
    return float(box["y"])


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["scripts", "none"])
def test_two_days_stand_side_by_side_also_without_scripts(
    log_in: Callable[[Member], Page],
    nurse: Member,
    healed: Appointment,
    clock: Clock,
    options: dict[str, Any],
) -> None:
    link, _token = links.give(nurse, healed.patient, "Eva Ruiz", False, clock.now)
    told(link, clock=clock)
    (standing,) = standings_of(Patient.everywhere.get(pk=healed.patient_id)).last
    for view in (View.FRONT, View.LEFT):
        by_link.send(link, standing, view, picture_of(face(view, 0.7)), clock.now)
    page = log_in(nurse)
    page.set_viewport_size(PHONE)
    page.goto(reverse("patient", args=["harbour", healed.patient_id]))
    follow(page, "Photos")
    page.locator("select[name=other]").wait_for()
    look = look_over if not options else (lambda _page: None)
    look(page)
    assert page.locator(".side-by-side img").count() == 5
    page.set_viewport_size(PHONE)
    with page.expect_navigation():
        press(page, "Compare")
    pictures = page.locator(".pairs img")
    assert pictures.count() == 5
    boxes = [pictures.nth(number).bounding_box() for number in (0, 1)]
    one, other = boxes
    assert one and other
    assert one["y"] == other["y"] and one["x"] + one["width"] < other["x"]
    look(page)
    page.locator(".pairs summary").first.click()
    page.locator("select[name=why]").first.select_option("unclear")
    with page.expect_navigation():
        press(page, "Remove for good")
    assert Photo.everywhere.count() == 4


def test_the_desk_adds_a_photo_from_before(
    log_in: Callable[[Member], Page], desk: Member, appointment: Appointment
) -> None:
    page = log_in(desk)
    page.set_viewport_size(PHONE)
    page.goto(reverse("photos", args=["harbour", appointment.patient_id]))
    look_over(page)
    page.get_by_label("Left side").check()
    send(page, "Keep the photo", face(View.LEFT, 0.1))
    assert Photo.everywhere.get().view == View.LEFT
    look_over(page)
