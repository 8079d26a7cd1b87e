"""A lost connection, and a page left open: no yes is ever from before, and nothing seems sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from socketserver import BaseRequestHandler, ThreadingTCPServer
from time import monotonic, sleep
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from meantime.clinic.care.actions import patients
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import HealingReport, PatientLink, PatientQuestion
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import follow, look_at, press
from tests.clinic.conftest import NOW, Clock
from tests.clinic.test_portal_now import treated

pytestmark = [
    pytest.mark.usefixtures("emptied"),
    pytest.mark.parametrize("options", [{"viewport": {"width": 390, "height": 844}}]),
]


class Line(ThreadingTCPServer):
    """The way from the phone to the clinic, which can be cut; also for what runs beside a page."""

    def __init__(self, port: int) -> None:
        super().__init__(("localhost", 0), _Call)
        self.clinic, self.calls, self._is_cut = port, set[socket.socket](), False
        self.url = f"http://localhost:{self.server_address[1]}"

    def verify_request(self, _request: Any, _address: Any) -> bool:
        return not self._is_cut

    def cut(self) -> None:
        self._is_cut = True
        for call in list(self.calls):
            with suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut = False


class _Call(BaseRequestHandler):
    """What is said over the line, both ways, until either side ends it."""

    server: Line

    def handle(self) -> None:
        with socket.create_connection(("localhost", self.server.clinic)) as clinic:
            self.server.calls |= {self.request, clinic}
            back = threading.Thread(target=_carry, args=(clinic, self.request))
            back.start()
            _carry(self.request, clinic)
            back.join()
            self.server.calls -= {self.request, clinic}


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while told := one.recv(65536):
            other.sendall(told)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    with Line(int(live_server.url.rpartition(":")[2])) as found:
        threading.Thread(target=found.serve_forever, args=(0.05,)).start()
        yield found
        found.cut()
        found.shutdown()


@pytest.fixture
def context(browser: Browser, line: Line, options: dict[str, Any]) -> Iterator[BrowserContext]:
    usual = {"base_url": line.url, "locale": "en-US", "reduced_motion": "reduce"}
    found = browser.new_context(**usual | options)
    found.set_default_timeout(10_000)
    yield found
    line.cut()  # what the worker still asks for does not come after the test
    found.close()


class Phone:
    """A browser in which a plan is open."""

    def __init__(self, context: BrowserContext, member: Member, patient: Patient) -> None:
        self.link, self.token = links.give(member, patient, "", False, NOW)
        self.page = context.new_page()
        self.page.goto(reverse("portal-open", args=[self.token]))
        press(self.page, "Open the plan")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Now")
        self.is_kept()

    def at(self, name: str, link: PatientLink | None = None) -> str:
        return reverse(f"portal-{name}", args=[(link or self.link).pk])

    def goto(self, name: str, link: PatientLink | None = None) -> Page:
        self.page.goto(self.at(name, link))
        return self.page

    def away(self) -> Any:
        """The phone's clock, while no page is open that would go by it."""
        self.page.goto("about:blank")
        return self.page.clock

    def is_kept(self, *, is_so: bool = True, says: str = "") -> None:
        """Wait until the copy is there, and says something; or until it is gone."""
        at = self.at("offline")
        until(lambda: (says in found) == is_so if (found := self._copy(at)) else not is_so)
        if is_so:
            until(lambda: self.page.evaluate("!!navigator.serviceWorker.controller"))

    def _copy(self, at: str) -> str:
        return str(self.page.evaluate(_COPY, at))


