"""Whether a request comes from whoever holds the token of the account for texts.

Twilio signs the address it was given, with every field of the form after it, by HMAC-SHA1 with the
account's token: https://www.twilio.com/docs/usage/webhooks/webhooks-security.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meantime.clinic.outside import origin

_HEADER = "X-Twilio-Signature"


def signature(token: str, address: str, fields: dict[str, list[str]]) -> str:
    """What a request to an address with such fields is signed with."""
    told = address + "".join(
        name + value for name in sorted(fields) for value in sorted(set(fields[name]))
    )
    return b64encode(hmac.digest(token.encode(), told.encode(), "sha1")).decode("ascii")


def signed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for the server that sends texts: 403 for everybody else, and where there is none."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not _is_signed(request):
            return HttpResponseForbidden()
        return view(request, *args, **named)

    return checked


def _is_signed(request: HttpRequest) -> bool:
    if settings.SMS is None:
        return False
    address = f"{origin()}{request.get_full_path()}"
    right = signature(settings.SMS.token, address, dict(request.POST.lists()))
    return hmac.compare_digest(right.encode(), request.headers.get(_HEADER, "").encode())
