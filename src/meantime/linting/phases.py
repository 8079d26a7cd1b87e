"""The named phases around a session: that each has its own time, and says what is normal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations

from meantime.engines.reference.placing import Edge
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.condition import ALWAYS
from meantime.model.protocol import Phase, Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from meantime.model.timing import Point, Window
from meantime.proving.shapes import shapes


def phases(protocol: Protocol) -> Iterator[Finding]:
    """Phases that overlap, and phases in which nothing is said to be normal."""
    for one, two in combinations(protocol.phases, 2):
        if _meet(protocol, one.window, two.window):
            yield Finding(
                Kind.CONFLICT,
                "phases",
                Severity.ERROR,
                f"The phases `{one.id}` and `{two.id}` hold at the same time.",
                "Let one end where the other begins.",
                (one.id, two.id),
            )
    for phase in protocol.phases:
        if not any(_tells(protocol, phase, rule) for rule in protocol.rules.values()):
            yield Finding(
                Kind.SILENCE,
                "phase-without-expectation",
                Severity.WARNING,
                f"Nothing says what is normal in the phase `{phase.id}`.",
                "Add an `expect` rule, or a `tell` rule without a route, that holds in it.",
                (phase.id,),
            )


def _tells(protocol: Protocol, phase: Phase, rule: Rule) -> bool:
    """Whether a rule says to everybody what the phase brings."""
    informs = rule.verb is Verb.EXPECT or (rule.verb is Verb.TELL and rule.route is None)
    to_all = rule.condition is ALWAYS
    return informs and to_all and _meet(protocol, phase.window, rule.window)


def _meet(protocol: Protocol, one: Window, two: Window) -> bool:
    """Whether two windows are ever open at once."""
    begins, ends = (one.begin, two.begin), (one.end, two.end)
    edges = [Edge(point, True) for point in (*begins, *ends) if point is not None]
    return any(
        max(_instants(shape.instants, begins, BEFORE_ALL))
        < min(_instants(shape.instants, ends, AFTER_ALL))
        for shape in shapes(protocol, edges)
    )


def _instants(
    instants: Mapping[Edge, datetime], points: tuple[Point | None, ...], missing: datetime
) -> list[datetime]:
    return [missing if point is None else instants[Edge(point, True)] for point in points]
