"""Who the messages to browsers come from: one key of this deployment (VAPID, RFC 8292).

A browser binds its subscription to it, so it never changes. It comes from the key ring: where that
is restored, the subscriptions go on working.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from email.utils import parseaddr

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from meantime.clinic.sealing.sealed import derived

_CURVE = ec.SECP256R1()
# A day at most (RFC 8292, section 2); less where a clock is fast.
_LIFE = timedelta(hours=12)


def public_key() -> str:
    """The key as browsers take it."""
    point = _key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode("ascii")


def signed(service: str, at: datetime) -> dict[str, str]:
    """The header by which a push service, such as `https://push.example.org`, knows us."""
    expires = int((at + _LIFE).timestamp())
    claims = {"aud": service, "exp": expires, "sub": _contact()}
    # It is strict about names of hosts that are right, such as those of one's own network.
    found: dict[str, str] = Vapid02(_key(), {"no-strict": True}).sign(claims)
    return found


def _key() -> ec.EllipticCurvePrivateKey:
    # 64 bytes for 32: no number is likelier than another (FIPS 186-5, A.2.1).
    number = int.from_bytes(derived("key of the messages to browsers"), "big")
    return ec.derive_private_key(number % (_CURVE.group_order - 1) + 1, _CURVE)


def _contact() -> str:
    """Where a push service can say that something is wrong with what comes from here."""
    address = parseaddr(settings.REMINDERS_FROM)[1]
    return f"mailto:{address}" if address else f"https://{settings.ALLOWED_HOSTS[0]}"
