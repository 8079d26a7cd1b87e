"""Messages as they stand in the database, in whatever state a test needs one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from meantime.clinic.care.models import Appointment, Contact, Snapshot
from meantime.clinic.reminders.models import Delivery, State
from tests.clinic.conftest import NOW


def make_delivery(
    contact: Contact, appointment: Appointment, state: State = State.WAITING, **told: Any
) -> Delivery:
    """One about a session, made by hand: it is due two hours after it was made, on the Monday."""
    plan = Snapshot.objects.of(appointment.clinic_id).filter(appointment=appointment, replaced=None)
    usual: dict[str, Any] = {
        "key": uuid4().hex,
        "snapshot": plan.first(),
        "kinds": ["eve"],
        "rules": [],
        "start": appointment.start,
        "tell": NOW + timedelta(hours=2),
        "due": NOW + timedelta(hours=2),
        "until": appointment.start,
        "made": NOW,
        "attempts": 0 if state == State.WAITING else 1,
        "sent": NOW if state == State.SENT else None,
    }
    found: Delivery = Delivery.everywhere.create(
        clinic_id=appointment.clinic_id,
        patient_id=appointment.patient_id,
        appointment=appointment,
        contact=contact,
        state=state,
        **usual | told,
    )
    return found
