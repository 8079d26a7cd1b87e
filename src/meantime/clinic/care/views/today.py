"""Today: who comes, and what waits for somebody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meantime.clinic.tenancy.access import allowed


@allowed("see")
def today(request: HttpRequest) -> HttpResponse:
    """The board of one day."""
    return render(request, "care/today.html")
