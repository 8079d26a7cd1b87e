"""The day itself: check in, agree, treat, hand over."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care import reading
from meantime.clinic.care.actions import booking, treating
from meantime.clinic.care.models import Appointment, Outcome
from meantime.clinic.care.models.done import AREAS
from meantime.clinic.care.views.sessions import page, to_session
from meantime.clinic.refusing import Refused, revision_of, status_of
from meantime.clinic.tenancy.access import allowed

PRODUCTS = 4


class TreatmentForm(forms.Form):
    """What was done."""

    device = forms.CharField(label=_("Device"), max_length=120)
    depth = forms.DecimalField(
        label=_("Depth in millimetres"),
        min_value=Decimal("0.1"),
        max_value=Decimal("3"),
        max_digits=3,
        decimal_places=2,
        help_text=_("The deepest that was used."),
    )
    areas = forms.MultipleChoiceField(
        label=_("Areas"), choices=AREAS, widget=forms.CheckboxSelectMultiple
    )
    peel = forms.CharField(
        label=_("Peel"), max_length=120, required=False, help_text=_("Empty if there was none.")
    )
    ended_day = forms.DateField(
        label=_("Day it ended"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ended_clock = forms.TimeField(
        label=_("Time it ended"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Everything after the session counts from here."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ConsentForm(forms.Form):
    """The patient agrees, by writing their name."""

    agreed = forms.BooleanField(label=_("The patient has read this and agrees."))
    signed = forms.CharField(label=_("The patient's full name"), max_length=120)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class OutcomeForm(forms.Form):
    """How it turned out, on one scale."""

    scale = forms.ChoiceField(label=_("Scale"), choices=Outcome.SCALES)
    value = forms.IntegerField(label=_("Value"), min_value=0, max_value=10)


@allowed("book", "POST")
def check_in(request: HttpRequest, appointment: Any) -> HttpResponse:
    """The patient is here: on to the questions that are asked again."""
    found = reading.session_of(request.clinic, appointment)
    try:
        treating.check_in(request.member, found, revision_of(request), timezone.now())
    except Refused as error:
        return page(request, found, error.reason, status_of(error))
    return redirect("session-questions", clinic=request.clinic.slug, appointment=found.pk)


@allowed("treat", "GET", "HEAD", "POST")
def consent(request: HttpRequest, appointment: Any) -> HttpResponse:
    """What the patient agrees to, and their name."""
    found = reading.session_of(request.clinic, appointment)
    record(request.member, "read", found.patient)
    text = reading.consent_text(request.clinic, found.patient.language)
    form = ConsentForm(request.POST or None, initial={"revision": found.revision})
    refused, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and text is not None:
            told = form.cleaned_data
            asked = text, told["signed"], told["revision"], timezone.now()
            try:
                treating.consent(request.member, found, *asked)
                return to_session(request, found)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"appointment": found, "patient": found.patient, "text": text, "form": form}
    return render(request, "care/consent.html", context | {"refused": refused}, status=status)


@allowed("treat", "POST")
def begin(request: HttpRequest, appointment: Any) -> HttpResponse:
    """Begin treating."""
    found = reading.session_of(request.clinic, appointment)
    try:
        treating.begin(request.member, found, revision_of(request), timezone.now())
    except Refused as error:
        return page(
            request, reading.session_of(request.clinic, appointment), error.reason, status_of(error)
        )
    return to_session(request, found)


@allowed("treat", "GET", "HEAD", "POST")
def finish(request: HttpRequest, appointment: Any) -> HttpResponse:
    """What was done, and when it ended; then the plan is handed over."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    record(request.member, "read", found.patient)
    local = at.astimezone(reading.zone_of(request.clinic))
    initial = {
        "ended_day": local.date(),
        "ended_clock": local.time().replace(second=0, microsecond=0),
        "revision": found.revision,
    }
    form = TreatmentForm(request.POST or None, initial=initial)
    products = _products(request)
    refused, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                done = _done(found, form, products)
                treating.finish(request.member, found, done, form.cleaned_data["revision"], at)
                return to_session(request, found)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {
        "appointment": found,
        "patient": found.patient,
        "form": form,
        "products": products + [["", ""]] * max(1, PRODUCTS - len(products)),
        "refused": refused,
    }
    return render(request, "care/finish.html", context, status=status)


def _products(request: HttpRequest) -> list[list[str]]:
    names, lots = (request.POST.getlist(name)[:20] for name in ("product", "lot"))
    pairs = zip(names, lots, strict=False)
    return [[name[:120], lot[:60]] for name, lot in pairs if name.strip() or lot.strip()]


def _done(found: Appointment, form: TreatmentForm, products: list[list[str]]) -> treating.Record:
    told = form.cleaned_data
    day: date = told["ended_day"]
    clock: time = told["ended_clock"]
    return treating.Record(
        device=told["device"],
        depth=told["depth"],
        areas=told["areas"],
        peel=told["peel"],
        products=products,
        note=told["note"],
        ended=booking.local_start(found.clinic, day, clock),
    )


@allowed("treat", "POST")
def outcome(request: HttpRequest, appointment: Any) -> HttpResponse:
    """How it turned out."""
    found, form = reading.session_of(request.clinic, appointment), OutcomeForm(request.POST)
    if not form.is_valid():
        return page(request, found, _("Choose a scale and a number."), 400)
    told = form.cleaned_data
    try:
        treating.note_outcome(request.member, found, told["scale"], told["value"], timezone.now())
    except Refused as error:
        return page(request, found, error.reason, status_of(error))
    return to_session(request, found)
