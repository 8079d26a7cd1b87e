"""A cohort in CSV: blocks of whole lines, taken apart by the worker that takes them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal

import pyarrow as pa
from pyarrow import csv as arrow_csv

from meantime.population.reading.pieces import Line, Piece, Rows, unreadable

BLOCK = 1 << 24
# Where so many have no end of a row, a quote is missing somewhere: any newline is taken for one.
_MOST_BLOCKS = 4
_BOM = b"\xef\xbb\xbf"
_NEWLINE, _QUOTE = b"\n", b'"'
# Text that is read once for all rows that have it; of people there are as many as rows.
_WORDS = pa.dictionary(pa.int32(), pa.binary())


class CsvSource:
    """A file of CSV; its weight is in bytes."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        with path.open("rb") as stream:
            self._header = _Header(stream, name)
        self.weight = path.stat().st_size - self._header.size
        self.schema = self._header.schema

    def pieces(self) -> Iterator[Piece]:
        """Blocks of about so many bytes, cut at the ends of rows."""
        with self.path.open("rb") as stream:
            stream.seek(self._header.size)
            yield from _pieces(self._header, stream)


class CsvStream:
    """CSV as it comes in; nobody knows how much."""

    weight = None

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name, self._stream = name, stream
        self._header = _Header(stream, name)
        self.schema = self._header.schema

    def pieces(self) -> Iterator[Piece]:
        """Blocks of about so many bytes, cut at the ends of rows."""
        return _pieces(self._header, self._stream)


class _Header:
    """The names of the columns, which the first line says."""

    def __init__(self, stream: BinaryIO, source: str) -> None:
        line = stream.readline(1 << 20)
        self.size, self.source = len(line), source
        try:
            self.names = next(csv.reader([line.removeprefix(_BOM).decode()]), [])
        except (UnicodeDecodeError, csv.Error):
            raise unreadable(source, "its first line is no line of CSV in UTF-8.") from None
        if not self.names:
            raise unreadable(source, "its first line has to name the columns, and is empty.")
        if len(self.names) == 1 and (";" in self.names[0] or "\t" in self.names[0]):
            raise unreadable(source, "its columns are not separated by commas.")
        self.schema = pa.schema([(name, pa.string()) for name in self.names])


def _pieces(header: _Header, stream: BinaryIO) -> Iterator[Piece]:
    rest = b""
    while more := stream.read(BLOCK):
        block = rest + more
        end = _end(block) if len(more) == BLOCK else len(block)
        if end == 0 and len(block) >= _MOST_BLOCKS * BLOCK:
            end = block.rfind(_NEWLINE) + 1 or len(block)
        if end:
            yield _Block(header, block[:end])
        rest = block[end:]
    if rest:
        yield _Block(header, rest)


def _end(block: bytes) -> int:
    """Where the last whole row of a block ends: at a newline that is not between quotes; or 0."""
    end = block.rfind(_NEWLINE) + 1
    if _QUOTE not in block:
        return end
    quotes = block.count(_QUOTE, 0, end)
    while end and quotes % 2:
        before = block.rfind(_NEWLINE, 0, end - 1) + 1
        quotes -= block.count(_QUOTE, before, end)
        end = before
    return end


class _Block:
    def __init__(self, header: _Header, data: bytes) -> None:
        self.source, self.weight = header.source, len(data)
        self._header, self._data = header, data

    def rows(self) -> Iterator[Rows]:
        """Its rows, all at once, every cell as the bytes that are there."""
        if _is_text(self._data):
            yield self._taken_apart(self._data)
        else:
            # Arrow gives a broken line as text, so every byte becomes a letter, and then a byte.
            rows = self._taken_apart(self._data.decode("latin-1").encode())
            broken = [line._replace(text=_shown(_as_bytes(line.text))) for line in rows.broken]
            yield Rows(_in_bytes(rows.batch), rows.first, tuple(broken))

    def _taken_apart(self, data: bytes) -> Rows:
        broken: list[Line] = []

        def refuse(row: Any) -> Literal["skip"]:
            broken.append(Line(row.number, row.text, row.actual_columns))
            return "skip"

        names = self._header.names
        kinds = {name: pa.binary() if name == "person" else _WORDS for name in names}
        table = arrow_csv.read_csv(
            pa.BufferReader(data),
            arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            arrow_csv.ParseOptions(newlines_in_values=_QUOTE in data, invalid_row_handler=refuse),
            arrow_csv.ConvertOptions(
                check_utf8=False, column_types=kinds, strings_can_be_null=False
            ),
        )
        batches = table.combine_chunks().to_batches()
        batch = batches[0] if batches else pa.RecordBatch.from_pylist([], table.schema)
        return Rows(batch, 1, tuple(broken))


def _is_text(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _as_bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _shown(data: bytes) -> str:
    return data.decode(errors="backslashreplace")


def _in_bytes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cells whose letters stand for bytes, as these bytes."""
    columns = []
    for column in batch.columns:
        words = column.dictionary if column.type == _WORDS else column
        plain = pa.array([_as_bytes(word.decode()) for word in words.to_pylist()], pa.binary())
        if column.type == _WORDS:
            plain = pa.DictionaryArray.from_arrays(column.indices, plain)
        columns.append(plain)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
