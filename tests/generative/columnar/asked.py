"""What the reference engine answers and plans, and what the columnar engine says, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

import meantime as mt
from meantime.engines.columnar import Answers, PlanEdges
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL
from tests.generative.columnar.rows import Row, case_of

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
BESIDE = (timedelta(microseconds=-1), timedelta(0), timedelta(seconds=1))


class Said(NamedTuple):
    """An answer about one concept: the word, until when it stays, and the first reason's rule."""

    word: str
    until: datetime | None
    rule: str | None


class Edge(NamedTuple):
    """A moment at which a line of a plan begins or ends, in the order that batches give them."""

    at: datetime
    rule: str
    side: str
    strength: str


def said(protocol: Protocol, case: Case, concept: str, at: datetime) -> Said:
    """By the reference engine."""
    answer = mt.ask(protocol, case, concept, at=at)
    rule = answer.reasons[0].rule.id if answer.reasons else None
    return Said(answer.answer, answer.until, rule)


def said_of(
    protocol: Protocol, rows: Sequence[Row], concepts: Sequence[str], moments: Sequence[datetime]
) -> list[list[object]]:
    """By the reference engine, for each moment row by row; None where a row is no case.

    Person by person, so that each has its timeline made once.
    """
    found = [_all_said(protocol, row, concepts, moments) for row in rows]
    return [[person[number] for person in found] for number in range(len(moments))]


def _all_said(
    protocol: Protocol, row: Row, concepts: Sequence[str], moments: Sequence[datetime]
) -> list[object]:
    try:
        case = case_of(protocol, row)
        return [tuple(said(protocol, case, name, at) for name in concepts) for at in moments]
    except CaseError:
        return [None] * len(moments)


def answers_in(result: Answers, concepts: Sequence[str]) -> list[object]:
    """By the columnar engine, row by row; None where a row is wrong, which has to be all null."""
    names = [name for item in concepts for name in (item, f"{item}.until", f"{item}.rule")]
    assert result.rows.schema.names == names
    columns = [result.rows.column(name).to_pylist() for name in names]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(result.wrong))
    return [
        None
        if bad and set(cells) <= {None}
        else tuple(Said(*cells[at : at + 3]) for at in range(0, len(cells), 3))
        for bad, cells in zip(result.wrong.tolist(), rows, strict=True)
    ]


def edges_of(protocol: Protocol, row: Row, begin: datetime, end: datetime) -> list[Edge] | None:
    """By the reference engine: begins and ends in [begin, end); None where a row is no case."""
    try:
        items = mt.plan(protocol, case_of(protocol, row), at=begin).items
    except CaseError:
        return None
    found = [
        Edge(at, item.rule.id, side, item.strength.value)
        for item in items
        if item.opens < item.closes
        for side, at in (("begins", item.begins), ("ends", item.ends))
        if at is not None and begin <= at < end
    ]
    return sorted(found)


def edges_in(result: PlanEdges, count: int) -> list[list[Edge] | None]:
    """By the columnar engine, row by row; None where a row is wrong, which has to have none."""
    rows = result.rows
    names = ("row", "at", "rule", "side", "strength")
    assert tuple(rows.schema.names) == names
    listed = list(zip(*(rows.column(name).to_pylist() for name in names), strict=True))
    assert [line[:2] for line in listed] == sorted(line[:2] for line in listed)
    found: list[list[Edge]] = [[] for _ in range(count)]
    for row, *cells in listed:
        found[row].append(Edge(*cells))
    return [
        None if bad and not edges else sorted(edges)
        for bad, edges in zip(result.wrong.tolist(), found, strict=True)
    ]


def turning_points(protocol: Protocol, case: Case, concepts: Sequence[str]) -> list[datetime]:
    """The start, and every moment at which a ruling changes, before it and once it has begun."""
    found = {case.start}
    for stands in (case, case.once_begun):
        timeline = ReferenceTimeline(protocol, stands)
        found.update(cell.begin for name in concepts for cell in timeline.of(name))
    return sorted(moment for moment in found if FIRST < moment < LAST)


def beside(random: Random, points: Sequence[datetime], count: int) -> list[datetime]:
    """Moments at edges, a microsecond before and a second after them, and some anywhere near."""
    near = [random.choice(points) + random.choice(BESIDE) for _ in range(count)]
    far = [
        random.choice(points) + timedelta(minutes=random.randint(-30_000, 30_000))
        for _ in range(count // 4)
    ]
    return [moment for moment in (*near, *far) if FIRST <= moment <= LAST]


def plan_points(protocol: Protocol, case: Case) -> list[datetime]:
    """Every moment at which a rule's window begins or ends, before the start and after it."""
    found = {case.start}
    for stands in (case, case.once_begun):
        for placed in ReferenceTimeline(protocol, stands).placed:
            found |= {placed.begin, placed.end, placed.preferred_begin, placed.preferred_end}
    return sorted(moment for moment in found - {BEFORE_ALL, AFTER_ALL} if FIRST < moment < LAST)
