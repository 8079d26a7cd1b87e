"""A push service on this machine, and browsers that read what it was given."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from secrets import token_bytes, token_hex
from threading import Event, Thread
from typing import Any, NamedTuple

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.clinic.test_sms import Quiet, answering

TAKEN = answering(201, "")
_CURVE, _TAG, _LAST = ec.SECP256R1(), 16, b"\x02"


class Call(NamedTuple):
    """What a push service was asked for."""

    path: str
    headers: dict[str, str]
    body: bytes


class Service:
    """A push service; it does with a call what it is told to."""

    def __init__(self) -> None:
        self.told: list[Call] = []
        self.act: Callable[[Any], None] = TAKEN
        self.over = Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.told.append(Call(self.path, headers, body))
                service.act(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"


@contextmanager
def serving() -> Iterator[Service]:
    found = Service()
    thread = Thread(target=found.http.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield found
    finally:
        found.over.set()
        found.http.shutdown()
        thread.join()
        found.http.server_close()


class Browser:
    """What a browser keeps of its subscription to a push service, and what it gives away."""

    def __init__(self, service: str) -> None:
        self.endpoint = f"{service}/wp/{token_hex(16)}"
        self._private, self._auth = ec.generate_private_key(_CURVE), token_bytes(16)
        public = self._private.public_key()
        self._public = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def subscription(self) -> str:
        """As `JSON.stringify` gives it."""
        keys = {"p256dh": base64(self._public), "auth": base64(self._auth)}
        told = {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}
        return json.dumps(told)

    def reads(self, call: Call) -> dict[str, str]:
        """What the browser opens: by the letters of the RFC, and as somebody else reads them."""
        assert call.path == self.endpoint.partition("/wp/")[1] + self.endpoint.rpartition("/")[2]
        assert call.headers["content-encoding"] == "aes128gcm"
        plain = self._open(call.body)
        told = {"private_key": self._private, "auth_secret": self._auth, "version": "aes128gcm"}
        assert http_ece.decrypt(call.body, **told) == plain
        found: dict[str, str] = json.loads(plain)
        return found

    def _open(self, body: bytes) -> bytes:
        """RFC 8188, section 2, and RFC 8291, section 3.4: one record."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        point = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, sender)
        shared = self._private.exchange(ec.ECDH(), point)
        context = b"WebPush: info\0" + self._public + sender
        secret = HKDF(SHA256(), 32, self._auth, context).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, record, None)
        assert plain.endswith(_LAST)
        return plain.removesuffix(_LAST)


def claims_of(call: Call) -> tuple[dict[str, Any], str]:
    """What whoever sends says of itself, and by which key: the signature holds (RFC 8292)."""
    scheme, _, told = call.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.split("=", 1) for part in told.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    raw, half = bytes_of(signature), 32
    assert len(raw) == 2 * half
    numbers = (int.from_bytes(part, "big") for part in (raw[:half], raw[half:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, bytes_of(parts["k"]))
    key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(SHA256()))
    head, body = (json.loads(bytes_of(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    return body, parts["k"]


def base64(told: bytes) -> str:
    return urlsafe_b64encode(told).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
