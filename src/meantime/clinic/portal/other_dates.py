"""Who asks for another day of a session that cannot be on its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from meantime.clinic.care.models import Appointment, State
from meantime.clinic.care.reading import MOST
from meantime.clinic.kept import Kept
from meantime.clinic.library.models import DOCUMENTS
from meantime.clinic.portal.models import AnotherDate
from meantime.clinic.tenancy.models import Clinic


def asked_for(session: Appointment) -> AnotherDate | None:
    """What stands asked for a session, on the day that it is booked for now."""
    rows = AnotherDate.objects.of(session.clinic_id).filter(appointment=session, settled=None)
    found: AnotherDate | None = rows.filter(start=session.start).first()
    return found


def other_date_of(clinic: Clinic, pk: object) -> AnotherDate:
    """One that a clinic was asked for; raises Http404 for any other."""
    found: AnotherDate = AnotherDate.objects.one(clinic, pk)
    return found


def asked_in(clinic: Clinic, at: datetime) -> QuerySet[AnotherDate]:
    """Those that wait for the clinic, whoever comes first first."""
    rows = _standing(clinic.pk, at).select_related(
        "patient", "link", "appointment__verdict", "appointment__course", "appointment__version"
    )
    left = rows.defer(*(f"appointment__{name}" for name in DOCUMENTS))
    return left.order_by("start", "at")[:MOST]


def number_asked(clinic: Clinic, at: datetime) -> int:
    """How many wait for the clinic."""
    counted = _NUMBER.rows(clinic.pk, at)
    return counted[0][0] if counted else 0


def _standing(clinic: UUID, at: datetime) -> QuerySet[AnotherDate]:
    """Asked for, and the session still stands where it stood then, ahead."""
    rows = AnotherDate.objects.of(clinic).filter(settled=None, start__gt=at)
    return rows.filter(appointment__state=State.BOOKED.value, appointment__start=F("start"))


def _count(clinic: UUID, at: datetime) -> QuerySet[Any]:
    rows = _standing(clinic, at).order_by()
    return rows.values("clinic").annotate(n=Count("pk")).values_list("n")


_NUMBER = Kept(_count, UUID, datetime)
