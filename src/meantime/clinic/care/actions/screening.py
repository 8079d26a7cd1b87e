"""Answers to screening questions, and a clinician's word against a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.booking import current
from meantime.clinic.care.actions.judging import HELD, hold, judge_all
from meantime.clinic.care.cases import newest, told_of
from meantime.clinic.care.models import Appointment, History, Override, Patient, State
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member, User
from meantime.model.case import Fact
from meantime.model.protocol import Protocol

# A clinician's word holds at most so long.
LONGEST_OVERRIDE = timedelta(days=30)
_SHORTEST_REASON = 10


@transaction.atomic
def answer(
    member: Member,
    patient: Patient,
    protocol: Protocol,
    facts: Mapping[str, Fact],
    occasion: str,
    at: datetime,
) -> History:
    """Note answers; what is not among them stays as it was. Every verdict is made anew.

    Raises Refused for a question that the protocol does not have, or an answer of another kind.
    """
    patient = hold(member.clinic_id, patient.pk)
    kept = keep(patient, protocol, facts, occasion, at, member.user)
    asked = len(facts)
    record(member, "answer", patient, occasion=occasion, questions=asked, changed=kept.changed)
    return kept.history


class Kept(NamedTuple):
    """Answers that are noted, and how many of them are other ones than before."""

    history: History
    changed: int


def keep(
    patient: Patient,
    protocol: Protocol,
    facts: Mapping[str, Fact],
    occasion: str,
    at: datetime,
    by: User | None,
) -> Kept:
    """Note answers of a patient who is held. by: None where they answer themselves.

    Raises Refused as `answer` does.
    """
    for name, fact in facts.items():
        _check(protocol, name, fact, at.date())
    before = newest(patient)
    told: dict[str, Any] = dict(before.facts) if before else {}
    told |= {name: told_of(fact) for name, fact in facts.items()}
    history = History.everywhere.create(
        clinic=patient.clinic,
        patient=patient,
        number=1 + (before.number if before else 0),
        facts=told,
        asked=(before.asked if before else {}) | dict.fromkeys(facts, at.isoformat()),
        at=at,
        by=by,
        occasion=occasion,
    )
    judge_all(patient, at)
    changed = [name for name in facts if before is None or before.facts.get(name) != told[name]]
    return Kept(history, len(changed))


def _check(protocol: Protocol, name: str, fact: Fact, today: date) -> None:
    if name not in protocol.features:
        raise Refused(_("One of the questions is no longer asked. Open the page again."))
    if fact is None:
        return
    if isinstance(fact, bool) != protocol.is_yes_no[name]:
        raise Refused(_("One of the answers does not fit its question. Look at them again."))
    # A day more: where the patient is, tomorrow may have begun.
    if isinstance(fact, date) and fact > today + timedelta(days=1):
        raise Refused(_("A date of last use cannot lie in the future. Check the date."))
    if isinstance(fact, date) and fact.year < 1900:
        raise Refused(_("A date before 1900 is a slip of the pen. Check the year."))


@transaction.atomic
def override(
    member: Member,
    appointment: Appointment,
    reason: str,
    expires: datetime,
    revision: int,
    at: datetime,
) -> Override:
    """Let a session go on against its verdict: by a clinician, with a reason, for some time.

    Raises Refused where there is nothing to override, the reason says nothing, or it is too long.
    """
    appointment = current(member, appointment, revision)
    verdict = appointment.verdict
    if appointment.state in (State.DONE, State.CANCELLED, State.MISSED):
        raise Refused(_("This session is over. Nothing is left to decide."))
    if verdict is None or verdict.status not in HELD:
        raise Refused(_("Nothing stands against this session. There is nothing to decide."))
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Refused(_("Write why, in a sentence that a colleague will understand."))
    if not at < expires <= at + LONGEST_OVERRIDE:
        raise Refused(_("A decision holds at most 30 days. Choose an earlier end."))
    found = Override.everywhere.create(
        clinic=member.clinic,
        appointment=appointment,
        digest=verdict.digest,
        reason=reason.strip(),
        by=member.user,
        made=at,
        expires=expires,
    )
    appointment.revision += 1
    appointment.save(update_fields=["revision"])
    record(
        member,
        "override",
        appointment,
        patient=str(appointment.patient_id),
        status=verdict.status,
        rule=verdict.governing,
        expires=expires.isoformat(),
    )
    return found


@transaction.atomic
def revoke_override(member: Member, appointment: Appointment, revision: int, at: datetime) -> None:
    """Take a clinician's word back."""
    appointment = current(member, appointment, revision)
    Override.objects.of(member.clinic).filter(appointment=appointment, revoked=None).update(
        revoked=at
    )
    appointment.revision += 1
    appointment.save(update_fields=["revision"])
    record(member, "revoke override", appointment, patient=str(appointment.patient_id))
