"""Who may export and erase a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member


def must_be_allowed(member: Member | None) -> None:
    """None is whoever runs the machine. Raises Refused for a member who may not."""
    if member is not None and not member.may("erase"):
        raise Refused(_("Only the owner of a clinic may do this."))
