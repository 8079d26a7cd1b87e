"""Messages as the clinic reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meantime.clinic.care.models import Appointment, Contact, Patient
from meantime.clinic.care.reading import MOST
from meantime.clinic.design.meanings import Look
from meantime.clinic.portal.unheard import phones_of
from meantime.clinic.reminders.actions.choosing import can_send_again, can_send_now
from meantime.clinic.reminders.masking import masked
from meantime.clinic.reminders.models import STATES, Delivery, State
from meantime.clinic.reminders.texts import Words, body_of, language_of, own_words
from meantime.clinic.reminders.troubles import trouble_words
from meantime.clinic.reminders.watching import (
    carried,
    lost_messages,
    uncertain_messages,
    unreached_sessions,
)
from meantime.clinic.tenancy.models import Clinic

_WORDS = dict(STATES)
_LOOKS: dict[str, tuple[str, str]] = {
    State.WAITING: ("plain", "clock"),
    State.CALLING: ("plain", "clock"),
    State.SENT: ("fine", "fine"),
    State.UNCERTAIN: ("care", "open"),
    State.FAILED: ("stop", "stop"),
    State.MISSED: ("stop", "stop"),
    State.CANCELLED: ("plain", "shut"),
    State.STOPPED: ("plain", "shut"),
}


class Read(NamedTuple):
    """A message in words. look: how far it is. to: the contact, masked; "" where it was removed.

    text: as it would go out now, in `language`. trouble: why it did not go, or "". when: the moment
    that counts: when it went, or else when it is to go.
    """

    row: Delivery
    look: Look
    to: str
    text: str
    language: str
    trouble: str
    when: datetime
    can_send_now: bool
    can_stop: bool
    can_send_again: bool


class Messages(NamedTuple):
    """The messages of a patient. uncertain: to be decided about; ahead: the next first; past: the
    newest first.
    """

    uncertain: list[Read]
    ahead: list[Read]
    past: list[Read]


class Unreached(NamedTuple):
    """Somebody with a session ahead whom no message reaches. phone: "" where none is known."""

    session: Appointment
    why: str | Promise
    phone: str


def messages_of(patient: Patient, at: datetime) -> Messages:
    """What will go out to a patient, and what went."""
    rows = _joined(Delivery.objects.of(patient.clinic_id).filter(patient=patient))
    open_states, own = (State.WAITING, State.CALLING), own_words(patient.clinic_id)
    ahead = rows.filter(state__in=open_states).order_by("due", "tell")[:MOST]
    past = rows.exclude(state__in=(*open_states, State.UNCERTAIN)).order_by("-due", "-tell")[:MOST]
    return Messages(
        [_read(row, at, own) for row in rows.filter(state=State.UNCERTAIN).order_by("-due")[:MOST]],
        [_read(row, at, own) for row in ahead],
        sorted((_read(row, at, own) for row in past), key=lambda item: item.when, reverse=True),
    )


def message_of(patient: Patient, pk: object) -> Delivery:
    """A message to a patient; raises Http404 for any other."""
    found: Delivery = Delivery.objects.one(patient.clinic_id, pk)
    if found.patient_id != patient.pk:
        raise Http404
    return found


def uncertain_in(clinic: Clinic, at: datetime) -> list[Read]:
    """The messages of a clinic of which nobody knows whether they were sent, the oldest first."""
    rows = _joined(uncertain_messages(clinic.pk, at)).order_by("due")[:MOST]
    own = own_words(clinic.pk)
    return [_read(row, at, own) for row in rows]


def unreached_in(clinic: Clinic, at: datetime) -> list[Unreached]:
    """Whom no message reaches, each by their next session; nobody where there is no channel."""
    kinds = carried()
    if not kinds:
        return []
    rows = unreached_sessions(clinic.pk, at, kinds).select_related("patient").order_by("start")
    first: dict[UUID, Appointment] = {}
    for session in rows[:MOST]:
        first.setdefault(session.patient_id, session)
    phones, contacts = phones_of(clinic, first), _contacts(clinic, first)
    lost = _lost(clinic, [session.pk for session in first.values()])
    return [
        Unreached(
            session,
            _why(contacts[patient], kinds) or lost.get(session.pk) or _WORDS[State.FAILED],
            phones.get(patient, ""),
        )
        for patient, session in first.items()
    ]


def _joined(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("patient__clinic", "clinic", "contact")


def _read(row: Delivery, at: datetime, own: Words) -> Read:
    shade, icon = _LOOKS[row.state]
    return Read(
        row,
        Look(shade, icon, _WORDS[row.state]),
        masked(row.contact) if row.contact else "",
        body_of(row, own),
        language_of(row),
        trouble_words(row.trouble),
        row.sent or row.due,
        can_send_now(row, at),
        row.state == State.WAITING,
        can_send_again(row, at),
    )


def _contacts(clinic: Clinic, patients: Collection[UUID]) -> Mapping[UUID, list[Contact]]:
    found: dict[UUID, list[Contact]] = defaultdict(list)
    for row in Contact.objects.of(clinic).filter(patient__in=patients).order_by("made"):
        found[row.patient_id].append(row)
    return found


def _lost(clinic: Clinic, sessions: Collection[UUID]) -> Mapping[UUID, str | Promise]:
    """What became of messages that did not get there, by session."""
    rows = lost_messages(clinic.pk).filter(appointment__in=sessions)
    return {session: _WORDS[state] for session, state in rows.values_list("appointment", "state")}


def _why(contacts: Sequence[Contact], kinds: Collection[str]) -> str | Promise:
    """Why no message can go to any of these; "" where one can."""
    agreed = [row for row in contacts if row.consented and row.withdrawn is None]
    if any(row.is_open and row.kind in kinds for row in agreed):
        return ""
    if not contacts:
        return _("No phone number or address")
    if not agreed:
        return _("Has not agreed to messages")
    if all(row.dead for row in agreed):
        return _("Nothing gets there")
    return _("No messages go to such a contact from here")
