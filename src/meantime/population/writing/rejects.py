"""The file of rejects: rows that are no case, in the order of the cohort, in CSV."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from meantime.population.writing.whole import Whole

_OPTIONS = arrow_csv.WriteOptions(quoting_style="needed")


class Rejects:
    """Takes the rejects of piece after piece; there is a file only where there are any.

    One that was there before, of another run, is replaced in any case.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        self._whole: Whole | None = None
        self._writer: arrow_csv.CSVWriter | None = None
        # How many rows of each source were read in the pieces before.
        self._before: dict[str, int] = {}

    def add(self, source: str, found: pa.Table | None, read: int) -> None:
        """The rejects of the next piece, whose rows count from 1, and how many rows it has."""
        before = self._before.get(source, 0)
        self._before[source] = before + read
        if found is not None and found.num_rows:
            row = pc.add(found.column("row"), before)
            self._open().write_table(found.set_column(1, "row", row))

    def _open(self) -> arrow_csv.CSVWriter:
        if self._whole is None:
            self._whole = Whole(self._path)
            beside = str(self._whole.beside)
            self._writer = arrow_csv.CSVWriter(beside, self._schema, write_options=_OPTIONS)
        return self._writer

    def keep(self) -> None:
        """No more will come: the file takes its name."""
        if self._path.exists():
            self._open()
        if self._whole is not None and self._writer is not None:
            self._writer.close()
            self._whole.keep()

    def drop(self) -> None:
        """Nothing is kept."""
        if self._whole is not None and self._writer is not None:
            self._writer.close()
            self._whole.drop()
