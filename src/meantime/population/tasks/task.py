"""What may be done with the people of a cohort, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
import pyarrow as pa

from meantime.model import protocol as model
from meantime.population.schema import Columns
from meantime.population.texts import Bools


class Tally(Protocol):
    """Counts that can be added up, kept and read again."""

    def merge(self, other: Self) -> Self: ...

    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Table(Tally):
    """Counts in rows and columns, by name."""

    rows: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def merge(self, other: Table) -> Table:
        """The counts of both."""
        names = {**self.rows, **other.rows}
        return Table(
            {name: _sum(self.rows.get(name, {}), other.rows.get(name, {})) for name in names}
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {name: dict(row) for name, row in self.rows.items()}


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


class Given(NamedTuple):
    """What a batch gave. wrong: who is no case, and is not in the rows and not counted."""

    rows: pa.RecordBatch
    wrong: Bools
    tally: Any


class Task(Protocol):
    """One way to go over a cohort.

    verb: its name. protocols: what the people are held against. most: as many people at a time as
    memory allows, by what one of them gives. options: what else the result depends on.
    """

    @property
    def verb(self) -> str: ...

    @property
    def protocols(self) -> Sequence[model.Protocol]: ...

    @property
    def columns(self) -> Columns: ...

    @property
    def most(self) -> int: ...

    @property
    def options(self) -> dict[str, Any]: ...

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """What the people of a batch give; `refused` are known to be no cases."""

    def tally(self, values: Mapping[str, Any] | None = None) -> Any:
        """The counts that `to_dict` gave, or those of nobody."""


def rows_of(
    person: pa.Array, rows: pa.RecordBatch, nullable: Sequence[str], wrong: Bools
) -> pa.RecordBatch:
    """The result of everybody who is a case, with the person before it.

    nullable: the columns that have nothing for some.
    """
    fields = [pa.field("person", person.type, False)]
    fields += [item.with_nullable(item.name in nullable) for item in rows.schema]
    found = pa.RecordBatch.from_arrays([person, *rows.columns], schema=pa.schema(fields))
    return found.filter(pa.array(~wrong)) if wrong.any() else found


def either(wrong: Bools, refused: Bools | None) -> Bools:
    """Who is no case for one reason or another."""
    return wrong if refused is None else np.logical_or(wrong, refused)
