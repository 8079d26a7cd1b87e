"""Everything that is kept about a person, as plain values."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from meantime.clinic.audit.chain import record
from meantime.clinic.audit.models import Event
from meantime.clinic.care.models import ConsentText, Patient, SearchKey
from meantime.clinic.keeping.permission import must_be_allowed
from meantime.clinic.library.models import Version
from meantime.clinic.tenancy.models import Clinic, Member, Room, User

# Derived from the names and contacts, which are there.
_LEFT_OUT = (SearchKey,)
_NAMED = (User, Room, Version)


@transaction.atomic
def export_person(member: Member | None, patient: Patient) -> dict[str, Any]:
    """Everything kept about a person; member: None for whoever runs the machine.

    Raises Refused for a member who may not.
    """
    must_be_allowed(member)
    told = {
        "clinic": patient.clinic.name,
        "made": timezone.now().isoformat(timespec="seconds"),
        "person": _row(patient),
        "kept": kept_about(patient),
        "audit": _audit(patient),
    }
    record(member, "export person", patient)
    return told


def kept_about(patient: Patient) -> dict[str, list[dict[str, Any]]]:
    """Every row that hangs on a person, by kind; found by its links, so that none is forgotten."""
    return {
        model._meta.model_name: [_row(row) for row in rows]
        for model, rows in rows_of(patient).items()
        if model not in _LEFT_OUT
    }


def rows_of(patient: Patient) -> dict[Any, list[Any]]:
    """The rows themselves, by model."""
    found: dict[Any, dict[Any, Any]] = {}
    waiting: list[Any] = [patient]
    while waiting:
        row = waiting.pop()
        for relation in _relations(type(row)):
            model = relation.related_model
            seen = found.setdefault(model, {})
            rows = model._default_manager.filter(**{relation.field.name: row})
            new = [other for other in rows.order_by("pk") if other.pk not in seen]
            seen |= {other.pk: other for other in new}
            waiting += new
    return {model: list(rows.values()) for model, rows in found.items()}


def _relations(model: Any) -> list[Any]:
    """The links by which rows belong to a row of this model: those that go when it goes."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and not relation.concrete
        and relation.on_delete is models.CASCADE
    ]


def _row(row: Any) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.related_model is not Clinic]
    return {field.name: _told(row, field) for field in fields}


def _told(row: Any, field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        other = getattr(row, field.name)
        if isinstance(other, ConsentText):
            return {"number": other.number, "language": other.language, "text": other.body}
        return str(other) if isinstance(other, _NAMED) else other and str(other.pk)
    value = getattr(row, field.name)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):  # a photo: JPEG
        return b64encode(value).decode("ascii")
    return str(value) if isinstance(value, UUID | Decimal) else value


def _audit(patient: Patient) -> list[dict[str, Any]]:
    """Who read or changed what about the person."""
    subjects = [f"patient:{patient.pk}"]
    for model, rows in rows_of(patient).items():
        subjects += [f"{model._meta.model_name}:{row.pk}" for row in rows]
    chain = str(patient.clinic_id)
    events = list(Event.objects.filter(chain=chain, subject__in=subjects).order_by("number"))
    people = {event.actor for event in events if event.role}  # a patient or the program has none
    names = {str(user.pk): user.name for user in User.objects.filter(pk__in=people)}
    return [
        {
            "at": event.at.isoformat(timespec="seconds"),
            "who": names.get(event.actor, event.actor),
            "did": event.verb,
            "about": event.subject,
            "why": event.why,
        }
        for event in events
    ]
