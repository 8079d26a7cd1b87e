"""What was reported of a session that heals, as far as it says what is asked next."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from meantime.clinic.kept import Kept
from meantime.clinic.portal.models import HealingReport
from meantime.clinic.portal.standing import Standing


class Reported(NamedTuple):
    """made: the days after the session on which a report was made, by whatever link. has_sign:
    whether nobody of the clinic has looked yet at a warning sign.
    """

    made: frozenset[int]
    has_sign: bool


def reported_of(standing: Standing) -> Reported:
    """What was reported of a session.

    A report is made with its warning sign, or when the questions after the signs are answered.
    """
    session = standing.session
    rows = _REPORTS.rows(session.clinic_id, session.pk)
    return Reported(
        frozenset(day for day, urgent, ended, _seen in rows if urgent or ended),
        any(urgent and seen is None for _day, urgent, _ended, seen in rows),
    )


def _reports(clinic: UUID, session: UUID) -> QuerySet[Any]:
    rows = HealingReport.objects.of(clinic).filter(appointment=session)
    return rows.values_list("day", "urgent", "ended", "seen")


_REPORTS = Kept(_reports, UUID, UUID)
