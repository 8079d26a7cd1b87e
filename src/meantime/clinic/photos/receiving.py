"""The photo that a form sends."""

from __future__ import annotations

from django.http import HttpRequest

from meantime.clinic.photos.picture import too_large
from meantime.clinic.receiving import MOST_BYTES


def photo_in(request: HttpRequest) -> bytes:
    """The photo that a form sent; empty where none came. Raises Refused for one too large."""
    sent = request.FILES.get("photo")
    if sent is None:
        return b""
    if sent.size > MOST_BYTES:
        raise too_large()
    found: bytes = sent.read()
    return found
