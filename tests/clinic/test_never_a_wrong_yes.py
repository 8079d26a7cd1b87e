"""Nobody is treated against what the protocol says: actions in any order, held against the core.

The machine keeps facts, dates of birth, sessions and a clinician's words in its own books, and
works out from them alone whether a session may begin at that moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.clinic.care.actions import booking, judging, patients, screening, treating
from meantime.clinic.care.models import Appointment, ConsentText, Course, Patient, State
from meantime.clinic.library.actions import migrate
from meantime.clinic.library.models import State as Life
from meantime.clinic.library.models import Version
from meantime.clinic.library.reading import digest_of, protocol_of
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Room
from meantime.clinic.tenancy.roles import Role
from meantime.model.case import Fact
from tests.clinic.conftest import NOW, Clock, make_clinic, make_member, make_version

ZONE = ZoneInfo("America/New_York")
SHOTS = {
    "pregnant": st.sampled_from([True, False, None]),
    "cold-sore-history": st.booleans(),
    "under-18": st.sampled_from([True, False, None]),
    "skin-calm": st.booleans(),
    "retinoid": st.integers(0, 6),
    "ipl-laser": st.integers(5, 10),
    "previous-session": st.integers(0, 40),
}
# Grown up, under 18 now, 18 in the days the machine plays, and between 18 and 21.
YOUNG = [date(2010, 1, 1), date(2008, 12, 6), date(2006, 6, 6)]
BORN = [date(1990, 5, 4), date(1970, 2, 28), date(1984, 2, 29), date(2000, 1, 1), *YOUNG]
# How a day goes.
WAYS = [
    "plainly",
    "one thing is not so",
    "the evening before",
    "the next day",
    "not asked again",
    "against the verdict",
    "against the verdict, which changes",
    "against the verdict, too late",
]
AHEAD = (State.BOOKED, State.ARRIVED, State.TREATING)


def day_of(at: datetime) -> date:
    return at.astimezone(ZONE).date()


@dataclass
class Booked:
    """A session in the machine's books. asked: when each question was asked since the arrival."""

    row: Appointment
    start: datetime
    state: str = State.BOOKED
    arrived: datetime | None = None
    ended: datetime | None = None
    agreed: bool = False
    words: list[tuple[Any, datetime]] = field(default_factory=list)


