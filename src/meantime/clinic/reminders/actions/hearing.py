"""What the server that sent a text says came of it: late, several times, in any order, or never.

    waiting ... calling, uncertain -> sent -> arrived
    anything but arrived -> failed

Nothing of it goes back: a message that arrived or failed stays so, whatever is heard of it later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Patient
from meantime.clinic.reminders.actions.delivering import leave
from meantime.clinic.reminders.channels.sms import FOR_GOOD, LOST
from meantime.clinic.reminders.models import Delivery, State

_TAKEN = frozenset({"accepted", "scheduled", "queued", "sending", "sent"})
_ARRIVED = frozenset({"delivered", "read"})


@transaction.atomic
def hear(pk: UUID, reference: str, status: str, code: int, at: datetime) -> None:
    """Note what is heard of a delivery. reference: what the server calls the message. code: why.

    It may be heard before the worker knows that it sent the message, or where the worker never
    learned it: then it is known by this. A message that the row does not tell of is left alone.
    """
    found = Delivery.everywhere.filter(pk=pk).first()
    if found is None:
        return  # erased meanwhile
    patient = hold(found.clinic_id, found.patient_id)
    row = Delivery.objects.of(found.clinic_id).select_for_update().filter(pk=pk).first()
    if row is None or row.arrived or row.state == State.FAILED:
        return
    if row.reference not in ("", reference):
        return
    if status in LOST:
        _lost(patient, row, reference, code, at)
    elif status in _ARRIVED or (status in _TAKEN and row.state != State.SENT):
        arrived = at if status in _ARRIVED else None
        told = {"state": State.SENT, "sent": row.sent or at, "arrived": arrived, "trouble": ""}
        _note(row, reference, "arrived" if arrived else "sent", **told)


def _lost(patient: Patient, row: Delivery, reference: str, code: int, at: datetime) -> None:
    why = f"The phone network did not deliver it ({code})."
    _note(row, reference, "failed", state=State.FAILED, trouble=why)
    if code in FOR_GOOD:
        leave(patient, row, at)


def _note(row: Delivery, reference: str, status: str, **told: Any) -> None:
    """Whoever held the row holds it no longer: what they would say of it is older."""
    same = Delivery.objects.of(row.clinic_id).filter(pk=row.pk)
    same.update(reference=reference[:80], lease=None, leased=None, **told)
    record(None, "hear of message", row, patient=str(row.patient_id), status=status)
