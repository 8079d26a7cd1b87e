"""What of the messages waits for people: whom none reaches, what nobody knows, what does not go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from meantime.clinic.care.models import Appointment, Contact
from meantime.clinic.care.models import State as Stage
from meantime.clinic.kept import Kept
from meantime.clinic.reminders.channels import all_set_up
from meantime.clinic.reminders.models import Delivery, State, Worker
from meantime.clinic.tenancy.models import Clinic

# A worker says that it is alive every quarter of a minute, and takes what is due every second.
LATE, SILENT = timedelta(minutes=2), timedelta(minutes=1)
_LOST = (State.FAILED, State.MISSED)
_GOES = (State.WAITING, State.CALLING, State.SENT)


class Unsent(NamedTuple):
    """What waits for people in a clinic. unreached: patients with a session ahead whom no message
    reaches. uncertain: messages of which nobody knows whether they were sent. is_stuck: whether
    messages are due and do not go out.
    """

    unreached: int = 0
    uncertain: int = 0
    is_stuck: bool = False


def unsent_of(clinic: Clinic, at: datetime) -> Unsent:
    """How much waits, for pages that are looked at again and again."""
    kinds = carried()
    unreached = _UNREACHED.rows(clinic.pk, at, *_filled(kinds)) if kinds else []
    counted = _COUNTED.rows(clinic.pk, at, at - LATE)
    uncertain, due, late = counted[0] if counted else (0, 0, 0)
    is_sent = is_anybody_sending(at)
    is_stuck = late > 0 or (due > 0 and not is_sent)
    return Unsent(unreached[0][0] if unreached else 0, uncertain, is_stuck)


def is_anybody_sending(at: datetime) -> bool:
    """Whether a worker said within the last minute that it is alive."""
    return bool(_SEEN.rows(at - SILENT, at + SILENT))


def alive(since: datetime, until: datetime) -> QuerySet[Worker]:
    """Workers that said in that time that they are alive."""
    return Worker.objects.filter(seen__gt=since, seen__lt=until)


def is_stuck_anywhere(at: datetime) -> bool:
    """Whether messages of any clinic are due and do not go out."""
    left = Delivery.everywhere.filter(state=State.CALLING, leased__lte=at - LATE)
    oldest = oldest_due(at)
    if oldest is None:
        return left.exists()
    return oldest <= at - LATE or left.exists() or not is_anybody_sending(at)


def oldest_due(at: datetime) -> datetime | None:
    """Since when the message of any clinic is due that is due the longest.

    In the index's order: else PostgreSQL takes it that half of what waits is due, and reads all.
    """
    due = Delivery.everywhere.filter(state=State.WAITING, due__lte=at).order_by("due")
    return due.values_list("due", flat=True).first()


def carried() -> tuple[str, ...]:
    """The kinds of contacts that something here carries messages to."""
    return tuple(channel.kind for channel in all_set_up())


def unreached_sessions(clinic: UUID, at: datetime, kinds: Iterable[str]) -> QuerySet[Appointment]:
    """Sessions ahead of whoever no message reaches: nothing open carries one, or one was lost."""
    ways = Contact.objects.of(clinic).filter(
        patient=OuterRef("patient"),
        kind__in=kinds,
        consented__isnull=False,
        withdrawn=None,
        dead=None,
    )
    rows = Appointment.objects.of(clinic).filter(start__gt=at, patient__erased=None)
    lost = Exists(lost_messages(clinic).filter(appointment=OuterRef("pk"), start=OuterRef("start")))
    return rows.filter(Q(Q(state=Stage.BOOKED.value) & ~Exists(ways)) | lost)


def lost_messages(clinic: UUID) -> QuerySet[Delivery]:
    """Those that did not get there, about a session that is on, or that it is off; where another
    about it was made later and goes, the patient hears.
    """
    later = Delivery.objects.of(clinic).filter(
        appointment=OuterRef("appointment"), made__gt=OuterRef("made"), state__in=_GOES
    )
    rows = Delivery.objects.of(clinic).filter(state__in=_LOST)
    return rows.filter(Q(appointment__state=Stage.BOOKED.value) | Q(snapshot=None)).exclude(
        Exists(later)
    )


def uncertain_messages(clinic: UUID, at: datetime) -> QuerySet[Delivery]:
    """Those of which nobody knows whether they were sent, while it matters."""
    return Delivery.objects.of(clinic).filter(state=State.UNCERTAIN, until__gt=at)


def _is_late(late: datetime) -> Q:
    """What should have gone, or a lease that nobody took back."""
    taken = State.CALLING.value
    return Q(state=State.WAITING.value, due__lte=late) | Q(state=taken, leased__lte=late)


def _count_unreached(clinic: UUID, at: datetime, *kinds: str) -> QuerySet[Any]:
    rows = unreached_sessions(clinic, at, kinds).order_by()
    return rows.values("clinic").annotate(n=Count("patient", distinct=True)).values_list("n")


def _count(clinic: UUID, at: datetime, late: datetime) -> QuerySet[Any]:
    uncertain = Q(state=State.UNCERTAIN.value, until__gt=at)
    due = Q(state=State.WAITING.value, due__lte=at)
    rows = Delivery.objects.of(clinic).filter(uncertain | due | _is_late(late)).order_by()
    return (
        rows.values("clinic")
        .annotate(
            of_uncertain=Count("pk", filter=uncertain),
            of_due=Count("pk", filter=due),
            of_late=Count("pk", filter=_is_late(late)),
        )
        .values_list("of_uncertain", "of_due", "of_late")
    )


def _filled(kinds: Sequence[str]) -> tuple[str, ...]:
    """As many as there are kinds of contacts: where one is not carried, the last is named again."""
    return (*kinds, *[kinds[-1]] * (_KINDS - len(kinds)))


_KINDS = len(Contact.KINDS)
_UNREACHED = Kept(_count_unreached, UUID, datetime, *[str] * _KINDS)
_COUNTED = Kept(_count, UUID, datetime, datetime)
# What was said by a clock that was set back since is not of the last minute.
_SEEN = Kept(lambda *between: alive(*between).values_list("name"), datetime, datetime)
