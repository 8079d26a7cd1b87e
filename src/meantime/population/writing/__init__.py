"""Rows into files and streams, in the formats that a cohort is read in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds
from pyarrow import csv as arrow_csv

from meantime.population.forms import Form
from meantime.population.reading.pieces import PIECE
from meantime.population.writing.words import in_words

# Values that the encoder of Parquet takes at a time; by default a thousand, which costs a tenth.
_AT_ONCE = 65_536
# Arrow quotes every text, or none and refuses those that need it.
_BARE = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
_QUOTED = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")


class Writer(Protocol):
    """Takes batches of one schema, in order."""

    def prepare(self, rows: pa.RecordBatch) -> Any:
        """What can be done with a batch before its turn comes, by several workers at once."""

    def write(self, prepared: Any) -> None: ...

    def close(self) -> None: ...


def open_writer(form: Form, where: Path | BinaryIO, schema: pa.Schema) -> Writer:
    """A writer into a file, or into a stream: Arrow there is its stream format."""
    if form is Form.CSV:
        return _Csv(where, schema)
    if form is Form.ARROW:
        into = str(where) if isinstance(where, Path) else where
        kind = pa.ipc.new_file if isinstance(where, Path) else pa.ipc.new_stream
        return _Arrow(kind(into, schema))
    assert isinstance(where, Path)  # whoever wants Parquet in a stream has heard of it
    return _Parquet(where, schema)


class _Plain:
    def prepare(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Nothing."""
        return rows


class _Parquet(_Plain):
    """Without compression and statistics: nothing is as fast to write, and to read again."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        words = [field.name for field in schema if kinds.is_dictionary(field.type)]
        self._held: list[pa.RecordBatch] = []
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="none",
            use_dictionary=words,
            write_statistics=False,
            write_batch_size=_AT_ONCE,
        )

    def write(self, rows: pa.RecordBatch) -> None:
        """Batches are held until they are enough for a row group."""
        self._held.append(rows)
        if sum(batch.num_rows for batch in self._held) >= PIECE:
            self._flush()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._held, self._writer.schema)
        self._writer.write_table(table, PIECE)
        self._held.clear()

    def close(self) -> None:
        """With the footer."""
        self._flush()
        self._writer.close()


class _Arrow(_Plain):
    def __init__(self, writer: pa.RecordBatchFileWriter | pa.RecordBatchStreamWriter) -> None:
        self._writer = writer

    def write(self, rows: pa.RecordBatch) -> None:
        """A batch is one of the file too."""
        self._writer.write_batch(rows)

    def close(self) -> None:
        """With the footer, or the end of the stream."""
        self._writer.close()


class _Csv:
    """Dates, words and names in place of marks and bits: what a person reads."""

    def __init__(self, where: Path | BinaryIO, schema: pa.Schema) -> None:
        self._own = isinstance(where, Path)
        self._stream: BinaryIO = where.open("wb") if isinstance(where, Path) else where
        names = in_words(pa.RecordBatch.from_pylist([], schema)).schema.names
        self._stream.write((",".join(map(_quoted, names)) + "\n").encode())

    def prepare(self, rows: pa.RecordBatch) -> bytes:
        """A line a row."""
        return lines(in_words(rows))

    def write(self, lines: bytes) -> None:
        """As they are."""
        self._stream.write(lines)

    def close(self) -> None:
        """A stream that was handed in stays open."""
        if self._own:
            self._stream.close()


def lines(rows: pa.RecordBatch) -> bytes:
    """Rows as CSV without the names of the columns; quoted only where something needs it."""
    out = pa.BufferOutputStream()
    try:
        arrow_csv.write_csv(rows, out, _BARE)
    except pa.ArrowInvalid:
        out = pa.BufferOutputStream()
        arrow_csv.write_csv(rows, out, _QUOTED)
    return out.getvalue().to_pybytes()  # type: ignore[no-any-return]


def _quoted(name: str) -> str:
    return f'"{name}"' if "," in name else name
