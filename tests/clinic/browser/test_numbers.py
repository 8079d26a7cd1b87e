"""The numbers in a browser: on a phone and a desk, light and dark, by axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from meantime.clinic.library.models import Version
from meantime.clinic.tenancy.models import Member, Room
from tests.clinic.browser.conftest import look_over
from tests.clinic.test_figures import crowd

pytestmark = pytest.mark.usefixtures("emptied")


def test_the_numbers(
    owner: Member, nurse: Member, version: Version, room: Room, log_in: Callable[[Member], Page]
) -> None:
    crowd(nurse, version, room, 6)
    page = log_in(owner)
    page.goto(reverse("numbers", kwargs={"clinic": nurse.clinic.slug}))
    look_over(page)
    page.get_by_label("Hold back numbers").check()
    page.get_by_role("button", name="Show").click()
    for told in page.locator("main summary").all():
        told.click()
    look_over(page)
    page.set_viewport_size({"width": 390, "height": 900})
    letters = page.locator("svg.plot text").evaluate_all(
        "texts => texts.map(text => text.getBoundingClientRect().height)"
    )
    assert letters, "nothing was drawn"
    assert min(letters) > 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file Slots saved").click()
    assert download.value.suggested_filename == "slots-harbour.csv"
