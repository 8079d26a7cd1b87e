"""Protocols and cases that nobody wrote: Hypothesis strategies that build only valid ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from meantime.model.case import Case, Fact, Visit
from meantime.model.concept import Concept, Vocabulary
from meantime.model.condition import (
    ALWAYS,
    Both,
    Condition,
    Either,
    Not,
    Reported,
    SessionIs,
)
from meantime.model.problem import Place
from meantime.model.protocol import Feature, Kind, Protocol
from meantime.model.rule import Barring, Outside, Rule, Strength, Urgency, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point, Window
from tests.generative.oracle import day_of, zone_of

# Zones whose clocks change at midnight, repeat it, skip a day, move by half an hour, or never move.
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Havana",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
FIRST_YEAR, LAST_YEAR = 2005, 2040
PEEL = "peel"
ANSWERED = ("fever", "peel-planned", "pregnant")
REPORTS = ("calm", "healed")
DATED = ("last-retinoid", "last-sun")
_HERE = Place("nowhere.md", 1)
_MINUTE = timedelta(minutes=1)
T = TypeVar("T")


# --- Time -------------------------------------------------------------------------------------


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """The moments at which the zone's offset changes, to the minute."""
    info = zone_of(zone)
    found = []
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    step = timedelta(days=1)
    while moment.year < LAST_YEAR:
        if moment.astimezone(info).utcoffset() != (moment + step).astimezone(info).utcoffset():
            found.append(_change(zone, moment, moment + step))
        moment += step
    return tuple(found)


def _change(zone: str, before: datetime, after: datetime) -> datetime:
    info = zone_of(zone)
    old = before.astimezone(info).utcoffset()
    while after - before > _MINUTE:
        middle = before + _MINUTE * ((after - before) // _MINUTE // 2)
        if middle.astimezone(info).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


# --- Drawing ----------------------------------------------------------------------------------
# Strategies cost more to build than to draw from, so each is built once.


@cache
def whole(least: int, most: int) -> SearchStrategy[int]:
    return st.integers(least, most)


def one_of(options: tuple[T, ...]) -> SearchStrategy[T]:
    found: SearchStrategy[T] = _sampled(options)
    return found


@cache
def _sampled(options: tuple[Any, ...]) -> SearchStrategy[Any]:
    return st.sampled_from(options)


@cache
def some_of(names: tuple[str, ...], least: int, most: int) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), unique=True, min_size=least, max_size=most).map(tuple)


def start_of(draw: DrawFn, zone: str) -> datetime:
    """A start of a session: near a change of the clocks, near a month's end, or anywhere."""
    changes = transitions(zone)
    kind = draw(one_of(("change", "change", "month", "any")))
    if kind == "change" and changes:
        days = timedelta(days=draw(whole(-8, 3)))
        return draw(one_of(changes)) + days + _MINUTE * draw(whole(-26 * 60, 26 * 60))
    first = datetime(draw(whole(FIRST_YEAR, LAST_YEAR - 1)), draw(whole(1, 12)), 1, tzinfo=UTC)
    days = timedelta(days=draw(whole(-4, 2) if kind == "month" else whole(0, 27)))
    seconds = timedelta(seconds=draw(one_of((0, 0, 0, 1, 59))))
    return first + days + _MINUTE * draw(whole(0, 24 * 60)) + seconds


# Spans that are likely to touch: hours and days that make the same stretch, and their neighbours.
_SPANS = (0, 1, 59, 60, 90, 720, 1439, 1440, 1441, 2880, 4320, 10080, 20160)


def _before(draw: DrawFn, anchor: str, months: bool) -> Point:
    """A point before an anchor, or at it."""
    kind = draw(whole(0, 1 + months))
    if kind == 0:
        return Elapsed(anchor, -draw(one_of(_SPANS)))
    return Midnight(anchor, -draw(whole(0, 15))) if kind == 1 else MonthsAway(anchor, -_count(draw))


