"""What a deployment keeps in its data folder, and where its database is."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

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
_HERE = ("localhost", "127.0.0.1", "::1")
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
    `folder://?from=address` writes messages into the data folder instead of sending them.
    """
    if not address:
        return {"REMINDERS_FROM": ""}
    parts, backends = urlsplit(address), "django.core.mail.backends"
    sender = parse_qs(parts.query).get("from", [""])[0]
    is_kept = parts.scheme == "folder"
    if "@" not in sender or not (is_kept or (parts.scheme in _MAIL and parts.hostname)):
        raise ImproperlyConfigured(
            "MEANTIME_MAIL is no mail server. It looks like "
            "smtp://user:password@mail.example.org:587?from=clinic@example.org"
        )
    if is_kept:
        backend = {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend"}
        return {"REMINDERS_FROM": sender, **backend, "EMAIL_FILE_PATH": data / OUTBOX}
    is_here = parts.hostname in _HERE
    return {
        "REMINDERS_FROM": sender,
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or _MAIL[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not is_here,
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
