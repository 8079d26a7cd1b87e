"""What patients say of their healing, for the clinic: what is urgent first, with its age; and who
was asked and has not said it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.portal.actions import healing as actions
from meantime.clinic.portal.looking import CALLS, ESCALATES, reports_of_clinic
from meantime.clinic.portal.models import HealingReport
from meantime.clinic.portal.unheard import unheard_of
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed


@allowed("see")
def reports(request: HttpRequest) -> HttpResponse:
    """Every report that waits, and those of the last days."""
    return _page(request)


@allowed("book", "POST")
def look(request: HttpRequest, report: Any) -> HttpResponse:
    """Somebody has looked at one."""
    found = HealingReport.objects.one(request.clinic, report)
    try:
        actions.look_at(request.member, found, request.POST.get("note", ""), timezone.now())
    except Refused as error:
        return _page(request, error.reason, status_of(error))
    return redirect("healing", clinic=request.clinic.slug)


def _page(request: HttpRequest, refused: Any = None, status: int = 200) -> HttpResponse:
    at = timezone.now()
    record(request.member, "read healing")
    waiting, looked_at = reports_of_clinic(request.clinic, at)
    context = {
        "waiting": waiting,
        "looked_at": looked_at,
        "unheard": unheard_of(request.clinic, at),
        "escalates": int(ESCALATES.total_seconds()),
        "calls": int(CALLS.total_seconds()),
        "now": at,
        "refused": refused,
    }
    return render(request, "portal/reports.html", context, status=status)
