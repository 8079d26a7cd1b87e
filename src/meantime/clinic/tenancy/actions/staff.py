"""Who works in a clinic: their roles, and their leaving."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.refusing import Refused, go_on_from
from meantime.clinic.tenancy.actions.clinics import held
from meantime.clinic.tenancy.models import Clinic, Member, User
from meantime.clinic.tenancy.roles import Role


@transaction.atomic
def change_role(member: Member, other: Member, role: str, revision: int) -> Member:
    """Give somebody another role. Raises Refused for the last owner, and Stale."""
    other = current(held(member), other)
    go_on_from(other, revision)
    if role not in set(Role):
        raise Refused(_("That is no role. Choose one from the list."))
    before = other.role
    if role == before:
        return other
    _keep_an_owner(other)
    other.role = role
    other.save(update_fields=["role", "revision"])
    record(member, "change role", other, before=before, role=role)
    return other


@transaction.atomic
def deactivate(member: Member, other: Member, revision: int) -> Member:
    """Somebody leaves: they are logged out everywhere, and stay on record.

    Raises Refused for the last owner, and Stale.
    """
    other = current(held(member), other)
    go_on_from(other, revision)
    _keep_an_owner(other)
    other.is_active = False
    other.save(update_fields=["is_active", "revision"])
    User.objects.filter(pk=other.user_id).update(ended=F("ended") + 1)
    record(member, "deactivate", other, role=other.role)
    return other


def current(clinic: Clinic, other: Member) -> Member:
    """The row as it is now. Raises Refused for somebody who has left."""
    found: Member = Member.objects.one(clinic, other.pk)
    if not found.is_active:
        raise Refused(_("This person has left the clinic. Invite them again."))
    return found


def _keep_an_owner(other: Member) -> None:
    if other.role != Role.OWNER:
        return
    owners = Member.objects.of(other.clinic).filter(
        role=Role.OWNER.value, is_active=True, user__is_active=True
    )
    if not owners.exclude(pk=other.pk).exists():
        raise Refused(_("This is the last owner. Make somebody else an owner first."))
