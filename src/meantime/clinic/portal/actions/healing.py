"""How it is healing: said by the patient, looked at by the clinic."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import case_now, hold
from meantime.clinic.care.actions.screening import keep
from meantime.clinic.care.changing import changed
from meantime.clinic.care.models import Patient
from meantime.clinic.portal.actions.answers import BY_LINK
from meantime.clinic.portal.healing import asks_on, compares
from meantime.clinic.portal.models import HealingReport, PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.standing import Standing
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Member

# What is said again so soon is the same report.
_SAME = timedelta(hours=1)
_LONGEST = 400


@transaction.atomic
def report(
    link: PatientLink, standing: Standing, signs: Collection[str], worse: bool, at: datetime
) -> HealingReport:
    """Keep whether there is a warning sign. Said twice within an hour it is one report, unless what
    is asked after it was answered: then something has changed.
    """
    patient = hold(link.clinic_id, link.patient_id)
    session, sorted_signs = standing.session, sorted(signs)
    last, asks = open_report(link, standing, at), asks_on(standing.protocol)
    is_same = last is not None and (last.signs, last.worse) == (sorted_signs, worse)
    if last is not None and is_same and not (asks and last.ended):
        return last
    made: HealingReport = HealingReport.everywhere.create(
        clinic=link.clinic,
        link=link,
        patient=patient,
        appointment=session,
        at=at,
        day=standing.days_after(at),
        signs=sorted_signs,
        worse=worse,
        told={},
        urgent=bool(signs) or worse,
        waits=bool(signs) or worse,
        ended=None if asks else at,
    )
    changed.send(HealingReport, patient=patient, at=at)
    note(link, "report healing", urgent=made.urgent)
    if made.urgent:
        _close(link, patient, standing, at)
    return made


def _close(link: PatientLink, patient: Patient, standing: Standing, at: datetime) -> None:
    """What a report has opened since the session is shut again."""
    reports = {name for name, item in standing.protocol.features.items() if item.report}
    known = case_now(standing.session).facts
    told = {name: None for name in reports if known.get(name)}
    if told:
        kept = keep(patient, standing.protocol, told, BY_LINK, at, None)
        note(link, "answer", occasion=BY_LINK, questions=len(told), changed=kept.changed)


@transaction.atomic
def tell(
    link: PatientLink,
    standing: Standing,
    facts: Mapping[str, bool | None],
    normal: bool | None,
    at: datetime,
) -> HealingReport:
    """Keep what a report says of the skin; what waits for it opens, or stays shut.

    normal: whether it is as is normal that day; None where nobody knows, or the protocol does not
    say. Nothing opens where it may not be so. Raises Refused where nobody has said yet that day
    whether there is a warning sign, and where the clinic has not looked yet at one.
    """
    patient = hold(link.clinic_id, link.patient_id)
    if unseen_sign(standing) is not None:
        raise Refused(_("The clinic has to look at the warning sign first. Call the clinic."))
    found = open_report(link, standing, at)
    if found is None:
        raise Refused(_("Say first whether there is a warning sign."))
    if found.ended and (found.told, found.normal) == (dict(facts), normal):
        return found
    found.told, found.normal, found.ended = dict(facts), normal, at
    found.waits = normal is False
    found.save(update_fields=["told", "normal", "ended", "waits"])
    if compares(standing.protocol) and not normal:
        facts = {name: None if fact else fact for name, fact in facts.items()}
    kept = keep(patient, standing.protocol, facts, BY_LINK, at, None)
    note(link, "answer", occasion=BY_LINK, questions=len(facts), changed=kept.changed)
    return found


def open_report(link: PatientLink, standing: Standing, at: datetime) -> HealingReport | None:
    """The report of the last hour by the same link; at midnight another one begins."""
    rows = HealingReport.objects.of(link.clinic_id).filter(link=link, appointment=standing.session)
    today = rows.filter(day=standing.days_after(at))
    return today.filter(at__gt=at - _SAME, seen=None).order_by("-at").first()


def unseen_sign(standing: Standing) -> HealingReport | None:
    """The last report of a warning sign that nobody of the clinic has looked at."""
    rows = HealingReport.objects.of(standing.session.clinic_id).filter(
        appointment=standing.session, urgent=True, seen=None
    )
    return rows.order_by("-at").first()


@transaction.atomic
def look_at(member: Member, found: HealingReport, text: str, at: datetime) -> None:
    """Note that somebody looked at a report, and what came of it.

    Raises Stale where a colleague was faster, Refused for a note that is too long or says nothing.
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        raise Refused(_("Write what you did about it, in up to 400 letters."))
    rows = HealingReport.objects.of(member.clinic).select_for_update()
    found = rows.get(pk=found.pk)
    if found.seen is not None:
        raise Stale(_("A colleague has looked at this report already."))
    found.seen, found.by, found.note = at, member.user, text
    found.save(update_fields=["seen", "by", "note"])
    record(member, "look at healing", found, patient=str(found.patient_id))
