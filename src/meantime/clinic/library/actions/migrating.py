"""Running sessions over to the published version of their protocol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.booking import current
from meantime.clinic.care.actions.judging import judge_all
from meantime.clinic.care.models import Appointment, Patient
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.running import may_move
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member


@transaction.atomic
def migrate(
    member: Member, appointments: Appointment | Iterable[Appointment], version: Version
) -> list[Appointment]:
    """Let sessions follow the published version from now on: all of them, or none.

    Verdict and plan of each are made anew; a clinician's word against the old verdict is void.
    Raises Refused where the version is not the published one of their protocol, or a session is in
    treatment or over; Stale where somebody has changed one of them meanwhile.
    """
    rows = [appointments] if isinstance(appointments, Appointment) else list(appointments)
    target = Version.objects.one(member.clinic, version.pk)
    if target.state != State.PUBLISHED:
        raise Refused(_("Sessions can only follow a published version."))
    at = timezone.now()
    # First the patients, in one order, as answers do: nobody waits for each other.
    patients = {item.patient_id for item in rows}
    people = Patient.objects.of(member.clinic).filter(pk__in=patients).order_by("pk")
    locked = list(people.select_for_update(no_key=True))
    ordered = sorted(rows, key=lambda item: item.pk)
    moved = [_move(member, item, target, at) for item in ordered]
    for patient in locked:
        judge_all(patient, at)
    for appointment, before in moved:
        appointment.refresh_from_db()
        told = {"patient": str(appointment.patient_id), "before": before, "after": target.number}
        record(member, "migrate", appointment, **told, protocol=target.protocol)
    return [appointment for appointment, _before in moved]


def _move(
    member: Member, appointment: Appointment, target: Version, at: datetime
) -> tuple[Appointment, int]:
    """The session on its new version, and the number of the version it followed."""
    found = current(member, appointment, appointment.revision)
    if found.version.protocol != target.protocol:
        raise Refused(_("That session follows another protocol."))
    if found.version_id == target.pk:
        raise Refused(_("That session follows this version already."))
    if not may_move(found, at):
        raise Refused(_("That session is in treatment or over, so its version stays."))
    before = found.version.number
    found.version = target
    found.revision += 1
    found.save(update_fields=["version", "revision"])
    return found, before
