"""Verdicts and plans of sessions, made anew whenever something they rest on has changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import meantime as mt
from meantime.answers.planning import Plan
from meantime.answers.screening import Verdict as Found
from meantime.clinic.care.cases import case_of, digest_of, newest, sessions_of, told_case
from meantime.clinic.care.changing import changed
from meantime.clinic.care.models import (
    Appointment,
    History,
    Override,
    Patient,
    Snapshot,
    State,
    Verdict,
)
from meantime.clinic.library.models import DOCUMENTS
from meantime.clinic.library.reading import protocol_of
from meantime.model.case import Case

# Sessions that are still ahead, so that a verdict matters.
AHEAD = (State.BOOKED, State.ARRIVED, State.TREATING)
# Statuses with which nobody is treated unless a clinician says so. Review is one of them.
HELD = ("review", "deferred", "contraindicated", "incomplete")


def case_now(appointment: Appointment) -> Case:
    """The case of a session as everything stands."""
    patient = appointment.patient
    return case_of(appointment, newest(patient), sessions_of(patient))


def asked_before(appointment: Appointment) -> tuple[str, ...]:
    """The questions of a session: those of its protocol, and after an earlier one its reports."""
    protocol, case = protocol_of(appointment.version), case_now(appointment)
    features = protocol.features.values()
    return tuple(item.id for item in features if case.earlier or not item.report)


def found(appointment: Appointment, at: datetime) -> Found:
    """The verdict as everything stands, with its reasons."""
    return mt.screen(protocol_of(appointment.version), case_now(appointment), at)


def plan_now(appointment: Appointment) -> Plan:
    """The plan as everything stands."""
    return mt.plan(protocol_of(appointment.version), case_now(appointment))


def judge(
    appointment: Appointment, at: datetime, history: History | None, sessions: list[Appointment]
) -> Verdict:
    """The verdict in force: the one there is if it would be given again, or else a new one.

    A verdict from other facts raises the revision: whoever looked at the one before looks again.
    """
    case = case_of(appointment, history, sessions)
    digest, held = digest_of(case, appointment.version), appointment.verdict
    said = mt.screen(protocol_of(appointment.version), case, at)
    told = said.to_dict() | {"case": told_case(case)}
    if held is not None and held.digest == digest and held.told == told:
        return held
    verdict = Verdict.everywhere.create(
        clinic=appointment.clinic,
        appointment=appointment,
        version=appointment.version,
        history=history,
        status=said.status,
        governing=said.governing.rule.id if said.governing else "",
        earliest=said.earliest,
        told=told,
        digest=digest,
        made=at,
    )
    appointment.verdict = verdict
    if held is not None and held.digest != digest:
        appointment.revision += 1
    appointment.save(update_fields=["verdict", "revision"])
    return verdict


def hold(clinic: UUID, patient: UUID) -> Patient:
    """The patient as they are now, held until the transaction ends: who changes anything of theirs
    meanwhile waits. Whatever else is held of a patient is held after this.

    Raises Patient.DoesNotExist for one of another clinic.
    """
    found: Patient = Patient.objects.of(clinic).select_for_update(no_key=True).get(pk=patient)
    return found


def judge_all(patient: Patient, at: datetime) -> None:
    """Make every verdict and plan of a patient that no longer holds anew."""
    patient = hold(patient.clinic_id, patient.pk)
    history = newest(patient)
    rows = Appointment.objects.of(patient.clinic_id).filter(patient=patient)
    joined = rows.select_related("version", "verdict", "clinic").defer(*DOCUMENTS)
    sessions = list(joined)
    for appointment in sessions:
        appointment.patient = patient
        if appointment.state in AHEAD:
            judge(appointment, at, history, sessions)
        if appointment.state in (*AHEAD, State.DONE):
            hand_over(appointment, at, history, sessions)
    changed.send(Patient, patient=patient, at=at)


def hand_over(
    appointment: Appointment, at: datetime, history: History | None, sessions: list[Appointment]
) -> Snapshot:
    """The plan in force: the one there is if nothing has changed, or else one that replaces it."""
    case = case_of(appointment, history, sessions)
    digest = digest_of(case, appointment.version)
    held = plan_in_force(appointment)
    if held is not None and held.digest == digest:
        return held
    withdraw_plan(appointment, at)
    return Snapshot.everywhere.create(
        clinic=appointment.clinic,
        appointment=appointment,
        version=appointment.version,
        number=1 + (held.number if held else _last_number(appointment)),
        case=told_case(case),
        plan=mt.plan(protocol_of(appointment.version), case).to_dict(),
        digest=digest,
        made=at,
    )


def plan_in_force(appointment: Appointment) -> Snapshot | None:
    """The plan that holds now; None before there is one, and for a session that is off."""
    rows = Snapshot.objects.of(appointment.clinic_id).filter(appointment=appointment)
    return rows.filter(replaced=None).first()


def _last_number(appointment: Appointment) -> int:
    rows = Snapshot.objects.of(appointment.clinic_id).filter(appointment=appointment)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def withdraw_plan(appointment: Appointment, at: datetime) -> None:
    """From now on no plan of the session holds."""
    rows = Snapshot.objects.of(appointment.clinic_id).filter(appointment=appointment)
    rows.filter(replaced=None).update(replaced=at)


def override_in_force(appointment: Appointment, at: datetime) -> Override | None:
    """The clinician's word by which the session may go on; void once a fact has changed."""
    if appointment.verdict is None:
        return None
    rows = Override.objects.of(appointment.clinic_id).filter(
        appointment=appointment, digest=appointment.verdict.digest, revoked=None, expires__gt=at
    )
    return rows.select_related("by").order_by("-made").first()


def may_go_on(appointment: Appointment, at: datetime) -> bool:
    """Whether the session may be done: eligible, or a clinician said so."""
    verdict = appointment.verdict
    if verdict is None:
        return False
    return verdict.status not in HELD or override_in_force(appointment, at) is not None
