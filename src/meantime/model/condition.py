"""What must be so for a rule to hold: a small expression over facts, decided in three values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from meantime.model.truth import Truth


@dataclass(frozen=True, slots=True)
class Always:
    """No condition."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A yes-no feature that is known to be so."""

    feature: str


@dataclass(frozen=True, slots=True)
class SessionIs:
    """The number of this session lies in a range (both ends included; None is open)."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Both:
    """All of them."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them."""

    parts: tuple[Condition, ...]


Condition = Always | Reported | SessionIs | Not | Both | Either
ALWAYS = Always()


def decide(condition: Condition, facts: Mapping[str, object], session: int) -> Truth:
    """Whether the condition holds for these facts; unknown where a fact that matters is missing."""
    match condition:
        case Reported(feature):
            value = facts.get(feature)
            return Truth.UNKNOWN if value is None else Truth.YES if value is True else Truth.NO
        case SessionIs(least, most):
            return Truth.YES if least <= session <= (most or session) else Truth.NO
        case Not(part):
            return decide(part, facts, session).negated()
        case Both(parts):
            return min(decide(part, facts, session) for part in parts)
        case Either(parts):
            return max(decide(part, facts, session) for part in parts)
        case Always():
            return Truth.YES
        case never:
            assert_never(never)


def features_in(condition: Condition) -> frozenset[str]:
    """Every feature that the condition mentions."""
    match condition:
        case Reported(feature):
            return frozenset({feature})
        case Not(part):
            return features_in(part)
        case Both(parts) | Either(parts):
            return frozenset().union(*map(features_in, parts))
        case _:
            return frozenset()


def turns_at(condition: Condition) -> frozenset[int]:
    """The numbers of sessions from which on the condition may be decided another way."""
    match condition:
        case SessionIs(least, most):
            return frozenset({least} if most is None else {least, most + 1})
        case Not(part):
            return turns_at(part)
        case Both(parts) | Either(parts):
            return frozenset().union(*map(turns_at, parts))
        case _:
            return frozenset()


def unknown_in(condition: Condition, facts: Mapping[str, object], session: int) -> tuple[str, ...]:
    """The features that keep the condition from being decided: what one would have to ask."""
    return tuple(dict.fromkeys(_unknown(condition, facts, session)))


def _unknown(condition: Condition, facts: Mapping[str, object], session: int) -> Iterator[str]:
    if decide(condition, facts, session) is not Truth.UNKNOWN:
        return
    match condition:
        case Reported(feature):
            yield feature
        case Not(part):
            yield from _unknown(part, facts, session)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _unknown(part, facts, session)
        case _:  # pragma: no cover: what has no features is never unknown
            return
