"""Notifications: a message to a browser that only it can read, by the push service of its maker."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import http_ece
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.care.models import Contact
from meantime.clinic.reminders.channels.base import Message, NotSent, Unclear, Unreachable
from meantime.clinic.reminders.channels.connecting import BEFORE
from meantime.clinic.reminders.channels.push.signing import signed
from meantime.clinic.reminders.channels.push.subscription import (
    NoSubscription,
    Subscription,
    subscription_of,
)

# Sealed it is 103 bytes more, and 4096 are what every service takes (RFC 8291, section 4).
_LONGEST = 3000
# In seconds: for none, some services take nothing; for more, none keeps it.
_LEAST, _MOST = 1, 28 * 86_400
_TAKEN, _GONE = frozenset({200, 201, 202}), frozenset({404, 410})
_WELL, _ERROR, _UNAVAILABLE = range(200, 300), 500, 503
# Of Windows: it says 200 of what it dropped, too.
# https://learn.microsoft.com/windows/apps/design/shell/tiles-and-notifications/push-request-response-headers
_STATUS, _RECEIVED = "X-WNS-Status", "received"


class Push:
    """To browsers in which a patient turned notifications on."""

    kind = Contact.Kind.PUSH.value

    def is_set_up(self) -> bool:
        """Whether the deployment lets messages go to push services."""
        return settings.PUSH is not None

    def send(self, message: Message) -> str:
        """Hand a message to the push service of a browser; gives back its name there.

        The same name for the same message: a second one takes the place of the first, at the
        service and on the screen. No redirect is followed: the address was looked at, not where it
        leads to.
        """
        browser, name, at = _browser(message), _name(message), timezone.now()
        left = int((message.until - at).total_seconds())
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(min(max(left, _LEAST), _MOST)),
            "Topic": name,
            # They are few, and each has its hour: a phone that sleeps wakes for it.
            "Urgency": "high",
            **signed(browser.service, at),
        }
        sealed, patience = _sealed(message, name, browser), settings.EMAIL_TIMEOUT
        try:
            with httpx.stream(
                "POST", browser.endpoint, content=sealed, headers=headers, timeout=patience
            ) as answer:
                _must_be_taken(answer)
        except BEFORE as error:
            why = f"The push service cannot be reached ({type(error).__name__})."
            raise NotSent(why) from None
        return name


def _browser(message: Message) -> Subscription:
    try:
        return subscription_of(message.to)
    except NoSubscription:
        raise Unreachable("Nothing is sent to that push service from here.") from None


def _name(message: Message) -> str:
    """32 signs at most, of base64url (RFC 8030, section 5.4)."""
    return urlsafe_b64encode(sha256(message.reference.encode()).digest()[:24]).decode("ascii")


def _sealed(message: Message, name: str, browser: Subscription) -> bytes:
    """What the worker in the browser opens (RFC 8291). The address is what a tap leads to."""
    where = reverse("portal-mine")
    told = {"title": message.subject, "body": message.body, "address": where, "tag": name}
    plain = json.dumps(told, ensure_ascii=False).encode()
    if len(plain) > _LONGEST:
        raise NotSent("It is too long for a notification.")
    found: bytes = http_ece.encrypt(
        plain,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=browser.key,
        auth_secret=browser.auth,
        version="aes128gcm",
    )
    return found


def _must_be_taken(answer: httpx.Response) -> None:
    """Return if the message was taken, or raise what says what came of it."""
    status = answer.status_code
    is_dropped = answer.headers.get(_STATUS, _RECEIVED) != _RECEIVED
    if status in _TAKEN and not is_dropped:
        return
    if status in _GONE:
        raise Unreachable(f"The browser takes no notifications any more ({status}).")
    if not is_dropped and (status in _WELL or (status >= _ERROR and status != _UNAVAILABLE)):
        raise Unclear
    raise NotSent(f"The push service did not take it ({status}).")
