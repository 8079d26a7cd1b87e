"""A clinic's beginning, before anybody is there who could invite: by whoever runs the machine."""

from __future__ import annotations

import re

import phonenumbers
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.actions.invitations import invite
from meantime.clinic.tenancy.models import Clinic, Member, User
from meantime.clinic.tenancy.roles import Role
from meantime.clinic.zones import ZONES

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60
_HOURS = {str(day): ["09:00", "17:00"] for day in range(5)}
# Who invites the first owner. Nobody can log in as it, and it is in no clinic.
_SYSTEM = ("meantime@localhost.invalid", "Meantime")


@transaction.atomic
def new_clinic(slug: str, name: str, zone: str, phone: str) -> Clinic:
    """A clinic without anybody in it; its owner sets the rest.

    Raises Refused for what cannot be so.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST:
        raise Refused(_("A clinic's short name has small letters, digits and hyphens."))
    if Clinic.objects.filter(slug=slug).exists():
        raise Refused(_("There is a clinic of that short name already."))
    if not name.strip() or len(name) > 2 * _LONGEST:
        raise Refused(_("Give the clinic a name, in at most 120 letters."))
    if zone not in ZONES:
        raise Refused(_("That is no time zone. It looks like America/New_York."))
    clinic = Clinic.objects.create(
        slug=slug,
        name=name.strip(),
        zone=zone,
        phone=_reachable(phone),
        languages=["en"],
        hours=_HOURS,
    )
    record(None, "found clinic", clinic)
    return clinic


def _reachable(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(_("That is no phone number. Begin with + and the country."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@transaction.atomic
def invite_owner(clinic: Clinic, email: str) -> str:
    """The token of a link by which somebody becomes an owner: the first, or after all others left.

    Raises Refused for what is no address, and for somebody who works there.
    """
    address, name = _SYSTEM
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, name)
        user.is_active = False
        user.save(update_fields=["is_active"])
    inviting = Member(clinic=clinic, user=user, role=Role.OWNER)
    _invitation, token = invite(inviting, email, Role.OWNER, timezone.now())
    return token
