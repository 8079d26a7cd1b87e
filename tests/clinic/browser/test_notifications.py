"""Notifications in a real Chromium: turned on by a tap, shown by the worker, ended with the plan.

The push services of browsers are out of reach here. What Chromium would ask them for is put in its
place, where a test needs a subscription; what they would hand over is given to the worker as the
devtools do it. That a phone wakes for it, and what its system makes of it, nobody checks here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from meantime.clinic.care.models import Appointment, Contact
from meantime.clinic.deployment import PushServices
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.models import Opening
from meantime.clinic.reminders.actions.notifying import turn_on
from meantime.clinic.reminders.channels.push.signing import public_key
from meantime.clinic.reminders.channels.push.subscription import subscription_of
from meantime.clinic.reminders.worker import Sending
from meantime.clinic.tenancy.models import Member
from tests.clinic.browser.conftest import browser, follow, look_at, press
from tests.clinic.browser.test_offline import Line, Phone, context, line, until
from tests.clinic.conftest import NOW
from tests.clinic.pushing import Browser, Service, serving
from tests.clinic.test_push import pushes
from tests.clinic.test_reminders import answer

__all__ = ["browser", "context", "line"]  # fixtures

pytestmark = pytest.mark.usefixtures("emptied")

# What a push service would give, kept like a browser does; asked for anew where it has another key.
_GIVES = """
const told = %s;
const given = () => ({
    endpoint: told.endpoint, toJSON: () => told,
    unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; } });
PushManager.prototype.getSubscription = async () =>
    localStorage.getItem("subscribed") ? given() : null;