def _after(draw: DrawFn, anchor: str, months: bool) -> Point:
    """A point after an anchor, or at it."""
    kind = draw(whole(0, 1 + months))
    if kind == 0:
        return Elapsed(anchor, draw(one_of(_SPANS)))
    return Midnight(anchor, draw(whole(1, 15))) if kind == 1 else MonthsAway(anchor, _count(draw))


def _count(draw: DrawFn) -> int:
    return draw(whole(1, 14))


def further(point: Point, sign: int, minutes: int, days: int, months: int) -> Point:
    """The point moved away by what its kind counts in."""
    match point:
        case Elapsed(anchor, count):
            return Elapsed(anchor, count + sign * minutes)
        case Midnight(anchor, count):
            return Midnight(anchor, count + sign * days)
        case MonthsAway(anchor, count):
            return MonthsAway(anchor, count + sign * months)


def _before_point(draw: DrawFn, months: bool) -> Point:
    """A point that windows before a session begin at; a few lie within it."""
    kind = draw(whole(0, 9))
    if kind < 6:
        return _before(draw, START, months)
    if kind < 8:
        return _before(draw, PEEL, months)
    return _after(draw, START if kind == 8 else PEEL, months)


def _any_point(draw: DrawFn, months: bool) -> Point:
    kind = draw(whole(0, 3))
    if kind < 2:
        return _before_point(draw, months)
    return _after(draw, END, months) if kind == 2 else _before(draw, END, months)


def _washout_window(draw: DrawFn, months: bool) -> Window:
    """A window that opens before the session."""
    begin = None if draw(whole(0, 5)) == 0 else _before_point(draw, months)
    kind = draw(whole(0, 5))
    if kind < 3:
        end: Point | None = (Elapsed(END), Elapsed(START), Midnight(END, 1))[kind]
    elif kind == 3:
        end = None
    else:
        end = _after(draw, END, months) if kind == 4 else _any_point(draw, months)
    return _graded(draw, begin, end)


def _after_window(draw: DrawFn, months: bool) -> Window:
    """A window that opens once the session is over."""
    begin = Elapsed(END) if draw(whole(0, 1)) else _after(draw, END, months)
    end = None if draw(whole(0, 3)) == 0 else _after(draw, END, months)
    return _graded(draw, begin, end)


def _graded(draw: DrawFn, begin: Point | None, end: Point | None) -> Window:
    return Window(begin, end, _graded_side(draw, begin, -1), _graded_side(draw, end, 1))


def _graded_side(draw: DrawFn, point: Point | None, sign: int) -> Point | None:
    if point is None or draw(whole(0, 2)):
        return None
    return further(point, sign, draw(whole(1, 3000)), draw(whole(1, 8)), draw(whole(1, 3)))


def _plain_window(draw: DrawFn, months: bool) -> Window:
    """Any window that is not graded; most of them after the session."""
    begin, end = (
        (None, _after(draw, END, months), _any_point(draw, months))[draw(whole(0, 2))]
        for _ in range(2)
    )
    return Window(begin, end)


# --- Protocols --------------------------------------------------------------------------------


def _vocabulary(draw: DrawFn) -> Vocabulary:
    """One to six concepts, each narrower than some of those before it."""
    names: tuple[str, ...] = ()
    concepts = {}
    for name in ("care", "cream", "retinoid", "sport", "sun", "wash")[: draw(whole(1, 6))]:
        broader = draw(some_of(names, 0, 2)) if names else ()
        concepts[name] = Concept(name, {"en": (name,)}, broader)
        names += (name,)
    return Vocabulary(concepts)


_YES_NO = (*ANSWERED, *REPORTS)
_SESSIONS = st.builds(
    lambda least, more: SessionIs(least, None if more is None else least + more),
    st.integers(1, 3),
    st.one_of(st.none(), st.integers(0, 2)),
)
_LEAVES: SearchStrategy[Condition] = st.one_of(
    st.sampled_from(_YES_NO).map(Reported), st.sampled_from(_YES_NO).map(Reported), _SESSIONS
)


