"""Reports of healing as the clinic reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from meantime.clinic.care.telling import sentence
from meantime.clinic.kept import Kept
from meantime.clinic.library.models import DOCUMENTS
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.portal.models import HealingReport
from meantime.clinic.portal.unheard import phones_of
from meantime.clinic.tenancy.models import Clinic
from meantime.model.protocol import SOURCE_LANGUAGE

# Nobody has looked for so long: every page of the clinic says so; then, that somebody has to call.
ESCALATES, CALLS = timedelta(minutes=15), timedelta(minutes=45)
_KEPT = timedelta(days=14)
_MOST = 200


class Read(NamedTuple):
    """A report in words. seconds: how old it is. late: nobody has looked at a warning sign for too
    long; calls: for so long that somebody has to call. phone: the patient's, or "".
    """

    row: HealingReport
    signs: tuple[str, ...]
    told: tuple[tuple[str, bool | None], ...]
    seconds: int
    late: bool
    calls: bool
    phone: str


class Waiting(NamedTuple):
    """How many reports wait for somebody. signs: a warning sign, or worse; others: not as is normal
    that day. late, calls: the signs that nobody has looked at for so long.
    """

    signs: int = 0
    others: int = 0
    late: int = 0
    calls: int = 0

    @property
    def fresh(self) -> int:
        """The signs that are not late."""
        return self.signs - self.late


def reports_of_clinic(clinic: Clinic, at: datetime) -> tuple[list[Read], list[Read]]:
    """Those that wait for somebody, signs first and the oldest first; the others of two weeks, the
    newest first.
    """
    rows = HealingReport.objects.of(clinic)
    joined = rows.select_related("patient", "link", "by", "appointment__version").defer(
        *(f"appointment__{name}" for name in DOCUMENTS)
    )
    waiting = joined.filter(waits=True, seen=None).order_by("-urgent", "at")[:_MOST]
    others = joined.filter(at__gt=at - _KEPT).exclude(waits=True, seen=None)
    phones = phones_of(clinic, [row.patient_id for row in waiting])
    return (
        [_read(row, at, phones.get(row.patient_id, "")) for row in waiting],
        [_read(row, at) for row in others.order_by("-at")[:_MOST]],
    )


def waiting_of(clinic: Clinic, at: datetime) -> Waiting:
    """How many reports wait for somebody."""
    counted = _WAITING.rows(clinic.pk, at - ESCALATES, at - CALLS)
    return Waiting(*counted[0]) if counted else Waiting()


def _count(clinic: UUID, late: datetime, calls: datetime) -> QuerySet[Any]:
    rows = HealingReport.objects.of(clinic).filter(waits=True, seen=None).order_by()
    return (
        rows.values("clinic")
        .annotate(
            signs=Count("pk", filter=Q(urgent=True)),
            others=Count("pk", filter=Q(urgent=False)),
            late=Count("pk", filter=Q(urgent=True, at__lte=late)),
            calls=Count("pk", filter=Q(urgent=True, at__lte=calls)),
        )
        .values_list("signs", "others", "late", "calls")
    )


_WAITING = Kept(_count, UUID, datetime, datetime)


def _read(row: HealingReport, at: datetime, phone: str = "") -> Read:
    protocol, language = protocol_of(row.appointment.version), get_language() or SOURCE_LANGUAGE
    spoken = protocol.translations.get(language) or protocol.translations[SOURCE_LANGUAGE]
    is_sign = row.urgent and row.seen is None
    rules = [protocol.rules[name] for name in row.signs if name in protocol.rules]
    return Read(
        row,
        tuple(sentence(protocol, rule, language) for rule in rules),
        tuple((spoken.questions.get(name, name), fact) for name, fact in row.told.items()),
        int((at - row.at).total_seconds()),
        is_sign and at - row.at >= ESCALATES,
        is_sign and at - row.at >= CALLS,
        phone,
    )
