"""Whether the sessions ahead can be, in the words of the patient."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import meantime as mt
from meantime.clinic.care.actions.judging import override_in_force
from meantime.clinic.care.models import Override, Patient
from meantime.clinic.care.telling import Told, title_of, told
from meantime.clinic.portal.standing import Standing, Standings

_OFF = ("deferred", "contraindicated")


class Ahead(NamedTuple):
    """A session that comes, what stands against it, and a clinician's word that it may be."""

    standing: Standing
    title: str
    verdict: Told
    decided: Override | None


def verdicts_of(standings: Standings, patient: Patient, at: datetime, language: str) -> list[Ahead]:
    """Every session that is still to come, with its verdict as everything stands at a moment."""
    return [
        Ahead(
            item,
            title_of(item.protocol, language),
            told(item.protocol, patient, mt.screen(item.protocol, item.case, at), language),
            override_in_force(item.session, at),
        )
        for item in standings.ahead
        if item.session.planned_end > at
    ]


def off_of(standings: Standings, patient: Patient, at: datetime, language: str) -> list[datetime]:
    """When the sessions are that cannot be on their day, as far as was known at a moment."""
    ahead = verdicts_of(standings, patient, at, language)
    off = (item for item in ahead if item.verdict.status in _OFF and not item.decided)
    return [item.standing.session.start for item in off]
