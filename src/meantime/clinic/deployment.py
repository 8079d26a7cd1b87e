"""What a deployment keeps in its data folder, and where its database is."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# FULL: a commit is on the disk when it is said to be. IMMEDIATE: who will write says so at once,
# and waits its turn instead of failing half-way.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}

# Where a demo keeps the messages that it does not send.
OUTBOX = "outbox"
_MAIL = {"smtp": 587, "smtps": 465}
_SMTP = "meantime.clinic.reminders.channels.email.smtp.Backend"
# Services that take e-mail by an interface of their own: what django-anymail calls what they ask
# for, as it stands in their address.
_SERVICES = {
    "brevo": ("API_KEY",),
    "mailgun": ("API_KEY",),
    "mailjet": ("API_KEY", "SECRET_KEY"),
    "mailtrap": ("API_TOKEN",),
    "postmark": ("SERVER_TOKEN",),
    "resend": ("API_KEY",),
}
_HERE = ("localhost", "127.0.0.1", "::1")
# As RFC 6750 has them in a header.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{32,}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")
# Patients have to be able to text back: a number, or a service of Twilio that has some.
_SENDER = re.compile(r"\+[1-9]\d{6,14}|MG[0-9a-f]{32}")


def secret(data: Path) -> str:
    """The secret that signs sessions, made on first use, readable by its owner only."""
    file = data / "secret"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(64))
    return file.read_text(encoding="ascii").strip()


def write_private(file: Path, text: str) -> None:
    """Write a new file that only its owner reads; raises FileExistsError where it is there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(text, encoding="ascii")
    except FileExistsError:
        raise
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {file.parent} cannot be written: {error.strerror}. Set MEANTIME_DATA "
            "to a folder that belongs to whoever runs Meantime."
        ) from None


def proxies(told: str) -> int:
    """How many proxies stand before the server, as the environment tells it."""
    if not told.isdecimal() or int(told) > 9:
        raise ImproperlyConfigured(
            "MEANTIME_PROXIES is how many proxies stand before the server: 0, or 1 behind one."
        )
    return int(told)


def metrics(token: str) -> str:
    """The token of whoever may read what is worth an alarm; "" where nobody may."""
    if token and not _TOKEN.fullmatch(token):
        raise ImproperlyConfigured(
            "MEANTIME_METRICS is no token. It is at least 32 letters and digits, without blanks: "
            "openssl rand -hex 32 makes one."
        )
    return token


def database(address: str, data: Path) -> dict[str, Any]:
    """Django's settings of a `postgresql://user:password@host:port/name`, or of SQLite."""
    if not address:
        name = data / "meantime.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": dict(_SQLITE)} | {
            "CONN_MAX_AGE": 600
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "MEANTIME_DATABASE is not the address of a PostgreSQL database. It looks like "
            "postgresql://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def mail(address: str, data: Path) -> dict[str, Any]:
    """Django's settings of a `smtp://user:password@host:port?from=address`, or of no mail at all.

    `smtps://` speaks TLS from the first byte, `smtp://` to another machine as soon as both can;
    `postmark://token?from=address` hands messages to a service (see `_SERVICES`), at
    `postmark://token@host/path?from=address` where it is not at its usual place; and
    `folder://?from=address` writes them into the data folder instead of sending them.
    """
    if not address:
        return {"REMINDERS_FROM": ""}
    parts = urlsplit(address)
    sender = parse_qs(parts.query).get("from", [""])[0]
    found = _carrier(parts, data)
    if "@" not in sender or found is None:
        raise ImproperlyConfigured(
            "MEANTIME_MAIL is no mail server. It looks like "
            "smtp://user:password@mail.example.org:587?from=clinic@example.org "
            f"or postmark://token?from=clinic@example.org (or {', '.join(_SERVICES)})."
        )
    return {"REMINDERS_FROM": sender, **found}


def _carrier(parts: SplitResult, data: Path) -> dict[str, Any] | None:
    """What carries e-mail; None where it is none."""
    if parts.scheme == "folder":
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": data / OUTBOX}
    if parts.scheme in _SERVICES:
        return _service(parts)
    if parts.scheme not in _MAIL or not parts.hostname:
        return None
    return {
        "EMAIL_BACKEND": _SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _MAIL[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.hostname not in _HERE,
    }


def _service(parts: SplitResult) -> dict[str, Any] | None:
    keys, at, host = parts.netloc.rpartition("@")
    values = [unquote(value) for value in (keys if at else host).split(":")]
    names = _SERVICES[parts.scheme]
    if len(values) != len(names) or not all(values):
        return None
    told = dict(zip(names, values, strict=True))
    if at:
        safe = "http" if parts.hostname in _HERE else "https"
        told["API_URL"] = f"{safe}://{host}{parts.path}"
    own = {f"{parts.scheme.upper()}_{name}": value for name, value in told.items()}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend",
        "ANYMAIL": {"IGNORE_UNSUPPORTED_FEATURES": True, **own},
    }


class SmsAccount(NamedTuple):
    """Who sends texts. base: the server's address. sender: a number, or the id of a service."""

    base: str
    account: str
    token: str
    sender: str


def sms(address: str) -> SmsAccount | None:
    """The account of a `https://SID:TOKEN@api.twilio.com?from=%2B12125550100`, or none at all.

    The server is Twilio's or speaks as it does; one without TLS is on this machine.
    """
    if not address:
        return None
    parts = urlsplit(address)
    sender = parse_qs(parts.query).get("from", [""])[0]
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not (is_safe and parts.username and parts.password and _SENDER.fullmatch(sender)):
        raise ImproperlyConfigured(
            "MEANTIME_SMS is no account for texts. It looks like "
            "https://SID:TOKEN@api.twilio.com?from=%2B12125550100"
        )
    host = parts.netloc.rpartition("@")[2]
    base = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
    return SmsAccount(base, unquote(parts.username), unquote(parts.password), sender)


class PushServices(NamedTuple):
    """Browsers are notified. own: a push service beside those of the browsers; "" for none."""

    own: str


def push(told: str) -> PushServices | None:
    """Notifications by the push services of browsers where `1` is told, else none at all.

    `https://push.example.org` is one more that browsers may name; without TLS it is on this
    machine.
    """
    if told in ("", "1"):
        return PushServices("") if told else None
    parts = urlsplit(told)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not (is_safe and _ORIGIN.fullmatch(told)):
        raise ImproperlyConfigured(
            "MEANTIME_PUSH is 1 for the push services of browsers, or the address of one more, "
            "such as https://push.example.org"
        )
    return PushServices(told)
