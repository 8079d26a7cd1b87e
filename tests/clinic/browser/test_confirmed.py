"""Pages that ask first whether it is still the same person: a login given back, a person's data."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from meantime.clinic.care.models import Patient
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import follow, look_over, press
from tests.clinic.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("emptied")

NEW = "another long way home"


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")


def test_an_owner_lets_somebody_in_again(
    owner: Member, nurse: Member, log_in: Callable[[Member], Page], context: BrowserContext
) -> None:
    page = log_in(owner)
    page.goto(f"/c/{owner.clinic.slug}/settings/staff/{nurse.pk}/")
    look_over(page)
    press(page, "Let them in again")
    confirm(page)
    look_over(page)
    page.get_by_label("remove the second factor").check()
    press(page, "Make a link")
    look_over(page)
    link = page.get_by_label(re.compile("^For ")).input_value()
    page.go_back()
    page.reload()
    look_over(page)
    context.clear_cookies()
    page.goto(link)
    look_over(page)
    press(page, "Save the password")
    look_over(page)
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("Password again").fill(NEW)
    press(page, "Save the password")
    look_over(page)
    page.get_by_label("Email").fill(nurse.user.email)
    page.get_by_label("Password").fill(NEW)
    press(page, "Log in")
    page.wait_for_url("**/door/2fa/")
    page.goto(link)
    look_over(page)
    assert "used already" in page.inner_text("main")


def test_an_owner_saves_and_erases_a_person(
    owner: Member, patient: Patient, log_in: Callable[[Member], Page]
) -> None:
    page = log_in(owner)
    page.goto(f"/c/{owner.clinic.slug}/patients/{patient.pk}/")
    follow(page, "Export or erase")
    confirm(page)
    look_over(page)
    with page.expect_download() as told:
        press(page, "Save the file")
    assert told.value.suggested_filename == "record-1.json"
    page.get_by_label("Why").fill("Asked for it by letter.")
    page.get_by_label("Number of the record").fill("2")
    press(page, "Erase for good")
    look_over(page)
    assert page.get_by_label("Why").input_value() == "Asked for it by letter."
    page.get_by_label("Number of the record").fill("1")
    press(page, "Erase for good")
    page.wait_for_url("**/patients/")
    look_over(page)
    assert "Record 1 is erased." in page.inner_text("main")
