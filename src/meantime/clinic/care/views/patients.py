"""Patients: found, added, shown, corrected."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care import reading
from meantime.clinic.care.actions import contacts
from meantime.clinic.care.actions import patients as actions
from meantime.clinic.care.actions.judging import AHEAD, plan_in_force
from meantime.clinic.care.models import Contact, Patient
from meantime.clinic.care.telling import told_plan
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.clinic.zones import ZONES


class PatientForm(forms.Form):
    """Who somebody is."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    born = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=[("", _("The clinic's")), *((zone, zone) for zone in ZONES)],
        help_text=_("Only where the patient lives in another zone than the clinic."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ContactForm(forms.Form):
    """How somebody is reached."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Contact.TYPED)
    value = forms.CharField(label=_("Number or address"), max_length=200)
    agreed = forms.BooleanField(
        label=_("The patient agrees to messages there"),
        required=False,
        help_text=_("They never name the treatment."),
    )


@allowed("see")
def find(request: HttpRequest) -> HttpResponse:
    """Patients by the first letters of their names, a number, or the end of a phone number."""
    text = request.GET.get("q", "")[:100].strip()
    found = actions.named(actions.search(request.clinic, text)) if text else []
    recent = [] if text else reading.recent_patients(request.clinic)
    record(request.member, "search patients", found=len(found))
    context = {"q": text, "found": found, "recent": recent}
    page = "care/patients_found.html" if request.htmx else "care/patients.html"
    return render(request, page, context)


@allowed("book", "GET", "HEAD", "POST")
def add(request: HttpRequest) -> HttpResponse:
    """A new patient."""
    form = PatientForm(request.POST or None, initial={"language": request.clinic.languages[:1]})
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                patient = actions.add_patient(request.member, *_told(form), timezone.now())
                return redirect("patient", clinic=request.clinic.slug, patient=patient.pk)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"form": form, "refused": refused}
    return render(request, "care/patient_form.html", context, status=status)


def _told(form: PatientForm) -> tuple[str, date, str, str]:
    told = form.cleaned_data
    return told["name"], told["born"], told["language"], told["zone"]


@allowed("see")
def show(request: HttpRequest, patient: Any) -> HttpResponse:
    """A patient: what stands, what comes next, series, contacts."""
    found = reading.patient_of(request.clinic, patient)
    record(request.member, "read", found)
    return _page(request, found)


def _page(
    request: HttpRequest,
    patient: Patient,
    contact_form: ContactForm | None = None,
    refused: Any = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    sessions = reading.sessions_of(patient)
    ahead = [item for item in sessions if item.state in AHEAD and item.planned_end > at]
    upcoming = min(ahead, key=lambda item: item.start, default=None)
    last = next((item for item in sessions if item.state == "done"), None)
    shown = upcoming or last
    plan = plan_in_force(shown) if shown else None
    courses = [
        (course, [item for item in reversed(sessions) if item.course_id == course.pk])
        for course in reading.courses_of(patient)
    ]
    context = {
        "patient": patient,
        "upcoming": upcoming,
        "plan": plan,
        "told_plan": shown and plan and told_plan(plan, shown.version, get_language() or "en"),
        "courses": courses,
        "contacts": reading.contacts_of(patient),
        "contact_form": contact_form or ContactForm(),
        "protocols": reading.published_protocols(request.clinic),
        "refused": refused,
        "now": at,
    }
    return render(request, "care/patient.html", context, status=status)


@allowed("book", "GET", "HEAD", "POST")
def edit(request: HttpRequest, patient: Any) -> HttpResponse:
    """Correct who a patient is."""
    found = reading.patient_of(request.clinic, patient)
    record(request.member, "read", found)
    initial = {
        "name": found.name,
        "born": found.birthday,
        "language": found.language,
        "zone": found.zone,
        "revision": found.revision,
    }
    form = PatientForm(request.POST or None, initial=initial)
    status, refused = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            revision = form.cleaned_data["revision"] or 0
            told, at = _told(form), timezone.now()
            try:
                actions.change_patient(request.member, found, *told, revision, at)
                return redirect("patient", clinic=request.clinic.slug, patient=found.pk)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {"form": form, "patient": found, "refused": refused}
    return render(request, "care/patient_form.html", context, status=status)


@allowed("book", "POST")
def add_contact(request: HttpRequest, patient: Any) -> HttpResponse:
    """One more way to reach a patient."""
    found = reading.patient_of(request.clinic, patient)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    told = form.cleaned_data
    try:
        at = timezone.now()
        contacts.add_contact(request.member, found, told["kind"], told["value"], at, told["agreed"])
    except Refused as error:
        return _page(request, found, form, error.reason, status_of(error))
    return redirect("patient", clinic=request.clinic.slug, patient=found.pk)


@allowed("book", "POST")
def remove_contact(request: HttpRequest, patient: Any, contact: Any) -> HttpResponse:
    """One way less."""
    found = reading.patient_of(request.clinic, patient)
    contacts.remove_contact(request.member, reading.contact_of(found, contact), timezone.now())
    return redirect("patient", clinic=request.clinic.slug, patient=found.pk)


@allowed("book", "POST")
def agree(request: HttpRequest, patient: Any, contact: Any) -> HttpResponse:
    """The patient agrees to messages there."""
    found = reading.patient_of(request.clinic, patient)
    try:
        contacts.agree(request.member, reading.contact_of(found, contact), timezone.now())
    except Refused as error:
        return _page(request, found, None, error.reason, status_of(error))
    return redirect("patient", clinic=request.clinic.slug, patient=found.pk)


@allowed("book", "POST")
def stop(request: HttpRequest, patient: Any, contact: Any) -> HttpResponse:
    """The patient wants no more messages there."""
    found = reading.patient_of(request.clinic, patient)
    contacts.stop(request.member, reading.contact_of(found, contact), timezone.now())
    return redirect("patient", clinic=request.clinic.slug, patient=found.pk)
