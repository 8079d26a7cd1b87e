"""Cases as rows of a cohort, and rows as cases: the columns as they are specified, in Python.

A row is a mapping from columns of the wide layout to what Arrow shows of a cell. A moment without
a zone is local time in the row's own; a whole number in place of a date or a moment is one that
Python cannot write, and so no case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from meantime.engines.reference.calendar import Calendar
from meantime.model.case import Case, Fact, Visit
from meantime.model.problem import CaseError
from meantime.model.protocol import Protocol
from tests.generative import oracle

Row = Mapping[str, Any]
ANCHOR = "anchor."
NEVER, UNKNOWN, ONGOING = date(1800, 1, 1), date(1800, 1, 2), date(2200, 1, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_MARKS: Mapping[object, Fact] = {NEVER: "never", ONGOING: "ongoing", UNKNOWN: None}
_MARK_OF: Mapping[object, date] = {"never": NEVER, "ongoing": ONGOING}


def row_of(case: Case, person: object = 0) -> Row:
    """The row of a case."""
    return {
        "person": person,
        "start": case.start,
        "zone": case.zone,
        "end": case.end,
        "performed": case.performed,
        "session": case.session,
        **{ANCHOR + name: day for name, day in case.anchors.items()},
        "earlier": [{"start": visit.start, "end": visit.end} for visit in case.earlier],
        **{name: _cell(value) for name, value in case.facts.items()},
    }


def _cell(value: Fact) -> Fact:
    return _MARK_OF.get(value, value)


def case_of(protocol: Protocol, row: Row) -> Case:
    """The case that a row means. Raises CaseError where it means none."""
    zone = row["zone"]
    session = row.get("session")
    days = {name: _day(row.get(ANCHOR + name)) for name in protocol.anchors}
    return Case(
        start=_moment(row["start"], zone),
        zone=zone,
        end=_moment_or_none(row.get("end"), zone),
        facts={name: _fact(row.get(name)) for name in protocol.features},
        session=1 if session is None else session,
        anchors={name: day for name, day in days.items() if day is not None},
        earlier=tuple(_visit(visit, zone) for visit in row.get("earlier") or ()),
        performed=bool(row.get("performed")),
    )


def _fact(cell: Any) -> Any:
    return _MARKS.get(cell, cell)


def _day(cell: Any) -> Any:
    return None if cell == UNKNOWN else cell


def _visit(visit: Mapping[str, Any] | None, zone: str) -> Visit:
    return Visit(
        _moment(visit and visit["start"], zone), _moment_or_none(visit and visit.get("end"), zone)
    )


def _moment_or_none(cell: Any, zone: str) -> datetime | None:
    return None if cell is None else _moment(cell, zone)


def _moment(cell: Any, zone: str) -> datetime:
    """A moment with its zone; a local one as the reference engine reads it."""
    if not isinstance(cell, datetime):
        raise CaseError(f"{cell!r} is no moment.")
    if cell.tzinfo is not None:
        return cell
    whole = cell.replace(microsecond=0)
    return Calendar(zone).read(whole.isoformat()) + (cell - whole)


def localised(row: Row) -> Row:
    """The row with moments as the clocks of its zone show them."""
    zone = row["zone"]

    def shown(cell: datetime | None) -> datetime | None:
        return None if cell is None else oracle.wall(cell, zone)

    return {
        **row,
        "start": shown(row["start"]),
        "end": shown(row.get("end")),
        "earlier": [
            {name: shown(cell) for name, cell in visit.items()} for visit in row.get("earlier", ())
        ],
    }


def rounded(case: Case, unit: timedelta) -> Case:
    """The case with its moments rounded down to a unit."""

    def cut(moment: datetime) -> datetime:
        return moment - (moment - EPOCH) % unit

    def cut_end(moment: datetime | None) -> datetime | None:
        return None if moment is None else cut(moment)

    return Case(
        start=cut(case.start),
        zone=case.zone,
        end=cut_end(case.end),
        facts=case.facts,
        session=case.session,
        anchors=case.anchors,
        earlier=tuple(Visit(cut(visit.start), cut_end(visit.end)) for visit in case.earlier),
        performed=case.performed,
    )


def column(rows: Sequence[Row], name: str) -> list[Any]:
    """The cells of a column; None where a row says nothing."""
    return [row.get(name) for row in rows]


def shown_rows(batch: Any) -> Iterable[Row]:
    """The rows of a batch of the wide layout."""
    columns = [item.to_pylist() for item in batch.columns]
    names = batch.schema.names
    return (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
