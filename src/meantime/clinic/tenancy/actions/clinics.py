"""Changing a clinic: its name, zone, hours, phone, words and languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import Appointment, State
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused, go_on_from
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.clinic.tenancy.numbers import number_of
from meantime.clinic.tenancy.opening import is_open
from meantime.clinic.zones import ZONES

# By weekday, Monday 0: when it opens and closes; None where nothing was typed.
Hours = Mapping[int, tuple[time | None, time | None]]
# A session that should have begun so long ago may still take place.
LATE = timedelta(hours=12)
# So many days at most are named where sessions stand in the way.
_NAMED = 5


class Told(NamedTuple):
    """What somebody typed about a clinic."""

    name: str
    zone: str
    phone: str
    emergency: str
    languages: Iterable[str]
    hours: Hours


@transaction.atomic
def change_clinic(member: Member, told: Told, revision: int) -> Clinic:
    """Change what a clinic is.

    Raises Stale where somebody else did so meanwhile; Refused for an empty name, an unknown
    zone or language, a number that is no phone's, hours that end before they begin or leave
    booked sessions out, and another zone while sessions are booked ahead.
    """
    clinic = held(member)
    go_on_from(clinic, revision)
    fresh = {
        "name": _name(told.name),
        "zone": _zone(clinic, told.zone),
        "phone": number_of(told.phone, clinic),
        "emergency": told.emergency.strip(),
        "languages": _languages(told.languages),
        "hours": _hours(clinic, told.hours),
    }
    changed = [field for field, value in fresh.items() if getattr(clinic, field) != value]
    for field in changed:
        setattr(clinic, field, fresh[field])
    if changed:
        clinic.save(update_fields=[*changed, "revision"])
        record(member, "change clinic", clinic, fields=changed)
    return clinic


def held(member: Member) -> Clinic:
    """The clinic, held until the transaction ends: who changes it or its staff meanwhile waits."""
    return Clinic.objects.select_for_update(no_key=True).get(pk=member.clinic_id)


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
    later = Q(state=State.BOOKED.value, start__gt=timezone.now() - LATE)
    return int(Appointment.objects.of(clinic).filter(begun | later).count())


def _languages(chosen: Iterable[str]) -> list[str]:
    known = [code for code, _name_of_it in LANGUAGES]
    wanted = set(chosen)
    if not wanted or wanted - set(known):
        raise Refused(_("Choose at least one language from the list."))
    return [code for code in known if code in wanted]


def _hours(clinic: Clinic, hours: Hours) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for day in range(7):
        opens, closes = hours.get(day, (None, None))
        if opens is None and closes is None:
            continue
        found[str(day)] = _span(WEEKDAYS[day], opens, closes)
    if found != clinic.hours:
        _refuse_left_out(clinic, found)
    return found


def _refuse_left_out(clinic: Clinic, hours: Mapping[str, list[str]]) -> None:
    """Raises Refused where sessions ahead do not fit new hours, and says which days they are on."""
    fresh, zone = Clinic(zone=clinic.zone, hours=hours), ZoneInfo(clinic.zone)
    ahead = Appointment.objects.of(clinic).filter(
        state=State.BOOKED.value, start__gt=timezone.now()
    )
    left_out = [
        start.astimezone(zone)
        for start, minutes in ahead.order_by("start").values_list("start", "minutes")
        if not is_open(fresh, start, minutes)
    ]
    if left_out:
        days = dict.fromkeys(f"{start:%Y-%m-%d}" for start in left_out)
        raise Refused(
            _(
                "Sessions are booked outside of these hours (%(number)d now), on %(days)s. Move "
                "them first."
            )
            % {"number": len(left_out), "days": ", ".join(list(days)[:_NAMED])}
        )


def _span(day: Any, opens: time | None, closes: time | None) -> list[str]:
    if opens is None or closes is None:
        raise Refused(
            _("%(day)s: give both times, or none for a day that is closed.") % {"day": day}
        )
    if opens >= closes:
        raise Refused(_("%(day)s: the clinic has to close after it opens.") % {"day": day})
    return [f"{opens:%H:%M}", f"{closes:%H:%M}"]
