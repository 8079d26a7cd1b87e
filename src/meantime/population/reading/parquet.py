"""A cohort in Parquet: row groups, decoded by the worker that takes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from meantime.population.reading.pieces import PIECE, Piece, Rows, unreadable
from meantime.population.schema import is_text

_DAMAGED = "it is damaged, or no Parquet file."


class ParquetSource:
    """A file of Parquet; its weight is in rows."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        try:
            with pq.ParquetFile(path) as file:
                self.metadata = file.metadata
                self.schema: pa.Schema = file.schema_arrow
        except (pa.ArrowException, OSError):
            raise unreadable(name, _DAMAGED) from None
        self.weight: int = self.metadata.num_rows
        # Texts that occur often are kept once each; those of people are all different.
        self.as_words = [
            field.name for field in self.schema if is_text(field.type) and field.name != "person"
        ]

    def pieces(self) -> Iterator[Piece]:
        """Neighbouring row groups of about a piece together, a large one alone."""
        groups: list[int] = []
        rows = 0
        for number in range(self.metadata.num_row_groups):
            more = self.metadata.row_group(number).num_rows
            if groups and rows + more > PIECE:
                yield _Groups(self, groups, rows)
                groups, rows = [], 0
            groups.append(number)
            rows += more
        if rows:
            yield _Groups(self, groups, rows)


class _Groups:
    def __init__(self, source: ParquetSource, groups: list[int], rows: int) -> None:
        self.source, self.weight = source.name, rows
        self._from, self._groups = source, groups

    def rows(self) -> Iterator[Rows]:
        """Its rows, a batch at a time, without threads of Arrow's own: the workers are enough.

        The file is mapped for as long as the piece takes: that saves a copy of everything, and no
        more of it counts as memory of this process.
        """
        source, first = self._from, 1
        try:
            with pq.ParquetFile(
                source.path,
                metadata=source.metadata,
                read_dictionary=source.as_words,
                memory_map=True,
            ) as file:
                for batch in file.iter_batches(PIECE, self._groups, use_threads=False):
                    yield Rows(batch, first)
                    first += batch.num_rows
        except (pa.ArrowException, OSError):
            raise unreadable(self.source, _DAMAGED) from None