def _composed(inner: SearchStrategy[Condition]) -> SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), parts.map(Both), parts.map(Either))


_CONDITIONS: SearchStrategy[Condition] = st.one_of(
    st.just(ALWAYS), st.just(ALWAYS), st.recursive(_LEAVES, _composed, max_leaves=4)
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the protocols of a test may hold."""

    verbs: tuple[Verb, ...] = tuple(Verb)
    months: bool = True
    exceptions: bool = True
    outsides: tuple[Outside, ...] = tuple(Outside)
    most_rules: int = 6

    @property
    def likely_verbs(self) -> tuple[Verb, ...]:
        """The verbs to draw from: those that prohibit and permit twice as often."""
        return (*self.verbs, *(verb for verb in self.verbs if verb in (Verb.AVOID, Verb.MAY)))


ANY = Shape()


def _rule(
    draw: DrawFn, name: str, concepts: tuple[str, ...], features: tuple[str, ...], shape: Shape
) -> Rule:
    """One rule of any verb, with all that its verb may carry."""
    verb = draw(one_of(shape.likely_verbs))
    avoid, bar = verb is Verb.AVOID, verb is Verb.BAR
    condition = draw(_CONDITIONS)
    may_except = verb in (Verb.AVOID, Verb.MAY, Verb.TELL) and shape.exceptions
    may_wait = verb in (Verb.AVOID, Verb.MAY)
    return Rule(
        id=name,
        verb=verb,
        about=draw(some_of(features if bar else concepts, 1, 2)),
        text="A sentence.",
        place=_HERE,
        exceptions=draw(some_of(concepts, 0, 1)) if may_except else (),
        window=_window(draw, verb, shape.months),
        condition=condition,
        condition_words="" if condition == ALWAYS else "as said",
        once=draw(one_of((None, None, *REPORTS))) if may_wait else None,
        strength=draw(one_of(tuple(Strength))) if avoid else Strength.REQUIRED,
        outside=draw(one_of(shape.outsides)) if avoid else Outside.ALLOWED,
        route=draw(one_of((None, "clinic"))) if verb is Verb.TELL else None,
        bar=draw(one_of(tuple(Barring))) if bar else None,
        urgency=draw(one_of(tuple(Urgency))) if verb is Verb.CALL else None,
        after_last=draw(one_of((None, 14))) if bar else None,
    )


def _window(draw: DrawFn, verb: Verb, months: bool) -> Window:
    if verb is Verb.BAR:
        return Window(None, Elapsed(END))
    if verb is Verb.AVOID:
        return (_washout_window if draw(whole(0, 1)) else _after_window)(draw, months)
    return _plain_window(draw, months)


@st.composite
def protocols(draw: DrawFn, shape: Shape = ANY) -> Protocol:
    """A small valid protocol."""
    vocabulary = _vocabulary(draw)
    concepts = tuple(vocabulary.concepts)
    features = {
        name: Feature(
            name,
            Kind.DATE if name in DATED else Kind.YES_NO,
            "Well?",
            draw(one_of(concepts)),
            report=name in REPORTS,
        )
        for name in (*ANSWERED, *REPORTS, *DATED)
    }
    written = [
        _rule(draw, f"rule-{number}", concepts, tuple(features), shape)
        for number in range(draw(whole(1, shape.most_rules)))
    ]
    return protocol_of(vocabulary, features, written, draw(one_of((0, 30, 60, 90, 1440))))


@st.composite
def new_rules(draw: DrawFn, protocol: Protocol, shape: Shape) -> Rule:
    """One more rule for a protocol."""
    return _rule(draw, "new", tuple(protocol.concepts), tuple(protocol.features), shape)


def protocol_of(
    vocabulary: Vocabulary,
    features: Mapping[str, Feature],
    written: Sequence[Rule],
    duration_minutes: int = 60,
) -> Protocol:
    """A protocol of these rules and nothing else."""
    return Protocol(
        id="generated",
        title="Generated",
        version="1",
        source="",
        procedure=min(vocabulary.concepts),
        duration_minutes=duration_minutes,
        anchors=(PEEL,),
        vocabulary=vocabulary,
        features=features,
        rules={rule.id: rule for rule in written},
        decisions={},
        phases=(),
        series=None,
        outline={},
        asides=(),
    )


def with_rules(protocol: Protocol, written: Sequence[Rule]) -> Protocol:
    """The same protocol with other rules."""
    return protocol_of(protocol.vocabulary, protocol.features, written, protocol.duration_minutes)


# --- Cases ------------------------------------------------------------------------------------


@st.composite
def cases(
    draw: DrawFn,
    zones: tuple[str, ...] = ZONES,
    yes_no: tuple[str, ...] = _YES_NO,
    dated: tuple[str, ...] = DATED,
) -> Case:
    """One person's session, in a zone with odd clocks, with facts known and unknown."""
    zone = draw(one_of(zones))
    start = start_of(draw, zone)
    day = day_of(start, zone)
    anchored = draw(whole(0, 1))
    return Case(
        start=start,
        zone=zone,
        end=_end(draw, start),
        facts=_facts(draw, day, yes_no, dated),
        session=draw(whole(1, 4)),
        anchors={PEEL: day + timedelta(days=draw(whole(-10, 0)))} if anchored else {},
        earlier=_visits(draw, start),
        performed=draw(st.booleans()),
    )


def _end(draw: DrawFn, start: datetime) -> datetime | None:
    if draw(whole(0, 2)):
        return None
    longest = draw(one_of((3600, 12 * 3600, 24 * 3600)))
    return start + timedelta(seconds=draw(whole(0, longest)))


def _visits(draw: DrawFn, start: datetime) -> tuple[Visit, ...]:
    begun = [
        start - _MINUTE * draw(whole(1, 60 * 24 * 60)) for _ in range(draw(one_of((0, 0, 0, 1, 2))))
    ]
    return tuple(Visit(moment, _end(draw, moment)) for moment in begun)


def cases_for(protocol: Protocol) -> SearchStrategy[Case]:
    """Cases with the facts that a protocol asks for."""
    yes_no, dated = (
        tuple(item.id for item in protocol.features.values() if item.kind is kind)
        for kind in (Kind.YES_NO, Kind.DATE)
    )
    return cases(yes_no=yes_no, dated=dated)


def _facts(
    draw: DrawFn, day: date, yes_no: tuple[str, ...], dated: tuple[str, ...]
) -> dict[str, Fact]:
    """An answer to some of the questions; a missing one is unknown, as None is."""
    found: dict[str, Fact] = {}
    for name in yes_no:
        if draw(st.booleans()):
            found[name] = draw(one_of((True, False, None)))
    for name in dated:
        if draw(st.booleans()):
            found[name] = _use(draw, day)
    return found


def _use(draw: DrawFn, day: date) -> Fact:
    """The last time of something: a date before the session, still going on, never, or unknown."""
    kind = draw(whole(0, 5))
    if kind == 0:
        return draw(one_of(("ongoing", "never", None)))
    return day - timedelta(days=draw(whole(0, 20 if kind < 4 else 420)))


@st.composite
def moments(draw: DrawFn, case: Case, count: int = 12) -> list[datetime]:
    """Moments around the session: by the minute close by, and by the second far away."""
    close = [_MINUTE * draw(whole(-9 * 1440, 9 * 1440)) for _ in range(count)]
    far = timedelta(seconds=draw(whole(-300 * 86400, 300 * 86400)))
    return [case.start + away for away in (*close, far)]