PushManager.prototype.subscribe = async asked => {
    const before = localStorage.getItem("subscribed");
    if (before && before !== asked.applicationServerKey) {
        throw new DOMException("another key", "InvalidStateError");
    }
    if (!asked.userVisibleOnly) throw new DOMException("unseen", "NotAllowedError");
    localStorage.setItem("subscribed", asked.applicationServerKey);
    return given();
};
"""
_SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""


@pytest.fixture
def options() -> dict[str, Any]:
    return {"viewport": {"width": 390, "height": 844}}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    settings.REMINDERS_FROM = "clinic@harbour.test"
    with serving() as found:
        settings.PUSH = PushServices(found.address)
        yield found


@pytest.fixture
def phone(
    context: BrowserContext, line: Line, service: Service, nurse: Member, appointment: Appointment
) -> Phone:
    """Of somebody who is booked, and whose browser lets pages notify."""
    answer(nurse, appointment)
    context.grant_permissions(["notifications"], origin=line.url)
    return Phone(context, nurse, appointment.patient)


@pytest.fixture
def given(context: BrowserContext, service: Service) -> Browser:
    """The browser has a push service."""
    found = Browser(service.address)
    context.add_init_script(_GIVES % found.subscription)
    return found


def turned_on(phone: Phone) -> Page:
    page = phone.goto("notifications")
    press(page, "Turn on here")
    expect(page.get_by_role("button", name="Turn off here")).to_be_visible()
    return page


def deliver(phone: Phone, told: dict[str, str]) -> None:
    """As the push service does."""
    devtools, found = phone.page.context.new_cdp_session(phone.page), list[dict[str, Any]]()
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.append(said))
    devtools.send("ServiceWorker.enable")
    until(lambda: bool(phone.page.title() and found and found[-1]["registrations"]))
    (registration,) = found[-1]["registrations"]
    asked = {
        "origin": registration["scopeURL"].removesuffix("/p/"),
        "registrationId": registration["registrationId"],
        "data": json.dumps(told),
    }
    devtools.send("ServiceWorker.deliverPushMessage", asked)
    devtools.detach()


def shown(phone: Phone) -> list[dict[str, str]]:
    found: list[dict[str, str]] = phone.page.evaluate(_SHOWN)
    return found


def in_worker(phone: Phone, script: str, argument: Any = None) -> Any:
    (worker,) = phone.page.context.service_workers
    return worker.evaluate(script, argument)


def test_from_the_tap_to_the_notification(
    phone: Phone, given: Browser, service: Service, appointment: Appointment
) -> None:
    page = phone.goto("settings")
    follow(page, "Notifications")
    look_at(page)
    assert not pushes(appointment.patient)
    turned_on(phone)
    look_at(page)
    (contact,) = pushes(appointment.patient)
    assert subscription_of(contact.value).endpoint == given.endpoint
    assert page.evaluate("localStorage.getItem('subscribed')") == public_key()
    assert Sending().run_once() == 1
    (call,) = service.told
    told = given.reads(call)
    deliver(phone, told)
    until(lambda: bool(shown(phone)))
    expected = {
        "title": "Harbour Skin Clinic",
        "body": "Your visit is on Thu 3 Dec 2026, 10:00. Some steps of your plan start now.",
        "tag": call.headers["topic"],
        "data": "/p/",
    }
    assert shown(phone) == [expected]
    # The same again takes its place; another one stands beside it.
    deliver(phone, told)
    deliver(phone, told | {"tag": "another", "body": "Something else."})
    until(lambda: len(shown(phone)) == 2)
    assert sorted(one["tag"] for one in shown(phone)) == sorted([call.headers["topic"], "another"])


def test_a_tap_on_it_leads_to_the_plan_that_is_open_there(phone: Phone, given: Browser) -> None:
    deliver(phone, {"title": "Harbour", "body": "x", "address": "/p/", "tag": "one"})
    until(lambda: bool(shown(phone)))
    # Only a real tap may open a window: here it is noted that one was to be opened, and which.
    in_worker(phone, "() => { self.clients.openWindow = async where => { self.led = where; }; }")
    in_worker(
        phone,
        """async () => {
            const [notification] = await self.registration.getNotifications();
            self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }""",
    )
    assert in_worker(phone, "() => self.led") == reverse("portal-mine")
    until(lambda: not shown(phone))
    phone.page.goto(reverse("portal-mine"))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Now")


def test_turned_off_it_lets_go_of_its_subscription(
    phone: Phone, given: Browser, appointment: Appointment
) -> None:
    page = turned_on(phone)
    press(page, "Turn off here")
    expect(page.get_by_text("They are off here.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on here")).to_be_visible()
    until(lambda: page.evaluate("localStorage.getItem('subscribed')") is None)
    assert not pushes(appointment.patient)[0].is_open


def test_a_plan_that_is_closed_here_lets_go_of_it_too(
    phone: Phone, given: Browser, appointment: Appointment
) -> None:
    turned_on(phone)
    press(phone.goto("settings"), "Close the plan here")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("The plan is closed here")
    until(lambda: phone.page.evaluate("localStorage.getItem('subscribed')") is None)
    assert not pushes(appointment.patient)[0].is_open


def test_a_subscription_for_a_key_of_before_is_replaced(
    phone: Phone, given: Browser, appointment: Appointment
) -> None:
    phone.page.evaluate("localStorage.setItem('subscribed', 'another key')")
    page = phone.page
    page.route("**/unsubscribing.js", lambda route: route.abort())
    turned_on(phone)
    assert page.evaluate("localStorage.getItem('subscribed')") == public_key()


def test_what_does_not_come_here_any_more_says_so(phone: Phone, given: Browser) -> None:
    page = turned_on(phone)
    lost = page.get_by_text("They do not come here any more. Turn them on again.")
    expect(lost).to_be_hidden()
    page.evaluate("localStorage.removeItem('subscribed')")
    page.reload()
    expect(lost).to_be_visible()
    look_at(page)
    press(page, "Turn on here")
    expect(lost).to_be_hidden()
    assert page.evaluate("localStorage.getItem('subscribed')") == public_key()


def test_where_the_push_service_is_out_of_reach_it_says_so(
    phone: Phone, appointment: Appointment
) -> None:
    page = phone.goto("notifications")
    press(page, "Turn on here")
    expect(page.get_by_role("alert")).to_contain_text("They could not be turned on.")
    expect(page.get_by_role("button", name="Turn on here")).to_be_visible()
    look_at(page)
    assert not pushes(appointment.patient)


def test_a_browser_that_blocks_them_says_where_to_allow_them(
    phone: Phone, context: BrowserContext, appointment: Appointment
) -> None:
    context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })"
    )
    page = phone.goto("notifications")
    expect(page.get_by_role("alert")).to_contain_text("This browser blocks them.")
    expect(page.get_by_role("button", name="Turn on here")).to_be_hidden()
    look_at(page)


def test_whoever_does_not_allow_it_has_nothing_turned_on(
    phone: Phone, context: BrowserContext, given: Browser, appointment: Appointment
) -> None:
    """The question was closed, so that it can be asked again; or it was answered with no."""
    page = phone.goto("notifications")
    page.evaluate("Notification.requestPermission = async () => 'default'")
    press(page, "Turn on here")
    expect(page.get_by_role("button", name="Turn on here")).to_be_visible()
    page.evaluate(
        """Notification.requestPermission = async () => {
            Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
            return 'denied';
        }"""
    )
    press(page, "Turn on here")
    expect(page.get_by_role("alert")).to_contain_text("This browser blocks them.")
    assert not pushes(appointment.patient)


@pytest.mark.parametrize("missing", ["PushManager", "Notification"])
def test_a_browser_that_has_none_says_what_helps(
    phone: Phone, context: BrowserContext, missing: str
) -> None:
    context.add_init_script(f"delete window.{missing}")
    page = phone.goto("notifications")
    expect(page.get_by_text("This browser does not have them.")).to_be_visible()
    expect(page.get_by_text("tap Share, then Add to Home Screen")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on here")).to_be_hidden()
    look_at(page)


def test_a_browser_that_is_reached_elsewhere_tells_the_clinic(
    phone: Phone, given: Browser, service: Service, appointment: Appointment
) -> None:
    turned_on(phone)
    before = pushes(appointment.patient)[0]
    fresh = Browser(service.address)
    in_worker(
        phone,
        """told => { PushManager.prototype.subscribe = async asked => {
            self.asked = asked;
            return { toJSON: () => told };
        }; }""",
        json.loads(fresh.subscription),
    )
    in_worker(phone, "() => { self.dispatchEvent(new ExtendableEvent('pushsubscriptionchange')); }")
    written = subscription_of(fresh.subscription).written
    until(lambda: Contact.everywhere.get(pk=before.pk).value == written)
    asked = in_worker(phone, "() => self.asked")
    assert asked == {"userVisibleOnly": True, "applicationServerKey": public_key()}


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_scripts_it_says_so_and_turns_them_off(
    context: BrowserContext, service: Service, nurse: Member, appointment: Appointment
) -> None:
    link, token = links.give(nurse, appointment.patient, "", False, NOW)
    page = context.new_page()
    page.goto(reverse("portal-open", args=[token]))
    press(page, "Open the plan")
    page.goto(reverse("portal-notifications", args=[link.pk]))
    expect(page.get_by_text("They need scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on here")).to_be_hidden()
    opening = Opening.objects.of(nurse.clinic).select_related("link").get()
    turn_on(opening, Browser(service.address).subscription, NOW)
    page.reload()
    press(page, "Turn off here")
    expect(page.get_by_text("They are off here.")).to_be_visible()
    assert not pushes(appointment.patient)[0].is_open


def test_the_worker_keeps_and_shows_pages_as_before(
    phone: Phone, given: Browser, line: Line
) -> None:
    turned_on(phone)
    line.cut()
    page = phone.goto("notifications")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept plan")


def test_what_could_not_be_sent_is_not_said_to_be_on(
    phone: Phone, given: Browser, line: Line, appointment: Appointment
) -> None:
    page = phone.goto("notifications")
    line.cut()
    press(page, "Turn on here")
    expect(page.get_by_role("alert")).to_contain_text("Not sent. You have no connection.")
    assert not pushes(appointment.patient)
    line.mend()
    press(page, "Turn on here")
    expect(page.get_by_role("button", name="Turn off here")).to_be_visible()
