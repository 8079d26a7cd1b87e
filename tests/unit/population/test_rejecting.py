"""Rows that are no case: found by the engine, explained here, and refused by the model as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import meantime as mt
from meantime.engines.columnar import Columnar
from meantime.engines.reference.calendar import Calendar
from meantime.population import rejecting
from meantime.population.decoding import decode
from meantime.population.reading.pieces import Line, Rows
from meantime.population.reasons import NO_CASE, reasons
from meantime.population.schema import KNOWN, YES, columns_of
from meantime.population.texts import Bools
from tests.unit.population.cohorts import ZONE, microneedling, people, rows

LOCAL = pa.timestamp("us")
SESSIONS = pa.list_(pa.struct([("start", LOCAL), ("end", LOCAL)]))
DAY = timedelta(days=1)
NOON = datetime(2026, 12, 1, 12)
TYPES: dict[str, pa.DataType] = {
    "start": LOCAL,
    "end": LOCAL,
    "session": pa.int32(),
    "retinoid": pa.date32(),
    "anchor.peel": pa.date32(),
    "earlier": SESSIONS,
}
# A cell, and what is said of it.
TYPED: list[tuple[str, Any, str]] = [
    ("start", None, "start: missing; every row needs one."),
    ("start", datetime(2026, 3, 8, 2, 30), "start: a time that does not exist there"),
    ("start", datetime(2026, 11, 1, 1, 30), "start: a time that occurs twice there"),
    ("start", datetime(1812, 6, 18, 12), "start: the year is out of range (1900 to 2199)"),
    ("start", datetime(2200, 1, 2), "start: the year is out of range"),
    ("zone", None, "zone: missing, or no zone of that name"),
    ("zone", "Mars/Olympus", "zone: missing, or no zone of that name"),
    ("end", NOON - DAY, "end: the session ends before it starts"),
    ("end", NOON + 2 * DAY, "end: the session would last more than a day"),
    ("end", datetime(2026, 3, 8, 2, 30), "end: a time that does not exist there"),
    ("end", datetime(2200, 1, 2), "end: the year is out of range"),
    ("session", 0, "session: the first session is 1"),
    ("retinoid", date(1899, 12, 31), "retinoid: the year is out of range"),
    ("retinoid", date(2200, 1, 2), "retinoid: the year is out of range"),
    ("anchor.peel", date(2026, 12, 2), "anchor.peel: after the session"),
    ("anchor.peel", date(1800, 1, 1), "anchor.peel: never and ongoing mean nothing here"),
    ("anchor.peel", date(2200, 1, 1), "anchor.peel: never and ongoing mean nothing here"),
    ("earlier", [{"start": None, "end": None}], "earlier.start: missing"),
    ("earlier", [{"start": datetime(1812, 1, 1), "end": None}], "earlier.start: the year is out"),
    ("earlier", [{"start": NOON - DAY, "end": NOON - 2 * DAY}], "earlier.end: the session ends"),
    ("earlier", [{"start": NOON - 4 * DAY, "end": NOON}], "earlier.end: the session would last"),
]
TEXTS: list[tuple[str, Any, str]] = [
    ("person", "", "person: missing, or no text"),
    ("person", None, "person: missing, or no text"),
    ("start", "", "start: missing; every row needs one."),
    ("start", "soon", "start: no moment of these times: write it as `2026-12-01 10:00`"),
    ("start", "2026-03-08 02:30", "start: no moment of these times"),
    ("end", "later", "end: no moment of these times"),
    ("end", "2026-12-01 09:00", "end: the session ends before it starts"),
    ("zone", " ", "zone: missing, or no zone of that name"),
    ("session", "two", "session: not a number; write a whole one."),
    ("session", "0", "session: the first session is 1"),
    ("pregnant", "maybe", "pregnant: not an answer; write yes, no or unknown."),
    ("performed", "done", "performed: not an answer"),
    ("retinoid", "yesterday", "retinoid: not a date; write one such as 2026-12-01"),
    ("retinoid", "1800-01-01", "retinoid: not a date"),
    ("anchor.peel", "2027-01-01", "anchor.peel: after the session"),
    ("anchor.peel", "never", "anchor.peel: never and ongoing mean nothing here"),
]


def why(batch: pa.RecordBatch) -> tuple[list[str], Bools]:
    """What is said of every row, and whether the engine or the reader refuses it."""
    columns = columns_of(microneedling())
    decoded = decode(batch, columns)
    wrong = Columnar(microneedling()).screen(decoded.batch).wrong
    if decoded.refused is not None:
        wrong |= decoded.refused
    return reasons(decoded.batch, columns, decoded.unread), wrong


def alone(column: str, cell: Any, kinds: dict[str, pa.DataType]) -> tuple[str, bool]:
    """Of a row with this cell, beside one that is right."""
    start: Any = NOON if kinds else "2026-12-01 12:00"
    found, wrong = why(rows([{"start": start, column: cell}, {"start": start}], kinds))
    assert (found[1], bool(wrong[1])) == (NO_CASE, False)
    return found[0], bool(wrong[0])


@pytest.mark.parametrize(("column", "cell", "said"), TYPED)
def test_a_typed_cell_that_is_wrong(column: str, cell: object, said: str) -> None:
    found, wrong = alone(column, cell, TYPES)
    assert wrong
    assert found.startswith(said) and NO_CASE not in found


@pytest.mark.parametrize(("column", "cell", "said"), TEXTS)
def test_a_written_cell_that_is_wrong(column: str, cell: object, said: str) -> None:
    found, wrong = alone(column, cell, {})
    assert wrong
    assert found.startswith(said) and NO_CASE not in found


def test_all_that_is_wrong_with_a_row_is_said() -> None:
    found, _ = why(rows([{"zone": "Mars", "session": "0", "retinoid": "soon"}], {}))
    assert found == [
        "retinoid: not a date; write one such as 2026-12-01 (1900 to 2199), never, ongoing or "
        "unknown. zone: missing, or no zone of that name; write one such as America/New_York. "
        "session: the first session is 1; give a whole number from 1 on."
    ]


def test_where_the_zone_is_unknown_no_local_day_is_held_against_an_anchor() -> None:
    kinds = TYPES | {"start": pa.timestamp("us", "UTC")}
    start = datetime(2026, 12, 1, 17, tzinfo=UTC)
    row = {"zone": "Mars", "start": start, "anchor.peel": date(2026, 11, 20)}
    found, wrong = why(rows([row], kinds))
    assert list(wrong) == [True]
    assert found == ["zone: missing, or no zone of that name; write one such as America/New_York."]


@pytest.mark.parametrize("unit", ["s", "ms", "ns"])
def test_timestamps_in_other_units(unit: str) -> None:
    kinds = TYPES | {"start": pa.timestamp(unit, "UTC")}
    right = datetime(2026, 12, 1, 17, tzinfo=UTC)
    found, wrong = why(rows([{"start": right}, {"start": None}], kinds))
    assert wrong.tolist() == [False, True]
    assert found == [NO_CASE, "start: missing; every row needs one."]


@pytest.mark.parametrize(("unit", "ticks"), [("s", 2**40), ("ms", -(2**50)), ("ns", 1)])
def test_timestamps_that_no_case_has(unit: str, ticks: int) -> None:
    start = pa.array([ticks, 0], pa.timestamp(unit, "UTC"))
    batch = rows([{}, {}], {}).set_column(1, "start", start)
    found, wrong = why(batch)
    assert wrong.tolist() == [True, False]
    assert found[0].startswith("start: no moment of these times")


def test_a_person_with_a_number_that_is_missing() -> None:
    batch = rows([{"person": 1}, {"person": None}], {"person": pa.int64()})
    found, wrong = why(batch)
    assert wrong.tolist() == [False, True]
    assert found[1] == "person: missing, or no text; every row needs one."


def test_nothing_in_a_column_of_no_type() -> None:
    batch = rows([{"end": None}, {"end": None}], {"end": pa.null()})
    assert why(batch)[1].tolist() == [False, False]


def test_earlier_sessions_without_ends() -> None:
    starts = pa.list_(pa.struct([("start", LOCAL)]))
    kinds = TYPES | {"earlier": starts}
    cells = [{"earlier": [{"start": cell}]} for cell in (NOON - 40 * DAY, None)]
    found, wrong = why(rows([{"start": NOON} | cell for cell in cells], kinds))
    assert wrong.tolist() == [False, True]
    assert found[1] == "earlier.start: missing; every row needs one."


def test_an_empty_place_in_packed_answers() -> None:
    batch = people(3, packed=True).to_batches()[0]
    for name in (YES, KNOWN):
        place = batch.schema.get_field_index(name)
        field = batch.schema.field(name).with_nullable(True)
        column = pa.array([1, None, 1], pa.uint64())
        batch = batch.set_column(place, field, column)
    found, wrong = why(batch)
    assert wrong.tolist() == [False, True, False]
    assert found[1].startswith("answers.yes: missing; every row needs a word.")


def test_nothing_is_said_of_what_is_in_a_row() -> None:
    said = [alone(column, cell, TYPES) for column, cell, _ in TYPED]
    said += [alone(column, cell, {}) for column, cell, _ in TEXTS]
    text = " ".join(reason for reason, _ in said)
    for cell in ("1812", "2026-03-08", "Mars", "maybe", "yesterday", "soon", "later", "2199-12-31"):
        assert cell not in text


def case_of(row: dict[str, Any]) -> mt.Case:
    """The case that a row of made people with wild cells stands for; raises CaseError."""
    calendar = Calendar(row["zone"])

    def moment(local: datetime | None) -> datetime | None:
        return None if local is None else calendar.read(f"{local:%Y-%m-%d %H:%M}")

    start = moment(row["start"])
    if start is None:
        raise mt.CaseError("no start")
    visits = [(moment(visit["start"]), moment(visit["end"])) for visit in row["earlier"] or ()]
    marks: dict[date, mt.Fact] = {date(1800, 1, 1): "never", date(2200, 1, 1): "ongoing"}
    peel, retinoid = row["anchor.peel"], row["retinoid"]
    return mt.Case(
        start=start,
        end=moment(row["end"]),
        zone=row["zone"],
        session=1 if row["session"] is None else row["session"],
        facts={"retinoid": marks.get(retinoid, retinoid)},
        anchors={} if peel is None else {"peel": marks.get(peel, peel)},  # type: ignore[dict-item]
        earlier=tuple(mt.Visit(begin, end) for begin, end in visits if begin),
    )


def is_case(row: dict[str, Any]) -> bool:
    """Whether the model and the reference engine take it."""
    try:
        mt.timeline(microneedling(), case_of(row))
    except mt.CaseError:
        return False
    return True


def wild() -> Iterator[dict[str, Any]]:
    """Rows with cells that are right or wrong, at random."""
    chance = np.random.default_rng(11)
    pools: dict[str, list[Any]] = {"start": [NOON] * 60, "zone": [ZONE] * 20}
    for name in TYPES:
        pools.setdefault(name, [None] * 20)
    pools["retinoid"] += [date(1800, 1, 1), date(1800, 1, 2), date(2200, 1, 1), date(2026, 11, 1)]
    pools["anchor.peel"] += [date(2026, 12, 1), date(2026, 11, 1)]
    pools["earlier"] += [[{"start": NOON - 40 * DAY, "end": None}], []]
    pools["end"] += [NOON, NOON + timedelta(hours=1), NOON + DAY]
    for name, cell, _ in TYPED:
        pools[name].append(cell)
    for _ in range(1_000):
        yield {name: pool[chance.integers(len(pool))] for name, pool in pools.items()}


def test_the_same_rows_are_refused_by_the_model() -> None:
    cells = list(wild())
    found, wrong = why(rows(cells, TYPES))
    assert 100 < wrong.sum() < 900
    for cell, said, refused in zip(cells, found, wrong.tolist(), strict=True):
        assert (said != NO_CASE) == refused, (cell, said)
        if cell["retinoid"] == date(1800, 1, 2) or cell["zone"] is None:
            continue  # marks and nothing: the model has its own way to say them
        if "earlier.start: missing" not in said:
            assert is_case(cell) != refused, (cell, said)


def test_rejects_are_rows_as_they_came_with_their_place() -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "person": pa.array([b"a", b"\xff", b"c"]),
            "start": pa.array([b"soon", b"", b"2026-12-01 10:00"]).dictionary_encode(),
            "zone": pa.array([ZONE.encode()] * 3).dictionary_encode(),
        }
    )
    columns = columns_of(microneedling())
    came = Rows(batch, 1, (Line(2, "x,y", 2),))
    decoded = decode(batch, columns)
    out = rejecting.schema(
        pa.schema([(name, pa.string()) for name in (*batch.schema.names, "end")])
    )
    refused = decoded.refused
    assert refused is not None
    found = [rejecting.rejected(came, decoded, refused, columns, 0), rejecting.broken(came)]
    table = rejecting.table("a.csv", found, out).to_pylist()
    assert [row["row"] for row in table] == [1, 2, 3]
    assert {row["file"] for row in table} == {"a.csv"}
    assert [row["person"] for row in table] == ["a", None, "\\xff"]
    assert [row["start"] for row in table] == ["soon", None, ""]
    assert [row["line"] for row in table] == [None, "x,y", None]
    assert table[1]["reason"].startswith("2 cells, where the first line names 3; quote a cell")
    assert {row["end"] for row in table} == {None}


def test_typed_columns_of_rejects_become_text() -> None:
    visits = [[{"start": NOON, "end": None}]]
    batch = rows([{"start": None, "session": 2, "earlier": visits[0]}], TYPES)
    columns = columns_of(microneedling())
    decoded = decode(batch, columns)
    out = rejecting.schema(batch.schema)
    found = rejecting.rejected(Rows(batch, 1), decoded, np.array([True]), columns, 0)
    (row,) = rejecting.table("a.parquet", [found], out).to_pylist()
    assert (row["session"], row["start"]) == ("2", None)
    assert row["earlier"] == '[{"start": "2026-12-01 12:00:00", "end": null}]'
