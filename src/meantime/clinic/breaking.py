"""What is answered when something broke: a page that needs no database."""

from __future__ import annotations

import sys

from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

# The disk is full, the database is read-only, locked for too long, or away.
_UNWRITABLE = (OperationalError, InternalError)


def broken(request: HttpRequest) -> HttpResponse:
    """503 where the database takes nothing just now, else 500."""
    if isinstance(sys.exception(), _UNWRITABLE):
        return HttpResponse(render_to_string("503.html"), status=503)
    return server_error(request)
