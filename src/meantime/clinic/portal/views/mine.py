"""The plan that is open in this browser: where a message leads, which is no key itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from meantime.clinic.portal.door import language_asked, language_of, openings_in


@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """Go to it; where there are several, or none, say so."""
    found = openings_in(request)
    if len(found) == 1:
        return redirect("portal-now", link=found[0].link_id)
    translation.activate(language_of(found[0]) if found else language_asked(request))
    return render(request, "portal/mine.html", {"openings": found})
