"""E-mail by the interfaces of services: what they are told, and what an answer of theirs means."""

from __future__ import annotations

import json
import logging
import socket
import ssl
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ImproperlyConfigured

from meantime.clinic.care.actions import contacts
from meantime.clinic.care.models import Appointment, Contact
from meantime.clinic.deployment import mail
from meantime.clinic.reminders.channels.base import Message, NotSent, Unreachable
from meantime.clinic.reminders.channels.email import Email
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.worker import Sending
from meantime.clinic.tenancy.models import Member
from tests.clinic.conftest import NOW, Clock
from tests.clinic.deliveries import make_delivery
from tests.clinic.test_mail_lines import certificate
from tests.clinic.test_sms import Quiet, answering, resetting

ANA, KEYS = "ana@example.org", {"mailjet": "the-token:the-secret"}
MESSAGE = Message(ANA, "Your visit", "Come. http://127.0.0.1/p/", "abc-1", NOW + timedelta(days=1))


class Call(NamedTuple):
    """What a service was told."""

    path: str
    headers: Any
    body: str


class Service:
    """Speaks HTTP, and does with a call what it is told to."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.act: Callable[[Any], None] = answering(500, "")
        self.over = Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.told = Call(self.path, self.headers, body)
                service.calls.append(self.told)
                service.act(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]


@pytest.fixture
def service() -> Iterator[Service]:
    found = Service()
    thread = Thread(target=found.http.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.over.set()
    found.http.shutdown()
    thread.join()
    found.http.server_close()


def use(settings: Any, name: str, port: int) -> None:
    """Set a deployment up with a service that is at a port here."""
    keys = KEYS.get(name, "the-token")
    told = mail(f"{name}://{keys}@127.0.0.1:{port}?from=clinic@harbour.test", settings.DATA)
    for setting, value in told.items():
        setattr(settings, setting, value)


TAKEN = {
    "brevo": (201, {"messageId": "<1@smtp>"}, "<1@smtp>"),
    "mailgun": (200, {"id": "<2@mg>", "message": "Queued. Thank you."}, "<2@mg>"),
    "mailjet": (
        200,
        {"Messages": [{"Status": "success", "To": [{"Email": ANA, "MessageID": 3}]}]},
        "3",
    ),
    "mailtrap": (200, {"success": True, "message_ids": ["m4"]}, "m4"),
    "postmark": (200, {"To": ANA, "MessageID": "p5", "ErrorCode": 0, "Message": "OK"}, "p5"),
    "resend": (200, {"id": "r6"}, "r6"),
}


def answer(status: int, told: Any) -> Callable[[Any], None]:
    return answering(status, told if isinstance(told, (str, bytes)) else json.dumps(told))


def says(status: int, told: Any) -> Callable[[Any], None]:
    """An answer that says that it is JSON."""
    content = json.dumps(told).encode()

    def act(call: Any) -> None:
        call.send_response(status)
        call.send_header("Content-Type", "application/json")
        call.send_header("Content-Length", str(len(content)))
        call.end_headers()
        call.wfile.write(content)

    return act


# What it is told.


@pytest.mark.parametrize("name", TAKEN)
def test_one_call_has_all_that_a_message_needs(settings: Any, service: Service, name: str) -> None:
    use(settings, name, service.port)
    status, told, reference = TAKEN[name]
    service.act = answer(status, told)
    assert Email().send(MESSAGE) == reference
    ((_path, headers, body),) = service.calls
    said = body.replace("\\/", "/").replace("%40", "@")
    for part in (ANA, "clinic@harbour.test", "abc-1", "auto-generated"):
        assert part in said, part
    assert "Message-ID" not in body, "Mailjet refuses it, and all make their own"
    kept = f"{headers.items()} {body}"
    basic = headers.get("Authorization", "")
    if basic.startswith("Basic "):
        kept += b64decode(basic.removeprefix("Basic ")).decode()
    assert "the-token" in kept and ("the-secret" in kept) == (name == "mailjet")


@pytest.mark.parametrize(
    ("name", "off"),
    [
        ("mailgun", ("o:tracking-clicks=no", "o:tracking-opens=no")),
        ("mailjet", ('"TrackClicks": "disabled"', '"TrackOpens": "disabled"')),
        ("postmark", ('"TrackLinks": "None"', '"TrackOpens": false')),
    ],
)
def test_nobody_is_told_when_a_message_is_read(
    settings: Any, service: Service, name: str, off: tuple[str, ...]
) -> None:
    use(settings, name, service.port)
    service.act = answer(*TAKEN[name][:2])
    Email().send(MESSAGE)
    body = service.calls[0].body.replace("%3A", ":")
    assert all(part in body for part in off), body


def test_a_setting_names_a_service_its_keys_and_maybe_its_place() -> None:
    told = mail("postmark://a%2Fb?from=clinic@harbour.test", Path())
    assert told["REMINDERS_FROM"] == "clinic@harbour.test"
    assert told["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert told["ANYMAIL"] == {"IGNORE_UNSUPPORTED_FEATURES": True, "POSTMARK_SERVER_TOKEN": "a/b"}
    told = mail("mailgun://key@api.eu.mailgun.net/v3?from=clinic@harbour.test", Path())
    assert told["ANYMAIL"]["MAILGUN_API_URL"] == "https://api.eu.mailgun.net/v3"
    assert told["ANYMAIL"]["MAILGUN_API_KEY"] == "key"
    told = mail("mailjet://Key:Secret?from=clinic@harbour.test", Path())
    assert told["ANYMAIL"]["MAILJET_API_KEY"] == "Key"
    assert told["ANYMAIL"]["MAILJET_SECRET_KEY"] == "Secret"


@pytest.mark.parametrize(
    "address",
    [
        "postmark://secret",
        "postmark://?from=a@b.test",
        "postmark://@api.example.org?from=a@b.test",
        "postmark://secret:more?from=a@b.test",
        "mailjet://secret?from=a@b.test",
        "mailjet://secret:?from=a@b.test",
        "sendgrid://secret?from=a@b.test",
        "secret",
    ],
)
def test_what_is_no_service_is_told_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEANTIME_MAIL is no mail server") as found:
        mail(address, Path())
    assert "secret" not in str(found.value)


# What an answer means.

INACTIVE = (
    "You tried to send to a recipient that has been marked as inactive. Found inactive addresses: "
    f"{ANA}. Inactive recipients are ones that have generated a hard bounce or a spam complaint."
)


def postmark(code: int, told: str) -> tuple[int, dict[str, Any]]:
    return 422, {"ErrorCode": code, "Message": told}


def refused(settings: Any, service: Service, name: str, act: Callable[[Any], None]) -> Exception:
    """What is raised, which names nobody where it is kept."""
    use(settings, name, service.port)
    service.act = act
    with pytest.raises(Exception) as found:  # noqa: PT011 - of which kind, the test says
        Email().send(MESSAGE)
    assert len(service.calls) == 1
    if isinstance(found.value, NotSent):
        assert len(str(found.value)) <= 80
        assert not any(part in str(found.value) for part in (ANA, "the-token", "the-secret"))
        assert found.value.__context__ is None or found.value.__suppress_context__
    return found.value


@pytest.mark.parametrize(
    ("status", "told"), [postmark(406, INACTIVE), postmark(300, f"Invalid 'To' address: '{ANA}'.")]
)
def test_an_address_to_which_it_does_not_send_is_left(
    settings: Any, service: Service, status: int, told: Any
) -> None:
    assert type(refused(settings, service, "postmark", answer(status, told))) is Unreachable


MAILJET_ERROR = {"Messages": [{"Status": "error", "Errors": [{"ErrorMessage": f"{ANA} is wrong"}]}]}
MAILJET_KEY = {"ErrorIdentifier": "x", "ErrorCode": "mj-0002", "ErrorMessage": "the-token is wrong"}


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("postmark", *postmark(300, "Invalid 'From' address: 'clinic@harbour.test'.")),
        ("postmark", *postmark(406, "Words that nobody foresaw")),
        ("postmark", *postmark(412, "Account is pending approval")),
        (
            "postmark",
            401,
            {"ErrorCode": 10, "Message": "Bad or missing server API token: the-token"},
        ),
        *((name, 429, f"{ANA}: too many") for name in TAKEN),
        *((name, 403, "<html>") for name in TAKEN),
        ("mailgun", 404, "Domain not found: harbour.test"),
        ("mailgun", 400, {"message": f"'to' parameter is not a valid address: {ANA}"}),
        ("resend", 422, {"name": "validation_error", "message": f"Invalid `to`: {ANA}"}),
        ("mailjet", 400, MAILJET_ERROR),
        ("mailjet", 401, MAILJET_KEY),
        ("mailjet", 200, MAILJET_ERROR),
    ],
)
def test_what_was_refused_is_not_sent_and_may_be_tried_again(
    settings: Any, service: Service, name: str, status: int, told: Any
) -> None:
    act = says(status, told) if isinstance(told, dict) else answer(status, told)
    assert type(refused(settings, service, name, act)) is NotSent


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 307, 599])
@pytest.mark.parametrize("name", TAKEN)
def test_an_answer_that_does_not_say_it_leaves_it_open(
    settings: Any, service: Service, name: str, status: int
) -> None:
    error = refused(settings, service, name, answer(status, "<html>the gateway gave up</html>"))
    assert not isinstance(error, NotSent)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *((name, "not JSON") for name in TAKEN),
        *((name, b"\xff\xfe\x80") for name in TAKEN),
        *((name, "[" * 100_000) for name in TAKEN),
        *((name, {}) for name in TAKEN),
        ("postmark", {"ErrorCode": 0, "Message": "OK"}),
        ("postmark", {"ErrorCode": 405, "Message": "Not allowed to send", "To": ANA}),
        ("postmark", {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": "no address <"}),
        ("postmark", {"ErrorCode": 0, "Message": "OK", "MessageID": "1"}),
        ("mailgun", {"id": "1", "message": "Mailgun Magnificent API"}),
        ("mailjet", {"Messages": [{"Status": "success", "To": [{"Email": ANA}]}]}),
        ("mailtrap", {"success": True, "message_ids": []}),
    ],
)
def test_a_yes_that_cannot_be_read_leaves_it_open(
    settings: Any, service: Service, name: str, told: Any
) -> None:
    assert not isinstance(refused(settings, service, name, answer(200, told)), NotSent)


def test_an_empty_yes_is_one_where_the_service_gives_such(settings: Any, service: Service) -> None:
    use(settings, "brevo", service.port)
    service.act = answer(201, "")
    assert Email().send(MESSAGE) == ""


# What breaks.


def test_a_line_that_breaks_after_the_call_leaves_it_open(settings: Any, service: Service) -> None:
    assert not isinstance(refused(settings, service, "postmark", resetting), NotSent)


def test_no_answer_in_time_leaves_it_open(settings: Any, service: Service) -> None:
    settings.EMAIL_TIMEOUT = 0.3

    def silent(_call: Any) -> None:
        service.over.wait(5)

    assert not isinstance(refused(settings, service, "resend", silent), NotSent)


@pytest.fixture
def closed() -> Iterator[int]:
    """A port where nobody listens, and nobody else will meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_where_nothing_listens_nothing_was_sent(settings: Any, closed: int) -> None:
    use(settings, "postmark", closed)
    with pytest.raises(NotSent, match="cannot be reached"):
        Email().send(MESSAGE)


