"""The messages of a patient: what will go out, what went, and what people decide about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Patient
from meantime.clinic.care.reading import patient_of
from meantime.clinic.design.moments import full_words, local
from meantime.clinic.refusing import Refused, status_of
from meantime.clinic.reminders import reading
from meantime.clinic.reminders.actions import choosing
from meantime.clinic.reminders.actions.reconciling import zone_of
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.reminders.quiet import awake
from meantime.clinic.reminders.wanted import contact_of
from meantime.clinic.reminders.watching import carried, unsent_of
from meantime.clinic.tenancy.access import allowed

_FROM_LIST = "list"


@allowed("see")
def show(request: HttpRequest, patient: UUID) -> HttpResponse:
    """What will go out to a patient, and what went."""
    return _page(request, patient_of(request.clinic, patient))


def _page(
    request: HttpRequest, patient: Patient, refused: Any = None, status: int = 200
) -> HttpResponse:
    at = timezone.now()
    record(request.member, "read messages", patient)
    wakes = awake(at, zone_of(patient))
    context = {
        "patient": patient,
        "told": reading.messages_of(patient, at),
        "has_channel": bool(carried()),
        "is_reached": contact_of(patient) is not None,
        "wakes": wakes if wakes > at else None,
        "unsent": unsent_of(request.clinic, at),
        "refused": refused,
        "now": at,
    }
    return render(request, "reminders/messages.html", context, status=status)


@allowed("book", "POST")
def send_now(request: HttpRequest, patient: UUID, message: UUID) -> HttpResponse:
    """Let one that waits go out before its time."""

    def chosen(row: Delivery, at: datetime) -> None:
        due = choosing.send_now(request.member, row, at)
        if due > at:
            told = {"when": full_words(local(due, request.clinic))}
            messages.info(request, _("It is night there. It goes out on %(when)s.") % told)
        else:
            messages.success(request, _("It goes out within a minute."))

    return _choose(request, patient, message, chosen)


@allowed("book", "POST")
def stop(request: HttpRequest, patient: UUID, message: UUID) -> HttpResponse:
    """It is not to be sent."""
    return _choose(request, patient, message, lambda row, _at: choosing.stop(request.member, row))


@allowed("book", "POST")
def came(request: HttpRequest, patient: UUID, message: UUID) -> HttpResponse:
    """The patient has it."""

    def chosen(row: Delivery, at: datetime) -> None:
        choosing.note_that_it_came(request.member, row, at)

    return _choose(request, patient, message, chosen)


@allowed("book", "POST")
def send_again(request: HttpRequest, patient: UUID, message: UUID) -> HttpResponse:
    """The patient does not have it."""

    def chosen(row: Delivery, at: datetime) -> None:
        choosing.send_again(request.member, row, at)

    return _choose(request, patient, message, chosen)


def _choose(
    request: HttpRequest, patient: UUID, message: UUID, choice: Callable[[Delivery, datetime], None]
) -> HttpResponse:
    """Do it, and go back to where it was chosen; where it cannot be, say why."""
    found = patient_of(request.clinic, patient)
    try:
        choice(reading.message_of(found, message), timezone.now())
    except Refused as error:
        return _page(request, found, error.reason, status_of(error))
    if request.POST.get("from") == _FROM_LIST:
        return redirect("messages", clinic=request.clinic.slug)
    return redirect("patient-messages", clinic=request.clinic.slug, patient=found.pk)
