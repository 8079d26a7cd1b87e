"""Protocols and cases that nobody wrote: Hypothesis strategies that build only valid ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

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


@st.composite
def starts(draw: DrawFn, zone: str) -> datetime:
    """A start of a session: near a change of the clocks, near a month's end, or anywhere."""
    changes = transitions(zone)
    kind = draw(st.sampled_from(("change", "change", "month", "any")))
    if kind == "change" and changes:
        days = timedelta(days=draw(st.integers(-8, 3)))
        return (
            draw(st.sampled_from(changes)) + days + _MINUTE * draw(st.integers(-26 * 60, 26 * 60))
        )
    year = draw(st.integers(FIRST_YEAR, LAST_YEAR - 1))
    first = datetime(year, draw(st.integers(1, 12)), 1, tzinfo=UTC)
    days = timedelta(days=draw(st.integers(-4, 2) if kind == "month" else st.integers(0, 27)))
    seconds = draw(st.sampled_from((0, 0, 0, 1, 59)))
    return first + days + timedelta(minutes=draw(st.integers(0, 24 * 60)), seconds=seconds)


# Spans that are likely to touch: hours and days that make the same stretch, and their neighbours.
_SPANS = st.sampled_from((0, 1, 59, 60, 90, 720, 1439, 1440, 1441, 2880, 4320, 10080, 20160))


def _elapsed(anchor: str, sign: int) -> SearchStrategy[Point]:
    return st.builds(Elapsed, st.just(anchor), _SPANS.map(lambda span: sign * span))


def _days(anchor: str, least: int, most: int) -> SearchStrategy[Point]:
    return st.builds(Midnight, st.just(anchor), st.integers(least, most))


def _months(anchor: str, sign: int) -> SearchStrategy[Point]:
    return st.builds(MonthsAway, st.just(anchor), st.integers(1, 14).map(lambda n: sign * n))


def before(anchor: str, *, months: bool = True) -> SearchStrategy[Point]:
    """A point before an anchor, or at it."""
    kinds = [_elapsed(anchor, -1), _days(anchor, -15, 0)]
    return st.one_of(*kinds, *([_months(anchor, -1)] if months else []))


def after(anchor: str, *, months: bool = True) -> SearchStrategy[Point]:
    """A point after an anchor, or at it."""
    kinds = [_elapsed(anchor, 1), _days(anchor, 1, 15)]
    return st.one_of(*kinds, *([_months(anchor, 1)] if months else []))


def _earlier(point: Point) -> SearchStrategy[Point]:
    """The outer, preferred point of a window that begins at this one."""
    match point:
        case Elapsed(anchor, minutes):
            return st.integers(1, 3000).map(lambda more: Elapsed(anchor, minutes - more))
        case Midnight(anchor, days):
            return st.integers(1, 8).map(lambda more: Midnight(anchor, days - more))
        case MonthsAway(anchor, months):
            return st.integers(1, 3).map(lambda more: MonthsAway(anchor, months - more))


def _later(point: Point) -> SearchStrategy[Point]:
    """The outer, preferred point of a window that ends at this one."""
    match point:
        case Elapsed(anchor, minutes):
            return st.integers(1, 3000).map(lambda more: Elapsed(anchor, minutes + more))
        case Midnight(anchor, days):
            return st.integers(1, 8).map(lambda more: Midnight(anchor, days + more))
        case MonthsAway(anchor, months):
            return st.integers(1, 3).map(lambda more: MonthsAway(anchor, months + more))


def _before_points(months: bool) -> SearchStrategy[Point]:
    return st.one_of(
        before(START, months=months),
        before(START, months=months),
        before(PEEL, months=months),
        after(PEEL, months=months),
        after(START, months=months),
    )


def _any_points(months: bool) -> SearchStrategy[Point]:
    return st.one_of(
        _before_points(months),
        after(END, months=months),
        before(END, months=months),
    )


