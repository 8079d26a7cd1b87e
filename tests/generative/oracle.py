"""An oracle for the engines: it decides each single moment by itself, from the specification alone.

It shares no code with any engine: no `whenever`, no intervals, no sorting of edges. It asks of one
rule after another what it says at one moment, and takes the strictest. Clocks come from the
standard library's `zoneinfo`, fed with the pinned `tzdata` package and never with the machine's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meantime.model.case import Case, Visit
from meantime.model.concept import Vocabulary
from meantime.model.condition import (
    Always,
    Both,
    Condition,
    Either,
    Not,
    Reported,
    SessionIs,
)
from meantime.model.protocol import Protocol
from meantime.model.rule import Barring, Outside, Rule, Strength, Verb
from meantime.model.ruling import Stance
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
LONGEST_SEARCH = 1500


# --- The calendar -----------------------------------------------------------------------------


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone from the pinned database."""
    with files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def wall(moment: datetime, zone: str) -> datetime:
    """What the clock on the wall shows at a moment, as a naive datetime."""
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def day_of(moment: datetime, zone: str) -> date:
    return wall(moment, zone).date()


@lru_cache(maxsize=200_000)
def moment_of(shown: datetime, zone: str, later: bool) -> datetime:
    """When the clock on the wall shows this: in a gap the first moment after it."""
    readings = {
        shown.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC) for fold in (False, True)
    }
    real = [moment for moment in readings if wall(moment, zone) == shown]
    if real:
        return max(real) if later else min(real)
    moment = min(readings)
    while wall(moment, zone) < shown:
        moment += ONE_SECOND * 60 if moment.second == 0 else ONE_SECOND
    return moment


def midnight(day: date, zone: str, later: bool) -> datetime:
    """00:00 local at the beginning of a day, or the first moment after it that exists."""
    return moment_of(datetime.combine(day, time()), zone, later)


