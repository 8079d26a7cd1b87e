"""The key ring: keys that seal, by number, and the one that makes look-ups.

A file of JSON: `{"current": 1, "keys": {"1": base64}, "lookup": base64}`. `meantime keys rotate`
adds a key; the old ones stay, since older backups need them. The look-up key never changes, or
nobody is found.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from secrets import token_bytes
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from meantime.clinic.deployment import write_private

_SIZE = 32
_MOST = 255  # a key's number is one byte of what it sealed


class Ring(NamedTuple):
    """Keys by number, the number that seals now, and the key of look-ups."""

    current: int
    keys: Mapping[int, AESGCM]
    lookup: bytes


def ring() -> Ring:
    """The ring of this deployment, made on first use.

    Raises ImproperlyConfigured where its file is not one.
    """
    file: Path = settings.KEYS_FILE
    if not file.exists():
        write_private(file, _fresh())
        _to_disk(file)
        _to_disk(file.parent)
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _read(file: Path, _changed: int) -> Ring:
    try:
        told = json.loads(file.read_text(encoding="ascii"))
        keys = {int(number): AESGCM(b64decode(key)) for number, key in told["keys"].items()}
        found = Ring(int(told["current"]), keys, b64decode(told["lookup"]))
        if found.current not in keys or len(found.lookup) != _SIZE:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ImproperlyConfigured(
            f"The key ring {file} cannot be read. Put back the one of your backup: without it, "
            "nobody can read names, dates of birth or contacts."
        ) from None
    return found


def _fresh() -> str:
    return json.dumps({"current": 1, "keys": {"1": _key()}, "lookup": _key()})


def _key() -> str:
    return b64encode(token_bytes(_SIZE)).decode("ascii")


def add_key() -> int:
    """Put a new key on the ring and seal with it from now on; its number."""
    file: Path = settings.KEYS_FILE
    number = max(ring().keys) + 1
    if number > _MOST:
        raise ImproperlyConfigured("The key ring is full: 255 keys have been used.")
    told = json.loads(file.read_text(encoding="ascii"))
    told["keys"][str(number)], told["current"] = _key(), number
    part = file.with_suffix(".new")
    part.unlink(missing_ok=True)
    write_private(part, json.dumps(told))
    _to_disk(part)
    part.replace(file)
    _to_disk(file.parent)
    return number


def _to_disk(path: Path) -> None:
    """A key is on the disk before anything is sealed with it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
