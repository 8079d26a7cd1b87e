"""Screening: who may be treated, and if not the earliest date and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from meantime.engines.columnar import Columnar
from meantime.model.protocol import Protocol
from meantime.population.counting import Counts
from meantime.population.schema import columns_of
from meantime.population.tasks.task import Given, either, rows_of
from meantime.population.texts import Bools

_NULLABLE = ("earliest", "governing")


class Screening:
    """Screens people; `at`, the moment of asking, dates what takes preparation."""

    verb = "screen"
    most = 262_144

    def __init__(self, protocol: Protocol, at: datetime | None = None) -> None:
        self.protocols = (protocol,)
        self.columns = columns_of(protocol)
        self.options = {"at": at.isoformat() if at else None}
        self._engine, self._at = Columnar(protocol), at

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """A row a person: status, earliest, governing, and the masks of findings and of missing."""
        found = self._engine.screen(batch, self._at)
        wrong = either(found.wrong, refused)
        rows = rows_of(batch.column("person"), found.rows, _NULLABLE, wrong)
        booked = found.booked.filter(pa.array(~wrong)) if wrong.any() else found.booked
        return Given(rows, wrong, Counts.of(rows, booked))

    def tally(self, values: Mapping[str, Any] | None = None) -> Counts:
        """Everything that a summary tells."""
        return Counts.from_dict(values) if values else Counts()
