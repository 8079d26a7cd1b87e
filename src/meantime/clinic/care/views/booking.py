"""Booking and moving: a month in which every day shows its verdict, and a whole series at once."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care import planning, reading
from meantime.clinic.care.actions import booking as actions
from meantime.clinic.care.models import Appointment, Course
from meantime.clinic.care.month import Day, cells, weeks
from meantime.clinic.care.telling import told
from meantime.clinic.care.views.sessions import to_session
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.tenancy.models import Clinic

_CLOCK = time(10)


class SlotForm(forms.Form):
    """A day, a time, a room."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    clock = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    room = forms.UUIDField(label=_("Room"))
    revision = forms.IntegerField(required=False)


class SeriesForm(forms.Form):
    """What a series is of, how long, and for when."""

    protocol = forms.CharField(label=_("Procedure"))
    sessions = forms.IntegerField(label=_("Sessions"), min_value=1, max_value=12, initial=3)
    by = forms.DateField(
        label=_("Healed by"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("An event, such as a wedding. Leave it empty if there is none."),
    )


class Shown(NamedTuple):
    """What the page of a month is asked to show."""

    year: int
    month: int
    clock: time
    day: date | None


@allowed("book", "GET", "HEAD", "POST")
def open_series(request: HttpRequest, patient: Any) -> HttpResponse:
    """Open a series for a patient, and go on to its first session."""
    found = reading.patient_of(request.clinic, patient)
    record(request.member, "read", found)
    protocols = reading.published_protocols(request.clinic)
    form = SeriesForm(request.POST or None)
    refused, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            made = form.cleaned_data
            asked = made["protocol"], made["sessions"], made["by"]
            try:
                course = actions.open_course(request.member, found, *asked)
                name = "series-plan" if made["sessions"] > 1 else "book"
                return redirect(name, clinic=request.clinic.slug, course=course.pk)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"patient": found, "protocols": protocols, "form": form, "refused": refused}
    return render(request, "care/series_form.html", context, status=status)


@allowed("book", "GET", "HEAD", "POST")
def plan_series(request: HttpRequest, course: Any) -> HttpResponse:
    """Every session of a series at once: proposed, then booked together or not at all."""
    found, at = reading.course_of(request.clinic, course), timezone.now()
    record(request.member, "read", found.patient)
    first, clock = _first_day(request, at), _time(request.GET.get("clock", "")) or _CLOCK
    rooms = reading.rooms_of(request.clinic)
    refused, status = None, 200
    if request.method == "POST":
        try:
            first = _date(request.POST.get("first", "")) or first
            clock = _time(request.POST.get("clock", "")) or clock
            room = _room(rooms, request.POST.get("room", ""))
            planning.book_series(request.member, found, first, clock, room, at)
            return redirect("patient", clinic=request.clinic.slug, patient=found.patient_id)
        except Refused as error:
            refused, status = error.reason, status_of(error)
    try:
        proposed = planning.propose(request.clinic, found, first, clock)
    except Refused as error:
        proposed, refused, status = None, refused or error.reason, 400
    context = {
        "course": found,
        "patient": found.patient,
        "proposed": proposed,
        "constraint": proposed
        and proposed.constraint
        and planning.constraint_words(proposed.constraint),
        "first": first,
        "clock": clock,
        "rooms": rooms,
        "refused": refused,
    }
    return render(request, "care/series_plan.html", context, status=status)


def _first_day(request: HttpRequest, at: datetime) -> date:
    return _date(request.GET.get("first", "")) or reading.today_of(request.clinic, at)


@allowed("book", "GET", "HEAD", "POST")
def book(request: HttpRequest, course: Any) -> HttpResponse:
    """Book the next session of a series."""
    found, at = reading.course_of(request.clinic, course), timezone.now()
    record(request.member, "read", found.patient)
    refused, status, form = None, 200, SlotForm(request.POST or None)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                start, room = _slot(request.clinic, form)
                booked = actions.book(request.member, found, start, room, at)
                return to_session(request, booked)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    try:
        version = actions.published(request.clinic, found.protocol)
    except Refused as error:
        context = {"patient": found.patient, "refused": error.reason}
        return render(request, "care/month.html", context, status=400)
    return _month(request, found, version, form, refused, status)


@allowed("book", "GET", "HEAD", "POST")
def move(request: HttpRequest, appointment: Any) -> HttpResponse:
    """Move a session to another day or time."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    record(request.member, "read", found.patient)
    refused, status, form = None, 200, SlotForm(request.POST or None)
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                start, room = _slot(request.clinic, form)
                revision = form.cleaned_data["revision"] or 0
                actions.move(request.member, found, start, room, revision, at)
                return to_session(request, found)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    return _month(request, found.course, found.version, form, refused, status, found)


def _slot(clinic: Clinic, form: SlotForm) -> tuple[datetime, Any]:
    chosen = form.cleaned_data
    room = _room(reading.rooms_of(clinic), str(chosen["room"]))
    return actions.local_start(clinic, chosen["day"], chosen["clock"]), room


def _room(rooms: list[Any], pk: str) -> Any:
    for room in rooms:
        if str(room.pk) == pk:
            return room
    raise Refused(_("Choose one of the rooms."))


def _month(
    request: HttpRequest,
    course: Course,
    version: Version,
    form: SlotForm,
    refused: Any,
    status: int,
    moving: Appointment | None = None,
) -> HttpResponse:
    clinic, at = request.clinic, timezone.now()
    shown = _shown(request, clinic, at, moving)
    found = weeks(clinic, course, version, shown.year, shown.month, shown.clock, at, moving)
    month = date(shown.year, shown.month, 1)
    chosen = next((one for week in found for one in week if one.day == shown.day), None)
    context = {
        "course": course,
        "patient": course.patient,
        "moving": moving,
        "weeks": found,
        "cells": cells(found, month, shown.clock, shown.day),
        "month": month,
        "before": _other(shown, -1),
        "after": _other(shown, 1),
        "shown": shown,
        "chosen": chosen,
        "verdict": _told(version, course, chosen),
        "first_good": _first_good(found),
        "rooms": reading.rooms_of(clinic),
        "form": form,
        "refused": refused,
        "now": at,
    }
    page = "care/month_part.html" if request.htmx else "care/month.html"
    return render(request, page, context, status=status)


def _told(version: Version, course: Course, chosen: Day | None) -> Any:
    if chosen is None or chosen.verdict is None:
        return None
    language = get_language() or "en"
    return told(protocol_of(version), course.patient, chosen.verdict, language)


def _first_good(found: list[list[Day]]) -> date | None:
    return next((one.day for week in found for one in week if one.shade == "fine"), None)


def _shown(request: HttpRequest, clinic: Clinic, at: datetime, moving: Appointment | None) -> Shown:
    told = request.POST if request.method == "POST" else request.GET
    start = moving.start.astimezone(reading.zone_of(clinic)) if moving else None
    clock = _time(told.get("clock", "")) or (start.time() if start else _CLOCK)
    day = _date(told.get("day", ""))
    month = _date(told.get("month", "") + "-01") or day
    if month is None:
        month = start.date() if start else reading.today_of(clinic, at)
    return Shown(month.year, month.month, clock, day)


def _other(shown: Shown, step: int) -> date:
    months = shown.year * 12 + shown.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 < day.year < 2190 else None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
