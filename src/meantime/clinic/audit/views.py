"""The audit of a clinic: its events, whether its chain holds, and a file of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from meantime.clinic.audit import reading
from meantime.clinic.audit.chain import record
from meantime.clinic.audit.forms import FiltersForm
from meantime.clinic.audit.models import Event
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.models import Clinic

_HEAD = ("number", "at", "who", "user", "role", "did", "about", "why", "detail", "digest")
# A spreadsheet takes what begins with one of these for a formula.
_FORMULA = tuple("=+-@\t\r")
_CHUNK = 500


@allowed("audit")
def events(request: HttpRequest) -> HttpResponse:
    """Events, the newest first; reading them is one."""
    form = FiltersForm(request.clinic, request.GET)
    shown: dict[str, Any] = {"form": form, "verbs": reading.verbs(request.clinic)}
    if not form.is_valid():
        return render(request, "audit/audit.html", shown, status=400)
    filters, before = form.filters(), form.cleaned_data["before"]
    try:
        rows = reading.events(request.clinic, filters)
    except Refused as error:
        form.add_error("about", error.reason)
        return render(request, "audit/audit.html", shown, status=status_of(error))
    found, after = reading.page(rows, before)
    shown |= {
        "lines": list(reading.lines(request.clinic, found)),
        "asked": urlencode(_told(filters)),
        "after": after and urlencode(_told(filters) | {"before": after}),
        "later": before is not None,
    }
    record(request.member, "read audit", asked=_noted(filters))
    return render(request, "audit/audit.html", shown)


@allowed("audit")
def chain(request: HttpRequest) -> HttpResponse:
    """Whether the clinic's chain holds, from its first event to its last."""
    shown = {"held": reading.held(request.clinic)}
    record(request.member, "check audit", breaks=len(shown["held"].breaks))
    return render(request, "audit/chain.html", shown)


@allowed("audit")
def download(request: HttpRequest) -> HttpResponse:
    """The events as a file, with the same filters."""
    form = FiltersForm(request.clinic, request.GET)
    try:
        if not form.is_valid():
            return render(request, "audit/audit.html", {"form": form}, status=400)
        rows = reading.events(request.clinic, form.filters())
    except Refused as error:
        form.add_error("about", error.reason)
        return render(request, "audit/audit.html", {"form": form}, status=status_of(error))
    record(request.member, "download audit", asked=_noted(form.filters()))
    response = StreamingHttpResponse(_written(request.clinic, rows), content_type="text/csv")
    name = f"audit-{request.clinic.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _told(filters: reading.Filters) -> dict[str, Any]:
    return {name: value for name, value in filters._asdict().items() if value}


def _noted(filters: reading.Filters) -> dict[str, Any]:
    """What was asked, for the audit: a verb may be typed, so what was typed is not kept."""
    told = _told(filters) | ({"verb": True} if filters.verb else {})
    return {name: value if value is True else str(value) for name, value in told.items()}


class _Echo:
    """A file that gives back each line that is written to it."""

    def write(self, line: str) -> str:
        return line


def _written(clinic: Clinic, rows: Iterable[Event]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(_HEAD)
    for chunk in _chunks(rows):
        for line in reading.lines(clinic, chunk):
            yield writer.writerow([_plain(cell) for cell in _cells(line)])


def _chunks(rows: Any) -> Iterator[list[Event]]:
    """The events page by page, so that no database keeps a long answer open."""
    found = list(rows[:_CHUNK])
    while found:
        yield found
        found = list(rows.filter(number__lt=found[-1].number)[:_CHUNK])


def _cells(line: reading.Line) -> list[str]:
    event = line.event
    at = event.at.astimezone(UTC).isoformat(timespec="seconds")
    detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True)
    told = (event.number, at, line.who, event.actor, event.role, event.verb, event.subject)
    return [str(cell) for cell in (*told, event.why, detail, event.digest)]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
