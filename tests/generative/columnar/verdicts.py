"""What the reference engine says of a row, and what a screened batch says of it, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from meantime.answers import screening
from meantime.engines.columnar import Columnar, Screening
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol
from meantime.model.rule import Verb
from tests.generative.columnar.rows import Row, case_of


class Verdict(NamedTuple):
    """One screened row. findings, missing: masks, bit by bit as `pairs` and the features come."""

    status: str
    earliest: date | None
    governing: str | None
    findings: int
    missing: int
    booked: date


# None stands for a row that is no case.
Verdicts = Sequence[Verdict | None]


@lru_cache(maxsize=64)
def pairs(protocol: Protocol) -> dict[str, int]:
    """The bit of every rule and feature that may be a finding: first washouts, then bars."""
    washouts = [
        f"{rule.id}:{name}"
        for rule in protocol.by_begin
        for name in protocol.washed_out.get(rule.id, ())
    ]
    bars = [
        f"{rule.id}:{name}"
        for rule in protocol.by_begin
        if rule.verb is Verb.BAR
        for name in rule.about
    ]
    return {name: bit for bit, name in enumerate((*washouts, *bars))}


def expected(protocol: Protocol, case: Case, at: datetime | None) -> Verdict:
    """By the reference engine. Raises CaseError where the case does not fit the protocol."""
    timeline = ReferenceTimeline(protocol, case)
    found = screening.screen(timeline, at)
    bits, questions = pairs(protocol), list(protocol.features)
    named = {f"{item.rule.id}:{item.feature}" for item in found.findings}
    assert len(named) == len(found.findings)
    return Verdict(
        found.status,
        found.earliest,
        found.governing and found.governing.rule.id,
        sum(1 << bits[name] for name in named),
        sum(1 << questions.index(name) for name in found.missing),
        found.day,
    )


def expected_or_none(protocol: Protocol, row: Row, at: datetime | None) -> Verdict | None:
    """By the reference engine; None where the row is no case."""
    try:
        return expected(protocol, case_of(protocol, row), at)
    except CaseError:
        return None


def verdicts(protocol: Protocol, rows: Iterable[Row], at: datetime | None = None) -> Verdicts:
    """By the reference engine, row by row."""
    return [expected_or_none(protocol, row, at) for row in rows]


def found_in(result: Screening) -> Sequence[object]:
    """By the columnar engine; None for a row that is wrong, which has to be all null."""
    rows = result.rows
    columns = [
        *(rows.column(name).to_pylist() for name in ("status", "earliest", "governing")),
        _mask(rows, "findings"),
        _mask(rows, "missing"),
    ]
    booked = result.booked.to_pylist()
    return [
        _row(bad, cells, day)
        for bad, *cells, day in zip(result.wrong.tolist(), *columns, booked, strict=True)
    ]


def _row(bad: bool, cells: list[Any], day: date) -> object:
    if not bad:
        return Verdict._make((*cells, day))
    return None if cells == [None] * len(cells) else ("wrong, and yet", *cells)


def _mask(rows: pa.RecordBatch, name: str) -> list[int | None]:
    """The bits of all columns of a mask as one number."""
    first: list[int | None] = rows.column(name).to_pylist()
    count = sum(column.startswith(f"{name}.") for column in rows.schema.names)
    for more in range(1, count + 1):
        upper = rows.column(f"{name}.{more}").to_pylist()
        first = [
            None if low is None else low | high << 64 * more
            for low, high in zip(first, upper, strict=True)
        ]
    return first


def check_verdicts(
    engine: Columnar,
    batch: pa.RecordBatch,
    rows: Sequence[Row],
    wanted: Verdicts,
    at: datetime | None = None,
) -> None:
    """Every field of every row is what the reference engine says; the first that is not is told."""
    check_same(found_in(engine.screen(batch, at)), wanted, rows, f"at {at}")


def check_same(
    found: Sequence[object], wanted: Sequence[object], rows: Sequence[object], asked: str
) -> None:
    """The same, row by row; the first that is not is told."""
    assert len(found) == len(wanted) == len(rows)
    if found != wanted:
        differing = [
            number
            for number, (one, other) in enumerate(zip(found, wanted, strict=True))
            if one != other
        ]
        first = differing[0]
        raise AssertionError(
            f"{len(differing)} of {len(rows)} rows differ, {asked}; row {first}: {rows[first]}\n"
            f"columnar:  {found[first]}\nreference: {wanted[first]}"
        )
