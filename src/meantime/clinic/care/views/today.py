"""Today: who comes, and what waits for somebody."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.care import reading
from meantime.clinic.care.board import board
from meantime.clinic.tenancy.access import allowed


@allowed("see")
def today(request: HttpRequest) -> HttpResponse:
    """The board of a day; today's unless another is asked for."""
    at, clinic = timezone.now(), request.clinic
    now = reading.today_of(clinic, at)
    day = _day(request.GET.get("day", "")) or now
    record(request.member, "read board", day=day.isoformat())
    context = {
        "board": board(clinic, day, at, acts=day == now and request.member.may("book")),
        "now": at,
        "today": now,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
    }
    return render(request, "care/today.html", context)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


@allowed("see")
def worklists(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's decision."""
    at, clinic = timezone.now(), request.clinic
    record(request.member, "read worklists")
    context = {
        "undecided": reading.undecided(clinic, at)[: reading.MOST],
        "unclosed": reading.unclosed(clinic, at),
        "unsigned": reading.unsigned(clinic),
        "now": at,
    }
    return render(request, "care/worklists.html", context)
