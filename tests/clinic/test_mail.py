"""E-mail to a real server: what it takes, what it refuses, and what nobody knows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured

from meantime.clinic.deployment import mail
from meantime.clinic.reminders.channels.base import Message, NotSent, Unreachable
from meantime.clinic.reminders.channels.email import Email
from tests.clinic.conftest import NOW

MESSAGE = Message("ana@example.org", "Your visit", "Come.", "abc-1", NOW + timedelta(days=1))
Serve = Callable[..., None]


class Server:
    """A mail server that answers as it is told."""

    def __init__(self, recipient: str = "250 ok", content: str = "250 ok") -> None:
        self.recipient, self.content = recipient, content
        self.taken: list[Any] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        if self.content == "cut":
            server.transport.abort()
        if self.content == "slow":
            await asyncio.sleep(2)
        return self.content


@pytest.fixture
def email() -> Iterator[Email]:
    """The channel; what it keeps open is let go."""
    found = Email()
    yield found
    found.rest()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(settings: Any, server: Server) -> Iterator[Server]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    said = mail(f"smtp://127.0.0.1:{controller.port}?from=clinic@harbour.test", settings.DATA)
    for name, value in said.items():
        setattr(settings, name, value)
    try:
        yield server
    finally:
        controller.stop()


def test_a_message_arrives_as_it_was_given(settings: Any, email: Email) -> None:
    with serving(settings, Server()) as server:
        email.send(MESSAGE)
    (found,) = server.taken
    assert found["To"] == "ana@example.org"
    assert found["From"] == "clinic@harbour.test"
    assert found["Message-ID"] == "<abc-1@harbour.test>"
    assert found["Auto-Submitted"] == "auto-generated", "no machine answers it"
    assert found.get_content().strip() == "Come."


@pytest.mark.parametrize(
    ("recipient", "content", "error"),
    [
        ("550 no such user", "250 ok", Unreachable),
        ("550 5.1.1 no such user", "250 ok", Unreachable),
        ("450 try later", "250 ok", NotSent),
        # It is we who may not: that says nothing about the address.
        ("550 5.7.1 unable to relay", "250 ok", NotSent),
        ("550 relay not permitted, authentication required", "250 ok", NotSent),
        ("530 authenticate first", "250 ok", NotSent),
        ("250 ok", "554 Message rejected: Email address is not verified.", NotSent),
        ("250 ok", "452 full", NotSent),
        ("250 ok", "421 closing", NotSent),
    ],
)
def test_what_the_server_refuses_was_not_sent(
    settings: Any, email: Email, recipient: str, content: str, error: type[Exception]
) -> None:
    with serving(settings, Server(recipient, content)), pytest.raises(NotSent) as caught:
        email.send(MESSAGE)
    assert type(caught.value) is error
    assert "ana" not in str(caught.value)


def test_a_server_that_is_not_there_got_nothing(settings: Any, email: Email) -> None:
    with serving(settings, Server()):
        pass
    with pytest.raises(NotSent, match="cannot be reached"):
        email.send(MESSAGE)


@pytest.mark.parametrize("content", ["cut", "slow"])
def test_a_line_that_breaks_after_the_text_leaves_it_open(
    settings: Any, email: Email, content: str
) -> None:
    settings.EMAIL_TIMEOUT = 1
    with serving(settings, Server(content=content)) as server:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - any but NotSent
            email.send(MESSAGE)
        assert not isinstance(caught.value, NotSent)
        assert server.taken, "it had the whole of it"


@pytest.mark.parametrize(
    "address",
    ["mail.example.org", "smtp://mail.example.org", "http://a?from=b@c", "smtp://?from=a@b"],
)
def test_a_setting_that_is_none_is_refused_with_an_example(settings: Any, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="It looks like"):
        mail(address, settings.DATA)


def test_a_setting_says_all_there_is() -> None:
    said = mail("smtps://me%40x:p%3Aq@mail.example.org?from=clinic@example.org", None)  # type: ignore[arg-type]
    assert said["EMAIL_HOST_USER"] == "me@x"
    assert said["EMAIL_HOST_PASSWORD"] == "p:q"
    assert (said["EMAIL_PORT"], said["EMAIL_USE_SSL"], said["EMAIL_USE_TLS"]) == (465, True, False)
