"""What a deployment keeps in its data folder, and where its database is."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# FULL: a commit is on the disk when it is said to be. IMMEDIATE: who will write says so at once,
# and waits its turn instead of failing half-way.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


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