def test_a_proxy_that_is_not_there_got_nothing(
    settings: Any, service: Service, closed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed}")
    use(settings, "postmark", service.port)
    with pytest.raises(NotSent, match="cannot be reached"):
        Email().send(MESSAGE)
    assert not service.calls


def test_who_cannot_show_that_they_are_the_service_get_nothing(
    settings: Any, service: Service, tmp_path: Path
) -> None:
    kept, key = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept, key)
    service.http.socket = context.wrap_socket(service.http.socket, server_side=True)
    use(settings, "postmark", service.port)
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": f"https://127.0.0.1:{service.port}/"}
    with pytest.raises(NotSent, match="cannot be reached"):
        Email().send(MESSAGE)
    assert not service.calls


def test_what_cannot_be_written_down_was_not_sent(settings: Any, service: Service) -> None:
    use(settings, "postmark", service.port)
    with pytest.raises(NotSent, match="AnymailInvalidAddress"):
        Email().send(MESSAGE._replace(to="ana at example"))
    assert not service.calls


# What the worker makes of it.


@pytest.mark.parametrize(
    ("act", "state", "reference"),
    [
        (answer(*TAKEN["postmark"][:2]), State.SENT, "p5"),
        (answer(*postmark(406, INACTIVE)), State.FAILED, ""),
        (answer(429, ANA), State.WAITING, ""),
        (answer(500, ANA), State.UNCERTAIN, ""),
        (resetting, State.UNCERTAIN, ""),
    ],
    ids=["taken", "inactive", "too many", "error", "reset"],
)
def test_the_worker_notes_what_came_of_it_and_nothing_personal(
    settings: Any,
    service: Service,
    nurse: Member,
    appointment: Appointment,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    act: Callable[[Any], None],
    state: State,
    reference: str,
) -> None:
    caplog.set_level(logging.INFO)
    use(settings, "postmark", service.port)
    contact = contacts.add_contact(nurse, appointment.patient, "email", ANA, NOW, agreed=True)
    Delivery.everywhere.all().delete()
    row = make_delivery(contact, appointment)
    service.act, clock.now = act, row.due
    Sending().run_once()
    row.refresh_from_db()
    assert (row.state, row.reference, row.attempts) == (state, reference, 1)
    assert bool(Contact.everywhere.get().dead) == (state == State.FAILED)
    assert len(service.calls) == 1
    for told in (row.trouble, caplog.text):
        assert not any(part in told for part in (ANA, "the-token", "Come.")), told
