"""What patients ask: questions that their plans leave open, and other dates for their sessions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.portal import asked as reading
from meantime.clinic.portal.actions import asking, other_dates
from meantime.clinic.portal.other_dates import asked_in, other_date_of
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed


@allowed("see")
def asked(request: HttpRequest) -> HttpResponse:
    """The questions that wait, those that were answered, and what no protocol says."""
    return _page(request)


@allowed("book", "POST")
def answer(request: HttpRequest, question: Any) -> HttpResponse:
    """Answer a question."""
    found, text = reading.question_of(request.clinic, question), request.POST.get("answer", "")
    try:
        asking.answer(request.member, found, text, timezone.now())
    except Refused as error:
        return _page(request, status_of(error), refused=error.reason, tried=found.pk, typed=text)
    return redirect("asked", clinic=request.clinic.slug)


@allowed("book", "POST")
def settle(request: HttpRequest, date: Any) -> HttpResponse:
    """Somebody agreed with a patient on what becomes of a session."""
    try:
        other_dates.settle(request.member, other_date_of(request.clinic, date), timezone.now())
    except Refused as error:
        return _page(request, status_of(error), refused=error.reason)
    return redirect(reverse("asked", args=[request.clinic.slug]) + "#dates")


def _page(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    at, clinic = timezone.now(), request.clinic
    record(request.member, "read questions")
    context = {
        "dates": asked_in(clinic, at),
        "waiting": reading.waiting_in(clinic),
        "answered": reading.answered_in(clinic, at),
        "unsaid": reading.unsaid_in(clinic, at),
        "longest": asking.LONGEST_ANSWER,
        "now": at,
    }
    return render(request, "portal/asked_here.html", context | more, status=status)