@st.composite
def washout_windows(draw: DrawFn, months: bool = True) -> Window:
    """A window that opens before the session."""
    begin = draw(st.one_of(st.none(), *[_before_points(months)] * 4))
    end = draw(
        st.one_of(
            st.just(Elapsed(END)),
            st.just(Elapsed(START)),
            st.just(Midnight(END, 1)),
            after(END, months=months),
            _any_points(months),
            st.none(),
        )
    )
    return draw(_graded(begin, end))


@st.composite
def after_windows(draw: DrawFn, months: bool = True) -> Window:
    """A window that opens once the session is over."""
    begin = draw(st.one_of(st.just(Elapsed(END)), after(END, months=months)))
    end = draw(st.one_of(st.none(), after(END, months=months), after(END, months=months)))
    return draw(_graded(begin, end))


@st.composite
def _graded(draw: DrawFn, begin: Point | None, end: Point | None) -> Window:
    opens = None if begin is None else draw(st.one_of(st.none(), st.none(), _earlier(begin)))
    closes = None if end is None else draw(st.one_of(st.none(), st.none(), _later(end)))
    return Window(begin, end, opens, closes)


@st.composite
def plain_windows(draw: DrawFn, months: bool = True) -> Window:
    """Any window that is not graded; most of them after the session."""
    begin = draw(st.one_of(st.none(), after(END, months=months), _any_points(months)))
    end = draw(st.one_of(st.none(), after(END, months=months), _any_points(months)))
    return Window(begin, end)


# --- Protocols --------------------------------------------------------------------------------


@st.composite
def vocabularies(draw: DrawFn) -> Vocabulary:
    """One to six concepts, each narrower than some of those before it."""
    names: list[str] = []
    concepts = {}
    for name in ("care", "cream", "retinoid", "sport", "sun", "wash")[: draw(st.integers(1, 6))]:
        broader = draw(st.lists(st.sampled_from(names), unique=True, max_size=2)) if names else []
        concepts[name] = Concept(name, {"en": (name,)}, tuple(broader))
        names.append(name)
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


