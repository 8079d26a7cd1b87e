"""The portal in Arabic in a real browser: time runs from the right, numbers stay as they are.

Axe looks at every page on the narrowest phone, on a phone and on a tablet, light and dark.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment
from meantime.clinic.design.phones import phone_words
from meantime.clinic.portal.actions import links
from meantime.clinic.tenancy.models import Clinic, Member
from tests.clinic.browser.conftest import AXE
from tests.clinic.browser.test_portal_pages import ENGLISH, FIVE, Phone, told
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

pytestmark = pytest.mark.usefixtures("emptied")

ARABIC = "ar"
# Where something is across the screen, from its middle.
_MIDDLE = """it => { const box = it.getBoundingClientRect(); return box.left + box.width / 2; }"""
# Where the first and the last sign of a number are shown.
_ENDS = """it => {
    const text = document.createTreeWalker(it, NodeFilter.SHOW_TEXT).nextNode();
    const at = sign => {
        const range = document.createRange();
        range.setStart(text, sign);
        range.setEnd(text, sign + 1);
        return range.getBoundingClientRect().left;
    };
    return [at(0), at(text.length - 1)];
}"""
_FONTS = "() => [...document.fonts].filter(it => it.status === 'loaded').map(it => it.unicodeRange)"
_LOADED = """() => performance.getEntries().filter(it => it.encodedBodySize).map(it => it.name)"""


@pytest.fixture
def phone(context: BrowserContext, nurse: Member, appointment: Appointment) -> Iterator[Phone]:
    """Of a patient who reads Arabic and is booked for Thursday; looked at from every side."""
    patient, born = appointment.patient, date(1990, 5, 4)
    patients.change_patient(nurse, patient, patient.name, born, ARABIC, "", patient.revision, NOW)
    found = Phone(context, ARABIC)
    found.wide = True
    found.page.add_init_script(AXE)
    yield found
    problems = found.page.problems  # type: ignore[attr-defined]
    assert not [*found.wrong, *problems], "\n".join([*found.wrong, *problems])


def opened(phone: Phone, nurse: Member, appointment: Appointment) -> Page:
    appointment.patient.refresh_from_db()
    phone.opens(links.give(nurse, appointment.patient, "", False, NOW))
    return phone.page


def middle(page: Page, selector: str) -> float:
    found: float = page.locator(selector).first.evaluate(_MIDDLE)
    return found


def test_before_the_session(
    phone: Phone, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    opened(phone, nurse, appointment)
    for name in ("now", "questions", "plan", "settings", "may"):
        phone.shows(name)
    phone.asks("swimming")
    phone.looks()
    told(nurse, appointment, clock, retinoid=NOW.date())
    for name, query in (("now", ""), ("questions", ""), ("questions", "?ask=retinoid")):
        phone.shows(name, query)


def test_after_the_session(
    phone: Phone, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    opened(phone, nurse, appointment)
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2)
    for name in ("now", "plan", "healing"):
        phone.shows(name)
    phone.page.locator("[name=sign]").first.check()
    phone.sends()
    phone.looks()
    clock.now += timedelta(days=7)
    phone.shows("may")
    for text in FIVE:
        phone.asks(text)
        phone.looks()


def test_the_door_and_a_carer_in_large_print(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    patient, page = appointment.patient, phone.page
    _asks, token = links.give(nurse, patient, "", True, NOW)
    page.goto(reverse("portal-open", args=[token]))
    phone.looks()
    phone.opens(links.give(nurse, patient, "Maximiliana Papadopoulos-Fitzgerald", False, NOW))
    phone.shows("settings")
    phone.page.locator("[name=large]").check()
    phone.sends()
    phone.looks()


def test_time_runs_from_right_to_left(
    phone: Phone, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    page = opened(phone, nurse, appointment)
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("portal-plan", args=[phone.link.pk]))  # type: ignore[union-attr]
    before, after = middle(page, ".axis text.side"), middle(page, ".axis text.side.end")
    assert before > middle(page, ".axis circle.day") > after
    assert middle(page, ".axis line.before") > middle(page, ".axis line.after")
    assert middle(page, ".axis circle.now") < middle(page, ".axis circle.day")
    assert middle(page, ".band .strip line.now") < middle(page, ".band .strip line.day")
    assert middle(page, ".mark .before") > middle(page, ".mark .three")
    words = page.locator(".axis text.now").evaluate("it => getComputedStyle(it).transform")
    assert words == page.locator(".axis svg").evaluate("it => getComputedStyle(it).transform")
    # The places of the parts follow the words: "now" is the first from the right.
    ways = page.locator(".parts a")
    assert ways.first.evaluate(_MIDDLE) > ways.last.evaluate(_MIDDLE)


def test_a_phone_number_reads_from_left_to_right(
    phone: Phone, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    page = opened(phone, nurse, appointment)
    number = phone_words(Clinic.objects.get().phone)
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(hours=3)
    page.goto(reverse("portal-now", args=[phone.link.pk]))  # type: ignore[union-attr]
    shown = page.locator("bdi", has_text=number).first
    first, last = shown.evaluate(_ENDS)
    assert first < last
    _link, token = links.give(nurse, appointment.patient, "", True, clock.now)
    page.goto(reverse("portal-open", args=[token]))
    words: Any = page.locator("p.muted", has_text=number).evaluate("it => it.textContent")
    assert f"\u2066{number}\u2069" in words


def test_the_letters_are_our_own_and_light(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    page = opened(phone, nurse, appointment)
    page.wait_for_load_state("networkidle")
    assert len([one for one in page.evaluate(_FONTS) if "U+621-63A" in one]) == 2
    loaded = {address: page.request.get(address).body() for address in page.evaluate(_LOADED)}
    # As they are served: a font is packed already.
    sizes = [len(gzip.compress(body)) for body in loaded.values()]
    assert len([one for one in loaded if "noto-sans-arabic" in one]) == 2
    assert sum(sizes) < 100 * 1024, dict(zip(loaded, sizes, strict=True))


def test_nobody_else_pays_for_them(
    context: BrowserContext, nurse: Member, appointment: Appointment
) -> None:
    phone = Phone(context, ENGLISH)
    phone.opens(links.give(nurse, appointment.patient, "", False, NOW))
    phone.page.wait_for_load_state("networkidle")
    assert phone.page.evaluate("document.dir") == "ltr"
    assert not [one for one in phone.page.evaluate(_LOADED) if "arabic" in one]
