"""Another day for a session that cannot be on its own: asked for, and settled by the clinic."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

import meantime as mt
from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold, override_in_force
from meantime.clinic.care.models import State
from meantime.clinic.care.month import SHADES
from meantime.clinic.portal.models import AnotherDate, PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.other_dates import asked_for
from meantime.clinic.portal.standing import Standing
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Member


@transaction.atomic
def ask(link: PatientLink, standing: Standing, day: date | None, at: datetime) -> AnotherDate:
    """Ask for another day of a session; day: None for any. Asked again, the last day counts.

    Raises Refused where the session can be on its day, has begun or has passed.
    """
    hold(link.clinic_id, link.patient_id)
    session = standing.session
    session.refresh_from_db(fields=["start", "state", "verdict"])
    if (
        session.state != State.BOOKED
        or session.start != standing.case.start
        or not _is_off(standing, at)
    ):
        raise Refused(_("This session does not need another date. Look at it again."))
    found = asked_for(session)
    if found is not None and (found.day, found.link_id) == (day, link.pk):
        return found
    if found is None:
        found = AnotherDate(
            clinic=link.clinic,
            patient=link.patient,
            appointment=session,
            start=session.start,
            at=at,
        )
    found.day, found.link = day, link
    found.save()
    note(link, "ask for another date", session=str(session.pk))
    return found


def _is_off(standing: Standing, at: datetime) -> bool:
    """Whether the session cannot be on its day, and is still to come."""
    if standing.session.start <= at or override_in_force(standing.session, at) is not None:
        return False
    return SHADES[mt.screen(standing.protocol, standing.case, at).status] == "stop"


@transaction.atomic
def settle(member: Member, found: AnotherDate, at: datetime) -> None:
    """Note that somebody agreed with the patient. Raises Stale where a colleague was faster."""
    hold(member.clinic_id, found.patient_id)
    rows = AnotherDate.objects.of(member.clinic).filter(pk=found.pk, settled=None)
    if not rows.update(settled=at, by=member.user):
        raise Stale(_("A colleague has done this already."))
    record(member, "settle another date", found, patient=str(found.patient_id))
