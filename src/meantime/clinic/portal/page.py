"""A page of the portal, with all that stands around it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meantime.clinic.portal.place import place_of


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for the browser that a link is open in."""
    return render(request, template, around(request) | context, status=status)


def around(request: HttpRequest) -> dict[str, Any]:
    """What every page of a link shows beside its own."""
    opening = request.opening
    return {
        "opening": opening,
        "link": opening.link,
        "clinic": request.clinic,
        "patient": request.patient,
        "place": place_of(request.patient, opening.zone),
    }
