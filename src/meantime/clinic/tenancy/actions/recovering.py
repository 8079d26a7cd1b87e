"""A login given back: whoever is shut out is handed a link, and sets a new password by it, once.

An owner gives it to those whose account reaches that clinic only: with another clinic's staff they
would get its patients too. For these, and for owners, whoever runs the machine gives it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import append, record
from meantime.clinic.audit.models import NOWHERE
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.actions.clinics import held
from meantime.clinic.tenancy.actions.links import (
    TAKEN_BACK,
    UNKNOWN,
    digest_of,
    must_be_hard,
    new_token,
    refuse_gone,
)
from meantime.clinic.tenancy.actions.staff import current
from meantime.clinic.tenancy.addresses import lift_lockout
from meantime.clinic.tenancy.models import Clinic, Member, Recovery, User

LIFE = timedelta(hours=1)


@transaction.atomic
def give(member: Member, other: Member, drops_factor: bool, at: datetime) -> tuple[Recovery, str]:
    """A link for somebody who works in the clinic; the token is known to nobody afterwards.

    Raises Refused for oneself, for who has left, and for who works in another clinic too.
    """
    other = current(held(member), other)
    if other.user_id == member.user_id:
        raise Refused(_("This is your own account. Change your password instead."))
    if not _reaches_only(other.user, other.clinic):
        raise Refused(
            _(
                "This person's account reaches more than your clinic, so you cannot open it. "
                "Whoever runs Meantime can: meantime recover-login."
            )
        )
    made, token = _made(other.user, other.clinic, drops_factor, at)
    record(member, "give recovery link", other, drops_factor=drops_factor)
    return made, token


@transaction.atomic
def give_to_user(user: User, drops_factor: bool, at: datetime) -> tuple[Recovery, str]:
    """The same for any user, by whoever runs the machine. Raises Refused for a shut account."""
    if not user.is_active:
        raise Refused(_("This account is shut."))
    made, token = _made(user, None, drops_factor, at)
    record(None, "give recovery link", user, drops_factor=drops_factor)
    return made, token


def _made(
    user: User, clinic: Clinic | None, drops_factor: bool, at: datetime
) -> tuple[Recovery, str]:
    """The only link of a user that counts. It ends their sessions and what locked them out."""
    _open_of(user).update(revoked=at)
    User.objects.filter(pk=user.pk).update(ended=F("ended") + 1)
    lift_lockout(user.email)
    token = new_token()
    made = Recovery.objects.create(
        user=user,
        clinic=clinic,
        drops_factor=drops_factor,
        digest=digest_of(token),
        expires=at + LIFE,
    )
    return made, token


@transaction.atomic
def take_back(member: Member, other: Member, at: datetime) -> None:
    """No link of the clinic for somebody counts any more."""
    if _open_of(other.user).filter(clinic=member.clinic).update(revoked=at):
        record(member, "take back recovery link", other)


@transaction.atomic
def recover(token: str, password: str, at: datetime) -> User:
    """Set a new password; whoever did logs in with it.

    Raises Refused for a link that does not count, and a password that is too easy.
    """
    found = Recovery.objects.select_for_update().filter(digest=digest_of(token)).first()
    if found is None:
        raise Refused(UNKNOWN)
    refuse_void(found, at)
    user = User.objects.select_for_update().get(pk=found.user_id)
    must_be_hard(password, user)
    user.set_password(password)
    user.ended += 1
    user.save(update_fields=["password", "ended"])
    if found.drops_factor:
        Authenticator.objects.filter(user_id=user.pk).delete()
    lift_lockout(user.email)
    found.accepted = at
    found.save(update_fields=["accepted"])
    _note(user, found)
    return user


def refuse_void(found: Recovery, at: datetime) -> None:
    """Raises Refused where a link does not count, or its user is not what they were."""
    refuse_gone(found, at)
    user, clinic = found.user, found.clinic
    if not user.is_active or (clinic and not _reaches_only(user, clinic)):
        raise Refused(TAKEN_BACK)


def _note(user: User, found: Recovery) -> None:
    """In the audit of the door, and of each clinic that the account reaches."""
    append(NOWHERE, str(user.pk), "", "recover login", f"user:{user.pk}", "", {})
    for member in Member.everywhere.filter(user=user, is_active=True):
        record(member, "recover login", found)


def open_link(member: Member, at: datetime) -> Recovery | None:
    """The link of the clinic that is out for somebody."""
    found: Recovery | None = (
        _open_of(member.user).filter(clinic=member.clinic, expires__gt=at).first()
    )
    return found


def _open_of(user: User) -> Any:
    return Recovery.objects.filter(user=user, accepted=None, revoked=None)


def _reaches_only(user: User, clinic: Clinic) -> bool:
    """Whether an account lets somebody into that clinic, and into no other."""
    reached = Member.everywhere.filter(user=user, is_active=True)
    return list(reached.values_list("clinic_id", flat=True)) == [clinic.pk]