_COPY = """async at => await caches.has(at)
    ? (await (await (await caches.open(at)).match(at))?.text()) ?? '' : ''"""


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what happens beside a page."""
    ends = monotonic() + 10
    while not is_so():
        assert monotonic() < ends
        sleep(0.05)


@pytest.fixture
def phone(
    context: BrowserContext,
    nurse: Member,
    clinician: Member,
    appointment: Appointment,
    clock: Clock,
) -> Phone:
    """Of somebody who was treated two days ago."""
    clock.now = treated(nurse, clinician, appointment, clock) + timedelta(days=2)
    return Phone(context, nurse, appointment.patient)


def expect_copy(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept plan")
    expect(page.get_by_text("As of Sat 5 Dec 2026, 10:50, by the clinic's clocks.")).to_be_visible()
    said = page.locator("body").inner_text()
    for word in ("Fine now", "Yes", "it is fine", "mineral make-up", "Normal today"):
        assert word not in said
    expect(page.get_by_role("main").get_by_role("link", name="+1 212-555-0100")).to_be_visible()


def test_without_a_connection_every_page_is_the_copy(phone: Phone, line: Line) -> None:
    page = phone.page
    expect(page.get_by_role("heading", name="Fine now")).to_be_visible()
    line.cut()
    for name in ("now", "may", "plan", "healing", "questions", "settings"):
        expect_copy(phone.goto(name))
    # It looks like the others: what it names is kept with it.
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).position") == "sticky"
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].filter(it => it.status === 'loaded').length") == 2
    line.mend()
    follow(page, "Show what holds now")
    expect(page.get_by_role("heading", name="Fine now")).to_be_visible()


def test_no_word_of_an_answer_comes_without_a_connection(phone: Phone, line: Line) -> None:
    page = phone.goto("may")
    page.get_by_role("searchbox").fill("moisturiser")
    expect(page.locator("#answer .word")).to_have_text("Yes")
    line.cut()
    page.get_by_role("searchbox").fill("running")
    expect(page.locator("#answer")).to_contain_text("There is no answer now.")
    press(page, "Ask")
    expect(page.get_by_role("alert")).to_contain_text("Not sent.")
    expect(page.locator("#answer .word")).to_have_count(0)
    expect_copy(phone.goto("may"))


def test_what_cannot_be_sent_does_not_seem_sent_and_is_not_lost(phone: Phone, line: Line) -> None:
    page = phone.goto("healing")
    page.get_by_role("checkbox", name="Nothing of this is so.").check()
    line.cut()
    press(page, "Next")
    said = page.get_by_role("alert")
    expect(said).to_contain_text("Not sent. You have no connection.")
    expect(said.get_by_role("link")).to_have_attribute("href", "tel:+12125550100")
    expect(said).to_be_in_viewport(ratio=1)
    look_at(page)
    press(page, "Next")
    expect(said).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Nothing of this is so.")).to_be_checked()
    assert not HealingReport.everywhere.exists()
    line.mend()
    press(page, "Next")
    expect(page.get_by_role("checkbox", name="Nothing of this is so.")).to_have_count(0)
    assert HealingReport.everywhere.count() == 1


def test_a_question_typed_without_a_connection_can_be_sent_later(phone: Phone, line: Line) -> None:
    page = phone.goto("may")
    page.get_by_role("searchbox").fill("can I play golf")
    expect(page.locator("#answer .word")).to_have_text("Your plan does not say")
    line.cut()
    press(page, "Ask the clinic")
    expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here")
    expect(page.get_by_role("searchbox")).to_have_value("can I play golf")
    line.mend()
    press(page, "Ask the clinic")
    expect(page.get_by_text("No answer yet.")).to_be_visible()
    assert PatientQuestion.everywhere.count() == 1


@pytest.mark.parametrize(("hours", "is_old"), [(1, False), (23.9, False), (25, True), (-1, True)])
def test_a_copy_says_its_age_and_is_old_after_a_day(
    phone: Phone, line: Line, hours: float, is_old: bool, clock: Clock
) -> None:
    line.cut()
    phone.away().set_fixed_time(clock.now + timedelta(hours=hours))
    expect_copy(phone.goto("now"))
    old = phone.page.get_by_text("This copy is old.")
    expect(old).to_be_visible() if is_old else expect(old).to_be_hidden()
    assert phone.page.locator("main.old").count() == is_old
    grey = "getComputedStyle(document.querySelector('.copy')).filter"
    assert (phone.page.evaluate(grey) == "grayscale(1)") == is_old
    said = {1: "(60 minutes ago)", 23.9: "(24 hours ago)", 25: "(25 hours ago)", -1: ""}[hours]
    expect(phone.page.locator("#age")).to_have_text(said)


def test_a_date_that_is_over_is_no_leave(phone: Phone, line: Line, clock: Clock) -> None:
    line.cut()
    page = phone.page
    phone.away().set_fixed_time(clock.now + timedelta(days=1))
    phone.goto("now")
    sun = page.get_by_role("listitem").filter(has_text="Stay out of the sun for three days")
    expect(sun).to_contain_text("at least until the end of Sun 6 Dec")
    expect(sun.locator(".passed")).to_have_count(0)
    page.clock.set_fixed_time(datetime.fromisoformat("2026-12-07T00:00:01-05:00"))
    expect(sun.locator(".passed")).to_have_text("This date is over. Ask the clinic first.")
    look_at(page)


def test_a_copy_left_open_grows_old_and_goes_when_the_connection_is_back(
    phone: Phone, line: Line, clock: Clock
) -> None:
    line.cut()
    page = phone.page
    phone.away().install(time=clock.now)
    expect_copy(phone.goto("now"))
    page.clock.fast_forward("25:00:00")
    expect(page.get_by_text("This copy is old.")).to_be_visible()
    line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="Fine now")).to_be_visible()


def test_two_people_on_one_phone_never_see_each_others_copy(
    phone: Phone, context: BrowserContext, nurse: Member, line: Line, clock: Clock
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", clock.now)
    second = Phone(context, nurse, other)
    line.cut()
    expect_copy(phone.goto("now"))
    expect(phone.page.get_by_text("Stay out of the sun")).to_be_visible()
    page = second.goto("now")
    expect(page.get_by_text("No session is planned, so there is no plan.")).to_be_visible()
    expect(page.get_by_text("Stay out of the sun")).to_have_count(0)
    # Of a link that was never open here nothing is kept, whatever else is.
    made, _token = links.give(nurse, other, "Eva Oz", False, NOW)
    page = second.goto("now", made)
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    look_at(page)


def test_a_link_that_is_taken_back_leaves_no_copy(
    phone: Phone, nurse: Member, line: Line, clock: Clock
) -> None:
    links.take_back(nurse, phone.link, clock.now)
    phone.goto("now")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("The plan is not open here")
    phone.is_kept(is_so=False)
    line.cut()
    expect(phone.goto("now").get_by_role("heading", level=1)).to_have_text("No connection")


def test_nor_does_a_plan_that_is_closed_here(
    phone: Phone, context: BrowserContext, nurse: Member, line: Line, clock: Clock
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", clock.now)
    second = Phone(context, nurse, other)
    phone.goto("settings")
    press(phone.page, "Close the plan here")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("The plan is closed here")
    phone.is_kept(is_so=False)
    second.is_kept()
    line.cut()
    expect(phone.goto("now").get_by_role("heading", level=1)).to_have_text("No connection")
    expect(second.goto("now").get_by_role("heading", level=1)).to_have_text("Kept plan")


def test_nothing_but_the_copy_and_what_it_names_is_ever_kept(phone: Phone, line: Line) -> None:
    for name in ("may", "plan", "healing", "questions", "settings"):
        phone.goto(name)
    kept = phone.page.evaluate(
        """async () => Promise.all((await caches.keys()).map(async name => [name,
            (await (await caches.open(name)).keys()).map(it => new URL(it.url).pathname)]))"""
    )
    copy, plain = phone.at("offline"), reverse("portal-no-connection")
    assert {name for name, _files in kept} == {copy, plain}
    for name, files in kept:
        pages = [path for path in files if not path.startswith("/static/")]
        assert pages == [name]
        assert not [path for path in files if "htmx" in path]


def test_an_error_of_the_clinic_is_not_the_copy(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr("meantime.clinic.portal.views.showing.standings_of", broken)
    answer = phone.page.goto(phone.at("plan"))
    assert answer and answer.status == 500
    expect(phone.page.get_by_role("heading", level=1)).not_to_have_text("Kept plan")
    phone.is_kept()


def test_what_is_changed_stands_in_the_copy_at_once(phone: Phone, line: Line) -> None:
    phone.goto("settings")
    phone.page.get_by_label("Español").check()
    press(phone.page, "Save")
    expect(phone.page.locator("html[lang=es]")).to_have_count(1)
    phone.is_kept(says='lang="es"')
    line.cut()
    expect(phone.goto("now").locator("html[lang=es] main [data-as-of]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_copy_can_be_read_by_everybody(
    phone: Phone, line: Line, clock: Clock, language: str
) -> None:
    phone.goto("settings")
    phone.page.locator(f"[name=language][value={language}]").check()
    press(phone.page, "Save")
    phone.page.wait_for_load_state()
    page = phone.goto("offline")
    for hours in (1, 60):
        page.clock.set_fixed_time(clock.now + timedelta(hours=hours))
        page.reload()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (320, 390, 768):
                page.set_viewport_size({"width": width, "height": 844})
                look_at(page)


def test_it_can_be_installed(phone: Phone, context: BrowserContext) -> None:
    devtools = context.new_cdp_session(phone.page)
    told = devtools.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith(phone.at("manifest"))
    assert '"standalone"' in told["data"]
    faults = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window of its own that is private to the test cannot install anything.
    assert [one["errorId"] for one in faults if one["errorId"] != "in-incognito"] == []
    scope = "navigator.serviceWorker.ready.then(it => new URL(it.scope).pathname)"
    assert phone.page.evaluate(scope) == "/p/"


_ONLINE = """is => {
    Object.defineProperty(navigator, 'onLine', {value: is, configurable: true});
    dispatchEvent(new Event(is ? 'online' : 'offline'));
}"""


@pytest.fixture
def lasting(phone: Phone, clock: Clock) -> Callable[[str], Page]:
    """A page by a clock that the test turns."""

    def shown(name: str) -> Page:
        phone.away().install(time=clock.now)
        return phone.goto(name)

    return shown


def test_a_page_left_open_over_midnight_is_shown_anew(
    lasting: Callable[[str], Page], clock: Clock
) -> None:
    clock.now = datetime.fromisoformat("2026-12-06T23:50-05:00")
    page = lasting("now")
    expect(page.locator(".lead")).to_have_text("Sun 6 Dec 2026, 23:50")
    clock.now = datetime.fromisoformat("2026-12-07T00:00:05-05:00")
    page.clock.fast_forward("10:02")
    expect(page.locator(".lead")).to_have_text("Mon 7 Dec 2026, 00:00")


def test_without_a_connection_its_yes_goes_all_the_same(
    lasting: Callable[[str], Page], line: Line
) -> None:
    page = lasting("now")
    expect(page.get_by_role("heading", name="Fine now")).to_be_visible()
    page.evaluate(_ONLINE, False)  # the phone knows of it, so it does not try
    line.cut()
    page.clock.fast_forward("01:00:02")
    expect(page.get_by_role("heading", name="Fine now")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("This page is from before.")
    expect(page.get_by_role("heading", name="When you should call")).to_be_visible()
    look_at(page)
    line.mend()
    page.evaluate(_ONLINE, True)
    expect(page.get_by_role("heading", name="Fine now")).to_be_visible()


def test_a_line_that_is_dead_without_a_word_leads_to_the_copy(
    lasting: Callable[[str], Page], line: Line
) -> None:
    page = lasting("plan")
    line.cut()
    page.clock.fast_forward("01:00:02")
    expect_copy(page)


@pytest.mark.parametrize(
    "back",
    [
        "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
        "document.dispatchEvent(new Event('visibilitychange'))",
    ],
)
def test_a_page_that_is_seen_again_says_nothing_from_before(
    lasting: Callable[[str], Page], line: Line, back: str, clock: Clock
) -> None:
    page = lasting("may")
    page.get_by_role("searchbox").fill("moisturiser")
    expect(page.locator("#answer .word")).to_have_text("Yes")
    page.clock.fast_forward("06:00")
    clock.now += timedelta(minutes=6)
    expect(page.locator("#answer .word")).to_have_count(1)
    page.evaluate(back)
    expect(page.locator("#answer .word")).to_have_count(0)
    # What was typed still stands, and a new answer is new.
    expect(page.get_by_role("searchbox")).to_have_value("moisturiser")
    page.get_by_role("searchbox").fill("moisturiser ")
    expect(page.locator("#answer .word")).to_have_text("Yes")
    page.clock.fast_forward("01:00:02")
    expect(page.locator("#answer .word")).to_have_count(0)


def test_a_form_that_somebody_fills_in_stays(lasting: Callable[[str], Page], clock: Clock) -> None:
    page = lasting("healing")
    page.get_by_role("checkbox", name="Nothing of this is so.").check()
    page.clock.fast_forward("02:00:00")
    expect(page.get_by_role("heading", name="Normal today")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Nothing of this is so.")).to_be_checked()
