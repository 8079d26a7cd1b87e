"""Comparing: whose screening is another one by a new version of the protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar import STATUSES, Columnar
from meantime.model.protocol import Protocol
from meantime.population.histograms import pairs
from meantime.population.packing import only_asked
from meantime.population.schema import columns_of
from meantime.population.tasks.task import Given, Table, either, rows_of
from meantime.population.texts import Bools

# Changed, though the status is the same.
OTHER_DATE, OTHER_RULE = "another date", "another rule"
_NULLABLE = tuple(f"{side}_{name}" for side in ("old", "new") for name in ("earliest", "governing"))


class Comparing:
    """Screens people by two versions, which may ask different questions."""

    verb = "compare"
    most = 131_072

    def __init__(self, old: Protocol, new: Protocol) -> None:
        self.protocols = (old, new)
        self.columns = columns_of(old, new)
        self.options: dict[str, Any] = {}
        self._engines = Columnar(old), Columnar(new)

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """A row for everybody who changes: status, earliest and governing, old and new."""
        old, new = (
            engine.screen(only_asked(batch, engine.protocol.features)) for engine in self._engines
        )
        wrong = either(old.wrong | new.wrong, refused)
        same = {
            name: _same(old.rows.column(name), new.rows.column(name))
            for name in ("status", "earliest", "governing")
        }
        rows = _side_by_side(old.rows, new.rows, same)
        stays = np.logical_and.reduce(list(same.values()))
        changed = rows_of(batch.column("person"), rows, _NULLABLE, wrong | stays)
        return Given(changed, wrong, _table(rows, same, ~wrong))

    def tally(self, values: Mapping[str, Any] | None = None) -> Table:
        """How many people went from which status to which, and who changed within one."""
        return Table(values or {})


def _side_by_side(old: pa.RecordBatch, new: pa.RecordBatch, names: Iterable[str]) -> pa.RecordBatch:
    sides = (("old", old), ("new", new))
    return pa.RecordBatch.from_pydict(
        {f"{side}_{name}": rows.column(name) for name in names for side, rows in sides}
    )


def _same(old: pa.Array, new: pa.Array) -> Bools:
    """Where two columns say the same, nothing being the same as nothing."""
    if pa.types.is_dictionary(old.type):
        known = {name: place for place, name in enumerate(old.dictionary.to_pylist())}
        places = [known.get(name, -1) for name in new.dictionary.to_pylist()]
        old, new = old.indices, pa.array(places, old.indices.type).take(new.indices)
    same: Bools = _values(old) == _values(new)
    return same


def _values(column: pa.Array) -> NDArray[np.int64]:
    """Codes or days; what no other value is, where there is nothing."""
    plain = column.cast(pa.int32()).cast(pa.int64())
    found: NDArray[np.int64] = pc.fill_null(plain, 2**40).to_numpy(zero_copy_only=False)
    return found


def _table(rows: pa.RecordBatch, same: dict[str, Bools], cases: Bools) -> Table:
    old, new = (_values(rows.column(f"{side}_status").indices)[cases] for side in ("old", "new"))
    counts = pairs(old, len(STATUSES), new, len(STATUSES))
    found = {status: _named(row) for status, row in zip(STATUSES, counts, strict=True)}
    stays = same["status"][cases]
    dated = stays & ~same["earliest"][cases]
    ruled = stays & ~dated & ~same["governing"][cases]
    for name, who in ((OTHER_DATE, dated), (OTHER_RULE, ruled)):
        found[name] = _named(np.bincount(old[who], minlength=len(STATUSES)))
    return Table(found)


def _named(counts: NDArray[np.int64]) -> dict[str, int]:
    return {name: count for name, count in zip(STATUSES, counts.tolist(), strict=True) if count}
