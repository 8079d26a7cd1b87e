"""Another date for a session that cannot be on its own, asked for in one tap."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.portal.actions import other_dates as actions
from meantime.clinic.portal.door import opened
from meantime.clinic.portal.good_days import good_days
from meantime.clinic.portal.page import page
from meantime.clinic.portal.standing import Standing, standings_of
from meantime.clinic.refusing import Refused, status_of


@opened("POST")
def ask(request: HttpRequest, appointment: Any) -> HttpResponse:
    """Ask for another day of one session, one of those that were offered or any."""
    at, ahead = timezone.now(), standings_of(request.patient).ahead
    found = next((item for item in ahead if item.session.pk == appointment), None)
    if found is None:
        raise Http404
    try:
        actions.ask(request.opening.link, found, _day(request, found, at), at)
    except Refused as error:
        return page(request, "portal/cannot.html", {"refused": error.reason}, status_of(error))
    return redirect("portal-now", link=request.opening.link_id)


def _day(request: HttpRequest, standing: Standing, at: datetime) -> date | None:
    """The day that was chosen. Raises Refused for one that is not good, or not any more."""
    text = request.POST.get("day", "")
    if not text:
        return None
    for day in good_days(standing, at):
        if day.isoformat() == text:
            return day
    raise Refused(_("That day is not good any more. Go back to Now and choose another one."))
