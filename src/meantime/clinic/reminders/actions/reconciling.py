"""The rows of what is to be told, kept in step with what is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from meantime.clinic.care.models import Patient
from meantime.clinic.reminders.models import Delivery, State
from meantime.clinic.reminders.quiet import awake
from meantime.clinic.reminders.wanted import Wanted, wanted_of

_AGAIN = (State.CANCELLED, State.MISSED)


def follow(patient: Patient, at: datetime, **_named: Any) -> None:
    """Something that a patient's messages rest on has changed, in this transaction."""
    reconcile(patient, at)


@transaction.atomic
def reconcile(patient: Patient, at: datetime) -> None:
    """Add what is to be told now, keep what still is, call off what is not any more.

    The patient is held by whoever calls (see `care.actions.judging.hold`). What is being sent at
    this moment cannot be called back, and counts as told.
    """
    rows = list(Delivery.objects.of(patient.clinic_id).filter(patient=patient))
    by_key = {row.key: row for row in rows}
    kept: set[str] = set()
    for one in wanted_of(patient, rows, at):
        row = by_key.get(one.key)
        if row is not None and (row.state == State.WAITING or _may_go_again(row, one)):
            _keep(row, one, patient)
        elif row is None and not any(one.is_told_by(other) for other in rows):
            _add(one, patient, at)
        kept.add(one.key)
    for row in rows:
        if row.state == State.WAITING and row.key not in kept:
            _call_off(row)


def _may_go_again(row: Delivery, one: Wanted) -> bool:
    """What was called off or came too late; what failed, once the patient agreed anew."""
    assert one.contact.consented is not None
    is_new = row.state == State.FAILED and one.contact.consented > row.made
    return row.state in _AGAIN or is_new


def _keep(row: Delivery, one: Wanted, patient: Patient) -> None:
    """It holds by the plan as it is now; what had been called off is on again."""
    told: dict[str, Any] = {"snapshot": one.snapshot, "until": one.until}
    if row.state != State.WAITING:
        told |= {"state": State.WAITING, "attempts": 0, "trouble": "", "due": _due(one, patient)}
    elif not row.attempts:
        # The patient may sleep by other clocks now; what the staff sends now does not go back.
        told["due"] = awake(min(row.due, one.tell), zone_of(patient))
    if any(getattr(row, name) != value for name, value in told.items()):
        _change(row, **told)


def _add(one: Wanted, patient: Patient, at: datetime) -> None:
    Delivery.everywhere.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        appointment=one.appointment,
        snapshot=one.snapshot,
        contact=one.contact,
        key=one.key,
        kinds=list(one.kinds),
        rules=list(one.rules),
        start=one.appointment.start,
        tell=one.tell,
        due=_due(one, patient),
        until=one.until,
        made=at,
    )


def _call_off(row: Delivery) -> None:
    """What nobody tried to send leaves nothing behind."""
    if row.attempts:
        _change(row, state=State.CANCELLED)
    else:
        _as_read(row).delete()


def _due(one: Wanted, patient: Patient) -> datetime:
    return awake(one.tell, zone_of(patient))


def zone_of(patient: Patient) -> str:
    """By whose clocks somebody sleeps."""
    return patient.zone or str(patient.clinic.zone)


def _change(row: Delivery, **told: Any) -> None:
    _as_read(row).update(**told)


def _as_read(row: Delivery) -> QuerySet[Any]:
    """The row, unless it was taken meanwhile."""
    return Delivery.objects.of(row.clinic_id).filter(pk=row.pk, state=row.state)
