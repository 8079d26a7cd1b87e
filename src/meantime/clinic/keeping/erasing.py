"""A person erased: what says who it is, and what was found about them, goes; that it was, stays."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import (
    Agreement,
    Appointment,
    Consent,
    Contact,
    Course,
    History,
    Outcome,
    Override,
    Patient,
    SearchKey,
    Snapshot,
    State,
    Treatment,
    Verdict,
)
from meantime.clinic.keeping.permission import must_be_allowed
from meantime.clinic.keeping.reading import is_treated
from meantime.clinic.photos.models import Photo
from meantime.clinic.portal.models import AnotherDate, HealingReport, PatientLink, PatientQuestion
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.tenancy.models import Member

LEAST, MOST = 10, 200
# What goes whole.
_GONE = (
    *(Delivery, Contact, SearchKey, Outcome, Photo),
    *(PatientQuestion, AnotherDate, HealingReport, PatientLink),
)
# What stays as a row, with these fields emptied. The rest says that a session took place, when,
# with which device and lots, and whether a verdict stood in its way.
_EMPTIED: dict[Any, dict[str, Any]] = {
    History: {"facts": {}},
    Verdict: {"told": {}, "governing": "", "earliest": None, "digest": ""},
    Override: {"reason": "", "digest": ""},
    Snapshot: {"case": {}, "plan": {}, "digest": ""},
    Consent: {"signed": ""},
    Treatment: {"note": ""},
    Course: {"by": None},
    Appointment: {"peel": None},
    Agreement: {"mark": ""},
}
_AHEAD = (State.BOOKED, State.ARRIVED)
# What names the patient itself; the rest by its session.
_DIRECT = (
    *(History, Contact, Agreement, SearchKey, Course, Appointment),
    *(Photo, PatientLink, PatientQuestion, Delivery),
)


@transaction.atomic
def erase_person(member: Member | None, patient: Patient, why: str) -> Patient:
    """Erase a person; member: None for whoever runs the machine. Sessions ahead are cancelled.

    It cannot be taken back; backups made before still hold the person until they are deleted.
    Raises Refused for a member who may not, one who was erased, no reason or one with a name in it
    (it stays), and during a session.
    """
    must_be_allowed(member)
    patient = Patient.objects.of(patient.clinic_id).select_for_update().get(pk=patient.pk)
    _must_be_erasable(patient, why)
    at = timezone.now()
    for appointment in _rows(Appointment, patient).filter(state__in=_AHEAD):
        appointment.state = State.CANCELLED
        appointment.save(update_fields=["state"])
    for model in _GONE:
        _rows(model, patient).delete()
    for model, emptied in _EMPTIED.items():
        for row in _rows(model, patient):
            _empty(row, emptied)
    _rows(Snapshot, patient).filter(replaced=None).update(replaced=at)
    _rows(Course, patient).filter(closed=None).update(closed=at)
    zone = {"language": "en", "zone": "", "revision": patient.revision + 1, "erased": at}
    _empty(patient, {"name": "", "born": ""} | zone)
    record(member, "erase person", patient, why=why.strip())
    transaction.on_commit(_forget, robust=True)
    return patient


def _must_be_erasable(patient: Patient, why: str) -> None:
    if patient.erased:
        raise Refused(_("This person was erased already."))
    if not LEAST <= len(why.strip()) <= MOST:
        raise Refused(_("Write why, in 10 to 200 letters, and without a name."))
    if _words(patient.name) & _words(why):
        raise Refused(_("The reason stays on record. Write it without this person's name."))
    if is_treated(patient):
        raise Refused(_("A session of this person is going on. Finish it first."))


def _words(text: str) -> set[str]:
    """Those long enough to be a name."""
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2}


def _rows(model: Any, patient: Patient) -> Any:
    owner = {"patient": patient} if model in _DIRECT else {"appointment__patient": patient}
    return model.objects.of(patient.clinic_id).filter(**owner)


def _empty(row: Any, emptied: dict[str, Any]) -> None:
    for name, value in emptied.items():
        setattr(row, name, value)
    if isinstance(row, Appointment):
        row.revision += 1
    row.save()


def _forget() -> None:
    """Write a file of SQLite anew: older copies of what was changed stand between its rows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
