"""The page of the numbers, and each of its tables as a file."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.figures.files import csv_of
from meantime.clinic.figures.forms import MonthsForm
from meantime.clinic.figures.telling import FIGURES
from meantime.clinic.tenancy.access import allowed


@allowed("numbers")
def numbers(request: HttpRequest) -> HttpResponse:
    """Every figure for some months; the last six unless others are asked for."""
    form = MonthsForm(request.clinic, request.GET, timezone.now())
    if not form.is_valid():
        return render(request, "figures/numbers.html", {"form": form}, status=400)
    span, least, asked = form.span(), form.least(), form.asked()
    record(request.member, "read numbers", **asked)
    shown = {
        "form": form,
        "figures": [tell(request.clinic, span, least) for tell in FIGURES.values()],
        "span": span,
        "asked": urlencode(asked),
    }
    return render(request, "figures/numbers.html", shown)


@allowed("numbers")
def download(request: HttpRequest, figure: str) -> HttpResponse:
    """One table as a file."""
    form = MonthsForm(request.clinic, request.GET, timezone.now())
    if not form.is_valid():
        return render(request, "figures/numbers.html", {"form": form}, status=400)
    record(request.member, "download numbers", figure=figure, **form.asked())
    found = FIGURES[figure](request.clinic, form.span(), form.least())
    response = HttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    name = f"{figure}-{request.clinic.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
