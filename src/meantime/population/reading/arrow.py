"""A cohort as Arrow's record batches: a file (Feather is one), or a stream on standard input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.types as kinds

from meantime.population.reading.pieces import PIECE, Batches, Piece, unreadable

_NO_FILE = "it is damaged, or no Arrow file (Feather version 2)."
_NO_STREAM = "it is no whole stream of Arrow's record batches."


class ArrowSource:
    """A file of record batches; its weight is in rows."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        try:
            with pa.ipc.open_file(pa.OSFile(str(path))) as file:
                self.schema: pa.Schema = file.schema
                self.weight: int = file.count_rows()
        except (pa.ArrowException, OSError):
            raise unreadable(name, _NO_FILE) from None

    def pieces(self) -> Iterator[Piece]:
        """Its batches, small ones together and large ones in slices."""
        return _gathered(self.name, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            with pa.ipc.open_file(pa.OSFile(str(self.path))) as file:
                for number in range(file.num_record_batches):
                    yield file.get_batch(number)
        except (pa.ArrowException, OSError):
            raise unreadable(self.name, _NO_FILE) from None


class ArrowStream:
    """Record batches as they come in; nobody knows how many."""

    weight = None

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        try:
            self._reader = pa.ipc.open_stream(stream)
        except pa.ArrowException:
            raise unreadable(name, _NO_STREAM) from None
        self.schema: pa.Schema = self._reader.schema

    def pieces(self) -> Iterator[Piece]:
        """Its batches, small ones together and large ones in slices."""
        return _gathered(self.name, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._reader
        except (pa.ArrowException, OSError):
            raise unreadable(self.name, _NO_STREAM) from None


def _gathered(name: str, batches: Iterable[pa.RecordBatch]) -> Iterator[Piece]:
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in map(_plain, batches):
        for first in range(0, batch.num_rows, PIECE):
            part = batch.slice(first, PIECE)
            if held and rows + part.num_rows > PIECE:
                yield Batches(name, rows, tuple(held))
                held, rows = [], 0
            held.append(part)
            rows += part.num_rows
    if held:
        yield Batches(name, rows, tuple(held))


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Text as Arrow has always kept it: for its newer form most functions are missing."""
    for place, field in enumerate(batch.schema):
        if kinds.is_string_view(field.type):
            plain = pa.field(field.name, pa.string())
            batch = batch.set_column(place, plain, batch.column(place).cast(pa.string()))
    return batch
