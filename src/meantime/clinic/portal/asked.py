"""What patients asked of the clinic: for whoever asked, and for the staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from meantime.clinic.care.models import Patient
from meantime.clinic.care.reading import MOST
from meantime.clinic.kept import Kept
from meantime.clinic.portal.models import PatientLink, PatientQuestion
from meantime.clinic.tenancy.models import Clinic
from meantime.model.concept import spelled

# So long a question stands on a page after it was answered, and after it was seen.
SHOWN = timedelta(days=90)
# What patients ask is counted over so long, and over so many questions at most.
_COUNTED, _MOST_COUNTED = timedelta(days=365), 2000


class Unsaid(NamedTuple):
    """What patients ask and a protocol does not say. text: as somebody typed it last."""

    text: str
    protocol: str
    times: int
    last: datetime


def asked_by(link: PatientLink, at: datetime) -> list[PatientQuestion]:
    """What whoever holds a link asked, the last first; by a link that they held before it too.

    A patient does not see what a carer asked, nor the other way round.
    """
    rows = PatientQuestion.objects.of(link.clinic_id).filter(patient=link.patient_id)
    shown = rows.filter(Q(seen=None) | Q(at__gt=at - SHOWN))
    return asked_as(link, shown.select_related("link", "by").order_by("-at"))


def asked_as(link: PatientLink, rows: QuerySet[PatientQuestion]) -> list[PatientQuestion]:
    """Of a patient's questions those of whoever holds a link; the rows join theirs."""
    return [question for question in rows if question.link.holder == link.holder]


def unseen_by(link: PatientLink) -> int:
    """How many answers wait for whoever holds a link."""
    waiting = _UNSEEN.objects(link.clinic_id, link.patient_id)
    return sum(question.link.holder == link.holder for question in waiting)


def _unseen(clinic: UUID, patient: UUID) -> QuerySet[Any]:
    rows = PatientQuestion.objects.of(clinic).filter(patient=patient, seen=None)
    return rows.exclude(answered=None).select_related("link")


_UNSEEN = Kept(_unseen, UUID, UUID)


def question_of(clinic: Clinic, pk: object) -> PatientQuestion:
    """A question to a clinic; raises Http404 for any other."""
    found: PatientQuestion = PatientQuestion.objects.one(clinic, pk)
    return found


def waiting_of(patient: Patient) -> QuerySet[PatientQuestion]:
    """A patient's questions that nobody has answered."""
    return PatientQuestion.objects.of(patient.clinic_id).filter(patient=patient, answered=None)


def waiting_in(clinic: Clinic) -> QuerySet[PatientQuestion]:
    """The questions that nobody has answered, the oldest first."""
    rows = PatientQuestion.objects.of(clinic).filter(answered=None)
    return rows.select_related("patient", "link", "appointment").order_by("at")[:MOST]


def answered_in(clinic: Clinic, at: datetime) -> QuerySet[PatientQuestion]:
    """The questions that were answered lately, the last first."""
    rows = PatientQuestion.objects.of(clinic).filter(answered__gt=at - SHOWN)
    return rows.select_related("patient", "link", "by").order_by("-answered")[:MOST]


def unsaid_in(clinic: Clinic, at: datetime) -> list[Unsaid]:
    """What patients ask and the protocols do not say, the most frequent first."""
    rows = PatientQuestion.objects.of(clinic).filter(word="not-covered", at__gt=at - _COUNTED)
    told = rows.order_by("-at").values_list("pk", "text", "at", "appointment__version__title")
    sealed: Any = PatientQuestion._meta.get_field("text")
    found: dict[tuple[str, ...], Unsaid] = {}
    for pk, closed, asked, title in told[:_MOST_COUNTED]:
        text, protocol = sealed.open(closed, pk), title or ""
        key = (protocol, *(spelled(text) or (text.casefold(),)))
        held = found.setdefault(key, Unsaid(text, protocol, 0, asked))
        found[key] = held._replace(times=held.times + 1)
    return sorted(found.values(), key=lambda item: -item.times)
