"""What of a clinic's messages waits for people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.reminders import reading
from meantime.clinic.reminders.watching import carried, unsent_of
from meantime.clinic.tenancy.access import allowed


@allowed("see")
def waiting(request: HttpRequest) -> HttpResponse:
    """Whom no message reaches, and what nobody knows."""
    at, clinic = timezone.now(), request.clinic
    record(request.member, "read messages")
    context = {
        "has_channel": bool(carried()),
        "unsent": unsent_of(clinic, at),
        "uncertain": reading.uncertain_in(clinic, at),
        "unreached": reading.unreached_in(clinic, at),
        "now": at,
    }
    return render(request, "reminders/waiting.html", context)
