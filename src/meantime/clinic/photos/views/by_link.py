"""Photos of whoever holds a link: one view after the other, and what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.photos.actions import by_link as actions
from meantime.clinic.photos.actions.keeping import view_of
from meantime.clinic.photos.models import VIEWS, Photo, View
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.photos.reading import has_reported, last_look, photo_by, sent_by
from meantime.clinic.photos.receiving import photo_in
from meantime.clinic.photos.views.showing import shown
from meantime.clinic.portal.actions.healing import unseen_sign
from meantime.clinic.portal.door import opened
from meantime.clinic.portal.healing import healing_of, is_emergency
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.page import page
from meantime.clinic.portal.standing import Standing, standings_of
from meantime.clinic.receiving import takes_files
from meantime.clinic.refusing import Refused, status_of


@opened("GET", "HEAD", "POST")
@takes_files
def photos(request: HttpRequest) -> HttpResponse:
    """Ask for the next view; keep what is sent; show what was."""
    standing, refused, status = healing_of(standings_of(request.patient)), None, 200
    if request.method == "POST":
        try:
            _keep(request, standing)
            return redirect("portal-photos", link=request.opening.link_id)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    return _page(request, standing, refused, status)


@opened("POST")
def delete(request: HttpRequest, photo: UUID) -> HttpResponse:
    """Delete one of one's own."""
    try:
        actions.delete(request.opening.link, photo)
    except Refused as error:
        standing = healing_of(standings_of(request.patient))
        return _page(request, standing, error.reason, status_of(error))
    return redirect("portal-photos", link=request.opening.link_id)


@opened()
def photo(request: HttpRequest, photo: UUID) -> HttpResponse:
    """One of one's own, small."""
    return shown(photo_by(request.opening.link, photo).small)


def _keep(request: HttpRequest, standing: Standing | None) -> None:
    """Keep what was sent. Raises Refused for what is no photo, and before any session."""
    if standing is None:
        raise Refused(_("No session is done yet, so nothing heals."))
    view, picture = view_of(request.POST.get("view", "")), picture_of(photo_in(request))
    actions.send(request.opening.link, standing, view, picture, timezone.now())


def _page(
    request: HttpRequest, standing: Standing | None, refused: Any = None, status: int = 200
) -> HttpResponse:
    link = request.opening.link
    note(link, "read")
    around = _asked(request, standing) if standing else {}
    context = {"now": timezone.now(), "healing": standing, "refused": refused}
    return page(request, "photos/photos.html", context | around, status)


def _asked(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What is sent already, and what is asked for next."""
    at, link = timezone.now(), request.opening.link
    day, look = standing.days_after(at), last_look(link.clinic_id, link.patient_id)
    report = unseen_sign(standing)
    sent: list[Photo] = list(sent_by(link).filter(appointment=standing.session).defer("large"))
    there = {one.view for one in sent if one.day == day}
    return {
        "day": day,
        "asks": has_reported(link, standing.session, day),
        "views": [(view, name, view in there) for view, name in VIEWS],
        "view": _view_asked(request, there),
        "sent": [(one, look is None or look < one.at) for one in sent],
        "report": report,
        "emergency": report is not None and is_emergency(standing, report),
    }


def _view_asked(request: HttpRequest, there: set[str]) -> str | None:
    """The view that is asked for by name, or the next; None where every one is there."""
    named = request.POST.get("view") or request.GET.get("view", "")
    missing = (view.value for view in View if view not in there)
    return named if named in set(View) else next(missing, None)
