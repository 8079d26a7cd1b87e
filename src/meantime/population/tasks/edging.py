"""Edges: every moment of a stretch of time at which a rule begins or ends for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from meantime.engines.columnar import Columnar
from meantime.model.case import aware
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.schema import columns_of
from meantime.population.tasks.task import Given, Table, either, rows_of
from meantime.population.texts import Bools


class Edging:
    """Edges from `begin` on and before `end`. Raises MeantimeError where that is no time at all."""

    verb = "edges"
    # A person may have a hundred of them.
    most = 8_192

    def __init__(self, protocol: Protocol, begin: datetime, end: datetime) -> None:
        if aware("from", begin) >= aware("until", end):
            raise MeantimeError("from, until: the stretch ends before it begins; swap the two.")
        self.protocols = (protocol,)
        self.columns = columns_of(protocol)
        self.options = {"from": begin.isoformat(), "until": end.isoformat()}
        self._engine, self._begin, self._end = Columnar(protocol), begin, end

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """A row an edge: person, at, rule, side and strength, person by person and in order."""
        found = self._engine.edges(batch, self._begin, self._end)
        wrong = either(found.wrong, refused)
        row = found.rows.column("row")
        person = batch.column("person").take(row)
        rows = rows_of(person, found.rows.drop_columns(["row"]), (), wrong[row.to_numpy()])
        return Given(rows, wrong, _counts(rows))

    def tally(self, values: Mapping[str, Any] | None = None) -> Table:
        """How many edges begin and end, by rule."""
        return Table(values or {})


def _counts(rows: pa.RecordBatch) -> Table:
    rule, side = rows.column("rule"), rows.column("side")
    rules, sides = rule.dictionary.to_pylist(), side.dictionary.to_pylist()
    codes = rule.indices.to_numpy().astype(np.int64) * len(sides) + side.indices.to_numpy()
    counts = np.bincount(codes, minlength=len(rules) * len(sides)).reshape(len(rules), len(sides))
    return Table(
        {
            name: {word: count for word, count in zip(sides, row, strict=True) if count}
            for name, row in zip(rules, counts.tolist(), strict=True)
            if any(row)
        }
    )