class Days(RuleBasedStateMachine):
    """One patient, two series, everything that staff can do, in any order."""

    clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.clock.now = NOW
        clinic = make_clinic(f"clinic-{id(self)}")
        self.nurse = make_member(clinic, Role.NURSE)
        self.clinician = make_member(clinic, Role.CLINICIAN)
        self.versions = [make_version(clinic)]
        self.rooms = [Room.everywhere.create(clinic=clinic, name=name) for name in "AB"]
        self.text = ConsentText.everywhere.create(
            clinic=clinic, number=1, language="en", body="I agree."
        )
        self.protocol = protocol_of(self.versions[0])
        self.facts: dict[str, Fact] = {}
        self.asked: dict[str, tuple[datetime, str]] = {}
        self.last_occasion = ""
        self.sessions: list[Booked] = []
        self.begun = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(
        data=st.data(),
        born=st.sampled_from(BORN),
        apart=st.sampled_from([0, 1, 7, 28, 35]),
        how=st.sampled_from(["plainly", *WAYS]),
    )
    def somebody_comes(self, data: Any, born: date, apart: int, how: str) -> None:
        """Two sessions are booked, and the first goes one way: what follows is about something."""
        self.born = born
        self.patient: Patient = patients.add_patient(self.nurse, "Ana Ruiz", born, "en", "", NOW)
        self.series: list[Course] = [
            booking.open_course(self.nurse, self.patient, "microneedling", 3) for _ in range(2)
        ]
        first = datetime(2026, 12, 3, 10, tzinfo=ZONE)
        second = first + timedelta(days=apart, hours=2)
        for course, room, start in zip(self.series, self.rooms, (first, second), strict=True):
            self.sessions.append(Booked(booking.book(self.nurse, course, start, room, NOW), start))
        self.a_session_takes_its_course(data, how)

    # What the machine itself says.

    def told(self, one: Booked, at: datetime) -> tuple[Any, str]:
        """What a session rests on at a moment, and the verdict of the core about it."""
        version = Version.everywhere.get(pk=Appointment.everywhere.get(pk=one.row.pk).version_id)
        protocol, facts = protocol_of(version), dict(self.facts)
        before = [
            other
            for other in self.sessions
            if other is not one
            and (
                other.state in (State.TREATING, State.DONE)
                or (other.state in (State.BOOKED, State.ARRIVED) and other.start < one.start)
            )
        ]
        visits = [other.start for other in before]
        day = day_of(at)
        age = day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))
        if age < 18:
            facts["under-18"] = True
        if 18 <= age <= 21:
            facts["aged-18-to-21"] = True
        past = facts.get("previous-session")
        if visits:
            days = [day_of(start) for start in visits]
            facts["previous-session"] = max([*days, past] if isinstance(past, date) else days)
            # The last session is over when somebody said so, or else by the next day.
            last = max(before, key=lambda other: min(other.start, other.ended or other.start))
            over = last.ended or last.start + timedelta(days=1)
            if self.asked.get("skin-calm", (datetime.min.replace(tzinfo=ZONE),))[0] <= over:
                facts["skin-calm"] = None
        number = Appointment.everywhere.get(pk=one.row.pk).number
        case = mt.Case(start=at, zone=ZONE.key, facts=facts, session=number)
        rests = (version.digest, one.start, number, sorted(facts.items(), key=str), sorted(visits))
        return rests, mt.screen(protocol, case).status

    def may_begin(self, one: Booked, at: datetime) -> bool:
        rests, status = self.told(one, at)
        spoken = any(held == rests and at < until for held, until in one.words)
        every = set(self.protocol.features) - {"skin-calm"}
        fresh = self.last_occasion == "check-in" and all(
            name in self.asked
            and one.arrived is not None
            and one.arrived <= self.asked[name][0]
            and at - self.asked[name][0] <= timedelta(hours=24)
            for name in every
        )
        there = one.state == State.ARRIVED and day_of(one.start) == day_of(at)
        return there and fresh and one.agreed and (status == "eligible" or spoken)

    # What staff do.

    def _try(self, act: Callable[[], Any]) -> bool:
        try:
            with transaction.atomic():
                act()
        except Refused:
            return False
        return True

    def _row(self, one: Booked) -> Appointment:
        one.row = Appointment.objects.of(self.nurse.clinic).get(pk=one.row.pk)
        return one.row

    def _one(self, data: Any, *states: str) -> Booked | None:
        found = [one for one in self.sessions if one.state in (states or AHEAD)]
        return data.draw(st.sampled_from(found)) if found else None

    def _on(self, spans: dict[str, int], others: dict[str, Fact]) -> dict[str, Fact]:
        today = day_of(self.clock.now)
        return others | {name: today - timedelta(days=days) for name, days in spans.items()}

    def _answer(self, facts: dict[str, Fact], occasion: str) -> None:
        at = self.clock.now
        if self._try(
            lambda: screening.answer(self.nurse, self.patient, self.protocol, facts, occasion, at)
        ):
            self.facts |= facts
            self.asked |= dict.fromkeys(facts, (at, occasion))
            self.last_occasion = occasion

    @rule(hours=st.sampled_from([1, 3, 10, 14, 24, 72, 240]), minutes=st.integers(0, 59))
    def time_passes(self, hours: int, minutes: int) -> None:
        self.clock.now += timedelta(hours=hours, minutes=minutes)

    @rule(data=st.data(), name=st.sampled_from(sorted(SHOTS)), again=st.booleans())
    def one_fact_changes(self, data: Any, name: str, again: bool) -> None:
        told = data.draw(SHOTS[name])
        fact = told if isinstance(told, bool) or told is None else self._on({name: told}, {})[name]
        self._answer({name: fact}, "check-in" if again else "desk")

    @rule(again=st.booleans(), calm=st.booleans())
    def all_is_asked(self, again: bool, calm: bool) -> None:
        facts = all_clear(self.protocol) | {"skin-calm": calm}
        self._answer(facts, "check-in" if again else "desk")

    @rule(born=st.sampled_from(BORN))
    def the_date_of_birth_is_corrected(self, born: date) -> None:
        patient = Patient.objects.of(self.nurse.clinic).get()
        patients.change_patient(
            self.nurse, patient, "Ana", born, "en", "", patient.revision, self.clock.now
        )
        self.born = born

    @rule(data=st.data(), days=st.integers(0, 40), hour=st.integers(8, 18))
    def a_session_is_booked(self, data: Any, days: int, hour: int) -> None:
        if len(self.sessions) > 5:
            return
        course, room = (data.draw(st.sampled_from(some)) for some in (self.series, self.rooms))
        start = datetime.combine(day_of(self.clock.now) + timedelta(days=days), time(hour), ZONE)

        def act() -> None:
            row = booking.book(self.nurse, course, start, room, self.clock.now)
            self.sessions.append(Booked(row, start))

        self._try(act)

    @rule(data=st.data(), days=st.integers(0, 20), hour=st.integers(8, 18), stale=st.booleans())
    def a_session_is_moved(self, data: Any, days: int, hour: int, stale: bool) -> None:
        one = self._one(data)
        if one is None:
            return
        row = one.row if stale else self._row(one)
        start = datetime.combine(day_of(self.clock.now) + timedelta(days=days), time(hour), ZONE)
        room = data.draw(st.sampled_from(self.rooms))
        if self._try(
            lambda: booking.move(self.nurse, row, start, room, row.revision, self.clock.now)
        ):
            one.start = start

    @rule(data=st.data(), missed=st.booleans())
    def a_session_is_called_off(self, data: Any, missed: bool) -> None:
        one = self._one(data)
        if one is None:
            return
        row = self._row(one)
        if self._try(lambda: booking.cancel(self.nurse, row, row.revision, self.clock.now, missed)):
            one.state = State.MISSED if missed else State.CANCELLED

    @rule(data=st.data(), stale=st.booleans())
    def somebody_arrives(self, data: Any, stale: bool) -> None:
        one = self._one(data)
        if one is None:
            return
        row = one.row if stale else self._row(one)
        at = self.clock.now
        if self._try(lambda: treating.check_in(self.nurse, row, row.revision, at)):
            one.state, one.arrived = State.ARRIVED, at

    @rule(data=st.data())
    def somebody_agrees(self, data: Any) -> None:
        one = self._one(data)
        if one is not None:
            self._agree(one)

    def _agree(self, one: Booked) -> None:
        row, at = self._row(one), self.clock.now
        if self._try(
            lambda: treating.consent(self.nurse, row, self.text, "Ana Ruiz", row.revision, at)
        ):
            one.agreed = True

    @rule(data=st.data(), hours=st.sampled_from([1, 5, 30, 200]), stale=st.booleans())
    def a_clinician_decides(self, data: Any, hours: int, stale: bool) -> None:
        one = self._one(data)
        if one is not None:
            self._decide(one, one.row if stale else self._row(one), timedelta(hours=hours))

    def _decide(self, one: Booked, row: Appointment, life: timedelta) -> None:
        at, reason = self.clock.now, "Known to us for years."
        rests, _status = self.told(one, one.start)
        if self._try(
            lambda: screening.override(self.clinician, row, reason, at + life, row.revision, at)
        ):
            one.words.append((rests, at + life))

    @rule(data=st.data())
    def a_clinician_takes_it_back(self, data: Any) -> None:
        one = self._one(data)
        if one is None:
            return
        row = self._row(one)
        if self._try(
            lambda: screening.revoke_override(self.clinician, row, row.revision, self.clock.now)
        ):
            one.words.clear()

    @precondition(lambda self: len(self.versions) < 3)
    @rule()
    def a_version_is_published(self) -> None:
        last = self.versions[-1]
        Version.everywhere.filter(pk=last.pk).update(state=Life.RETIRED, retired=self.clock.now)
        days = f"from: {3 + len(self.versions)} days before"
        documents = dict(last.files)
        begin, rest = documents["protocol.md"].split("id: actives-3-days", 1)
        before, after = rest.split(" days before", 1)
        before = before.rsplit("from:", 1)[0] + days.removesuffix(" days before")
        documents["protocol.md"] = f"{begin}id: actives-3-days{before} days before{after}"
        self.versions.append(
            Version.everywhere.create(
                clinic=last.clinic,
                protocol="microneedling",
                title="Microneedling",
                number=last.number + 1,
                state=Life.PUBLISHED,
                files=documents,
                digest=digest_of(documents),
            )
        )

    @rule(data=st.data(), stale=st.booleans())
    def a_session_goes_over_to_it(self, data: Any, stale: bool) -> None:
        one = self._one(data)
        if one is None:
            return
        row = one.row if stale else self._row(one)
        self._try(lambda: migrate(self.clinician, row, self.versions[-1]))

    @rule(data=st.data(), stale=st.booleans())
    def a_treatment_begins(self, data: Any, stale: bool) -> None:
        one = self._one(data)
        if one is None:
            return
        self._begin(one, one.row if stale else self._row(one))

    @rule(data=st.data(), how=st.sampled_from(WAYS))
    def a_session_takes_its_course(self, data: Any, how: str) -> None:
        """Most begins come from here: all is as it should be, but perhaps for one thing."""
        waiting = [one for one in self.sessions if one.state == State.BOOKED]
        waiting = [one for one in waiting if day_of(one.start) >= day_of(self.clock.now)]
        if not waiting:
            return
        one = min(waiting, key=lambda one: one.start)
        came = one.start - timedelta(hours=11) if how == "the evening before" else one.start
        self.clock.now = max(self.clock.now, came)
        self.all_is_asked(False, True)
        self.clock.now += timedelta(minutes=1)
        row = self._row(one)
        if not self._try(lambda: treating.check_in(self.nurse, row, row.revision, self.clock.now)):
            return
        one.state, one.arrived = State.ARRIVED, self.clock.now
        if how == "not asked again":
            self._answer({"pregnant": False}, "check-in")
        else:
            self.all_is_asked(True, True)
        if how == "one thing is not so":
            self.one_fact_changes(data, data.draw(st.sampled_from(sorted(SHOTS))), True)
        if how.startswith("against the verdict"):
            self._answer({"keloid": True}, "check-in")
            self._decide(one, self._row(one), timedelta(hours=2))
        if how == "against the verdict, which changes":
            self._answer({"pregnant": True}, "check-in")
        if how == "against the verdict, too late":
            self.clock.now += timedelta(hours=2)
        self._agree(one)
        if how == "the next day":
            self.clock.now += timedelta(hours=data.draw(st.integers(12, 23)))
        self._begin(one, self._row(one))

    def _begin(self, one: Booked, row: Appointment) -> None:
        at = self.clock.now
        allowed = self.may_begin(one, at)
        if self._try(lambda: treating.begin(self.nurse, row, row.revision, at)):
            assert allowed, "a treatment began that nothing allows"
            one.state, one.start = State.TREATING, one.start
            Tally.begun += 1

    @rule(data=st.data(), minutes=st.integers(0, 60), peel=st.booleans())
    def a_treatment_ends(self, data: Any, minutes: int, peel: bool) -> None:
        one = self._one(data, State.TREATING)
        if one is None:
            return
        self.clock.now += timedelta(minutes=minutes)
        done = treating.Record(
            "Pen", Decimal(1), ["face"], "Glycolic" if peel else "", [], "", self.clock.now
        )
        row = self._row(one)
        if self._try(lambda: treating.finish(self.nurse, row, done, row.revision, self.clock.now)):
            one.state, one.ended = State.DONE, self.clock.now

    # What is so at any time.

    @invariant()
    def no_verdict_in_the_books_is_better_than_the_core(self) -> None:
        for one in self.sessions:
            if one.state not in (State.BOOKED, State.ARRIVED):
                continue
            row = (
                Appointment.objects.of(self.nurse.clinic)
                .select_related("verdict")
                .get(pk=one.row.pk)
            )
            _rests, status = self.told(one, one.start)
            assert (row.verdict.status == "eligible") == (status == "eligible"), row.verdict.told
            assert judging.plan_in_force(row) is not None

    @invariant()
    def what_the_books_say_is_what_is_stored(self) -> None:
        for one in self.sessions:
            row = Appointment.objects.of(self.nurse.clinic).get(pk=one.row.pk)
            assert (row.state, row.start) == (one.state, one.start)


class Tally:
    """So that a machine that never begins anything proves nothing."""

    begun = 0


def search(clock: Clock, how: settings) -> None:
    Tally.begun = 0
    run_state_machine_as_test(
        type("Machine", (Days,), {"clock": clock}),
        settings=settings(
            how,
            stateful_step_count=20,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert timezone.now() is clock.now
    assert Tally.begun >= 5


def test_no_order_of_actions_begins_a_treatment_that_nothing_allows(db: Any, clock: Clock) -> None:
    search(clock, settings(max_examples=40, derandomize=True))


@pytest.mark.long
def test_no_other_order_does_either(db: Any, clock: Clock) -> None:
    search(clock, settings(max_examples=600))
