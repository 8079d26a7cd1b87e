"""Taking what is due, looking whether it is still true, sending it, and noting what came of it.

The life of a delivery, each step a conditional update that is committed before the next:

    waiting -> calling (claimed under a lease, an attempt noted) -> sent

A plan that changes calls off what waits. From `calling` on nothing can be called back, so that step
looks at the truth once more in the same statement, and takes no more than leave at once. A lease
that ran out is uncertain: it is shown to people, and never sent again by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Contact, Patient
from meantime.clinic.reminders.actions.reconciling import reconcile, zone_of
from meantime.clinic.reminders.channels import carries
from meantime.clinic.reminders.channels.base import NotSent, Unreachable
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.quiet import awake
from meantime.clinic.reminders.texts import Words, message_of

# Longer than any call takes: channels end theirs before.
LEASE = timedelta(minutes=2)
# How long to wait after each try that did not go; from then on the last.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
_FREE: dict[str, Any] = {"lease": None, "leased": None}


class Claimed(NamedTuple):
    """What was due. going: noted as being sent, by whoever claimed it. doubted: not true any more,
    or by another plan. put_off: how many wait for the morning, or came too late.
    """

    going: list[Delivery]
    doubted: list[Delivery]
    put_off: int


class Outcome(NamedTuple):
    """What came of a call. told: what its row says from now on. is_lost: nothing ever gets to its
    contact.
    """

    row: Delivery
    told: dict[str, Any]
    is_lost: bool = False


@transaction.atomic
def claim(lease: UUID, most: int, at: datetime, among: Collection[UUID] | None = None) -> Claimed:
    """Take up to so many that are due, the longest due first, and note an attempt at each.

    lease: never used before; only whoever has it may say what came of them. among: some of these,
    where it is not all the same which.
    """
    going, doubted = list[Delivery](), list[Delivery]()
    later: dict[datetime | None, list[Delivery]] = defaultdict(list)
    due = Delivery.everywhere.filter(state=State.WAITING, due__lte=at).order_by("due")
    due = due if among is None else due.filter(pk__in=among)
    # Held until the transaction ends: a plan that changes meanwhile waits for them.
    held = due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]
    found = _joined(list(held))
    for row in found:
        row.patient.clinic = row.clinic
        wakes = awake(at, zone_of(row.patient))
        if wakes > at:
            later[wakes].append(row)
        elif not row.helps_at(at):
            later[None].append(row)
        else:
            (going if _is_true(row) else doubted).append(row)
    for moment, rows in later.items():
        _waiting(rows).update(**({"due": moment} if moment else {"state": State.MISSED}))
    begun = {"state": State.CALLING, "attempts": F("attempts") + 1, "trouble": ""}
    _waiting(going).update(lease=lease, leased=at + LEASE, **begun)
    return Claimed(going, doubted, len(found) - len(going) - len(doubted))


def _joined(pks: list[UUID]) -> list[Any]:
    """The rows with all that a message needs, in a query of its own: joined before they are chosen,
    everything that is due would be read for each claim.
    """
    rows = Delivery.everywhere.filter(pk__in=pks).annotate(replaced=F("snapshot__replaced"))
    joined = rows.select_related("patient", "clinic", "contact").order_by("due")
    return list(joined.defer("rules", "patient__name", "patient__born"))


def _is_true(row: Any) -> bool:
    """Whether the plan that it is by is in force, and whoever it is for wants it and is there."""
    is_open = row.contact is not None and row.contact.is_open
    return is_open and row.replaced is None and row.patient.erased is None


def _waiting(rows: Iterable[Delivery]) -> QuerySet[Delivery]:
    return Delivery.everywhere.filter(pk__in=[row.pk for row in rows], state=State.WAITING)


def call(row: Delivery, at: datetime, own: Words | None = None) -> Outcome:
    """Hand over one that was claimed; whatever happens is an outcome, and names nobody.

    own: the words of its clinic, where they were read for many.
    """
    channel = carries(row.contact.kind)
    if channel is None:
        return _try_later(row, at, "There is no way to send to it here.")
    try:
        message = message_of(row, own)
    except Exception as error:  # it is tried much later, so that it stops nobody else
        return Outcome(row, _later(at + _WAITS[-1], type(error).__name__))
    try:
        reference = channel.send(message)
    except Unreachable as error:
        return Outcome(row, {"state": State.FAILED, "trouble": str(error)[:80]}, is_lost=True)
    except NotSent as error:
        return _try_later(row, at, str(error))
    except Exception as error:
        return Outcome(row, {"state": State.UNCERTAIN, "trouble": type(error).__name__})
    return Outcome(row, {"state": State.SENT, "sent": at, "reference": reference[:80]})


def give_back(row: Delivery) -> Outcome:
    """One that was claimed and not called for: it is as if it never had been."""
    return Outcome(row, {"state": State.WAITING, "attempts": F("attempts") - 1})


def _try_later(row: Delivery, at: datetime, why: str) -> Outcome:
    wait = _WAITS[min(row.attempts, len(_WAITS) - 1)]
    return Outcome(row, _later(at + wait, why))


def _later(due: datetime, why: str) -> dict[str, Any]:
    return {"state": State.WAITING, "due": due, "trouble": why[:80]}


def note(outcomes: Iterable[Outcome], lease: UUID, at: datetime) -> None:
    """Write down what came of calls, unless the lease ran out and others have spoken."""
    sent = defaultdict(list)
    for one in outcomes:
        if one.told["state"] == State.SENT:
            sent[one.told["sent"], one.told["reference"]].append(one.row.pk)
        else:
            _note(one, lease, at)
    with transaction.atomic():
        for (moment, reference), pks in sent.items():
            told = {"state": State.SENT, "sent": moment, "reference": reference}
            _calling(pks, lease).update(**told, **_FREE)


@transaction.atomic
def _note(one: Outcome, lease: UUID, at: datetime) -> None:
    patient = hold(one.row.clinic_id, one.row.patient_id)
    if _calling([one.row.pk], lease).update(**one.told, **_FREE) and one.is_lost:
        leave(patient, one.row, at)


def _calling(pks: list[UUID], lease: UUID) -> QuerySet[Delivery]:
    return Delivery.everywhere.filter(pk__in=pks, lease=lease, state=State.CALLING)


def leave(patient: Patient, row: Delivery, at: datetime) -> None:
    """Nothing gets to its contact: it is not used again, and another one is, if there is one.

    The patient is held by whoever calls.
    """
    Contact.objects.of(row.clinic_id).filter(pk=row.contact_id, dead=None).update(dead=at)
    reconcile(patient, at)


@transaction.atomic
def look_again(row: Delivery, at: datetime) -> None:
    """It was not true any more, or by another plan: the rows are made to say what is."""
    reconcile(hold(row.clinic_id, row.patient_id), at)
    untrue = [one for one in _joined([row.pk]) if not _is_true(one)]
    _waiting(untrue).update(**_later(at + _WAITS[-1], "It could not be made true."))


def recover(at: datetime, known: Collection[UUID] = ()) -> None:
    """What a worker left in the middle of a call is uncertain. known: leases of whoever asks, who
    knows what came of them.

    A lease longer than any that is given is of a clock that was set back since.
    """
    ended = Q(leased__lt=at) | Q(leased__gt=at + 2 * LEASE)
    left = Delivery.everywhere.filter(ended, state=State.CALLING).exclude(lease__in=known)
    left.update(state=State.UNCERTAIN, trouble="The worker ended while it was sending.", **_FREE)


def unsure(at: datetime) -> int:
    """Of all that is due nobody knows whether it was sent, as after an older state was put back."""
    rows = Delivery.everywhere.filter(state__in=(State.WAITING, State.CALLING), due__lte=at)
    return rows.update(state=State.UNCERTAIN, trouble="An older state was put back.", **_FREE)
