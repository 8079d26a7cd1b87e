"""The check-in of today, on a page beside its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from meantime.clinic.portal.actions.healing import unseen_sign
from meantime.clinic.portal.checking_in import check_ins_of
from meantime.clinic.portal.healing import healing_of, is_emergency
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.portal.reported import reported_of
from meantime.clinic.portal.standing import Standing, Standings

register = template.Library()


@register.inclusion_tag("portal/check_in.html")
def check_in_due(link: PatientLink, last: tuple[Standing, ...], at: datetime) -> dict[str, Any]:
    """What is asked today of whoever heals, and with a warning sign the phone first; nothing where
    nothing is asked. last: the sessions that are done.
    """
    standing = healing_of(Standings((), last))
    if standing is None:
        return {}
    reported = reported_of(standing)
    sign = unseen_sign(standing) if reported.has_sign else None
    return {
        "link": link,
        "clinic": link.clinic,
        "has_sign": sign is not None,
        "emergency": sign is not None and is_emergency(standing, sign),
        "due": check_ins_of(standing, reported.made, at).due,
    }
