"""Texts, by Twilio or whatever speaks as it does: one call a message, its outcome told later."""

from __future__ import annotations

import re
from typing import Any

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.care.models import Contact
from meantime.clinic.outside import origin
from meantime.clinic.reminders.channels.base import Message, NotSent, Unclear, Unreachable
from meantime.clinic.reminders.channels.connecting import BEFORE
from meantime.clinic.reminders.channels.sms.length import fitted

# Twilio's codes of what is so for good: no number, no mobile, a landline, a short code, a number
# that nobody has, and one that wants no texts. See https://www.twilio.com/docs/api/errors.
FOR_GOOD = frozenset({21211, 21217, 21265, 21610, 21614, 21635, 30005, 30006})
# A message that waits longer than it may is dropped, not sent late (error 30036).
_LEAST, _MOST = 1, 36_000
_TOO_MANY, _ERROR = 429, 500
# "Temporarily unavailable", said by the service itself.
_UNAVAILABLE = 20503
_NUMBER = re.compile(r"\w{1,64}")
# How a message ends that did not get there.
LOST = frozenset({"failed", "undelivered", "canceled"})


class Sms:
    """To phone numbers."""

    kind = Contact.Kind.PHONE.value

    def is_set_up(self) -> bool:
        """Whether the deployment has an account for texts."""
        return settings.SMS is not None

    def send(self, message: Message) -> str:
        """Hand a text to the server once; gives back its number there.

        The server takes a message before it goes out: what came of it, it tells later. Raises
        NotSent and Unreachable where it says that it took none, and anything else where nobody
        knows: no call of it may be made twice (https://www.twilio.com/docs/api/errors/20500).
        """
        account = settings.SMS
        by = "MessagingServiceSid" if account.sender.startswith("MG") else "From"
        heard = reverse("sms-status", kwargs={"delivery": message.reference})
        told = {
            "To": message.to,
            by: account.sender,
            "Body": fitted(message.body),
            "ValidityPeriod": str(_seconds_left(message)),
            "StatusCallback": f"{origin()}{heard}",
        }
        where = f"{account.base}/2010-04-01/Accounts/{account.account}/Messages.json"
        try:
            answer = httpx.post(
                where,
                data=told,
                auth=(account.account, account.token),
                timeout=settings.EMAIL_TIMEOUT,
            )
        except BEFORE as error:
            why = f"The SMS server cannot be reached ({type(error).__name__})."
            raise NotSent(why) from None
        return _reference(answer)


def _seconds_left(message: Message) -> int:
    left = int((message.until - timezone.now()).total_seconds())
    return min(max(left, _LEAST), _MOST)


def _reference(answer: httpx.Response) -> str:
    """The number of a message that was taken, or the error that says what came of it."""
    told = _told(answer)
    code = code_of(told.get("code") or told.get("error_code"))
    if answer.is_success:
        number = told.get("sid")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            raise Unclear
        if told.get("status") in LOST:
            raise _refused(answer.status_code, code)
        return number
    if answer.status_code >= _ERROR and code != _UNAVAILABLE:
        raise Unclear
    raise _refused(answer.status_code, code)


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except (ValueError, RecursionError):  # no JSON, no text, or too deep
        return {}
    return told if isinstance(told, dict) else {}


def code_of(told: Any) -> int:
    """A code of Twilio's, 0 where it is none."""
    text = str(told)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _refused(status: int, code: int) -> NotSent:
    if code in FOR_GOOD and status != _TOO_MANY:
        return Unreachable(f"The SMS server does not send there ({code}).")
    return NotSent(f"The SMS server did not take it ({status}-{code}).")
