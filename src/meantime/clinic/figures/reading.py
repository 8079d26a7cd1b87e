"""What the numbers rest on: counts made by the database, one function a figure.

Each takes as many queries for ten sessions as for ten thousand. A sealed field is never opened.
people: how many different people a number is about; `telling` may hold it back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.fields import DurationField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Replace, Substr, TruncDate, TruncMonth, TruncWeek

from meantime.clinic.audit.models import Event
from meantime.clinic.care.models import Appointment, Outcome, State, Verdict
from meantime.clinic.figures.months import Span
from meantime.clinic.figures.quartiles import Quartiles, quartiles
from meantime.clinic.library.models import FROZEN, Version
from meantime.clinic.tenancy.models import Clinic

_ELIGIBLE = "eligible"


class Many(NamedTuple):
    """How many sessions, of how many people."""

    sessions: int = 0
    people: int = 0


class Deferral(NamedTuple):
    """What stood against sessions: a rule, or, where `rule` is empty, a status without one.

    first: when they were booked. ever: then or later.
    """

    protocol: str
    rule: str
    status: str
    first: Many
    ever: Many


class Slot(NamedTuple):
    """Slots that came free while a verdict of this status held. See `slots`."""

    status: str
    moved: Many
    cancelled: Many
    late: Many


class Lead(NamedTuple):
    """Days from booking to session, of sessions in a month (None: in all of them)."""

    month: date | None
    days: Quartiles
    people: int


class Result(NamedTuple):
    """Values on a scale, of sessions that were the n-th of their series."""

    scale: str
    number: int
    values: Quartiles
    people: int


class Week(NamedTuple):
    """Sessions of a week, by how far they are. day: its Monday."""

    day: date
    states: Mapping[str, Many]


def sessions(clinic: Clinic, span: Span) -> QuerySet[Appointment]:
    """The sessions whose day, as it stands now, lies in a span."""
    return Appointment.objects.of(clinic).filter(start__gte=span.begin, start__lt=span.end)


# Deferrals


def deferrals(clinic: Clinic, span: Span) -> list[Deferral]:
    """What stood against the sessions of a span, the most frequent first.

    Of each verdict that is not eligible, the governing rule counts: the worst finding. "At
    booking" is the first verdict of a session; "ever" is any. A session counts once for a rule.
    """
    rows = Verdict.objects.of(clinic).exclude(status=_ELIGIBLE)
    rows = rows.filter(appointment__start__gte=span.begin, appointment__start__lt=span.end)
    # By its session alone: told the clinic too, SQLite walks through all verdicts of the clinic.
    same = Verdict.everywhere.filter(appointment=OuterRef("appointment"))
    sooner = Q(made__lt=OuterRef("made")) | Q(made=OuterRef("made"), pk__lt=OuterRef("pk"))
    first = _reasons(rows.filter(~Exists(same.filter(sooner))))
    found = [Deferral(*key, first.get(key, Many()), many) for key, many in _reasons(rows).items()]
    return sorted(found, key=lambda one: (-one.first.sessions, -one.ever.sessions, one[:3]))


def _reasons(rows: QuerySet[Verdict]) -> dict[tuple[str, str, str], Many]:
    status = Case(When(governing="", then=F("status")), default=Value(""))
    grouped = rows.annotate(bare=status).values_list("version__protocol", "governing", "bare")
    counted = grouped.annotate(
        Count("appointment", distinct=True), Count("appointment__patient", distinct=True)
    )
    return {(row[0], row[1], row[2]): Many(*row[3:]) for row in counted.order_by()}


def newest_versions(clinic: Clinic, found: Iterable[Deferral]) -> dict[str, Version]:
    """By protocol the newest version that was published: its sentences name the rules."""
    rows = Version.objects.of(clinic).filter(state__in=FROZEN)
    rows = rows.filter(protocol__in={one.protocol for one in found})
    last = rows.filter(protocol=OuterRef("protocol")).order_by().values("protocol")
    number = Subquery(last.annotate(last=Max("number")).values("last"))
    return {version.protocol: version for version in rows.filter(number=number)}


# Slots


def slots(clinic: Clinic, span: Span) -> list[Slot]:
    """Slots of a span that came free because a session left them, by the verdict that held then.

    A slot is a session's start. It is left when the session is moved to another day, or cancelled.
    Saved is a slot that was left on an earlier day than its own (by the clinic's clock) while the
    verdict in force was not eligible: somebody else could have it. Left on its day or after it, it
    is lost: that session failed on the day. Of a session that moves twice both slots count. Why
    somebody moved or cancelled is not known, only what stood against the session. That nobody
    came is not counted, and neither is a move within a day or the erasure of a person.

    The audit says who left which slot when; the verdict that a move brings about is not the one
    that it was made under.
    """
    zone = span.zone
    events = Event.objects.filter(chain=str(clinic.pk), verb__in=("move", "cancel"))
    ours = Appointment.objects.of(clinic).filter(pk=OuterRef("session"))
    events = (
        events.annotate(session=_session())
        .filter(Exists(ours))
        .annotate(
            slot=Case(
                When(verb="move", then=Cast(KT("detail__before"), DateTimeField())),
                default=Subquery(ours.values("start")),
                output_field=DateTimeField(),
            ),
            status=Case(When(verb="move", then=_status(1)), default=_status(0)),
        )
    )
    events = events.filter(slot__gte=span.begin, slot__lt=span.end, status__isnull=False)
    events = events.exclude(status=_ELIGIBLE).annotate(
        day=TruncDate("slot", tzinfo=zone),
        left=TruncDate("at", tzinfo=zone),
        later=TruncDate(Cast(KT("detail__start"), DateTimeField()), tzinfo=zone),
    )
    events = events.exclude(verb="move", later=F("day"))
    kind = Case(When(left__gte=F("day"), then=Value("late")), default=F("verb"))
    grouped = events.annotate(kind=kind).values_list("status", "kind")
    counted = grouped.annotate(Count("pk"), people=Count(KT("detail__patient"), distinct=True))
    found = {(status, kind): Many(*many) for status, kind, *many in counted.order_by()}
    return [
        Slot(status, *(found.get((status, kind), Many()) for kind in ("move", "cancel", "late")))
        for status in ("contraindicated", "deferred", "review", "incomplete")
    ]


def _session() -> Case:
    """The id of the session that an event is about."""
    before = "appointment:"
    told = Replace(Substr("subject", len(before) + 1), Value("-"), Value(""))
    return Case(When(subject__startswith=before, then=Cast(told, UUIDField())))


def _status(back: int) -> Subquery:
    """The status of the verdict that was given last before an event, or so many before it."""
    rows = Verdict.everywhere.filter(appointment=OuterRef("session"), made__lte=OuterRef("at"))
    return Subquery(rows.order_by("-made").values("status")[back : back + 1])


# Lead times


def lead_times(clinic: Clinic, span: Span) -> list[Lead]:
    """Whole days from the day of booking to the day of the session, month by month, then in all.

    Cancelled sessions are left out. A session that was entered afterwards has waited 0 days.
    """
    zone = span.zone
    rows = sessions(clinic, span).exclude(state=State.CANCELLED)
    rows = rows.annotate(
        month=TruncMonth("start", tzinfo=zone, output_field=DateField()),
        wait=ExpressionWrapper(
            TruncDate("start", tzinfo=zone) - TruncDate("made", tzinfo=zone), DurationField()
        ),
    )
    waits: dict[date | None, Counter[int]] = defaultdict(Counter)
    counted = rows.values_list("month", "wait").annotate(Count("pk")).order_by()
    for month, wait, many in counted:
        for key in (month, None):
            waits[key][max(0, wait.days)] += many
    by_month = rows.values_list("month").annotate(Count("patient", distinct=True)).order_by()
    people: dict[date | None, int] = dict(by_month)
    people[None] = rows.aggregate(all=Count("patient", distinct=True))["all"]
    found = [(month, quartiles(waits[month])) for month in (*span.months, None)]
    return [Lead(month, days, people[month]) for month, days in found if days]


# Outcomes


def outcomes(clinic: Clinic, span: Span) -> list[Result]:
    """Values on each scale by the number of the session in its series."""
    rows = Outcome.objects.of(clinic).filter(
        appointment__start__gte=span.begin, appointment__start__lt=span.end
    )
    place = ("scale", "appointment__number")
    values: dict[Any, Counter[int]] = defaultdict(Counter)
    for scale, number, value, many in (
        rows.values_list(*place, "value").annotate(Count("pk")).order_by()
    ):
        values[scale, number][value] += many
    seen = rows.values_list(*place).annotate(Count("appointment__patient", distinct=True))
    people = {(scale, number): many for scale, number, many in seen.order_by()}
    found = [(key, quartiles(values[key])) for key in sorted(values)]
    return [Result(key[0], key[1], spread, people[key]) for key, spread in found if spread]


# Weeks


def weeks(clinic: Clinic, span: Span) -> list[Week]:
    """Sessions by week and state, with the weeks in which there are none.

    A week begins on Monday; of the first and the last only the days within the span count.
    """
    rows = sessions(clinic, span).annotate(
        week=TruncWeek("start", tzinfo=span.zone, output_field=DateField())
    )
    counted = rows.values_list("week", "state").annotate(
        Count("pk"), Count("patient", distinct=True)
    )
    found: dict[date, dict[str, Many]] = defaultdict(dict)
    for week, state, *many in counted.order_by():
        found[week][state] = Many(*many)
    return [Week(day, found.get(day, {})) for day in _mondays(span)] if found else []


def _mondays(span: Span) -> list[date]:
    first = span.since - timedelta(days=span.since.weekday())
    days = (span.end.date() - first).days
    return [first + timedelta(days=after) for after in range(0, days, 7)]
