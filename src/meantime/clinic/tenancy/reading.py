"""Reading who works where, and in which rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404

from meantime.clinic.tenancy.actions.links import digest_of
from meantime.clinic.tenancy.factors import with_factor
from meantime.clinic.tenancy.models import Clinic, Invitation, Member, Recovery, Room, User


class Person(NamedTuple):
    """A member for the list of staff. secure: whether they have a second factor."""

    member: Member
    secure: bool


def staff_of(clinic: Clinic) -> list[Person]:
    """Everybody who works in a clinic or did: those who left last, else by name."""
    members = Member.objects.of(clinic).select_related("user").order_by("-is_active", "user__name")
    secure = with_factor([member.user_id for member in members])
    return [Person(member, member.user_id in secure) for member in members]


def person_in(clinic: Clinic, pk: Any) -> Person:
    """One of them; raises Http404."""
    member = Member.objects.one(clinic, pk)
    return Person(member, member.user_id in with_factor([member.user_id]))


def invitations_of(clinic: Clinic, at: datetime) -> list[Invitation]:
    """Those that still count, the newest first."""
    rows = Invitation.objects.of(clinic).filter(accepted=None, revoked=None, expires__gt=at)
    return list(rows.order_by("-made"))


def invitation_in(clinic: Clinic, pk: Any) -> Invitation:
    """One of a clinic; raises Http404."""
    found: Invitation = Invitation.objects.one(clinic, pk)
    return found


def invitation_by(token: str) -> Invitation:
    """That of a link; raises Http404 where there is none."""
    rows = Invitation.everywhere.select_related("clinic")
    found: Invitation | None = rows.filter(digest=digest_of(token)).first()
    if found is None:
        raise Http404
    return found


def recovery_by(token: str) -> Recovery:
    """That of a link; raises Http404 where there is none."""
    rows = Recovery.objects.select_related("user", "clinic")
    found: Recovery | None = rows.filter(digest=digest_of(token)).first()
    if found is None:
        raise Http404
    return found


def has_account(email: str) -> bool:
    """Whether somebody logs in with an address."""
    return bool(User.objects.filter(email=email).exists())


def rooms_of(clinic: Clinic) -> list[Room]:
    """Open ones first, by name."""
    return list(Room.objects.of(clinic).order_by("-is_open", "name"))


def room_in(clinic: Clinic, pk: Any) -> Room:
    """One of a clinic; raises Http404."""
    found: Room = Room.objects.one(clinic, pk)
    return found


def clinics_of(user: User) -> list[Member]:
    """What a user is in each clinic where they work."""
    rows = Member.everywhere.filter(user=user, is_active=True)
    return list(rows.select_related("clinic").order_by("clinic__name"))
