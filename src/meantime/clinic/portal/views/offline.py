"""What makes the portal an app on a phone: a manifest, a worker, and what it shows offline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from meantime.clinic.portal.door import language_of, opened
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.offline import calls_of, kept_of
from meantime.clinic.portal.page import page
from meantime.clinic.portal.place import place_of
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.portal.verdicts import off_of

_PAPER = "#fbfaf6"
_ICONS = (
    ("icon-192", "192x192", "any"),
    ("icon-512", "512x512", "any"),
    ("icon-whole-512", "512x512", "maskable"),
)


@opened()
def offline(request: HttpRequest) -> HttpResponse:
    """The plan as a phone keeps it: it answers nothing."""
    note(request.opening.link, "read copy")
    at, patient, language = timezone.now(), request.patient, language_of(request.opening)
    standings = standings_of(patient)
    context = {
        "now": at,
        "sessions": kept_of(standings, at, language, place_of(patient, request.opening.zone)),
        "off": off_of(standings, patient, at, language),
        "calls": calls_of(standings, language),
    }
    return page(request, "portal/offline.html", context)


@opened()
def manifest(request: HttpRequest) -> HttpResponse:
    """The clinic's name and Meantime's mark for a phone's home screen; nothing of the patient.

    See https://www.w3.org/TR/appmanifest/.
    """
    here, name = reverse("portal-now", args=[request.opening.link_id]), request.clinic.name
    told = {
        "name": name,
        "short_name": name,
        "id": here,
        "start_url": here,
        "scope": here,
        "display": "standalone",
        "lang": request.LANGUAGE_CODE,
        "dir": "rtl" if translation.get_language_bidi() else "ltr",
        "theme_color": _PAPER,
        "background_color": _PAPER,
        "icons": [
            {
                "src": static(f"meantime/{file}.png"),
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for file, sizes, purpose in _ICONS
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The worker of every link; it can only serve what lies below its own address."""
    return HttpResponse(render_to_string("portal/worker.js"), content_type="text/javascript")


@require_safe
def no_connection(_request: HttpRequest) -> HttpResponse:
    """What the worker shows where no copy of a plan is kept; it is the same for everybody."""
    return HttpResponse(render_to_string("portal/no_connection.html"))
