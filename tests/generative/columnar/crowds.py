"""Many people for one protocol, from a seed: quicker than Hypothesis draws them.

What a person may have is drawn as in `strategies`, and more: moments to the microsecond, years far
away, facts after the session, several anchors, earlier sessions that overlap.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from meantime.model.case import Case, Fact, Visit
from meantime.model.protocol import Feature, Kind, Protocol
from tests.generative import oracle, strategies

DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST_DAYS = 420


def crowd(protocol: Protocol, seed: int, count: int) -> list[Case]:
    """So many cases that fit a protocol."""
    random = Random(seed)
    return [one(protocol, random) for _ in range(count)]


def one(protocol: Protocol, random: Random) -> Case:
    """A case that fits a protocol."""
    zone = random.choice(strategies.ZONES)
    start = _start(random, zone)
    day = oracle.day_of(start, zone)
    return Case(
        start=start,
        zone=zone,
        end=_end(random, start),
        facts=_facts(protocol, random, day),
        session=random.choice((1, 1, 2, 3, 4, 30)),
        anchors={
            name: day - DAY * random.choice((0, 1, 2, random.randint(0, 12), 90))
            for name in protocol.anchors
            if random.random() < 0.5
        },
        earlier=_visits(random, start),
        performed=random.random() < 0.5,
    )


def moment(random: Random, cases: list[Case]) -> datetime:
    """A moment near one of the sessions."""
    case = random.choice(cases)
    return case.start + DAY * random.randint(-20, 20) + _SECOND * random.randint(-90_000, 90_000)


def facts_around(protocol: Protocol, random: Random, day: date) -> dict[str, Fact]:
    """An answer to nearly every question, with dates of the week before a day and the day after."""
    return {
        item.id: random.random() < 0.05
        if item.kind is Kind.YES_NO
        else day - DAY * random.randint(-1, 7)
        for item in protocol.features.values()
        if random.random() < 0.99
    }


def _start(random: Random, zone: str) -> datetime:
    changes = strategies.transitions(zone)
    kind = random.choice(("change", "change", "month", "any", "far"))
    if kind == "change" and changes:
        near = random.choice(changes) + DAY * random.randint(-8, 3)
    else:
        year = random.randint(1902, 2197) if kind == "far" else random.randint(2005, 2040)
        near = datetime(year, random.randint(1, 12), 1, tzinfo=UTC)
        near += DAY * (random.randint(-4, 2) if kind == "month" else random.randint(0, 27))
    near += timedelta(minutes=random.randint(-26 * 60, 26 * 60))
    exact = random.randrange(8)
    if exact == 0:
        near += _MICROSECOND * random.randrange(10**6)
    return near + _SECOND * random.randrange(60) if exact < 3 else near


def _end(random: Random, start: datetime) -> datetime | None:
    kind = random.randrange(8)
    if kind < 5:
        return None
    longest = random.choice((0, 3600, 12 * 3600, 24 * 3600))
    exact = _MICROSECOND * random.randrange(10**6) if kind == 5 and longest else timedelta(0)
    end = start + _SECOND * random.randint(0, longest) + exact
    return min(end, start + DAY)


def _visits(random: Random, start: datetime) -> tuple[Visit, ...]:
    count = random.choice((0, 0, 0, 0, 1, 1, 2, 3))
    begun = [start - timedelta(minutes=random.randint(-300, 90_000)) for _ in range(count)]
    return tuple(Visit(begin, _end(random, begin)) for begin in begun)


def _facts(protocol: Protocol, random: Random, day: date) -> dict[str, Fact]:
    """An answer to some of the questions: to most, to few, or with every one unknown."""
    answered = random.choice((0.0, 0.3, 0.8, 0.95, 1.0))
    return {
        item.id: _fact(item, random, day)
        for item in protocol.features.values()
        if random.random() < answered
    }


def _fact(item: Feature, random: Random, day: date) -> Fact:
    if item.kind is Kind.YES_NO:
        return random.choice((True, False, False, None))
    kind = random.randrange(12)
    if kind < 3:
        return ("ongoing", "never", None)[kind]
    if kind == 3:
        return day + DAY * random.randint(0, 30)
    if kind == 4:
        return date(random.randint(1900, 2199), random.randint(1, 12), random.randint(1, 28))
    back = DAY * random.randint(0, 20 if kind < 9 else _LONGEST_DAYS)
    return max(date(1900, 1, 1), day - back)
