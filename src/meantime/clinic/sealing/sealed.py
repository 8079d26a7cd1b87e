"""Sealing and opening a value, and finding one without opening it."""

from __future__ import annotations

import hmac
from hashlib import sha256, sha512
from secrets import token_bytes

from cryptography.exceptions import InvalidTag

from meantime.clinic.sealing.keys import ring

_NONCE = 12  # AES-GCM, NIST SP 800-38D


class Tampered(Exception):
    """A sealed value does not belong where it stands, or was changed."""


def seal(plain: bytes, where: str) -> bytes:
    """Bytes sealed for one place, such as `care_patient:ID:name`: key number, nonce, rest."""
    keys = ring()
    nonce = token_bytes(_NONCE)
    sealed = keys.keys[keys.current].encrypt(nonce, plain, where.encode())
    return bytes([keys.current]) + nonce + sealed


def unseal(sealed: bytes, where: str) -> bytes:
    """The bytes. Raises Tampered where it was sealed for another place, or its key is gone."""
    key = ring().keys.get(sealed[0]) if sealed else None
    if key is None:
        raise Tampered(f"{where.split(':')[0]}: sealed with a key that is not on the ring")
    try:
        nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        return key.decrypt(nonce, rest, where.encode())
    except (InvalidTag, ValueError):  # too short to be one
        raise Tampered(f"{where.split(':')[0]}: a sealed value is not that of its row") from None


def lookup(purpose: str, text: str) -> bytes:
    """A mark by which equal texts are found; without the key it tells nothing about them."""
    return hmac.new(ring().lookup, f"{purpose}:{text}".encode(), sha256).digest()[:16]


def derived(purpose: str) -> bytes:
    """64 bytes that only this ring gives, the same for as long as there is a clinic.

    What is made of them needs no file of its own, and comes back with the ring.
    """
    return hmac.new(ring().lookup, purpose.encode(), sha512).digest()
