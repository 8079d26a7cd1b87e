"""What the pages of the audit show: events of one clinic, the newest first, with who did them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from meantime.clinic.audit import words
from meantime.clinic.audit.chain import Break, verify_chain
from meantime.clinic.audit.models import Event
from meantime.clinic.care.models import Appointment, Course, Patient
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member, User

PAGE = 50
# Verbs are suggested from so many of the newest events; any other can be typed.
_RECENT = 2000
# Kinds of rows as the pages call them.
_KINDS = {
    "patient": "",
    "appointment": _later("session"),
    "course": _later("series"),
    "version": _later("protocol"),
    "consenttext": _later("consent wording"),
    "wording": _later("wording of a message"),
    "clinic": _later("clinic"),
    "room": _later("room"),
    "member": _later("staff"),
    "invitation": _later("invitation"),
    "recovery": _later("recovery link"),
}
_SUBJECT = re.compile(r"(?P<kind>[a-z]+)(:(?P<pk>[0-9a-f-]+))?")


class Filters(NamedTuple):
    """What somebody looks for. who: a user's id. about: a record's number, or a subject."""

    day: date | None = None
    who: str = ""
    verb: str = ""
    about: str = ""


class Line(NamedTuple):
    """An event as it is shown. who: a name of the staff. patient: a record's number, or None."""

    event: Event
    who: str
    patient: int | None
    detail: dict[str, Any]

    @property
    def kind(self) -> Any:
        """The kind of row it is about, in words; "" for none, and for a whole record."""
        kind = str(self.event.subject.partition(":")[0])
        return _KINDS.get(kind, kind)

    @property
    def did(self) -> str:
        """What was done, in words."""
        return words.did(self.event.verb)

    @property
    def role(self) -> str:
        """What whoever did it was."""
        return words.role(self.event.role)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The details, in words."""
        return [(words.detail(name), words.value(value)) for name, value in self.detail.items()]


class Held(NamedTuple):
    """What a look along a chain found. seconds: how long it took."""

    events: int
    breaks: list[Break]
    seconds: float


def events(clinic: Clinic, filters: Filters) -> QuerySet[Event]:
    """The events of a clinic that somebody looks for, the newest first.

    Raises Refused for a subject that cannot be one.
    """
    rows = Event.objects.filter(chain=str(clinic.pk)).order_by("-number")
    if filters.day:
        begin, end = (_midnight(clinic, filters.day + timedelta(days=after)) for after in (0, 1))
        rows = rows.filter(at__gte=begin, at__lt=end)
    if filters.who:
        rows = rows.filter(actor=filters.who)
    if filters.verb:
        rows = rows.filter(verb=words.verb_of(filters.verb))
    return _about(clinic, rows, filters.about) if filters.about else rows


def _midnight(clinic: Clinic, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(clinic.zone))


def _about(clinic: Clinic, rows: QuerySet[Event], about: str) -> QuerySet[Event]:
    number = about.removeprefix("#")
    if number.isdecimal() and len(number) < 10:
        return rows.filter(subject__in=_subjects(clinic, int(number)))
    found = _SUBJECT.fullmatch(about)
    if found is None:
        raise Refused(_("Write the number of a record, such as 12."))
    return (
        rows.filter(subject=about) if found["pk"] else rows.filter(subject__startswith=f"{about}:")
    )


def _subjects(clinic: Clinic, number: int) -> list[str]:
    """A patient, and everything that an event about a patient may be about."""
    patient = Patient.objects.of(clinic).filter(number=number).first()
    if patient is None:
        raise Refused(_("This clinic has no record of that number."))
    rows = {
        "course": Course.objects.of(clinic).filter(patient=patient),
        "appointment": Appointment.objects.of(clinic).filter(patient=patient),
    }
    found = [f"{kind}:{pk}" for kind in rows for pk in rows[kind].values_list("pk", flat=True)]
    return [f"patient:{patient.pk}", *found]


def page(rows: QuerySet[Event], before: int | None) -> tuple[list[Event], int | None]:
    """The events after a place in the list, and where the next page begins; None at the end.

    Nothing is counted and nothing skipped: the last page costs as much as the first.
    """
    if before:
        rows = rows.filter(number__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def lines(clinic: Clinic, found: Iterable[Event]) -> Iterator[Line]:
    """Events with the names of whoever did them; patients by the numbers of their records."""
    found = list(found)
    people = [event.actor for event in found if event.actor.count("-") == 4]
    names = {str(user.pk): user.name for user in User.objects.filter(pk__in=set(people))}
    of_patient = {event.pk: _patient(event) for event in found}
    rows = Patient.objects.of(clinic).filter(pk__in={pk for pk in of_patient.values() if pk})
    numbers = {str(pk): number for pk, number in rows.values_list("pk", "number")}
    for event in found:
        detail = {name: value for name, value in event.detail.items() if name != "patient"}
        number = numbers.get(of_patient[event.pk] or "")
        yield Line(event, names.get(event.actor, event.actor), number, detail)


def _patient(event: Event) -> str | None:
    """The id of the patient that an event is about."""
    if event.subject.startswith("patient:"):
        return str(event.subject.removeprefix("patient:"))
    return event.detail.get("patient") if isinstance(event.detail, dict) else None


def staff(clinic: Clinic) -> list[Member]:
    """Everybody who works or worked in a clinic, by name."""
    return list(Member.objects.of(clinic).select_related("user").order_by("user__name"))


def verbs(clinic: Clinic) -> list[str]:
    """What was done lately, in words."""
    rows = Event.objects.filter(chain=str(clinic.pk)).order_by("-number")
    return sorted({words.did(verb) for verb in rows.values_list("verb", flat=True)[:_RECENT]})


def held(clinic: Clinic) -> Held:
    """Whether the chain of a clinic holds, looked at from its first event to its last."""
    begun = perf_counter()
    breaks = verify_chain(str(clinic.pk))
    number = Event.objects.filter(chain=str(clinic.pk)).count()
    return Held(number, breaks, perf_counter() - begun)
