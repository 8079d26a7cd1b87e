"""A line to the mail server that serves for several messages: what is certain of each stays so."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from meantime.clinic.deployment import mail
from meantime.clinic.reminders.channels.base import Message, NotSent, Unreachable
from meantime.clinic.reminders.channels.email import Email
from meantime.clinic.reminders.channels.email.smtp import Backend
from tests.clinic.conftest import NOW
from tests.clinic.test_mail import email, free_port

__all__ = ["email"]

Act = Callable[[int, SMTP], "str | None"]


def takes(_turn: int, _smtp: SMTP) -> None:
    """Nothing out of the ordinary."""


async def told(said: str | None) -> str:
    """The answer, late where it is to be silence."""
    await asyncio.sleep(1.5 if said == "silent" else 0)
    return said or "250 ok"


class Server:
    """A mail server that does as it is told at a step, counted on each line by message, from 1."""

    def __init__(self) -> None:
        self.lines: list[Any] = []
        self.taken, self.tried = Counter[str](), Counter[str]()
        self.quits = 0
        self.acts: dict[str, Act] = {}

    def _step(self, name: str, smtp: SMTP) -> str | None:
        peer = smtp.session.peer  # type: ignore[union-attr]
        if peer not in self.lines:
            self.lines.append(peer)
        self.tried[name] += 1
        smtp.turn = getattr(smtp, "turn", 0) + (name == "MAIL")  # type: ignore[attr-defined]
        return self.acts.get(name, takes)(smtp.turn, smtp)  # type: ignore[attr-defined]

    async def handle_MAIL(  # noqa: N802
        self, smtp: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        said = self._step("MAIL", smtp)
        if said is None:
            envelope.mail_from = address
        return await told(said)

    async def handle_RCPT(  # noqa: N802
        self, smtp: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        said = self._step("RCPT", smtp)
        if said is None:
            envelope.rcpt_tos.append(address)
        return await told(said)

    async def handle_DATA(self, smtp: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        found = message_from_bytes(envelope.content)["Message-ID"]
        said = self._step("DATA", smtp)
        if said is None or not said.startswith(("4", "5")):
            self.taken[found.strip("<>").partition("@")[0]] += 1
        return await told(said)

    async def handle_QUIT(self, _smtp: SMTP, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.quits += 1
        return "221 bye"


def at(turn: int, act: Act) -> Act:
    """At that message of each line."""
    return lambda now, smtp: act(now, smtp) if now == turn else None


def once(act: Act) -> Act:
    """The first time that it comes to it, on any line."""
    left = [act]
    return lambda now, smtp: left.pop()(now, smtp) if left else None


def resetting(_turn: int, smtp: SMTP) -> str:
    smtp.transport.abort()  # type: ignore[union-attr]
    return "silent"


def closing(_turn: int, smtp: SMTP) -> str:
    """As RFC 5321 has it: 421, and the line is closed."""
    asyncio.get_running_loop().call_later(0.05, smtp.transport.close)  # type: ignore[union-attr]
    return "421 4.7.0 too many messages on this line"


def saying(said: str) -> Act:
    return lambda _turn, _smtp: said


ACTS = {
    "reset": resetting,
    "close": closing,
    "silence": saying("silent"),
    "nonsense": saying("no number"),
    "259": saying("259 taken"),  # any 2xx means that; smtplib knows one of them alone
}


@contextmanager
def running(settings: Any, scheme: str = "smtp", **options: Any) -> Iterator[Server]:
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    told = mail(f"{scheme}://127.0.0.1:{controller.port}?from=clinic@harbour.test", settings.DATA)
    for name, value in told.items():
        setattr(settings, name, value)
    try:
        yield server
    finally:
        controller.stop()


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.EMAIL_TIMEOUT = 1
    with running(settings) as found:
        yield found


def message(number: int) -> Message:
    return Message("ana@example.org", "Hi", "Come.", f"abc-{number}", NOW + timedelta(days=1))


def send(email: Email, *numbers: int) -> None:
    for number in numbers:
        email.send(message(number))


def test_messages_that_follow_go_by_one_line(server: Server, email: Email) -> None:
    send(email, 1, 2, 3, 4, 5)
    assert len(server.lines) == 1
    assert server.taken == Counter(f"abc-{n}" for n in range(1, 6))
    assert server.quits == 0
    email.rest()
    assert server.quits == 1, "it says good-bye"
    send(email, 6)
    assert len(server.lines) == 2


def test_a_line_is_not_used_after_its_time(
    server: Server, email: Email, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Backend, "kept", 0.2)
    send(email, 1)
    time.sleep(0.3)
    send(email, 2)
    assert len(server.lines) == 2
    assert server.quits == 1


def test_a_line_that_the_server_closed_meanwhile_costs_nothing(settings: Any, email: Email) -> None:
    with running(settings, timeout=0.3) as server:
        send(email, 1)
        time.sleep(0.6)
        send(email, 2)
    assert server.taken == Counter(["abc-1", "abc-2"])
    assert len(server.lines) == 2


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("act", ["reset", "close"])
def test_a_server_may_limit_how_many_go_by_a_line(
    server: Server, email: Email, step: str, act: str
) -> None:
    server.acts[step] = at(3, ACTS[act])
    send(email, *range(1, 8))
    assert server.taken == Counter(f"abc-{n}" for n in range(1, 8))
    assert len(server.lines) == 4, "two by each, and the last by one more"


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("act", ["reset", "close", "silence"])
def test_before_the_text_it_was_not_sent_and_is_tried_by_one_new_line(
    server: Server, email: Email, step: str, act: str
) -> None:
    send(email, 1)
    server.acts[step] = ACTS[act]
    with pytest.raises(NotSent, match="cannot be reached") as found:
        send(email, 2)
    assert not isinstance(found.value, Unreachable)
    assert server.tried[step] == 3, "the first message, and two tries of the second"
    assert server.taken == Counter(["abc-1"])
    with pytest.raises(NotSent):
        send(email, 3)
    assert server.tried[step] == 4, "a new line is tried once"
    server.acts.clear()
    send(email, 4)
    assert server.taken == Counter(["abc-1", "abc-4"])


@pytest.mark.parametrize("act", ["reset", "silence", "nonsense", "259"])
def test_once_the_text_is_given_away_nothing_is_repeated(
    server: Server, email: Email, act: str
) -> None:
    send(email, 1)
    server.acts["DATA"] = once(ACTS[act])
    with pytest.raises(Exception) as found:  # noqa: PT011 - any but NotSent
        send(email, 2)
    assert not isinstance(found.value, NotSent)
    send(email, 3)
    assert server.taken == Counter(["abc-1", "abc-2", "abc-3"])
    assert server.tried["DATA"] == 3


@pytest.mark.parametrize(
    ("step", "said", "error"),
    [
        ("RCPT", "550 5.1.1 no such user", Unreachable),
        ("RCPT", "451 later", NotSent),
        ("MAIL", "553 not your address", NotSent),
        ("MAIL", "530 5.7.0 log in first", NotSent),
        ("DATA", "451 later", NotSent),
        ("DATA", "554 no", NotSent),
    ],
)
def test_what_is_refused_is_told_and_the_next_one_goes(
    server: Server, email: Email, step: str, said: str, error: type[Exception]
) -> None:
    send(email, 1)
    server.acts[step] = once(saying(said))
    with pytest.raises(NotSent) as found:
        send(email, 2)
    assert type(found.value) is error
    assert server.tried[step] == 2, "a refusal is not tried by another line"
    send(email, 3)
    assert server.taken == Counter(["abc-1", "abc-3"])


def test_a_server_that_went_away_between_two_messages_got_only_the_first(
    settings: Any, email: Email
) -> None:
    with running(settings) as server:
        send(email, 1)
    with pytest.raises(NotSent, match="cannot be reached"):
        send(email, 2)
    assert server.taken == Counter(["abc-1"])


# By TLS.


def certificate(folder: Path) -> tuple[Path, Path]:
    """One for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    kept, secret = folder / "certificate.pem", folder / "key.pem"
    kept.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return kept, secret


def test_a_handshake_serves_for_several_and_a_stranger_gets_nothing(
    settings: Any, email: Email, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, secret = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(kept, secret)
    with running(settings, "smtps", ssl_context=context) as server:
        with pytest.raises(NotSent, match="SSLCertVerificationError"):
            send(email, 1)
        monkeypatch.setenv("SSL_CERT_FILE", str(kept))
        send(email, 1, 2, 3)
        email.rest()
    assert server.taken == Counter(["abc-1", "abc-2", "abc-3"])
    assert len(server.lines) == 1
