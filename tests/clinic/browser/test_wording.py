"""A message worded by hand: seen as a phone shows it while it is typed, with scripts or without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, ViewportSize, expect

from meantime.clinic.library.models import Version
from meantime.clinic.reminders.actions.wording import word
from meantime.clinic.reminders.texts import own_words
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import look_at, look_over, press
from tests.clinic.browser.test_keyboard import enter, tab_to
from tests.clinic.browser.test_plainly import without_scripts
from tests.clinic.conftest import NOW

pytestmark = pytest.mark.usefixtures("emptied")

NARROW: ViewportSize = {"width": 320, "height": 800}


def open_page(page: Page, member: Member, language: str, kind: str) -> Locator:
    page.goto(reverse("wording", args=[member.clinic.slug, language, kind]))
    return page.get_by_label("What it says")


def test_the_message_is_shown_while_it_is_typed(
    log_in: Callable[[Member], Page], owner: Member, version: Version
) -> None:
    page = log_in(owner)
    box = open_page(page, owner, "en", "eve")
    shown = page.get_by_role("status").filter(has=page.locator(".bubble"))
    expect(box).to_have_value("Your visit is on {when}.")
    expect(shown).to_contain_text("Harbour Skin Clinic: Your visit is on Thu")
    box.fill("See you on {wen}")
    expect(shown).to_contain_text("{wen} is not known. Did you mean {when}?")
    look_over(page)
    box.press("End")
    box.press("ArrowLeft")
    box.press("ArrowLeft")
    box.press_sequentially("h")  # {when}
    expect(shown).to_contain_text("is not known. Did you mean {when}?")
    box.fill("See you on {when}. Ring the bell twice.")
    expect(shown).to_contain_text("Ring the bell twice. http")
    expect(shown).not_to_contain_text("is not known")
    expect(shown.locator("dd").nth(1)).to_have_text("1 of 2 at most")
    box.fill("See you on {when} ☺. Ring the bell twice.")
    expect(shown).to_contain_text("It goes out in 2 parts instead of 1")
    look_over(page)
    page.set_viewport_size(NARROW)
    look_at(page)
    assert own_words(owner.clinic.pk) == {}
    box.fill("See you on {when}. Ring the bell twice.")
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.locator("#in-en ~ .list").get_by_text("Your own words")).to_have_count(1)
    assert own_words(owner.clinic.pk) == {("en", "eve"): "See you on {when}. Ring the bell twice."}


def test_the_list_is_read_on_a_small_phone(
    log_in: Callable[[Member], Page], owner: Member, version: Version
) -> None:
    word(owner, "ar", "eve", "نراك يوم {when}.", 0, NOW)
    page = log_in(owner)
    page.goto(reverse("wordings", args=[owner.clinic.slug]))
    look_over(page)
    page.set_viewport_size(NARROW)
    look_at(page)
    said = page.get_by_text("نراك يوم {when}.")
    assert said.evaluate("it => getComputedStyle(it).direction") == "rtl"
    page.get_by_role("link", name="العربية", exact=True).click()
    expect(page.locator("#in-ar")).to_be_in_viewport()


def test_by_keys_alone(log_in: Callable[[Member], Page], owner: Member, version: Version) -> None:
    page = log_in(owner)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(reverse("wordings", args=[owner.clinic.slug]))
    enter(page, page.get_by_role("link", name="Questions are open (Español)", exact=True))
    box = page.get_by_label("What it says")
    tab_to(page, box)
    page.keyboard.press("Control+a")
    page.keyboard.type("Responda antes de venir, por favor.")
    expect(page.locator("#preview .bubble")).to_contain_text("Responda antes de venir, por favor.")
    expect(box).to_be_focused()
    enter(page, page.get_by_role("button", name="Save", exact=True))
    assert own_words(owner.clinic.pk) == {
        ("es", "questions"): "Responda antes de venir, por favor."
    }


def test_arabic_is_typed_from_the_right(
    log_in: Callable[[Member], Page], owner: Member, version: Version
) -> None:
    page = log_in(owner)
    box = open_page(page, owner, "ar", "off")
    assert box.evaluate("it => getComputedStyle(it).direction") == "rtl"
    box.fill("أُلغيت زيارتك يوم {when}.")
    expect(page.locator("#preview")).to_contain_text("Write {phone} where it belongs.")
    box.fill("أُلغيت زيارتك يوم {when}. اتصل على {phone}.")
    expect(page.locator("#preview")).not_to_contain_text("Write {phone}")
    look_over(page)


@without_scripts
def test_without_scripts_a_button_shows_the_message(
    log_in: Callable[[Member], Page], owner: Member, version: Version
) -> None:
    page = log_in(owner)
    box = open_page(page, owner, "en", "eve")
    box.fill("See you on {when}.")
    press(page, "Preview")
    expect(page.locator("#preview .bubble")).to_contain_text("Harbour Skin Clinic: See you on Thu")
    expect(page.get_by_label("What it says")).to_have_value("See you on {when}.")
    assert own_words(owner.clinic.pk) == {}
    press(page, "Save")
    assert own_words(owner.clinic.pk) == {("en", "eve"): "See you on {when}."}
    open_page(page, owner, "en", "eve")
    press(page, "Say this again")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert own_words(owner.clinic.pk) == {}
