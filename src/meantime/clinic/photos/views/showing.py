"""A photo as an answer: seen by whoever asked, kept by nobody, and never anything but a picture."""

from __future__ import annotations

from csp.decorators import csp_update
from django.http import HttpResponse


@csp_update({"sandbox": True})
def shown(jpeg: bytes) -> HttpResponse:
    """A JPEG that no browser keeps or takes for a page."""
    response = HttpResponse(jpeg, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    return response
