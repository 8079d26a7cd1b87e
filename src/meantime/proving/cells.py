"""All that a protocol can ever say, cut into finitely many cells.

A cell is a set of concepts that the same rules bind, facts and a session number as far as those
rules ask for them, an order in which their edges fall, and a stretch of time between two edges.
Inside a cell nothing changes, so one look at each cell is a look at every person and moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise, product
from typing import NamedTuple

from meantime.engines.base import Placed
from meantime.engines.reference.placing import Edge, edges_of
from meantime.engines.reference.resolving import stances
from meantime.model.case import Case, Fact
from meantime.model.condition import decide, features_in, turns_at, unknown_in
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Reason
from meantime.model.truth import Truth
from meantime.proving.shapes import Shape, shapes

# Three values for each of eight facts are 6,561 combinations; who needs more has to split the rule.
MOST_FACTS = 8

Group = tuple[Rule, ...]


class Row(NamedTuple):
    """Everything that a group of rules says to one person: its stretches of time, in order."""

    group: Group
    shape: Shape
    facts: Mapping[str, Fact]
    number: int
    stretches: tuple[Stretch, ...]

    @property
    def case(self) -> Case:
        """The person."""
        return replace(self.shape.case, facts=self.facts, session=self.number)


class Stretch(NamedTuple):
    """A stretch of time between two edges, and what each rule says in it."""

    begin: datetime
    end: datetime
    reasons: tuple[Reason, ...]


class Situation(NamedTuple):
    """Facts and a session number, and what they make of each rule of a group."""

    facts: Mapping[str, Fact]
    number: int
    holds: tuple[Truth, ...]
    reported: tuple[Truth, ...]


def groups(protocol: Protocol) -> dict[Group, tuple[str, ...]]:
    """The concepts that are bound at all, by the rules that bind them."""
    found: dict[Group, list[str]] = {}
    for concept, rules in protocol.bound.items():
        if rules:
            found.setdefault(rules, []).append(concept)
    return {rules: tuple(concepts) for rules, concepts in found.items()}


def is_decidable(group: Group) -> bool:
    """Whether few enough facts decide about a group for all of them to be tried."""
    return len(_facts_of(group)) <= MOST_FACTS


def rows(protocol: Protocol, group: Group) -> Iterator[Row]:
    """Every row of a group: all orders of its edges with all that its conditions ask for."""
    edges = [edge for rule in group for edge in edges_of(rule) if isinstance(edge, Edge)]
    known = situations(group)
    for shape in shapes(protocol, edges):
        for situation in known:
            yield _row(group, shape, situation)


def situations(group: Sequence[Rule]) -> list[Situation]:
    """Facts and session numbers, one for every way in which they can decide about the rules."""
    names = sorted(_facts_of(group))
    numbers = sorted({1, *(number for rule in group for number in turns_at(rule.condition))})
    found: dict[object, Situation] = {}
    for number, values in product(numbers, product((True, False, None), repeat=len(names))):
        facts: dict[str, Fact] = dict(zip(names, values, strict=True))
        holds = tuple(decide(rule.condition, facts, number) for rule in group)
        reported = tuple(_reported(rule, facts) for rule in group)
        found.setdefault((holds, reported), Situation(facts, number, holds, reported))
    return list(found.values())


def _facts_of(group: Iterable[Rule]) -> frozenset[str]:
    asked = frozenset(name for rule in group for name in features_in(rule.condition))
    return asked | {rule.once for rule in group if rule.once is not None}


def _reported(rule: Rule, facts: Mapping[str, Fact]) -> Truth:
    if rule.once is None:
        return Truth.YES
    known = facts[rule.once]
    return Truth.UNKNOWN if known is None else Truth.YES if known else Truth.NO


def _row(group: Group, shape: Shape, situation: Situation) -> Row:
    reasons = [
        reason
        for rule, holds, reported in zip(group, situation.holds, situation.reported, strict=True)
        if holds is not Truth.NO
        for reason in stances(_placed(rule, shape, situation, holds, reported))
    ]
    stretches = tuple(_stretches(shape, reasons))
    return Row(group, shape, situation.facts, situation.number, stretches)


def _placed(
    rule: Rule, shape: Shape, situation: Situation, holds: Truth, reported: Truth
) -> Placed:
    unknown = (
        unknown_in(rule.condition, situation.facts, situation.number)
        if holds is Truth.UNKNOWN
        else ()
    )
    begin, end, preferred_begin, preferred_end = (
        shape.instants[edge] if isinstance(edge, Edge) else edge for edge in edges_of(rule)
    )
    return Placed(
        rule,
        shape.soonest,
        begin,
        end,
        preferred_begin,
        preferred_end,
        holds,
        unknown,
        reported,
    )


def _stretches(shape: Shape, reasons: list[Reason]) -> Iterator[Stretch]:
    cuts = {BEFORE_ALL, AFTER_ALL, shape.case.start, shape.over}
    for reason in reasons:
        cuts.update((reason.begin, reason.end))
    for begin, end in pairwise(sorted(cuts)):
        holding = tuple(why for why in reasons if why.begin <= begin < why.end)
        yield Stretch(begin, end, holding)
