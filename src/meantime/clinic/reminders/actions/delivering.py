"""Taking what is due, looking whether it is still true, and noting what came of it.

The life of a delivery, each step a conditional update in a transaction of its own:

    waiting -> claimed (a lease) -> calling (an attempt, just before the call) -> sent

A plan that changes cancels what waits or is claimed. From `calling` on nothing can be called back,
so that step looks at the truth once more in the same statement. A lease that ran out while claimed
goes back to the queue; one that ran out while calling is uncertain: it is shown to people and never
sent again by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Contact, Patient
from meantime.clinic.kept import Kept, KeptChange
from meantime.clinic.reminders.actions.reconciling import reconcile, zone_of
from meantime.clinic.reminders.channels import carries
from meantime.clinic.reminders.channels.base import Message, NotSent, Unreachable
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.quiet import awake
from meantime.clinic.reminders.texts import message_of

# Longer than any call takes: channels end theirs before.
LEASE = timedelta(minutes=2)
# How long to wait after each try that did not go; from then on the last.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_TRUE = Q(
    Q(snapshot=None) | Q(snapshot__replaced=None),
    contact__consented__isnull=False,
    contact__withdrawn=None,
    contact__dead=None,
    patient__erased=None,
)


def claim(lease: UUID, most: int, at: datetime) -> list[UUID]:
    """Take up to so many that are due, the longest due first, for one worker."""
    with transaction.atomic():
        rows = Delivery.everywhere.filter(state=State.WAITING, due__lte=at).order_by("due")
        found = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most])
        taken = Delivery.everywhere.filter(pk__in=found, state=State.WAITING)
        taken.update(state=State.CLAIMED, lease=lease, leased=at + LEASE)
    return found


def deliver(pk: UUID, lease: UUID, at: datetime) -> None:
    """Send one that was claimed, if it is still true, and note what came of it."""
    row = _ROW.one(pk, lease)
    if row is None:
        return  # it was called off, or taken by another
    message = message_of(row) if row.contact else None
    later = awake(at, zone_of(row.patient))
    if later > at:
        _change(row, State.CLAIMED, state=State.WAITING, due=later, **_FREE)
    elif not row.helps_at(at):
        _change(row, State.CLAIMED, state=State.MISSED, **_FREE)
    elif message and _begin(row, at):
        _call(row, message, at)
    else:
        _look_again(row, at)


_FREE: dict[str, Any] = {"lease": None, "leased": None}


def _held(lease: UUID) -> QuerySet[Any]:
    return Delivery.everywhere.filter(lease=lease)


def _begin(row: Delivery, at: datetime) -> bool:
    """Note the attempt, where all of it is still true; from here on nobody can call it back."""
    return bool(_BEGIN.change(row.pk, row.lease, at + LEASE))


def _true(pk: UUID, lease: UUID, _until: datetime) -> QuerySet[Any]:
    true = Delivery.everywhere.filter(_TRUE, pk=pk).values("pk")
    return _held(lease).filter(pk__in=true, state=State.CLAIMED)


def _calling(_pk: UUID, _lease: UUID, until: datetime) -> dict[str, Any]:
    more = F("attempts") + 1
    return {"state": State.CALLING, "attempts": more, "leased": until, "trouble": ""}


def _one(pk: UUID, lease: UUID) -> QuerySet[Any]:
    joined = _held(lease).select_related("patient__clinic", "clinic", "contact")
    return joined.filter(pk=pk)


def _called(pk: UUID, lease: UUID, _at: datetime, _reference: str) -> QuerySet[Any]:
    return _held(lease).filter(pk=pk, state=State.CALLING)


def _sent(_pk: UUID, _lease: UUID, at: datetime, reference: str) -> dict[str, Any]:
    return {"state": State.SENT, "sent": at, "reference": reference, **_FREE}


# What every message asks for: to make the SQL each time takes most of the time that is ours.
_ROW = Kept(_one, UUID, UUID)
_BEGIN = KeptChange(_true, _calling, UUID, UUID, datetime)
_SENT = KeptChange(_called, _sent, UUID, UUID, datetime, str)


def _call(row: Delivery, message: Message, at: datetime) -> None:
    channel = carries(row.contact.kind)
    row.attempts += 1
    if channel is None:
        _try_later(row, at, "There is no way to send to it here.")
        return
    try:
        reference = channel.send(message)
    except Unreachable as error:
        _give_up(row, at, str(error))
    except NotSent as error:
        _try_later(row, at, str(error))
    except Exception as error:
        _change(row, State.CALLING, state=State.UNCERTAIN, trouble=type(error).__name__, **_FREE)
    else:
        _SENT.change(row.pk, row.lease, at, reference[:80])


def _try_later(row: Delivery, at: datetime, why: str) -> None:
    wait = _WAITS[min(row.attempts, len(_WAITS)) - 1]
    told = {"state": State.WAITING, "due": at + wait, "trouble": why[:80]}
    _change(row, State.CALLING, **told, **_FREE)


@transaction.atomic
def _give_up(row: Delivery, at: datetime, why: str) -> None:
    """That one did not go, and none ever will."""
    patient = hold(row.clinic_id, row.patient_id)
    _change(row, State.CALLING, state=State.FAILED, trouble=why[:80], **_FREE)
    leave(patient, row, at)


def leave(patient: Patient, row: Delivery, at: datetime) -> None:
    """Nothing gets to its contact: it is not used again, and another one is, if there is one.

    The patient is held by whoever calls.
    """
    Contact.objects.of(row.clinic_id).filter(pk=row.contact_id, dead=None).update(dead=at)
    reconcile(patient, at)


@transaction.atomic
def _look_again(row: Delivery, at: datetime) -> None:
    """It was not true any more, or by another plan: the rows are made to say what is."""
    patient = hold(row.clinic_id, row.patient_id)
    if _held(row.lease).filter(pk=row.pk, state=State.CLAIMED).exists():
        reconcile(patient, at)
        _change(row, State.CLAIMED, state=State.WAITING, **_FREE)


def _change(row: Delivery, was: State, **told: Any) -> None:
    """Note something of a delivery whose lease is still the one it was read with."""
    _held(row.lease).filter(pk=row.pk, state=was).update(**told)


def put_off(pk: UUID, lease: UUID, error: Exception, at: datetime) -> None:
    """Something broke before the call: it is tried much later, so that it stops nobody else."""
    told = {"state": State.WAITING, "due": at + _WAITS[-1], "trouble": type(error).__name__}
    _held(lease).filter(pk=pk, state=State.CLAIMED).update(**told, **_FREE)


def recover(at: datetime) -> None:
    """Take back what a worker left: what was not begun waits again, the rest is uncertain."""
    late = Delivery.everywhere.filter(leased__lt=at)
    late.filter(state=State.CLAIMED).update(state=State.WAITING, **_FREE)
    late.filter(state=State.CALLING).update(
        state=State.UNCERTAIN, trouble="The worker ended while it was sending.", **_FREE
    )


def unsure(at: datetime) -> int:
    """Of all that is due nobody knows whether it was sent, as after an older state was put back."""
    open_ones = (State.WAITING, State.CLAIMED, State.CALLING)
    rows = Delivery.everywhere.filter(state__in=open_ones, due__lte=at)
    return rows.update(state=State.UNCERTAIN, trouble="An older state was put back.", **_FREE)
