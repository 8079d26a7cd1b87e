"""What people decide about a message: send it now, stop it, say that it came, send it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.answers.notices import Kind
from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.reminders.actions.reconciling import reconcile, zone_of
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.quiet import awake
from meantime.clinic.reminders.wanted import BOOKED, MOVED, OFF
from meantime.clinic.tenancy.models import Member

# What is as true before its time as at it. All else speaks of that moment, such as "today".
_ANY_TIME = frozenset({BOOKED, MOVED, OFF, Kind.CALL, Kind.EVE, Kind.QUESTIONS})


def soonest(row: Delivery, at: datetime) -> datetime:
    """When a message could go out at the earliest: quiet hours hold for it too."""
    return awake(at, zone_of(row.patient))


def can_send_now(row: Delivery, at: datetime) -> bool:
    """Whether it waits, can go out sooner than it is to, and is true already."""
    return (
        row.state == State.WAITING
        and soonest(row, at) < row.due
        and (row.tell <= at or set(row.kinds) <= _ANY_TIME)
    )


def can_send_again(row: Delivery, at: datetime) -> bool:
    """Whether nobody knows that it came, and it would still help."""
    return row.state == State.UNCERTAIN and row.helps_at(soonest(row, at))


@transaction.atomic
def send_now(member: Member, found: Delivery, at: datetime) -> datetime:
    """Let one that waits go out before its time; when that is.

    Raises Refused for what is not true before its time, or cannot go out sooner, and Stale for what
    does not wait any more.
    """
    row = _held(member, found, State.WAITING)
    if not can_send_now(row, at):
        raise Refused(_("It cannot go out sooner: it waits for its time."))
    due = soonest(row, at)
    _change(row, State.WAITING, due=due)
    record(member, "send message now", row, patient=str(row.patient_id))
    return due


@transaction.atomic
def stop(member: Member, found: Delivery) -> None:
    """It is never sent, nor made again. Raises Stale for what is being sent, or was."""
    row = _held(member, found, State.WAITING)
    _change(row, State.WAITING, state=State.STOPPED)
    record(member, "stop message", row, patient=str(row.patient_id))


@transaction.atomic
def note_that_it_came(member: Member, found: Delivery, at: datetime) -> None:
    """The patient has it. Raises Stale where a colleague was faster."""
    row = _held(member, found, State.UNCERTAIN)
    _change(row, State.UNCERTAIN, state=State.SENT, sent=at, trouble="")
    record(member, "note that message came", row, patient=str(row.patient_id))


@transaction.atomic
def send_again(member: Member, found: Delivery, at: datetime) -> None:
    """The patient does not have it: it waits once more, and goes out if it is still true.

    Raises Refused where it would come too late, or is not true any more, and Stale where a
    colleague was faster.
    """
    row = _held(member, found, State.UNCERTAIN)
    if not can_send_again(row, at):
        raise Refused(_("It would come too late to help. Call the patient."))
    _change(row, State.UNCERTAIN, state=State.WAITING, due=soonest(row, at), trouble="")
    record(member, "send message again", row, patient=str(row.patient_id))
    reconcile(row.patient, at)
    row.refresh_from_db(fields=["state"])
    if row.state != State.WAITING:
        raise Refused(_("What it says does not hold any more. Call the patient if it matters."))


def _held(member: Member, found: Delivery, state: State) -> Delivery:
    """The message as it is now, with its patient held; Stale where it is not in that state."""
    patient = hold(member.clinic_id, found.patient_id)
    rows = Delivery.objects.of(member.clinic).filter(pk=found.pk, state=state)
    row: Delivery | None = rows.first()
    if row is None:
        raise _stale()
    row.patient = patient
    return row


def _change(row: Delivery, was: State, /, **told: Any) -> None:
    """Note something, unless a worker has taken it meanwhile: then Stale."""
    rows = Delivery.objects.of(row.clinic_id).filter(pk=row.pk, state=was)
    if not rows.update(**told):
        raise _stale()


def _stale() -> Stale:
    return Stale(_("This message is not as it was any more. Look at it again."))
