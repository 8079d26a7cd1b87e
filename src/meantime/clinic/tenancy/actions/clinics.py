"""Changing a clinic: its name, zone, hours, phone, words and languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, NamedTuple

import phonenumbers
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.zones import ZONES

# By weekday, Monday 0: when it opens and closes; None where nothing was typed.
Hours = Mapping[int, tuple[time | None, time | None]]


class Told(NamedTuple):
    """What somebody typed about a clinic."""

    name: str
    zone: str
    phone: str
    emergency: str
    languages: Iterable[str]
    hours: Hours


@transaction.atomic
def change_clinic(member: Member, told: Told) -> Clinic:
    """Change what a clinic is.

    Raises Refused for an empty name, an unknown zone or language, a number that is no phone's,
    hours that end before they begin, and another zone while sessions are booked ahead.
    """
    clinic = held(member)
    fresh = {
        "name": _name(told.name),
        "zone": _zone(clinic, told.zone),
        "phone": _phone(clinic, told.phone),
        "emergency": told.emergency.strip(),
        "languages": _languages(told.languages),
        "hours": _hours(told.hours),
    }
    changed = [field for field, value in fresh.items() if getattr(clinic, field) != value]
    for field in changed:
        setattr(clinic, field, fresh[field])
    if changed:
        clinic.save(update_fields=changed)
        record(member, "change clinic", clinic, fields=changed)
    return clinic


def held(member: Member) -> Clinic:
    """The clinic, held until the transaction ends: who changes it or its staff meanwhile waits."""
    return Clinic.objects.select_for_update().get(pk=member.clinic_id)


def _name(text: str) -> str:
    if not text.strip():
        raise Refused(_("Give the clinic a name."))
    return text.strip()


def _zone(clinic: Clinic, zone: str) -> str:
    if zone == clinic.zone:
        return zone
    if zone not in ZONES:
        raise Refused(_("That is no time zone. Choose one from the list."))
    ahead = _sessions_ahead(clinic)
    if ahead:
        raise Refused(
            _(
                "The time zone cannot change while sessions are booked ahead (%(number)d now): "
                "their times on the clock would move. Cancel or finish them first."
            )
            % {"number": ahead}
        )
    return zone


def _sessions_ahead(clinic: Clinic) -> int:
    begun = Q(state__in=[State.ARRIVED.value, State.TREATING.value])
    later = Q(state=State.BOOKED.value, start__gt=timezone.now())
    return int(Appointment.objects.of(clinic).filter(begun | later).count())


def _phone(clinic: Clinic, text: str) -> str:
    try:
        number = phonenumbers.parse(text, _region(clinic))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(_("That is no phone number. Begin with + and the country."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _region(clinic: Clinic) -> str | None:
    try:
        own = phonenumbers.parse(clinic.phone, None)
    except phonenumbers.NumberParseException:
        return None
    region: str | None = phonenumbers.region_code_for_number(own)
    return region


def _languages(chosen: Iterable[str]) -> list[str]:
    known = [code for code, _name_of_it in LANGUAGES]
    wanted = set(chosen)
    if not wanted or wanted - set(known):
        raise Refused(_("Choose at least one language from the list."))
    return [code for code in known if code in wanted]


def _hours(hours: Hours) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for day in range(7):
        opens, closes = hours.get(day, (None, None))
        if opens is None and closes is None:
            continue
        found[str(day)] = _span(WEEKDAYS[day], opens, closes)
    return found


def _span(day: Any, opens: time | None, closes: time | None) -> list[str]:
    if opens is None or closes is None:
        raise Refused(
            _("%(day)s: give both times, or none for a day that is closed.") % {"day": day}
        )
    if opens >= closes:
        raise Refused(_("%(day)s: the clinic has to close after it opens.") % {"day": day})
    return [f"{opens:%H:%M}", f"{closes:%H:%M}"]
