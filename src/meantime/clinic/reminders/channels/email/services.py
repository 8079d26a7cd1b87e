"""Services that take e-mail by an interface of their own (django-anymail): what an answer means.

That it was not sent is certain where there was no connection, or the service refused it (4xx, as
the meaning of a status is). All else leaves it open, as an answer 5xx after which it went all the
same. No key is handed over by which a service would drop what comes again: what is uncertain is
never repeated, and what the staff sends again has to go.
"""

from __future__ import annotations

from ssl import SSLCertVerificationError

from anymail.exceptions import (  # type: ignore[import-untyped]
    AnymailError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from django.conf import settings
from django.core.mail import EmailMessage
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from meantime.clinic.reminders.channels.base import NotSent, Unclear, Unreachable

# There was no connection, to the service or the proxy before it.
_BEFORE = (NewConnectionError, ConnectTimeoutError, ProxyError)
_REFUSED, _ERROR = 400, 500
# Some say it of themselves.
_TIMEOUT = 408
_TAKEN = frozenset({"sent", "queued"})


def is_one() -> bool:
    """Whether e-mail goes by such a service here."""
    return settings.EMAIL_BACKEND.startswith("anymail.")


def hand_over(mail: EmailMessage) -> str:
    """Hand it to the service; gives back what that calls it, where it does."""
    try:
        mail.send()
    except AnymailRecipientsRefused as error:
        raise Unreachable(f"The mail server refused it ({error.response.status_code}).") from None
    except AnymailError as error:
        meaning = _meaning(error, mail)
        if meaning is None:
            raise
        raise meaning from None
    told = mail.anymail_status
    if told.status == {"failed"} or _is_refusal(told.esp_response.status_code):
        raise _not_taken(told.esp_response.status_code)
    if not told.status or not told.status <= _TAKEN:
        raise Unclear
    return told.message_id or ""


def _meaning(error: AnymailError, mail: EmailMessage) -> NotSent | None:
    """What is certain; None where nobody knows."""
    if not isinstance(error, AnymailRequestsAPIError):
        never_asked = mail.anymail_status.esp_response is None
        return _not_taken(type(error).__name__) if never_asked else None
    if error.status_code is not None:
        return _not_taken(error.status_code) if _is_refusal(error.status_code) else None
    reason = getattr(next(iter(error.__cause__.args), None), "reason", None)
    if isinstance(reason, _BEFORE) or _is_of_a_stranger(reason):
        return NotSent(f"The mail server cannot be reached ({type(reason).__name__}).")
    return None


def _not_taken(why: object) -> NotSent:
    return NotSent(f"The mail server did not take it yet ({why}).")


def _is_refusal(status: int) -> bool:
    return _REFUSED <= status < _ERROR and status != _TIMEOUT


def _is_of_a_stranger(reason: object) -> bool:
    """Whether it is that nobody showed the certificate of the service."""
    inner = next(iter(getattr(reason, "args", ())), None)
    return isinstance(inner, SSLCertVerificationError)
