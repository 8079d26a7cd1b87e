"""A patient's photos side by side, for the staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Patient
from meantime.clinic.care.reading import patient_of
from meantime.clinic.photos.actions import by_staff as actions
from meantime.clinic.photos.actions.keeping import view_of
from meantime.clinic.photos.models import VIEWS
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.photos.reading import LOOK, Day, days_of, next_session, photo_of
from meantime.clinic.photos.receiving import photo_in
from meantime.clinic.photos.views.showing import shown
from meantime.clinic.receiving import takes_files
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed


@allowed("see")
def photos(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Every day with its three views; two days of them large, where they are chosen."""
    return _page(request, patient_of(request.clinic, patient))


def _page(
    request: HttpRequest, patient: Patient, refused: Any = None, status: int = 200
) -> HttpResponse:
    record(request.member, LOOK, patient)
    days = days_of(patient)
    compared = [_chosen(days, request.GET.get(name, "")) for name in ("one", "other")]
    first, last = days[:1], days[-1:]
    context = {
        "patient": patient,
        "days": days,
        "views": VIEWS,
        "one": compared[0] or next(iter(first), None),
        "other": compared[1] or next(iter(last), None),
        "pairs": _pairs(*compared) if all(compared) else None,
        "next": next_session(patient),
        "whys": actions.WHYS,
        "refused": refused,
    }
    return render(request, "photos/side_by_side.html", context, status=status)


def _chosen(days: list[Day], key: str) -> Day | None:
    return next((day for day in days if day.key == key), None)


def _pairs(one: Day | None, other: Day | None) -> list[tuple[Any, ...]]:
    """For each view its name and the photo of either day."""
    assert one and other
    names = (name for _view, name in VIEWS)
    return list(zip(names, one.newest, other.newest, strict=True))


@allowed("book", "POST")
@takes_files
def add(request: HttpRequest, patient: UUID) -> HttpResponse:
    """One more from before the next session."""
    found = patient_of(request.clinic, patient)
    try:
        view, picture = view_of(request.POST.get("view", "")), picture_of(photo_in(request))
        actions.add_before(request.member, found, view, picture, timezone.now())
    except Refused as error:
        return _page(request, found, error.reason, status_of(error))
    return _back(request, found)


@allowed("treat", "POST")
def remove(request: HttpRequest, patient: UUID, photo: UUID) -> HttpResponse:
    """Remove one for good, with a reason."""
    found = photo_of(request.clinic, patient, photo)
    try:
        actions.remove(request.member, found, request.POST.get("why", ""))
    except Refused as error:
        return _page(request, found.patient, error.reason, status_of(error))
    return _back(request, found.patient)


def _back(request: HttpRequest, patient: Patient) -> HttpResponse:
    return redirect(reverse("photos", args=[request.clinic.slug, patient.pk]))


@allowed("see")
def large(request: HttpRequest, patient: UUID, photo: UUID) -> HttpResponse:
    """A photo as it is kept. The page it stands on has noted the look."""
    return shown(photo_of(request.clinic, patient, photo).large)


@allowed("see")
def small(request: HttpRequest, patient: UUID, photo: UUID) -> HttpResponse:
    """The same for the page that shows many."""
    return shown(photo_of(request.clinic, patient, photo).small)
