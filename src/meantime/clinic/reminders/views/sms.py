"""What the server that sends texts calls: what came of one, and what somebody texts back."""

from __future__ import annotations

from uuid import UUID
from xml.sax.saxutils import escape

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meantime.clinic.reminders.actions.answering import answer
from meantime.clinic.reminders.actions.hearing import hear
from meantime.clinic.reminders.channels.sms import code_of
from meantime.clinic.reminders.channels.sms.length import fitted
from meantime.clinic.reminders.channels.sms.signing import signed

# A text counts once, however often it is told. It has no time in it: a START of long ago that was
# overheard must not undo a STOP.
_KEPT = 10 * 365 * 86_400


@signed
def status(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """What came of a message; nothing is answered, whatever it was."""
    number, said = (request.POST.get(name, "") for name in ("MessageSid", "MessageStatus"))
    hear(delivery, number, said, code_of(request.POST.get("ErrorCode")), timezone.now())
    return HttpResponse(status=204)


@signed
def incoming(request: HttpRequest) -> HttpResponse:
    """A text from somebody; the answer is TwiML, with one text back or none."""
    told = request.POST
    key = f"text:{told.get('MessageSid', '')[:64]}"
    said = ""
    if cache.get(key) is None:
        number, body, kind = (told.get(name, "") for name in ("From", "Body", "OptOutType"))
        said = answer(number, body, kind, timezone.now())
        cache.set(key, True, _KEPT)
    message = f"<Message>{escape(fitted(said))}</Message>" if said else ""
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>',
        content_type="text/xml; charset=utf-8",
    )