conditions: SearchStrategy[Condition] = st.one_of(
    st.just(ALWAYS), st.just(ALWAYS), st.recursive(_LEAVES, _composed, max_leaves=4)
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the protocols of a test may hold."""

    verbs: tuple[Verb, ...] = tuple(Verb)
    months: bool = True
    exceptions: bool = True
    conditional: bool = True
    outsides: tuple[Outside, ...] = tuple(Outside)
    most_rules: int = 6


ANY = Shape()


def _some(draw: DrawFn, names: Sequence[str], least: int, most: int) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(names), unique=True, min_size=least, max_size=most)))


@st.composite
def rules(
    draw: DrawFn, name: str, vocabulary: Vocabulary, features: Mapping[str, Feature], shape: Shape
) -> Rule:
    """One rule of any verb, with all that its verb may carry."""
    verb = draw(st.sampled_from((*shape.verbs, *{Verb.AVOID, Verb.MAY}.intersection(shape.verbs))))
    avoid, bar = verb is Verb.AVOID, verb is Verb.BAR
    condition = draw(conditions) if shape.conditional else ALWAYS
    names = sorted(vocabulary.concepts)
    least = len(names) > 1
    excepting = shape.exceptions and least and verb in (Verb.AVOID, Verb.MAY, Verb.TELL)
    return Rule(
        id=name,
        verb=verb,
        about=_some(draw, sorted(features) if bar else names, 1, 2),
        text="A sentence.",
        place=_HERE,
        exceptions=_some(draw, names, 0, 1) if excepting else (),
        window=draw(_window_of(verb, shape.months)),
        condition=condition,
        condition_words="" if condition == ALWAYS else "as said",
        once=draw(st.sampled_from((None, None, *REPORTS)))
        if verb in (Verb.AVOID, Verb.MAY)
        else None,
        strength=draw(st.sampled_from(Strength)) if avoid else Strength.REQUIRED,
        outside=draw(st.sampled_from(shape.outsides)) if avoid else Outside.ALLOWED,
        route=draw(st.sampled_from((None, "clinic"))) if verb is Verb.TELL else None,
        bar=draw(st.sampled_from(Barring)) if bar else None,
        urgency=draw(st.sampled_from(Urgency)) if verb is Verb.CALL else None,
        after_last=draw(st.sampled_from((None, 14))) if bar else None,
    )


def _window_of(verb: Verb, months: bool) -> SearchStrategy[Window]:
    if verb is Verb.BAR:
        return st.just(Window(None, Elapsed(END)))
    if verb is Verb.AVOID:
        return st.one_of(washout_windows(months), after_windows(months))
    return plain_windows(months)


@st.composite
def protocols(draw: DrawFn, shape: Shape = ANY) -> Protocol:
    """A small valid protocol."""
    vocabulary = draw(vocabularies())
    concepts = st.sampled_from(sorted(vocabulary.concepts))
    features = {
        name: Feature(
            name,
            Kind.DATE if name in DATED else Kind.YES_NO,
            "Well?",
            draw(concepts),
            report=name in REPORTS,
        )
        for name in (*ANSWERED, *REPORTS, *DATED)
    }
    count = draw(st.integers(1, shape.most_rules))
    written = [
        draw(rules(f"rule-{number}", vocabulary, features, shape)) for number in range(count)
    ]
    return protocol_of(vocabulary, features, written, draw(st.sampled_from((0, 30, 60, 90, 1440))))


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
def cases(draw: DrawFn, zones: Sequence[str] = ZONES) -> Case:
    """One person's session, in a zone with odd clocks, with facts known and unknown."""
    zone = draw(st.sampled_from(zones))
    start = draw(starts(zone))
    day = day_of(start, zone)
    return Case(
        start=start,
        zone=zone,
        end=draw(st.one_of(st.none(), st.none(), _ends(start))),
        facts=draw(facts(day)),
        session=draw(st.integers(1, 4)),
        anchors={PEEL: day + timedelta(days=draw(st.integers(-10, 2)))}
        if draw(st.booleans())
        else {},
        earlier=draw(_visits(start)),
        performed=draw(st.booleans()),
    )


def _ends(start: datetime) -> SearchStrategy[datetime]:
    return st.integers(0, 3 * 24 * 3600).map(lambda seconds: start + timedelta(seconds=seconds))


@st.composite
def _visits(draw: DrawFn, start: datetime) -> tuple[Visit, ...]:
    found = []
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        begun = start - timedelta(minutes=draw(st.integers(1, 60 * 24 * 60)))
        found.append(Visit(begun, draw(st.one_of(st.none(), _ends(begun)))))
    return tuple(found)


@st.composite
def facts(draw: DrawFn, day: date) -> dict[str, Fact]:
    """An answer to some of the questions; a missing one is unknown, as None is."""
    found: dict[str, Fact] = {}
    for name in _YES_NO:
        if draw(st.booleans()):
            found[name] = draw(st.sampled_from((True, False, None)))
    for name in DATED:
        if draw(st.booleans()):
            found[name] = draw(uses(day))
    return found


def uses(day: date) -> SearchStrategy[Fact]:
    """The last time of something: a date before the session, still going on, never, or unknown."""

    def back(days: int) -> Fact:
        return day - timedelta(days=days)

    return st.one_of(
        st.integers(0, 20).map(back),
        st.integers(0, 420).map(back),
        st.sampled_from(("ongoing", "never", None)),
    )


@st.composite
def moments(draw: DrawFn, case: Case, count: int = 12) -> list[datetime]:
    """Moments around the session: by the minute close by, and by the second far away."""
    close = st.integers(-9 * 1440, 9 * 1440).map(lambda minutes: case.start + _MINUTE * minutes)
    far = st.integers(-300 * 86400, 300 * 86400).map(
        lambda seconds: case.start + timedelta(seconds=seconds)
    )
    return draw(st.lists(st.one_of(close, far), min_size=count, max_size=count))
