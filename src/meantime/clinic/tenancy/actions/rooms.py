"""Rooms of a clinic."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.refusing import Refused, go_on_from
from meantime.clinic.tenancy.actions.clinics import LATE, held
from meantime.clinic.tenancy.models import Clinic, Member, Room


@transaction.atomic
def add_room(member: Member, name: str) -> Room:
    """One more room. Raises Refused without a name, or with that of another."""
    room = Room.everywhere.create(clinic=member.clinic, name=_free(held(member), name))
    record(member, "add room", room)
    return room


@transaction.atomic
def rename_room(member: Member, room: Room, name: str, revision: int) -> Room:
    """Another name. Raises Refused without one or with that of another room, and Stale."""
    clinic = held(member)
    room = _at(clinic, room, revision)
    room.name = _free(clinic, name, room)
    room.save(update_fields=["name", "revision"])
    record(member, "rename room", room)
    return room


@transaction.atomic
def close_room(member: Member, room: Room, revision: int) -> Room:
    """Nothing more is booked in it. Raises Refused while something is, and Stale."""
    room = _at(held(member), room, revision)
    begun = Q(state__in=[State.ARRIVED.value, State.TREATING.value])
    later = Q(state=State.BOOKED.value, start__gt=timezone.now() - LATE)
    ahead = Appointment.objects.of(member.clinic).filter(begun | later, room=room).count()
    if ahead:
        raise Refused(
            _("Sessions are booked in this room (%(number)d now). Move them first.")
            % {"number": ahead}
        )
    return _set_open(member, room, False)


@transaction.atomic
def open_room(member: Member, room: Room, revision: int) -> Room:
    """Book in it again. Raises Stale."""
    return _set_open(member, _at(held(member), room, revision), True)


def _at(clinic: Clinic, room: Room, revision: int) -> Room:
    """The row as it is now, held. Raises Stale where somebody else has changed it meanwhile."""
    Room.objects.of(clinic).select_for_update(no_key=True).filter(pk=room.pk).first()
    found: Room = Room.objects.one(clinic, room.pk)
    go_on_from(found, revision)
    return found


def _set_open(member: Member, room: Room, is_open: bool) -> Room:
    if room.is_open != is_open:
        room.is_open = is_open
        room.save(update_fields=["is_open", "revision"])
        record(member, "open room" if is_open else "close room", room)
    return room


def _free(clinic: Clinic, text: str, room: Room | None = None) -> str:
    name = text.strip()
    if not name:
        raise Refused(_("Give the room a name."))
    others = Room.objects.of(clinic).filter(name__iexact=name)
    if others.exclude(pk=room.pk if room else None).exists():
        raise Refused(_("Another room has this name. Choose a different one."))
    return name
