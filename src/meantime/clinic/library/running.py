"""Sessions that still follow a version, and what another version would change for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from meantime.answers.planning import Item, Plan, plan
from meantime.answers.screening import Verdict, screen
from meantime.clinic.audit.chain import record_each
from meantime.clinic.care.cases import case_of
from meantime.clinic.care.models import Appointment, History, State
from meantime.clinic.library.models import DOCUMENTS, Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.engines.reference import ReferenceTimeline
from meantime.model.rule import Strength

# So long after its end a session still counts as running: longer than any dated rule of a shipped
# protocol. What has no end, such as "no tanning between sessions", does not keep it running.
AFTERWARDS = timedelta(days=30)
# What a page shows, and what one press of a button moves; the rest is counted, and comes next.
MOST = 200
# A session in treatment is left alone: its questions were asked and agreed to by the old version.
_WAITING = (State.BOOKED, State.ARRIVED)


class Span(NamedTuple):
    """From when to when a line holds, by the clinic's clocks; None where it has no such end.

    last, clock: the day it ends and the time, midnight as 24:00 of the day before.
    """

    begins: datetime | None
    last: date | None
    clock: str


class Line(NamedTuple):
    """A line of a plan, before and after; None where it is not there."""

    rule: str
    text: str
    preferred: bool
    before: Span | None
    after: Span | None


class Effect(NamedTuple):
    """What a version changes for one session. verdicts: before and after; None once it is done."""

    appointment: Appointment
    verdicts: tuple[Verdict, Verdict] | None
    lines: tuple[Line, ...]

    @property
    def judged_anew(self) -> bool:
        """Whether the verdict, or the first good day, is another one."""
        if self.verdicts is None:
            return False
        before, after = self.verdicts
        return (before.status, before.earliest) != (after.status, after.earliest)

    @property
    def changes(self) -> bool:
        """Whether anything is another for this patient."""
        return bool(self.lines) or self.judged_anew


def may_move(appointment: Appointment, at: datetime) -> bool:
    """Whether a session is one that can go over to another version."""
    ended = appointment.ended
    done = appointment.state == State.DONE and ended is not None and ended > at - AFTERWARDS
    return appointment.state in _WAITING or done


def running(clinic: Clinic, at: datetime) -> QuerySet[Appointment]:
    """The sessions of a clinic that are ahead, or whose aftercare still runs, by their start."""
    done = Q(state=State.DONE, ended__gt=at - AFTERWARDS)
    rows = Appointment.objects.of(clinic).filter(Q(state__in=_WAITING) | done)
    # A version brings all its documents: each is read once, not once a session.
    rows = rows.select_related("patient", "course", "room", "clinic").prefetch_related("version")
    return rows.order_by("start", "pk")


def of_others(clinic: Clinic, version: Version, at: datetime) -> QuerySet[Appointment]:
    """The running sessions of a version's protocol that follow another version."""
    rows = running(clinic, at).filter(version__protocol=version.protocol)
    return rows.exclude(version=version)


def counted(clinic: Clinic, at: datetime) -> dict[UUID, int]:
    """How many running sessions follow each version, by its id."""
    rows = running(clinic, at).select_related(None).prefetch_related(None).order_by()
    found = rows.values("version").annotate(sessions=Count("pk"))
    return {row["version"]: row["sessions"] for row in found}


@transaction.atomic
def read_by(member: Member, version: Version, at: datetime) -> list[Effect]:
    """What a version changes for the running sessions of others, noted as read by a member."""
    found = effects(of_others(member.clinic, version, at)[:MOST], version, at)
    sessions = (item.appointment for item in found)
    record_each(member, "read", ((one, {"patient": str(one.patient_id)}) for one in sessions))
    return found


def effects(appointments: Iterable[Appointment], version: Version, at: datetime) -> list[Effect]:
    """What a version changes for each of the sessions of one clinic."""
    rows = list(appointments)
    if not rows:
        return []
    clinic = rows[0].clinic_id
    patients = {item.patient_id for item in rows}
    histories = {
        item.patient_id: item
        for item in History.objects.of(clinic).filter(patient__in=patients).order_by("number")
    }
    sessions: dict[UUID, list[Appointment]] = defaultdict(list)
    others = Appointment.objects.of(clinic).filter(patient__in=patients)
    for item in others.select_related("version").defer(*DOCUMENTS):
        sessions[item.patient_id].append(item)
    return [
        effect(item, version, histories.get(item.patient_id), sessions[item.patient_id], at)
        for item in rows
    ]


def effect(
    appointment: Appointment,
    version: Version,
    history: History | None,
    sessions: list[Appointment],
    at: datetime,
) -> Effect:
    """What a version changes for one session, its facts, peel and earlier sessions as they are.

    sessions: all of its patient's.
    """
    moved = copy(appointment)
    moved.version = version
    before, after = (
        ReferenceTimeline(protocol_of(item.version), case_of(item, history, sessions))
        for item in (appointment, moved)
    )
    done = appointment.state == State.DONE
    verdicts = None if done else (screen(before, at), screen(after, at))
    return Effect(appointment, verdicts, tuple(_lines(plan(before), plan(after))))


def _lines(before: Plan, after: Plan) -> Iterator[Line]:
    old, new = _by_rule(before), _by_rule(after)
    for key in dict.fromkeys((*new, *old)):
        was, will = old.get(key), new.get(key)
        if _span(was) != _span(will):
            shown = will or was
            assert shown is not None  # the key is from one of the two plans
            preferred = shown.strength is Strength.PREFERRED
            times = (_times(before, was), _times(after, will))
            yield Line(shown.rule.id, shown.text, preferred, *times)


def _by_rule(found: Plan) -> dict[tuple[str, str, int], Item]:
    """The lines of a plan by rule, strength and, where a graded rule has two alike, their order."""
    lines: dict[tuple[str, str, int], Item] = {}
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for item in found.items:
        key = (item.rule.id, item.strength.value)
        lines[(*key, counts[key])] = item
        counts[key] += 1
    return lines


def _span(item: Item | None) -> tuple[datetime, datetime] | None:
    return None if item is None else (item.opens, item.closes)


def _times(found: Plan, item: Item | None) -> Span | None:
    if item is None:
        return None
    local = found.timeline.local
    begins, ends = item.begins and local(item.begins), item.ends and local(item.ends)
    if ends is None:
        return Span(begins, None, "")
    if (ends.hour, ends.minute, ends.second) == (0, 0, 0):
        return Span(begins, ends.date() - timedelta(days=1), "24:00")
    return Span(begins, ends.date(), f"{ends:%H:%M}")
