"""Who may do what in a clinic: one table, read by every page."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What somebody is in a clinic."""

    OWNER = "owner"
    CLINICIAN = "clinician"
    NURSE = "nurse"
    DESK = "desk"
    AUDITOR = "auditor"


ROLES = [
    (Role.OWNER.value, _("Owner")),
    (Role.CLINICIAN.value, _("Clinician")),
    (Role.NURSE.value, _("Nurse")),
    (Role.DESK.value, _("Front desk")),
    (Role.AUDITOR.value, _("Auditor")),
]


_CARE = frozenset({Role.OWNER, Role.CLINICIAN, Role.NURSE, Role.DESK})

# What may be done, and by whom. A page asks for one of these; nothing else decides.
MAY: dict[str, frozenset[Role]] = {
    "see": _CARE,  # patients, their plans and sessions
    "book": _CARE,  # book, move, cancel, answer questions with the patient
    "treat": frozenset({Role.CLINICIAN, Role.NURSE}),  # consent, treatment, checkout
    "override": frozenset({Role.CLINICIAN}),  # treat against a verdict, with a reason
    "read protocols": frozenset(Role),
    "draft": frozenset({Role.OWNER, Role.CLINICIAN}),  # edit and prove a protocol
    "sign": frozenset({Role.CLINICIAN}),
    "publish": frozenset({Role.OWNER, Role.CLINICIAN}),
    "numbers": frozenset({Role.OWNER, Role.CLINICIAN, Role.AUDITOR}),
    "audit": frozenset({Role.OWNER, Role.AUDITOR}),
    "manage": frozenset({Role.OWNER}),  # the clinic, its rooms and staff
    "erase": frozenset({Role.OWNER}),  # export and erasure of a person
}


@cache
def powers_of(role: str) -> frozenset[str]:
    """All that a role may do, as templates call it: `read_protocols`."""
    return frozenset(what.replace(" ", "_") for what, roles in MAY.items() if role in roles)
