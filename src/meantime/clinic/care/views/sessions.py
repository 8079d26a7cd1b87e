"""A session: its verdict and plan, the questions, a clinician's word, cancelling, printing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from meantime import paper
from meantime.clinic.audit.chain import record
from meantime.clinic.care import asking, reading
from meantime.clinic.care.actions import booking, judging, screening, treating
from meantime.clinic.care.cases import newest
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.care.telling import told_plan, told_verdict
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused, revision_of, status_of
from meantime.clinic.tenancy.access import allowed
from meantime.model.problem import MeantimeError


class OverrideForm(forms.Form):
    """Why a session goes on against its verdict, and until when that holds."""

    reason = forms.CharField(
        label=_lazy("Why it may go on"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_lazy("Write a sentence that a colleague will understand."),
    )
    days = forms.IntegerField(
        label=_lazy("It holds for so many days"), min_value=1, max_value=30, initial=2
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


@allowed("see")
def show(request: HttpRequest, appointment: Any) -> HttpResponse:
    """A session as it stands."""
    found = reading.session_of(request.clinic, appointment)
    record(request.member, "read", found, patient=str(found.patient_id))
    return page(request, found)


def page(
    request: HttpRequest, found: Appointment, refused: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page of a session, with what was refused."""
    at, language = timezone.now(), get_language() or "en"
    plan = judging.plan_in_force(found)
    context = {
        "appointment": found,
        "patient": found.patient,
        "verdict": told_verdict(found, at, language),
        "override": judging.override_in_force(found, at),
        "may_go_on": judging.may_go_on(found, at),
        "fresh": treating.is_fresh(found, at),
        "consent": treating.consented(found),
        "plan": plan,
        "told_plan": plan and told_plan(plan, found.version, language),
        "verdicts": reading.verdicts_of(found),
        "treatment": getattr(found, "treatment", None),
        "override_form": OverrideForm(initial={"revision": found.revision}),
        "near": treating.is_its_day(found, at),
        "over": found.start <= at,
        "refused": refused,
        "now": at,
    }
    return render(request, "care/session.html", context | more, status=status)


def to_session(request: HttpRequest, found: Appointment) -> HttpResponse:
    """On to the session's page."""
    return redirect("session", clinic=request.clinic.slug, appointment=found.pk)


@allowed("book", "POST")
def cancel(request: HttpRequest, appointment: Any) -> HttpResponse:
    """Cancel a session, or note that nobody came."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    missed = request.POST.get("missed") == "1"
    try:
        booking.cancel(request.member, found, revision_of(request), at, missed)
    except Refused as error:
        return page(request, found, error.reason, status_of(error))
    return to_session(request, found)


@allowed("book", "GET", "HEAD", "POST")
def questions(request: HttpRequest, appointment: Any) -> HttpResponse:
    """The screening questions, with the patient at the desk."""
    found = reading.session_of(request.clinic, appointment)
    protocol, language = protocol_of(found.version), get_language() or "en"
    record(request.member, "read", found.patient)
    again = found.state == State.ARRIVED
    history = newest(found.patient)
    told = asking.told_of(history)
    problems: list[asking.Problem] = []
    refused, status = None, 200
    if request.method == "POST":
        told = request.POST
        every = judging.asked_before(found) if again else ()
        facts, problems = asking.answers(protocol, request.POST, every)
        if again and request.POST.get("asked") != "1":
            refused, status = _("Say that you asked every question again."), 400
        elif problems:
            status = 400
        else:
            try:
                occasion = "check-in" if again else "desk"
                at = timezone.now()
                screening.answer(request.member, found.patient, protocol, facts, occasion, at)
                return to_session(request, found)
            except Refused as error:
                refused, status = error.reason, status_of(error)
    context = {
        "appointment": found,
        "patient": found.patient,
        "questions": asking.questions(protocol, found, told, problems, language),
        "problems": problems,
        "again": again,
        "history": history,
        "refused": refused,
        "today": reading.today_of(request.clinic, timezone.now()),
    }
    return render(request, "care/questions.html", context, status=status)


@allowed("override", "POST")
def override(request: HttpRequest, appointment: Any) -> HttpResponse:
    """A clinician's word against the verdict."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return page(request, found, status=400, override_form=form)
    told = form.cleaned_data
    expires = at + timedelta(days=told["days"])
    try:
        screening.override(request.member, found, told["reason"], expires, told["revision"], at)
    except Refused as error:
        return page(request, found, error.reason, status_of(error), override_form=form)
    return to_session(request, found)


@allowed("override", "POST")
def revoke(request: HttpRequest, appointment: Any) -> HttpResponse:
    """Take a clinician's word back."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    try:
        screening.revoke_override(request.member, found, revision_of(request), at)
    except Refused as error:
        return page(request, found, error.reason, status_of(error))
    return to_session(request, found)


@allowed("see")
def printed(request: HttpRequest, appointment: Any) -> HttpResponse:
    """The patient's own handout as a PDF, in the patient's language."""
    found, at = reading.session_of(request.clinic, appointment), timezone.now()
    clinic = request.clinic
    try:
        sheet = paper.handout(
            protocol_of(found.version),
            plan=judging.plan_now(found),
            at=at,
            language=found.patient.language,
            phone=clinic.phone,
            clinic=clinic.name,
            emergency=clinic.emergency,
        )
    except MeantimeError as error:
        return page(request, found, as_written(error), 400)
    record(request.member, "print plan", found, patient=str(found.patient_id))
    response = HttpResponse(paper.pdf(sheet), content_type="application/pdf")
    day: date = reading.today_of(clinic, found.start)
    response["Content-Disposition"] = f'inline; filename="plan-{day.isoformat()}.pdf"'
    return response
