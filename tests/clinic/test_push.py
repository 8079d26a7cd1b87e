"""Notifications: read by one browser alone, turned on by its patient, and by nobody else."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings as deployed
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meantime.clinic.audit.models import Event
from meantime.clinic.care.actions import contacts, patients
from meantime.clinic.care.actions.patients import index, search
from meantime.clinic.care.models import Agreement, Appointment, Contact, Patient, SearchKey
from meantime.clinic.deployment import PushServices, push
from meantime.clinic.keeping.erasing import erase_person
from meantime.clinic.keeping.exporting import export_person
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal.actions import links
from meantime.clinic.portal.door import cookie_of
from meantime.clinic.portal.models import Opening, PatientLink
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.actions import notifying
from meantime.clinic.reminders.channels.base import Message, NotSent, Unclear, Unreachable
from meantime.clinic.reminders.channels.push import Push
from meantime.clinic.reminders.channels.push.signing import public_key
from meantime.clinic.reminders.channels.push.subscription import NoSubscription, subscription_of
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.texts import KINDS, whole
from meantime.clinic.reminders.wanted import contact_of
from meantime.clinic.reminders.watching import unsent_of
from meantime.clinic.reminders.worker import Sending
from meantime.clinic.tenancy.models import Member
from tests.clinic.backups import backed_up
from tests.clinic.conftest import NOW, Clock, client_of, make_clinic, make_member, make_version
from tests.clinic.deployments import Deployment, Make, deployment, make_deployment
from tests.clinic.pushing import TAKEN, Browser, Service, base64, bytes_of, claims_of, serving
from tests.clinic.test_portal_matrix import opened
from tests.clinic.test_reminders import answer, move, now_of
from tests.clinic.test_sms import answering, resetting

__all__ = ["deployment", "make_deployment"]  # fixtures

MAIL = "ana@example.org"


@pytest.fixture(autouse=True)
def language_of_the_tests() -> Iterator[None]:
    """A request leaves its language behind in its thread."""
    yield
    translation.activate("en")


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    settings.REMINDERS_FROM = "Harbour <clinic@harbour.test>"
    with serving() as found:
        settings.PUSH = PushServices(found.address)
        yield found


@pytest.fixture
def browser(service: Service) -> Browser:
    return Browser(service.address)


def message(browser: Browser, until: timedelta = timedelta(hours=2), body: str = "") -> Message:
    text = body or "Mañana, está bien."
    to = subscription_of(browser.subscription).written
    return Message(to, "Harbour", text, str(uuid4()), NOW + until)


def send(service: Service, browser: Browser, act: Callable[[Any], None]) -> str:
    service.act = act
    return Push().send(message(browser))


# The call.


def test_a_browser_reads_what_was_sent_and_no_other_one_does(
    service: Service, browser: Browser
) -> None:
    sent = message(browser)
    name = Push().send(sent)
    (call,) = service.told
    assert browser.reads(call) == {
        "title": "Harbour",
        "body": "Mañana, está bien.",
        "address": "/p/",
        "tag": name,
    }
    other = Browser(service.address)
    other.endpoint = browser.endpoint
    with pytest.raises(InvalidTag):
        other.reads(call)
    said = json.dumps([call.headers, call.path])
    assert "Harbour" not in said and b"Harbour" not in call.body
    assert (call.headers["ttl"], call.headers["urgency"]) == ("7200", "high")
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", call.headers["topic"])


def test_a_second_one_takes_the_place_of_the_first_and_of_no_other(
    service: Service, browser: Browser
) -> None:
    one, other = message(browser), message(browser)
    names = [Push().send(sent) for sent in (one, one, other)]
    assert names[0] == names[1] != names[2]
    assert [call.headers["topic"] for call in service.told] == names
    assert [browser.reads(call)["tag"] for call in service.told] == names
    # It is sealed anew each time.
    assert service.told[0].body != service.told[1].body


def test_the_push_service_knows_who_sends_and_whom_to_ask(
    service: Service, browser: Browser, settings: Any
) -> None:
    Push().send(message(browser))
    claims, key = claims_of(service.told[0])
    assert key == public_key()
    assert len(bytes_of(key)) == 65
    assert claims == {
        "aud": service.address,
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
        "sub": "mailto:clinic@harbour.test",
    }
    settings.REMINDERS_FROM, settings.ALLOWED_HOSTS = "", ["clinic.example.org", "other"]
    Push().send(message(browser))
    assert claims_of(service.told[1])[0]["sub"] == "https://clinic.example.org"
    settings.REMINDERS_FROM = "clinic@intranet"
    Push().send(message(browser))
    assert claims_of(service.told[2])[0]["sub"] == "mailto:clinic@intranet"


@pytest.mark.parametrize(
    ("until", "seconds"),
    [(timedelta(days=40), "2419200"), (timedelta(seconds=90.9), "90"), (-timedelta(1), "1")],
)
def test_it_waits_no_longer_than_it_helps(
    service: Service, browser: Browser, until: timedelta, seconds: str
) -> None:
    Push().send(message(browser, until))
    assert service.told[0].headers["ttl"] == seconds


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_the_longest_message_there_is_fits(
    service: Service, browser: Browser, nurse: Member, language: str
) -> None:
    text = whole(KINDS, NOW, nurse.clinic, language)
    Push().send(message(browser, body=text))
    assert text.startswith(browser.reads(service.told[0])["body"])
    assert len(service.told[0].body) < 3200


def test_what_is_longer_than_services_take_is_not_sent(service: Service, browser: Browser) -> None:
    with pytest.raises(NotSent, match="too long"):
        Push().send(message(browser, body="م" * 1500))
    assert not service.told


@pytest.mark.parametrize("status", [200, 201, 202])
def test_what_was_taken_is_sent(service: Service, browser: Browser, status: int) -> None:
    assert send(service, browser, answering(status, "")) == service.told[0].headers["topic"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_left(service: Service, browser: Browser, status: int) -> None:
    with pytest.raises(Unreachable, match=str(status)) as found:
        send(service, browser, answering(status, browser.endpoint))
    assert browser.endpoint not in str(found.value)


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 503])
def test_what_was_refused_is_not_sent_and_may_be_tried_again(
    service: Service, browser: Browser, status: int
) -> None:
    with pytest.raises(NotSent, match=str(status)) as found:
        send(service, browser, answering(status, browser.endpoint))
    assert not isinstance(found.value, Unreachable)
    assert browser.endpoint not in str(found.value)
    assert len(service.told) == 1


@pytest.mark.parametrize("status", [204, 500, 502, 504])
def test_an_answer_that_does_not_say_it_leaves_it_open(
    service: Service, browser: Browser, status: int
) -> None:
    with pytest.raises(Unclear):
        send(service, browser, answering(status, ""))
    assert len(service.told) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(service: Service, browser: Browser, status: int) -> None:
    with serving() as inside:

        def elsewhere(call: Any) -> None:
            call.send_response(status)
            call.send_header("Location", f"{inside.address}/secret")
            call.send_header("Content-Length", "0")
            call.end_headers()

        with pytest.raises(NotSent, match=str(status)):
            send(service, browser, elsewhere)
        assert not inside.told
    assert len(service.told) == 1


@pytest.mark.parametrize("status", ["dropped", "channelthrottled"])
def test_what_windows_says_that_it_dropped_is_not_sent(
    service: Service, browser: Browser, status: str
) -> None:
    def dropped(call: Any) -> None:
        call.send_response(200)
        call.send_header("X-WNS-Status", status)
        call.send_header("Content-Length", "0")
        call.end_headers()

    with pytest.raises(NotSent):
        send(service, browser, dropped)


def test_an_answer_without_end_is_not_waited_for(service: Service, browser: Browser) -> None:
    def endless(call: Any) -> None:
        call.send_response(201)
        call.end_headers()
        while not service.over.wait(0.01):
            call.wfile.write(b"x" * 1000)

    assert send(service, browser, endless)


def test_where_nothing_listens_nothing_was_sent(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening: nobody else gets it meanwhile
        settings.PUSH = PushServices(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotSent, match="cannot be reached"):
            Push().send(message(Browser(settings.PUSH.own)))


def test_no_answer_in_time_leaves_it_open(
    service: Service, browser: Browser, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.2

    def silent(_call: Any) -> None:
        service.over.wait(5)

    with pytest.raises(httpx.ReadTimeout):
        send(service, browser, silent)
    assert len(service.told) == 1


def test_a_connection_that_broke_after_the_call_leaves_it_open(
    service: Service, browser: Browser
) -> None:
    with pytest.raises(httpx.HTTPError) as found:
        send(service, browser, resetting)
    assert not isinstance(found.value, httpx.ConnectError)
    assert len(service.told) == 1


def test_a_push_service_that_is_not_known_any_more_is_not_called(
    service: Service, browser: Browser, settings: Any
) -> None:
    sent = message(browser)
    settings.PUSH = PushServices("")
    with pytest.raises(Unreachable):
        Push().send(sent)
    assert not service.told


# What the environment says.


def test_it_is_set_up_where_the_environment_says_so() -> None:
    assert push("") is None
    assert push("1") == PushServices("")
    for own in ("https://push.example.org", "https://push.example.org:8443", "http://localhost:1"):
        assert push(own) == PushServices(own)


@pytest.mark.parametrize(
    "told",
    [
        *("yes", "0", "push.example.org", "http://push.example.org", "https://", "ftp://localhost"),
        *("https://push.example.org/", "https://user:secret@push.example.org"),
        *("https://push.example.org?x=1", "https://push example.org", "https://PUSH.example.org"),
    ],
)
def test_what_is_no_push_service_is_told_without_repeating_it(told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEANTIME_PUSH is 1") as found:
        push(told)
    assert "secret" not in str(found.value)


KEY = "from meantime.clinic.reminders.channels.push.signing import public_key; print(public_key())"


def test_browsers_still_know_a_clinic_that_was_put_back(
    deployment: Deployment, make_deployment: Make, tmp_path: Any
) -> None:
    before = deployment.script(KEY).out
    assert len(bytes_of(before.strip())) == 65
    file = tmp_path / "backup.zip"
    backed_up(deployment, file, "--with-keys")
    copy = make_deployment("copy")
    assert copy.command("restore", str(file)).code == 0
    assert copy.script(KEY).out == before
    assert deployment.command("keys", "rotate").code == 0
    assert deployment.script(KEY).out == before
    other = make_deployment("other").begin()
    assert other.script(KEY).out != before


# Whose address it is.


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dB2:APA91b-x_y",
        "https://jmt17.google.com/fcm/send/dB2:APA91b",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
        "https://web.push.apple.com/QGuQyavXutnMH6",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2b5G%2foh4VDc%3d",
    ],
)
def test_the_push_services_of_browsers_are_known(service: Service, endpoint: str) -> None:
    told = Browser(service.address)
    told.endpoint = endpoint
    found = subscription_of(told.subscription)
    assert found.endpoint == endpoint
    assert endpoint.startswith(f"{found.service}/")
    assert subscription_of(found.written) == found


HOSTILE = [
    "http://fcm.googleapis.com/fcm/send/x",
    "https://fcm.googleapis.com:8443/fcm/send/x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evil.example/fcm.googleapis.com/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://user:word@fcm.googleapis.com/x",
    "https://fcm.googleapis.com\\@evil.example/x",
    "https://fcm.googleapis.com#@evil.example/x",
    "https://FCM.googleapis.com/x",
    "https://fcm.googleapis.com./x",
    "https://notify.windows.com.evil.example/x",
    "https://evilnotify.windows.com/x",
    "https://.push.apple.com.evil.example/x",
    "https://xn--fcm-googleapis.com/x",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/x\r\nHost: evil.example",
    "https://fcm.googleapis.com/ü",
    "https://fcm.googleapis.com/" + "x" * 2000,
    "https://localhost/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1/latest/meta-data/",
    "https://[::1]/x",
    "http://169.254.169.254/latest/meta-data/",
    "https://2130706433/x",
    "https://10.0.0.1/x",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_SET",
    "//fcm.googleapis.com/x",
    "",
]


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_no_other_address_is_ever_called(service: Service, endpoint: str) -> None:
    told = Browser(service.address)
    told.endpoint = endpoint
    with pytest.raises(NoSubscription):
        subscription_of(told.subscription)
    port = service.address.rpartition(":")[2]
    for near in (f"http://localhost:{port}/x", f"http://127.0.0.1:{port}1/x"):
        told.endpoint = near
        with pytest.raises(NoSubscription):
            subscription_of(told.subscription)


def forged(**keys: Any) -> str:
    told = json.loads(Browser("https://fcm.googleapis.com").subscription)
    told["keys"] |= keys
    return json.dumps(told)


# Of the right size and form, and on no curve.
_NOWHERE = base64(b"\x04" + b"\x01" * 64)
_POINT = json.loads(Browser("https://fcm.googleapis.com").subscription)["keys"]["p256dh"]


@pytest.mark.parametrize(
    "told",
    [
        "",
        "null",
        "[]",
        "7",
        '"https://fcm.googleapis.com/x"',
        "{",
        "[" * 100_000,
        "{}",
        json.dumps({"endpoint": "https://fcm.googleapis.com/x"}),
        json.dumps({"endpoint": "https://fcm.googleapis.com/x", "keys": []}),
        json.dumps({"endpoint": ["https://fcm.googleapis.com/x"], "keys": {}}),
        forged(p256dh=None),
        forged(p256dh=7),
        forged(p256dh=""),
        forged(p256dh=_NOWHERE),
        forged(p256dh=base64(b"\x02" + bytes_of(_POINT)[1:33])),
        forged(p256dh=base64(b"\x02" + bytes_of(_POINT)[1:])),
        forged(p256dh=base64(b"\0" * 65)),
        forged(p256dh=_POINT + "AAAA"),
        forged(p256dh=_POINT[:-4]),
        forged(p256dh=_POINT.replace("B", "ü", 1)),
        forged(p256dh=f" {_POINT}"),
        forged(auth=base64(b"x" * 15)),
        forged(auth=base64(b"x" * 17)),
        forged(auth="AAAAA"),
        forged(auth="==="),
        forged(auth={"x": 1}),
        forged(more="x" * 4000),
    ],
)
def test_what_is_no_subscription_is_refused(service: Service, told: str) -> None:
    with pytest.raises(NoSubscription):
        subscription_of(told)


# Turned on and off.


class Phone:
    """A browser in which a link is open."""

    def __init__(
        self, member: Member, patient: Patient, browser: Browser, holder: str = ""
    ) -> None:
        self.link, self.token = links.give(member, patient, holder, False, timezone.now())
        self.browser, self.client = browser, Client(HTTP_ACCEPT_LANGUAGE="en")
        self.open()

    def open(self, token: str = "") -> None:
        assert self.client.post(f"/p/{token or self.token}/").status_code == 302

    def at(self, name: str = "notifications", *parts: Any) -> str:
        return reverse(f"portal-{name}", args=[self.link.pk, *parts])

    def page(self, name: str = "notifications") -> str:
        found = self.client.get(self.at(name))
        assert found.status_code == 200
        return str(found.content.decode())

    def turn_on(self, told: str = "") -> int:
        told = told or self.browser.subscription
        return int(self.client.post(self.at(), {"subscription": told}).status_code)

    def turn_off(self, contact: Any) -> int:
        return int(self.client.post(self.at("notifications-off", contact)).status_code)

    def renew(self, told: str) -> int:
        where = reverse("portal-notifications-renew")
        return int(self.client.post(where, {"subscription": told}).status_code)


@pytest.fixture
def phone(nurse: Member, patient: Patient, browser: Browser) -> Phone:
    return Phone(nurse, patient, browser)


def pushes(patient: Patient) -> list[Contact]:
    rows = Contact.objects.of(patient.clinic_id).filter(patient=patient, kind="push")
    return list(rows.order_by("consented"))


def agreements(patient: Patient) -> list[tuple[bool, str, str | None]]:
    rows = Agreement.objects.of(patient.clinic_id).filter(patient=patient).order_by("at", "pk")
    return [(row.agreed, row.how, row.by and row.by.name) for row in rows]


def work(clock: Clock, at: datetime | None = None) -> None:
    clock.now = at or clock.now
    Sending().run_once()


def read(service: Service, browser: Browser) -> list[str]:
    return [browser.reads(call)["body"] for call in service.told]


def test_a_patient_turns_them_on_and_off(
    phone: Phone, patient: Patient, browser: Browser, clock: Clock
) -> None:
    assert "They are off here." in phone.page()
    assert phone.turn_on() == 302
    (contact,) = pushes(patient)
    assert contact.is_open and contact.verified == NOW
    assert subscription_of(contact.value).endpoint == browser.endpoint
    page = phone.page()
    assert "since Mon 30 Nov 2026, 09:00" in page and "Turn off here" in page
    assert browser.endpoint not in page
    clock.now += timedelta(minutes=1)
    assert phone.turn_off(contact.pk) == 302
    assert not pushes(patient)[0].is_open
    assert "They are off here." in phone.page()
    assert agreements(patient) == [(True, "page", None), (False, "page", None)]
    noted = Event.objects.filter(actor="patient", verb__endswith="messages").order_by("number")
    assert [(one.verb, one.detail["kind"], one.detail["by"]) for one in noted] == [
        ("agree to messages", "push", "page"),
        ("stop messages", "push", "page"),
    ]
    assert browser.endpoint not in str(list(Event.objects.values_list()))


def test_the_same_browser_is_one_contact(
    phone: Phone, patient: Patient, service: Service, clock: Clock
) -> None:
    for _time in range(3):
        clock.now += timedelta(minutes=1)
        assert phone.turn_on() == 302
    assert len(pushes(patient)) == 1
    # Also where it was opened anew, and does not show what it had before.
    again = Phone.__new__(Phone)
    again.link, again.token, again.browser = phone.link, phone.token, phone.browser
    again.client = Client()
    again.open()
    assert again.turn_on() == 302
    assert len(pushes(patient)) == 1
    # And where it has another subscription.
    phone.browser = Browser(service.address)
    assert phone.turn_on() == 302
    (contact,) = pushes(patient)
    assert subscription_of(contact.value).endpoint == phone.browser.endpoint


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_a_hostile_subscription_changes_nothing(
    phone: Phone, patient: Patient, service: Service, endpoint: str
) -> None:
    told = Browser(service.address)
    told.endpoint = endpoint
    assert phone.turn_on(told.subscription) == 400
    assert not pushes(patient) and not agreements(patient)
    assert phone.turn_on() == 302
    before = pushes(patient)[0].value
    assert phone.renew(told.subscription) == 400
    assert pushes(patient)[0].value == before


def test_a_form_without_its_token_or_its_link_changes_nothing(
    phone: Phone, patient: Patient
) -> None:
    told = {"subscription": phone.browser.subscription}
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    assert strict.post(phone.at(), told).status_code == 403
    assert Client().post(phone.at(), told).status_code == 403
    assert not pushes(patient)


def test_who_cares_for_a_patient_does_not_take_their_messages(
    nurse: Member, patient: Patient, browser: Browser, phone: Phone
) -> None:
    carer = Phone(nurse, patient, browser, "Eva Ruiz")
    assert "Only the patient can turn them on" in carer.page()
    assert carer.turn_on() == 400
    assert not pushes(patient)
    assert reverse("portal-notifications", args=[carer.link.pk]) not in carer.page("settings")
    phone.turn_on()
    assert carer.turn_off(pushes(patient)[0].pk) == 400
    assert pushes(patient)[0].is_open


def test_nobody_turns_off_what_is_not_theirs(
    phone: Phone, nurse: Member, patient: Patient, service: Service
) -> None:
    phone.turn_on()
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    stranger = Phone(nurse, other, Browser(service.address))
    assert stranger.turn_off(pushes(patient)[0].pk) == 404
    number = contacts.add_contact(nurse, patient, "phone", "+12125550142", NOW, agreed=True)
    assert phone.turn_off(number.pk) == 404
    assert phone.turn_off(UUID(int=1)) == 404
    assert pushes(patient)[0].is_open and Contact.everywhere.get(pk=number.pk).is_open


def test_where_it_is_not_set_up_it_is_not_offered(
    phone: Phone, patient: Patient, settings: Any
) -> None:
    where = phone.at()
    assert where in phone.page("settings")
    phone.turn_on()
    settings.PUSH = None
    assert where not in phone.page("settings")
    assert "The clinic sends no notifications." in phone.page()
    assert phone.turn_on(Browser("https://fcm.googleapis.com").subscription) == 400
    assert phone.client.get(reverse("portal-notifications-renew")).status_code == 404
    assert phone.renew(phone.browser.subscription) == 404
    assert contact_of(patient) is None
    # Off they can be turned all the same.
    assert phone.turn_off(pushes(patient)[0].pk) == 302


def test_no_value_of_a_subscription_stands_in_the_rows(phone: Phone, patient: Patient) -> None:
    phone.turn_on()
    told = str(list(Contact.everywhere.values_list("kind", "code")))
    sealed = bytes(Contact.everywhere.values_list("value", flat=True)[0].bytes)
    assert phone.browser.endpoint.encode() not in sealed
    assert phone.browser.endpoint not in told
    # A browser is not found by what it is called.
    keys = SearchKey.objects.of(patient.clinic_id).filter(patient=patient).count()
    assert not search(patient.clinic, pushes(patient)[0].value[-6:])
    index(patient)
    assert SearchKey.objects.of(patient.clinic_id).filter(patient=patient).count() == keys


# Where messages go.


def test_messages_go_to_the_browser_of_the_last_choice(
    phone: Phone,
    nurse: Member,
    patient: Patient,
    appointment: Appointment,
    service: Service,
    browser: Browser,
    clock: Clock,
    mailoutbox: list[Any],
) -> None:
    answer(nurse, appointment)
    mail = contacts.add_contact(nurse, patient, "email", MAIL, NOW, agreed=True)
    assert contact_of(patient) == mail
    phone.turn_on()
    first = pushes(patient)[0]
    assert contact_of(patient) == first
    assert {row.contact for row in Delivery.everywhere.all()} == {first}
    clock.now += timedelta(minutes=1)
    laptop = Phone.__new__(Phone)
    laptop.link, laptop.browser, laptop.client = phone.link, Browser(service.address), Client()
    laptop.open(phone.token)
    laptop.turn_on()
    second = pushes(patient)[1]
    assert contact_of(patient) == second
    assert "On your other phone" in phone.page()
    work(clock)
    assert read(service, laptop.browser) == [
        "Your visit is on Thu 3 Dec 2026, 10:00. Some steps of your plan start now."
    ]
    assert phone.turn_off(second.pk) == 302
    assert contact_of(patient) == first
    assert phone.turn_off(first.pk) == 302
    assert contact_of(patient) == mail
    work(clock, appointment.start - timedelta(days=1))
    assert len(service.told) == 1
    assert [one.to for one in mailoutbox] == [[MAIL]]
    assert "Your visit is on" in mailoutbox[0].body


def test_a_moved_date_is_told_and_nothing_of_the_old_one_leaves(
    phone: Phone,
    nurse: Member,
    appointment: Appointment,
    service: Service,
    browser: Browser,
    clock: Clock,
) -> None:
    answer(nurse, appointment)
    phone.turn_on()
    work(clock)
    clock.now += timedelta(hours=1)
    moved = move(nurse, appointment, 7, clock.now)
    for hours in range(24 * 11):
        work(clock, NOW + timedelta(hours=hours))
    said = read(service, browser)
    assert "Thu 3 Dec 2026" in said[0]
    assert "Your visit has moved to Thu 10 Dec 2026, 10:00." in said[1]
    assert len(said) > 3
    assert not [text for text in said[1:] if "3 Dec" in text]
    assert {call.path for call in service.told} == {service.told[0].path}
    names = [call.headers["topic"] for call in service.told]
    assert len(set(names)) == len(names)
    assert now_of(moved).start == moved.start


def test_a_message_names_neither_the_patient_nor_the_treatment(
    phone: Phone,
    nurse: Member,
    appointment: Appointment,
    service: Service,
    browser: Browser,
    clock: Clock,
) -> None:
    answer(nurse, appointment)
    phone.turn_on()
    for hours in range(0, 24 * 4, 2):
        work(clock, NOW + timedelta(hours=hours))
    assert len(service.told) >= 3
    for call in service.told:
        told = browser.reads(call)
        assert set(told) == {"title", "body", "address", "tag"}
        assert told["address"] == "/p/"
        for word in ("Ana", "Ruiz", "needling", "retinoid", str(phone.link.pk), phone.token):
            assert word.casefold() not in json.dumps(told).casefold()


@pytest.fixture
def booked(nurse: Member, appointment: Appointment, phone: Phone) -> Appointment:
    """Of somebody who has e-mail too, and turned notifications on."""
    contacts.add_contact(nurse, appointment.patient, "email", MAIL, NOW, agreed=True)
    phone.turn_on()
    return now_of(appointment)


def booking_of(patient: Patient) -> list[Delivery]:
    rows = Delivery.objects.of(patient.clinic_id).filter(patient=patient).order_by("made", "due")
    return [row for row in rows if "booked" in row.kinds]


def test_a_browser_that_is_gone_leaves_it_to_the_next_contact(
    booked: Appointment,
    phone: Phone,
    service: Service,
    clock: Clock,
    mailoutbox: list[Any],
) -> None:
    patient = booked.patient
    service.act = answering(410, "")
    work(clock)
    (contact,) = pushes(patient)
    assert contact.dead == NOW
    lost = next(row for row in booking_of(patient) if row.contact == contact)
    assert (lost.state, lost.trouble) == (
        State.FAILED,
        "The browser takes no notifications any more (410).",
    )
    work(clock)
    assert [mail.to for mail in mailoutbox] == [[MAIL]]
    assert "They are off here." in phone.page()
    # It is turned on again, with what the browser has now.
    service.act = TAKEN
    clock.now += timedelta(minutes=1)
    phone.browser = Browser(service.address)
    phone.turn_on()
    assert contact_of(patient) == pushes(patient)[0]
    assert pushes(patient)[0].is_open


def test_what_nobody_knows_is_not_repeated_by_itself(
    booked: Appointment, service: Service, clock: Clock
) -> None:
    service.act = resetting
    work(clock)
    assert [row.state for row in booking_of(booked.patient)] == [State.UNCERTAIN]
    work(clock, NOW + timedelta(minutes=30))
    assert len(service.told) == 1
    assert unsent_of(booked.clinic, clock.now).uncertain == 1


def test_what_was_not_taken_is_tried_again(
    booked: Appointment, service: Service, browser: Browser, clock: Clock
) -> None:
    service.act = answering(429, "")
    work(clock)
    assert [row.state for row in booking_of(booked.patient)] == [State.WAITING]
    service.act = TAKEN
    work(clock, NOW + timedelta(minutes=10))
    (row,) = booking_of(booked.patient)
    assert (row.state, row.attempts) == (State.SENT, 2)
    assert row.reference == service.told[1].headers["topic"] == service.told[0].headers["topic"]
    assert read(service, browser)[0] == read(service, browser)[1]


@pytest.mark.parametrize("carried", ["push", "push and mail", "push, mail and texts"])
def test_whom_no_message_reaches_is_counted_however_many_ways_there_are(
    nurse: Member, appointment: Appointment, phone: Phone, settings: Any, carried: str
) -> None:
    if "mail" not in carried:
        settings.REMINDERS_FROM = ""
    if "texts" in carried:
        settings.SMS = object()
    clinic = nurse.clinic
    assert unsent_of(clinic, NOW).unreached == 1
    contacts.add_contact(nurse, appointment.patient, "email", MAIL, NOW, agreed=True)
    assert unsent_of(clinic, NOW).unreached == ("mail" not in carried)
    phone.turn_on()
    assert unsent_of(clinic, NOW).unreached == 0


# A browser that is not one's own, or not any more.


def test_closing_the_plan_ends_them_here(phone: Phone, patient: Patient, clock: Clock) -> None:
    phone.turn_on()
    clock.now += timedelta(minutes=1)
    closed = phone.client.post(phone.at("close"))
    assert "reminders/unsubscribing.js" in closed.content.decode()
    assert contact_of(patient) is None
    assert agreements(patient) == [(True, "page", None), (False, "page", None)]


@pytest.mark.parametrize("how", ["taken back", "a new one"])
def test_a_link_that_ended_notifies_nobody(
    phone: Phone, nurse: Member, patient: Patient, clock: Clock, how: str
) -> None:
    phone.turn_on()
    clock.now += timedelta(minutes=1)
    if how == "taken back":
        links.take_back(nurse, phone.link, clock.now)
    else:
        links.give(nurse, patient, "", False, clock.now)
    assert contact_of(patient) is None
    assert agreements(patient) == [(True, "page", None), (False, "desk", nurse.user.name)]
    assert phone.turn_on() == 403
    shut = phone.client.get(phone.at())
    assert "reminders/unsubscribing.js" in shut.content.decode()
    phone.renew(Browser(deployed.PUSH.own).subscription)
    assert contact_of(patient) is None


def test_a_carers_link_that_ended_ends_nothing_of_the_patient(
    phone: Phone, nurse: Member, patient: Patient, browser: Browser
) -> None:
    carer = Phone(nurse, patient, browser, "Eva Ruiz")
    phone.turn_on()
    links.take_back(nurse, carer.link, NOW)
    assert contact_of(patient) is not None


def test_a_link_that_was_ended_meanwhile_is_not_turned_on(
    phone: Phone, nurse: Member, patient: Patient, browser: Browser
) -> None:
    opening = Opening.objects.of(patient.clinic_id).select_related("link").get(link=phone.link)
    links.take_back(nurse, phone.link, NOW)
    with pytest.raises(Refused, match="This link has ended"):
        notifying.turn_on(opening, browser.subscription, NOW)
    assert not pushes(patient)


def test_a_link_that_is_opened_again_in_the_same_browser_goes_on(
    phone: Phone, patient: Patient
) -> None:
    phone.turn_on()
    held = phone.client.cookies[cookie_of(phone.link.pk)].value
    phone.open()
    assert phone.client.cookies[cookie_of(phone.link.pk)].value != held
    assert "Turn off here" in phone.page()
    phone.client.post(phone.at("close"))
    assert contact_of(patient) is None


def test_another_browser_does_not_inherit_them(phone: Phone, patient: Patient) -> None:
    phone.turn_on()
    other = Client()
    assert other.post(f"/p/{phone.token}/").status_code == 302
    page = other.get(phone.at()).content.decode()
    assert "They are off here." in page and "On your other phone" in page
    other.post(phone.at("close"))
    assert contact_of(patient) is not None


def test_two_people_in_one_browser_stay_apart(
    phone: Phone, nurse: Member, patient: Patient, clock: Clock
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    second = Phone(nurse, other, phone.browser)
    second.client.cookies.update(phone.client.cookies)
    phone.client = second.client
    phone.turn_on()
    # That Ana has them on is not said to Ben, nor turned on for him.
    page = second.page()
    assert "They are off here." in page and "On your other" not in page
    # The browser needs its subscription for her.
    assert "unsubscribing.js" not in page
    assert contact_of(other) is None
    second.turn_on()
    assert [contact_of(patient)] == pushes(patient) and [contact_of(other)] == pushes(other)
    closed = phone.client.post(phone.at("close")).content.decode()
    assert "unsubscribing.js" not in closed
    assert contact_of(patient) is None and contact_of(other) is not None
    assert "unsubscribing.js" in second.client.post(second.at("close")).content.decode()


# A subscription that the browser changes by itself.


def test_a_browser_that_is_reached_elsewhere_says_so_for_every_plan_in_it(
    phone: Phone, nurse: Member, patient: Patient, service: Service, clock: Clock
) -> None:
    other = patients.add_patient(nurse, "Ben Oz", date(1980, 1, 1), "en", "", NOW)
    third = patients.add_patient(nurse, "Cy Poe", date(1980, 1, 1), "en", "", NOW)
    second, off = Phone(nurse, other, phone.browser), Phone(nurse, third, phone.browser)
    for one_more in (second, off):
        phone.client.cookies.update(one_more.client.cookies)
    for one_more in (phone, second):
        one_more.turn_on()
    Contact.everywhere.filter(patient=other).update(dead=NOW)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.client.cookies
    where = reverse("portal-notifications-renew")
    given = strict.get(where).json()
    assert given["key"] == public_key()
    fresh = Browser(service.address)
    told = {"subscription": fresh.subscription}
    assert strict.post(where, told).status_code == 403
    assert pushes(patient)[0].value != subscription_of(fresh.subscription).written
    answered = strict.post(where, told, HTTP_X_CSRFTOKEN=given["token"])
    assert (answered.status_code, answered.content) == (204, b"")
    for found in (patient, other):
        (contact,) = pushes(found)
        assert contact.is_open
        assert contact.value == subscription_of(fresh.subscription).written
    assert not pushes(third)
    assert Event.objects.filter(verb="renew notifications").count() == 2
    assert len(agreements(patient)) == 1


def test_what_was_turned_off_is_not_renewed(
    phone: Phone, patient: Patient, service: Service
) -> None:
    phone.turn_on()
    phone.turn_off(pushes(patient)[0].pk)
    before = pushes(patient)[0].value
    assert phone.renew(Browser(service.address).subscription) == 204
    assert pushes(patient)[0].value == before
    assert contact_of(patient) is None


def test_who_holds_no_link_renews_nothing(phone: Phone, patient: Patient, service: Service) -> None:
    phone.turn_on()
    before = pushes(patient)[0].value
    stranger = Client()
    where = reverse("portal-notifications-renew")
    told = {"subscription": Browser(service.address).subscription}
    assert stranger.post(where, told).status_code == 204
    assert pushes(patient)[0].value == before


# The staff.


def test_the_staff_see_that_there_are_some_and_can_only_end_them(
    phone: Phone, nurse: Member, patient: Patient, booked: Appointment
) -> None:
    (contact,) = pushes(patient)
    desk, named = client_of(nurse), {"clinic": nurse.clinic.slug, "patient": patient.pk}
    where = reverse("patient", kwargs=named)
    page = desk.get(where).content.decode()
    assert "Notifications on a phone or computer" in page
    assert 'value="push"' not in page
    assert "fcm" not in page and phone.browser.endpoint not in page
    told = desk.get(reverse("patient-messages", kwargs=named)).content.decode()
    assert "Notifications on a phone or computer" in told
    assert phone.browser.endpoint not in told
    stop = reverse("contact-stop", kwargs=named | {"contact": contact.pk})
    agree = reverse("contact-agree", kwargs=named | {"contact": contact.pk})
    assert desk.post(stop).status_code == 302
    assert agree not in desk.get(where).content.decode()
    assert desk.post(agree).status_code == 400
    assert not pushes(patient)[0].is_open
    add = reverse("contact-add", kwargs=named)
    typed = {"kind": "push", "value": phone.browser.subscription}
    assert desk.post(add, typed).status_code == 400
    assert len(pushes(patient)) == 1
    with pytest.raises(Refused, match="themselves"):
        contacts.add_contact(nurse, patient, "push", phone.browser.subscription, NOW)
    # The patient may turn them on again; removed, there is nothing left.
    phone.turn_on()
    assert pushes(patient)[0].is_open
    remove = reverse("contact-remove", kwargs=named | {"contact": contact.pk})
    assert desk.post(remove).status_code == 302
    assert not pushes(patient)
    assert "They are off here." in phone.page()
    assert phone.turn_on() == 302


def test_it_is_exported_and_erased_with_the_person(
    phone: Phone, owner: Member, booked: Appointment
) -> None:
    patient = booked.patient
    told = json.dumps(export_person(owner, patient))
    assert phone.browser.endpoint in told
    erase_person(owner, patient, "Asked for it by letter.")
    assert not Contact.everywhere.filter(patient=patient).exists()
    assert not Opening.everywhere.filter(link__patient=patient).exists()
    assert not PatientLink.everywhere.filter(patient=patient).exists()
    assert {row.mark for row in Agreement.everywhere.filter(patient=patient)} == {""}
    assert phone.turn_on() == 403
    phone.renew(phone.browser.subscription)
    assert not Contact.everywhere.filter(patient=patient).exists()


def test_a_clinic_knows_nothing_of_another_clinics_browsers(
    phone: Phone, patient: Patient, db: Any
) -> None:
    inland = make_clinic("inland")
    make_version(inland)
    nurse = make_member(inland, "nurse", "inland-nurse")
    other = patients.add_patient(nurse, "Ana Ruiz", date(1990, 5, 4), "en", "", NOW)
    phone.turn_on()
    there, client = opened(nurse, other)
    client.cookies.update(phone.client.cookies)
    page = client.get(reverse("portal-notifications", args=[there.pk])).content.decode()
    assert "They are off here." in page
    assert pushes(other) == []
