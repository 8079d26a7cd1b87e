"""Joining a clinic: an owner hands over a link, and whoever has it comes in once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.audit.chain import record
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.actions.links import (
    UNKNOWN,
    digest_of,
    must_be_hard,
    new_token,
    refuse_gone,
)
from meantime.clinic.tenancy.models import Invitation, Member, User
from meantime.clinic.tenancy.roles import Role

LIFE = timedelta(days=7)
_KNOWN = lazy("You have an account already. Log in first, then open the link again.")


@transaction.atomic
def invite(member: Member, email: str, role: str, at: datetime) -> tuple[Invitation, str]:
    """Invite somebody; the token goes into a link, and is known to nobody afterwards.

    An earlier open link for the same address is taken back. Raises Refused for what is no address
    or role, and for somebody who works there.
    """
    email = _address(email)
    if role not in set(Role):
        raise Refused(_("That is no role. Choose one from the list."))
    if Member.objects.of(member.clinic).filter(user__email=email, is_active=True).exists():
        raise Refused(_("This person works here already. Change their role instead."))
    earlier = Invitation.objects.of(member.clinic).filter(
        email=email, accepted=None, revoked=None, expires__gt=at
    )
    for invitation in earlier:
        revoke(member, invitation, at)
    token = new_token()
    invitation = Invitation.everywhere.create(
        clinic=member.clinic,
        email=email,
        role=role,
        digest=digest_of(token),
        by=member.user,
        expires=at + LIFE,
    )
    record(member, "invite", invitation, role=role)
    return invitation, token


def _address(text: str) -> str:
    try:
        validate_email(text.strip())
    except ValidationError:
        raise Refused(_("That is no e-mail address.")) from None
    return text.strip().lower()


@transaction.atomic
def revoke(member: Member, invitation: Invitation, at: datetime) -> None:
    """Take a link back. Raises Refused where it does not count any more."""
    invitation = _open(invitation.digest, at)
    invitation.revoked = at
    invitation.save(update_fields=["revoked"])
    record(member, "revoke invitation", invitation)


@transaction.atomic
def join_anew(token: str, name: str, password: str, at: datetime) -> Member:
    """Join as somebody who has no account yet.

    Raises Refused for a link that does not count, an address that has an account, an empty name and
    a password that is too easy.
    """
    invitation = _open(digest_of(token), at)
    if User.objects.filter(email=invitation.email).exists():
        raise Refused(_KNOWN)
    if not name.strip():
        raise Refused(_("Give your name."))
    user = User(email=invitation.email, name=name.strip())
    must_be_hard(password, user)
    try:
        with transaction.atomic():
            user = User.objects.create_user(user.email, user.name, password)
    except IntegrityError:
        raise Refused(_KNOWN) from None
    return _join(invitation, user, at)


@transaction.atomic
def join_as(token: str, user: User, at: datetime) -> Member:
    """Join as somebody who is logged in.

    Raises Refused for a link that does not count, or that is for another address.
    """
    invitation = _open(digest_of(token), at)
    if user.email != invitation.email or not user.is_active:
        raise Refused(_("This link is for another person. Log out first."))
    return _join(invitation, user, at)


def _join(invitation: Invitation, user: User, at: datetime) -> Member:
    member = Member.objects.of(invitation.clinic).filter(user=user).first()
    if member is not None and member.is_active:
        raise Refused(_("You work in this clinic already."))
    if member is None:
        member = Member(clinic=invitation.clinic, user=user)
    else:
        member.revision += 1
    member.role, member.is_active = invitation.role, True
    member.save()
    invitation.accepted = at
    invitation.save(update_fields=["accepted"])
    record(member, "join", invitation, role=member.role)
    return member


def _open(digest: str, at: datetime) -> Invitation:
    """The invitation, held until the transaction ends: nobody else uses it meanwhile."""
    found = Invitation.everywhere.select_for_update().filter(digest=digest).first()
    if found is None:
        raise Refused(UNKNOWN)
    refuse_gone(found, at)
    return found