@cache
def months_after(day: date, count: int) -> date:
    """The same day of the month `count` months later, or else the first of the next month."""
    years, month = divmod(day.month - 1 + count, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        first = date(day.year + years, month + 1, 1)
        return (first + 40 * ONE_DAY).replace(day=1)


@cache
def months_before(day: date, count: int) -> date:
    """The last day that, counted forward by as many months, does not pass this one."""
    found = day
    while months_after(found, count) > day:
        found -= ONE_DAY
    return found


# --- The session ------------------------------------------------------------------------------


class Session(NamedTuple):
    """When a session was or will be, and the days that rules count from.

    An end that nobody recorded lies somewhere between the start and 24:00 of the day, so what is
    forbidden is forbidden from the one and until the other: `earliest_end` and `end`.
    """

    zone: str
    start: datetime
    earliest_end: datetime
    end: datetime
    start_day: date
    end_day: date
    anchors: tuple[tuple[str, date], ...]


def this_session(protocol: Protocol, case: Case) -> Session:
    if case.end is not None:
        return _session(case, case.start, case.end, case.end)
    planned = case.start + timedelta(minutes=protocol.duration_minutes)
    return _session(case, case.start, None if case.performed else planned, planned)


def earlier_session(protocol: Protocol, case: Case, visit: Visit) -> Session:
    planned = visit.start + timedelta(minutes=protocol.duration_minutes)
    return _session(case, visit.start, visit.end, planned)


def _session(case: Case, start: datetime, end: datetime | None, planned: datetime) -> Session:
    """A session; one without an end lasts until 24:00 of its day, or as long as was planned."""
    first = day_of(start, case.zone)
    anchors = tuple(sorted(case.anchors.items()))
    if end is None:
        over = midnight(first + ONE_DAY, case.zone, later=True)
        late = planned if planned > over else over
        last = day_of(planned, case.zone) if planned > over else first
        return Session(case.zone, start, start, late, first, last, anchors)
    return Session(case.zone, start, end, end, first, day_of(end, case.zone), anchors)


def _anchor_day(session: Session, name: str) -> date:
    if name == START:
        return session.start_day
    if name == END:
        return session.end_day
    return min(dict(session.anchors).get(name, session.start_day), session.start_day)


@lru_cache(maxsize=200_000)
def instant(point: Point, session: Session, later: bool) -> datetime:
    """The moment of a point; where it may be one of two, `later` says which."""
    day = _anchor_day(session, point.anchor)
    match point:
        case Midnight(_, days):
            return midnight(day + days * ONE_DAY, session.zone, later)
        case MonthsAway(_, months):
            away = months_after(day, months) if months >= 0 else months_before(day, -months)
            return midnight(away + ONE_DAY, session.zone, later)
        case Elapsed(anchor, minutes):
            pass
    if anchor == END:
        origin = session.end if later else session.earliest_end
    elif anchor == START:
        origin = session.start
    elif day == session.start_day:
        origin = session.end if later else session.start
    else:
        # Of a peel only the day is known: it may have been at any hour of it.
        origin = midnight(day + (ONE_DAY if later else 0 * ONE_DAY), session.zone, later=later)
    return origin + timedelta(minutes=minutes)


# --- What a rule says -------------------------------------------------------------------------


def truth(condition: Condition, case: Case) -> bool | None:
    """Whether a condition holds: None is unknown."""
    match condition:
        case Always():
            return True
        case Reported(feature):
            value = case.facts.get(feature)
            return None if value is None else value is True
        case SessionIs(least, most):
            return case.session >= least and (most is None or case.session <= most)
        case Not(part):
            inner = truth(part, case)
            return None if inner is None else not inner
        case Both(parts):
            found = {truth(part, case) for part in parts}
            return False if False in found else None if None in found else True
        case Either(parts):
            found = {truth(part, case) for part in parts}
            return True if True in found else None if None in found else False


# What allows something, or calls it normal: of two moments it begins late and ends early.
_ALLOWING = (Verb.MAY, Verb.DO, Verb.EXPECT)


class Moment(NamedTuple):
    """One moment, for one rule placed around one session."""

    at: datetime
    session: Session
    verb: Verb

    def begun(self, point: Point | None) -> bool:
        """Whether a window that opens at this point has opened; None is since ever."""
        later = self.verb in _ALLOWING and point != Elapsed(END, 0)
        return point is None or instant(point, self.session, later) <= self.at

    def over(self, point: Point | None) -> bool:
        """Whether a window that closes at this point has closed; None is never."""
        later = self.verb not in _ALLOWING
        return point is not None and instant(point, self.session, later) <= self.at

    @property
    def after_session(self) -> bool:
        return self.session.earliest_end <= self.at


def says(rule: Rule, case: Case, session: Session, at: datetime) -> Iterator[Stance]:
    """Everything a rule says at a moment, if anything."""
    holds = truth(rule.condition, case)
    if holds is False:
        return
    now = Moment(at, session, rule.verb)
    if rule.verb is Verb.AVOID:
        yield from _avoid(rule, case, now, holds)
    elif rule.verb is Verb.MAY:
        yield from _may(rule, case, now, holds)
    elif rule.verb is Verb.BAR:
        yield _bar(rule, now)
    else:
        yield from _plain(rule, now, holds)


def _bar(rule: Rule, now: Moment) -> Stance:
    """A flat no only where neither a condition nor a date decides whether it applies."""
    flat = rule.condition_words == "" and rule.after_last is None
    refused = flat and rule.bar in (Barring.REFUSE, Barring.DEFER)
    over = now.session.end <= now.at
    return Stance.PROHIBITED if refused and not over else Stance.ASK


def _plain(rule: Rule, now: Moment, holds: bool | None) -> Iterator[Stance]:
    """The verbs that neither prohibit nor grant."""
    begun = now.begun(rule.window.begin)
    over = now.over(rule.window.end)
    within = begun and not over
    if within and rule.verb in (Verb.DO, Verb.EXPECT):
        yield Stance.PERMITTED if holds else Stance.ASK
    if within and (rule.verb is Verb.CALL or (rule.verb is Verb.TELL and rule.route)):
        yield Stance.ASK
    if rule.verb is Verb.EXPECT and (over or (now.after_session and not begun)):
        yield Stance.ASK


def report(name: str, case: Case, session: Session) -> object:
    """What was reported; of a session still to come nothing can have been."""
    to_come = case.end is None and not case.performed and session.start == case.start
    return None if to_come else case.facts.get(name)


def _avoid(rule: Rule, case: Case, now: Moment, holds: bool | None) -> Iterator[Stance]:
    window = rule.window
    endless = rule.once is not None and report(rule.once, case, now.session) is not True
    begun = now.begun(window.begin)
    over = now.over(window.end) and not endless
    wide_begun = now.begun(window.preferred_begin or window.begin)
    wide_over = now.over(window.preferred_end or window.end) and not endless
    if begun and not over:
        yield Stance.PROHIBITED if rule.strength is Strength.REQUIRED else Stance.DISCOURAGED
    if wide_begun and not begun and not over:
        yield Stance.DISCOURAGED
    if over and not wide_over:
        yield Stance.DISCOURAGED
    if not holds and rule.outside is Outside.ALLOWED:
        return
    outside = {
        Outside.ALLOWED: Stance.PERMITTED,
        Outside.SILENT: Stance.SILENT,
        Outside.ASK: Stance.ASK,
    }[rule.outside]
    closes = window.end
    speaks_before = window.begin is not None and window.begin.anchor != END
    speaks_after = (
        closes is not None
        and not window.implied_end
        and closes.anchor == END
        and closes != Elapsed(END, 0)
    )
    if speaks_before and not wide_begun:
        yield outside
    if speaks_after and wide_over:
        yield outside


def _may(rule: Rule, case: Case, now: Moment, holds: bool | None) -> Iterator[Stance]:
    if now.after_session and not now.begun(rule.window.begin):
        yield Stance.PROHIBITED
    if now.begun(rule.window.begin) and not now.over(rule.window.end):
        reported = True if rule.once is None else report(rule.once, case, now.session)
        if reported is False:
            yield Stance.PROHIBITED
        elif reported is None or holds is None:
            yield Stance.ASK
        else:
            yield Stance.PERMITTED


# --- What the protocol says -------------------------------------------------------------------


def is_a(vocabulary: Vocabulary, narrow: str, broad: str) -> bool:
    """Whether a concept is another one or a kind of it."""
    return narrow == broad or any(
        is_a(vocabulary, parent, broad) for parent in vocabulary.concepts[narrow].broader
    )


def binds(protocol: Protocol, rule: Rule, concept: str) -> bool:
    about = rule.about
    if rule.verb is Verb.BAR:
        about = tuple(protocol.features[name].concept for name in about)
    return any(is_a(protocol.vocabulary, concept, name) for name in about) and not any(
        is_a(protocol.vocabulary, concept, name) for name in rule.exceptions
    )


@lru_cache(maxsize=10_000)
def rules_on(protocol: Protocol, concept: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in protocol.rules.values() if binds(protocol, rule, concept))


class Voice(NamedTuple):
    """What one rule says at one moment."""

    rule: str
    stance: Stance


def voices(protocol: Protocol, case: Case, concept: str, at: datetime) -> frozenset[Voice]:
    """What each rule says of a concept at a moment, around this session and the earlier ones."""
    now = this_session(protocol, case)
    before = [earlier_session(protocol, case, visit) for visit in case.earlier]
    heard = set()
    for rule in rules_on(protocol, concept):
        begin = rule.window.begin
        is_after = begin is not None and begin.anchor == END
        for session in (now, *before) if is_after else (now,):
            heard |= {Voice(rule.id, stance) for stance in says(rule, case, session, at)}
    return frozenset(heard)


def strictest(heard: frozenset[Voice]) -> tuple[Stance, frozenset[str]]:
    """The strictest stance, and the rules that take it; silence where no rule speaks."""
    stance = max((voice.stance for voice in heard), default=Stance.SILENT)
    return stance, frozenset(voice.rule for voice in heard if voice.stance is stance)


def stance_at(protocol: Protocol, case: Case, concept: str, at: datetime) -> Stance:
    """What the protocol says of a concept at a moment."""
    return strictest(voices(protocol, case, concept, at))[0]


def turning_points(protocol: Protocol, case: Case) -> frozenset[datetime]:
    """Every moment at which a rule could begin or cease to say something."""
    sessions = [this_session(protocol, case)]
    sessions += [earlier_session(protocol, case, visit) for visit in case.earlier]
    found = {edge for item in sessions for edge in (item.start, item.earliest_end, item.end)}
    for rule in protocol.rules.values():
        window = rule.window
        for point in (window.begin, window.end, window.preferred_begin, window.preferred_end):
            if point is not None:
                for session in sessions:
                    found |= {instant(point, session, later) for later in (False, True)}
    return frozenset(found)


# --- Washouts ---------------------------------------------------------------------------------


class Clear(NamedTuple):
    """The first dates of a session that a use leaves free: of the required part, of all."""

    required: date | None
    whole: date | None


def moved(case: Case, day: date) -> Case:
    """The same session on another day: same clock on the wall, end and anchors shifted alike."""
    shown = wall(case.start, case.zone)
    start = moment_of(datetime.combine(day, shown.time()), case.zone, later=False)
    return Case(
        start=start,
        zone=case.zone,
        end=None if case.end is None else start + (case.end - case.start),
        facts=case.facts,
        session=case.session,
        anchors={name: that + (day - shown.date()) for name, that in case.anchors.items()},
        performed=case.performed,
    )


def first_free(protocol: Protocol, case: Case, opening: Point | None, used: date) -> date | None:
    """The first day, from the use on, whose session leaves the whole day of use before a window."""
    if opening is None:
        return None
    over = midnight(used + ONE_DAY, case.zone, later=True)
    now = this_session(protocol, case)
    if _anchor_day(now, opening.anchor) != now.start_day:
        # A peel with a date of its own stays where it is when the session moves.
        free = over <= instant(opening, now, later=False)
        return used + ONE_DAY if free else None
    for days in range(LONGEST_SEARCH):
        day = used + days * ONE_DAY
        session = this_session(protocol, moved(case, day))
        if over <= instant(opening, session, later=True):
            return day
    raise AssertionError(f"no session is free of {opening} within {LONGEST_SEARCH} days")


def blocked(protocol: Protocol, case: Case) -> Mapping[tuple[str, str], Clear]:
    """The clear dates, for every rule that avoids something beforehand and every use of it."""
    found: dict[tuple[str, str], Clear] = {}
    for rule in protocol.rules.values():
        begin = rule.window.begin
        if rule.verb is not Verb.AVOID or (begin is not None and begin.anchor == END):
            continue
        if truth(rule.condition, case) is False:
            continue
        for feature in protocol.features.values():
            used = case.facts.get(feature.id)
            if used is None or feature.id not in uses_of(protocol, rule.id):
                continue
            if used == "ongoing":
                found[rule.id, feature.id] = Clear(None, None)
            elif isinstance(used, date):
                required = first_free(protocol, case, begin, used)
                graded = rule.window.preferred_begin
                whole = first_free(protocol, case, graded, used) if graded else required
                found[rule.id, feature.id] = Clear(required, whole)
    return found


@lru_cache(maxsize=10_000)
def uses_of(protocol: Protocol, rule: str) -> frozenset[str]:
    """The features a rule binds, and those that may have been a kind of thing the rule names."""
    avoided = protocol.rules[rule]
    return frozenset(
        feature.id
        for feature in protocol.features.values()
        if binds(protocol, avoided, feature.concept)
        or any(is_a(protocol.vocabulary, name, feature.concept) for name in avoided.about)
    )
