"""A browser's subscription to its push service: what it sends us, and whether that can be one.

The address in it is one that we call, and it comes from whoever wrote it. So only push services
that are known here count: else anybody could have us call what only this machine reaches.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

# Those of Chrome and what is made of it, of Chromium as Linux distributions build it, of Firefox.
_HOSTS = frozenset({"fcm.googleapis.com", "jmt17.google.com", "updates.push.services.mozilla.com"})
# Those of Safari and of Edge on Windows: "any subdomain", their makers say.
_FAMILIES = (".push.apple.com", ".notify.windows.com")
# No parser finds another host in it: what stands between `//` and the next `/` is a name alone.
_ENDPOINT = re.compile(
    r"(?P<service>https?://(?P<host>[a-z0-9.-]+)(:\d{1,5})?)/[\w.~%!$&'()*+,;=:@/?-]+", re.ASCII
)
_LONGEST, _LONGEST_ENDPOINT = 4000, 2000
# An uncompressed point of P-256, and the secret (RFC 8291, section 3.1 and 3.2).
_KEY, _AUTH = 65, 16
_BASE64 = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class NoSubscription(ValueError):
    """It is none, or not one of a push service that is known here."""


class Subscription(NamedTuple):
    """A browser by its subscription. service: the origin of the endpoint. key, auth: by which only
    that browser can read what is sent.
    """

    endpoint: str
    service: str
    key: bytes
    auth: bytes

    @property
    def written(self) -> str:
        """The one form in which it is kept: as browsers give it, without what nobody needs."""
        keys = {"auth": _base64(self.auth), "p256dh": _base64(self.key)}
        return json.dumps({"endpoint": self.endpoint, "keys": keys}, separators=(",", ":"))


def subscription_of(text: str) -> Subscription:
    """What a browser sent, or what was kept of it. Raises NoSubscription."""
    told = _object(text)
    keys = told.get("keys")
    if not isinstance(keys, dict):
        raise NoSubscription
    endpoint, service = _endpoint(told.get("endpoint"))
    key, auth = _bytes(keys.get("p256dh"), _KEY), _bytes(keys.get("auth"), _AUTH)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    except ValueError:
        raise NoSubscription from None
    return Subscription(endpoint, service, key, auth)


def endpoint_of(written: str) -> str:
    """Of a subscription that was kept, whether its push service is still known here or not."""
    return str(json.loads(written)["endpoint"])


def _object(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise NoSubscription
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise NoSubscription from None
    if not isinstance(told, dict):
        raise NoSubscription
    return told


def _endpoint(told: Any) -> tuple[str, str]:
    """The address to call, and whose it is."""
    found = isinstance(told, str) and _ENDPOINT.fullmatch(told)
    if not found or len(told) > _LONGEST_ENDPOINT:
        raise NoSubscription
    host, service = found["host"], found["service"]
    is_known = host in _HOSTS or host.endswith(_FAMILIES)
    is_own = settings.PUSH is not None and service == settings.PUSH.own
    if not is_own and not (is_known and service == f"https://{host}"):
        raise NoSubscription
    return told, service


def _bytes(told: Any, size: int) -> bytes:
    if not isinstance(told, str) or not _BASE64.fullmatch(told):
        raise NoSubscription
    bare = told.rstrip("=")
    try:
        found = urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        raise NoSubscription from None
    if len(found) != size:
        raise NoSubscription
    return found


def _base64(told: bytes) -> str:
    return urlsafe_b64encode(told).rstrip(b"=").decode("ascii")
