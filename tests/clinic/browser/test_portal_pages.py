"""What a patient holds in the hand, looked over by axe: on the narrowest phone, on a phone and on a
tablet, light and dark; nothing is cut off, nothing lies on anything else, every control has a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import patients, screening
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.deployment import PushServices
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.actions import asking, healing, links
from meantime.clinic.portal.models import HealingReport, Opening, PatientLink, PatientQuestion
from meantime.clinic.reminders.actions.notifying import turn_on
from meantime.clinic.tenancy.models import Member
from meantime.model.case import Fact
from tests.clinic.browser.conftest import AXE, look_at
from tests.clinic.conftest import NOW, Clock
from tests.clinic.pushing import Browser
from tests.clinic.test_portal_now import treated

pytestmark = pytest.mark.usefixtures("emptied")

NARROW, ZOOMED, WIDTHS = 320, 640, (390, 768)  # a window of 1280 px at 200 % has 640
ENGLISH, SPANISH = "en", "es"
# At nine days: one thing for each word that an answer can be.
FIVE = ("running", "cycling", "bruising", "ibuprofen", "golf")

# What reaches over the edge of the window or of its own box, and words that lie on others.
_CUT = """large => {
    document.body.classList.toggle('large', large);
    const seen = it => it.checkVisibility() && !it.closest('.visually-hidden, .skip, svg');
    const cut = [...document.querySelectorAll('body *')].filter(seen).filter(it => {
        const box = it.getBoundingClientRect();
        const clips = getComputedStyle(it).overflowX !== 'visible';
        const over = box.width && (box.right > innerWidth + 1 || box.left < -1);
        return over || (clips && it.scrollWidth > it.clientWidth + 1);
    });
    const on = ['.top .brand > span, .top .call', '.ways span', '.axis text'].flatMap(words => {
        const boxes = [...document.querySelectorAll(words)].map(it => it.getBoundingClientRect());
        return boxes.filter(one => boxes.some(other => one !== other && one.width && other.width
            && one.left < other.right - 1 && other.left < one.right - 1
            && one.top < other.bottom - 4 && other.top < one.bottom - 4)).map(() => words);
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
    return [...cut.map(it => it.outerHTML.slice(0, 120)), ...on, ...wide];
}"""
# Of all that axe looks for, only this is another thing in the dark, and that at any width.
_CONTRAST = """() => axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})
    .then(told => told.violations.flatMap(it => it.nodes.map(node => node.html.slice(0, 160))))"""
_FOLD = "open => document.querySelectorAll('details').forEach(it => it.open = open)"
_CONTROLS = {"link", "button", "textbox", "searchbox", "radio", "checkbox", "Date"}
_CONTROLS |= {"DisclosureTriangle"}


class Phone:
    """The browser of somebody who holds a link, and what is wrong with what it shows.

    In English a page is looked at from every side; in Spanish where its words have the least room.
    """

    def __init__(self, context: BrowserContext, language: str) -> None:
        self.page = context.new_page()
        self.page.problems = []  # type: ignore[attr-defined]
        self.devtools = context.new_cdp_session(self.page)
        self.wide = language == ENGLISH
        if self.wide:
            self.page.add_init_script(AXE)
        self.link: PatientLink | None = None
        self.wrong: list[str] = []

    def opens(self, given: tuple[PatientLink, str]) -> None:
        self.link, token = given
        self.page.goto(reverse("portal-open", args=[token]))
        self.sends()

    def shows(self, name: str, query: str = "") -> None:
        """A page of the plan."""
        assert self.link
        self.page.goto(reverse(f"portal-{name}", args=[self.link.pk]) + query)
        self.looks()

    def sends(self, form: str = "main form") -> None:
        with self.page.expect_navigation():
            self.page.locator(f"{form} button").first.click()

    def asks(self, text: str) -> None:
        self.page.locator("#q").fill(text)
        self.sends(".ask")

    def looks(self) -> None:
        """Look the page over as it is shown now."""
        try:
            self._look()
        except AssertionError as error:  # a page is not the end of the walk
            self.wrong.append(str(error))

    def _look(self) -> None:
        page = self.page
        page.evaluate(_FOLD, True)
        for width in (ZOOMED, NARROW):
            page.set_viewport_size({"width": width, "height": 844})
            whole(page)
        assert self._unnamed() == [], page.url
        if not self.wide:
            return
        look_at(page)
        page.evaluate(_FOLD, False)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            look_at(page)
            whole(page)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(_CONTRAST) == [], (page.url, "in the dark")
        page.emulate_media(color_scheme="light")

    def _unnamed(self) -> list[str]:
        nodes: list[Any] = self.devtools.send("Accessibility.getFullAXTree")["nodes"]
        asked = (node for node in nodes if not node["ignored"])
        return [
            node["role"]["value"]
            for node in asked
            if node["role"]["value"] in _CONTROLS and not node["name"]["value"].strip()
        ]


def whole(page: Page) -> None:
    """Nothing is cut off or lies on anything else: in the print that was chosen, and large."""
    chosen = page.evaluate("document.body.classList.contains('large')")
    for large in (True, chosen):
        assert page.evaluate(_CUT, large) == [], (page.url, page.viewport_size, large)


def told(nurse: Member, session: Appointment, clock: Clock, **others: Fact) -> None:
    """Every question answered, such that nothing stands against the session but what is named."""
    protocol = protocol_of(session.version)
    facts = all_clear(protocol) | others
    screening.answer(nurse, session.patient, protocol, facts, "desk", clock.now)


@pytest.fixture(params=[ENGLISH, SPANISH])
def phone(
    request: Any, context: BrowserContext, nurse: Member, appointment: Appointment
) -> Iterator[Phone]:
    """Of a patient who speaks that language and is booked for Thursday."""
    if request.param != ENGLISH:
        patient = Patient.everywhere.get(pk=appointment.patient_id)
        born, revision = date(1990, 5, 4), patient.revision
        patients.change_patient(
            nurse, patient, patient.name, born, request.param, "", revision, NOW
        )
    found = Phone(context, request.param)
    yield found
    problems = found.page.problems  # type: ignore[attr-defined]
    assert not [*found.wrong, *problems], "\n".join([*found.wrong, *problems])


def test_the_door(phone: Phone, nurse: Member, appointment: Appointment) -> None:
    patient, page = appointment.patient, phone.page
    asks, token = links.give(nurse, patient, "", True, NOW)
    page.goto(reverse("portal-open", args=[token]))
    phone.looks()
    page.locator("[type=date]").fill("1980-01-01")
    phone.sends()
    phone.looks()
    _link, free = links.give(nurse, patient, "", False, NOW)
    for address in (
        reverse("portal-open", args=[token]),
        reverse("portal-now", args=[asks.pk]),
        reverse("portal-open", args=[free]),
    ):
        page.goto(address)
        phone.looks()
    phone.opens(links.give(nurse, patient, "", False, NOW))
    phone.shows("settings")
    phone.sends("section form")
    phone.looks()


def test_before_the_session(
    phone: Phone, nurse: Member, appointment: Appointment, clock: Clock
) -> None:
    phone.opens(links.give(nurse, appointment.patient, "", False, NOW))
    for name in ("now", "questions", "healing", "may", "plan"):
        phone.shows(name)
    phone.sends("[aria-labelledby=feed] form")
    phone.looks()
    for name in ("plan", "may"):
        phone.shows(name)
    phone.asks("swimming")
    phone.sends("#answer form")
    asking.answer(nurse, PatientQuestion.everywhere.get(), "Yes, but not after it.", NOW)
    phone.shows("may")
    told(nurse, appointment, clock, retinoid=NOW.date())
    for name, query in (("now", ""), ("questions", ""), ("questions", "?ask=retinoid")):
        phone.shows(name, query)
    phone.page.locator("[value=date]").check()
    phone.page.locator("[type=date]").fill("")
    phone.sends()
    phone.looks()


def test_notifications(
    phone: Phone, nurse: Member, appointment: Appointment, settings: Any
) -> None:
    settings.PUSH = PushServices("")
    phone.opens(links.give(nurse, appointment.patient, "", False, NOW))
    phone.shows("settings")
    phone.shows("notifications")
    here = Opening.objects.of(nurse.clinic).get()
    elsewhere = Opening.everywhere.create(
        clinic=nurse.clinic, link=here.link, digest="0" * 64, at=NOW
    )
    for opening in (here, elsewhere):
        turn_on(opening, Browser("https://fcm.googleapis.com").subscription, NOW)
    phone.shows("notifications")
    phone.opens(links.give(nurse, appointment.patient, "Eva Ruiz", False, NOW))
    phone.shows("notifications")


def test_after_the_session(
    phone: Phone, nurse: Member, clinician: Member, appointment: Appointment, clock: Clock
) -> None:
    phone.opens(links.give(nurse, appointment.patient, "", False, NOW))
    ended = treated(nurse, clinician, appointment, clock)
    clock.now = ended + timedelta(hours=1)
    phone.shows("now")
    clock.now = ended + timedelta(days=2)
    for name in ("now", "plan", "healing"):
        phone.shows(name)
    for chosen in (
        (),
        ("[name=none]",),
        ("[name=normal][value=yes]", "[name=r-skin-calm][value=yes]"),
    ):
        for one in chosen:
            phone.page.locator(one).check()
        phone.sends()
        phone.looks()
    clock.now = ended + timedelta(days=9)
    phone.shows("now")
    phone.shows("may")
    for text in FIVE:
        phone.asks(text)
        phone.looks()
    for sign in (0, 2):
        phone.shows("healing")
        phone.page.locator("[name=sign]").nth(sign).check()
        phone.sends()
        phone.looks()
        row = HealingReport.everywhere.get(urgent=True, seen=None)
        healing.look_at(nurse, row, "Called.", clock.now)


def test_nothing_is_planned(phone: Phone, nurse: Member) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), ENGLISH, "", NOW)
    phone.opens(links.give(nurse, other, "", False, NOW))
    for name in ("now", "may", "plan", "questions"):
        phone.shows(name)


def test_a_carer_reads_it_in_large_print(
    phone: Phone, nurse: Member, appointment: Appointment
) -> None:
    carer = "Maximiliana Papadopoulos-Fitzgerald"
    phone.opens(links.give(nurse, appointment.patient, carer, False, NOW))
    phone.shows("settings")
    phone.page.locator("[name=large]").check()
    phone.sends()
    assert phone.page.locator("body.large").count()
    phone.looks()
