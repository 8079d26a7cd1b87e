"""A cohort to read: a file, a folder of files of one format, or standard input."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import randbits
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import pyarrow as pa

from meantime.model.problem import MeantimeError, did_you_mean
from meantime.population.forms import ENDINGS, Form, form_of
from meantime.population.reading.arrow import ArrowSource, ArrowStream
from meantime.population.reading.csv import CsvSource, CsvStream
from meantime.population.reading.parquet import ParquetSource
from meantime.population.reading.pieces import Piece, Source, unreadable
from meantime.population.schema import Columns, problems

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_STANDARD_INPUT = "standard input"
_OF_FORM: dict[Form, Callable[[Path, str], Source]] = {
    Form.PARQUET: ParquetSource,
    Form.ARROW: ArrowSource,
    Form.CSV: CsvSource,
}
# How a stream of Arrow begins, and what cannot be read from one end to the other.
_ARROW_STREAM = b"\xff\xff\xff\xff"
_NEEDS_FILE = {b"PAR1": "Parquet", b"ARRO": "An Arrow file (not a stream)"}
_MOST_PROBLEMS = 40


class Cohort(NamedTuple):
    """The sources of a cohort, in order.

    inputs: what tells that a source is still the same: its name, its size, when it was changed.
    files: where they are.
    """

    sources: tuple[Source, ...]
    inputs: tuple[tuple[str, int, int], ...]
    files: frozenset[Path] = frozenset()

    @property
    def weight(self) -> int | None:
        """Of all sources together; None where nobody can know."""
        weights = [source.weight for source in self.sources]
        known = [weight for weight in weights if weight is not None]
        return sum(known) if len(known) == len(weights) else None

    @property
    def schema(self) -> pa.Schema:
        """Every column that a source has, as the first of them has it."""
        fields: dict[str, pa.Field] = {}
        for source in self.sources:
            fields |= {field.name: field for field in source.schema if field.name not in fields}
        return pa.schema(list(fields.values()))

    def pieces(self) -> Iterator[Piece]:
        """All pieces in order."""
        for source in self.sources:
            yield from source.pieces()


def open_cohort(path: Path) -> Cohort:
    """The cohort of a file, or of all files in a folder and below, by their names.

    Raises MeantimeError where there is none, or where a file cannot be read.
    """
    files = sorted(_files(path)) if path.is_dir() else [path]
    forms = {file: _form(file) for file in files}
    if len(set(forms.values())) > 1:
        listed = ", ".join(sorted(set(forms.values())))
        raise MeantimeError(
            f"`{path}` holds files of several formats ({listed}); keep one of them."
        )
    sources: list[Source] = []
    inputs = []
    for file, form in forms.items():
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            status = file.stat()
            sources.append(_OF_FORM[form](file, name))
        except OSError as error:
            raise unreadable(file, f"{error.strerror}.") from None
        inputs.append((name, status.st_size, status.st_mtime_ns))
    return Cohort(tuple(sources), tuple(inputs), frozenset(file.resolve() for file in files))


def _files(folder: Path) -> list[Path]:
    """What is in a folder but hidden files and those that only say something of others."""
    found = [
        file
        for file in folder.rglob("*")
        if file.is_file() and not any(part[0] in "._" for part in file.relative_to(folder).parts)
    ]
    if not found:
        raise MeantimeError(f"`{folder}` holds no file of a cohort.")
    return found


def _form(file: Path) -> Form:
    form = form_of(file)
    if form is None:
        raise MeantimeError(
            f"`{file}`: no format ends so. {did_you_mean(file.suffix.lower(), ENDINGS)}"
        )
    return form


def open_stream(stream: BinaryIO) -> Cohort:
    """The cohort on standard input: Arrow's stream or CSV, as its first bytes say.

    Raises MeantimeError where it is neither.
    """
    head = stream.read(len(_ARROW_STREAM))
    if head in _NEEDS_FILE:
        raise unreadable(_STANDARD_INPUT, f"{_NEEDS_FILE[head]} needs a file; give its name.")
    kind = ArrowStream if head == _ARROW_STREAM else CsvStream
    whole = io.BufferedReader(_Whole(head, stream), 1 << 20)
    # Nobody can know whether it is the same again.
    once = (_STANDARD_INPUT, 0, randbits(64))
    return Cohort((kind(whole, _STANDARD_INPUT),), (once,))


class _Whole(io.RawIOBase):
    """A stream whose first bytes have been looked at, from its beginning on."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, room: WriteableBuffer) -> int:
        """Fill the room as far as there is something."""
        view = memoryview(room)
        found = self._head.readinto(view)
        if found:
            return found
        data = self._rest.read(len(view))
        view[: len(data)] = data
        return len(data)


def check(cohort: Cohort, columns: Columns, protocol: str) -> None:
    """Raise MeantimeError with everything that is wrong with the columns of all files."""
    person = cohort.sources[0].schema
    wrong: dict[tuple[str, ...], list[str]] = {}
    for source in cohort.sources:
        found = problems(source.schema, columns) or _other_person(person, source.schema)
        if found:
            wrong.setdefault(found, []).append(source.name)
    if wrong:
        raise MeantimeError("\n".join(_lines(wrong, protocol)))


def _other_person(first: pa.Schema, schema: pa.Schema) -> tuple[str, ...]:
    kinds = first.field("person").type, schema.field("person").type
    return () if kinds[0] == kinds[1] else (f"`person`: holds {kinds[1]}; before {kinds[0]}.",)


def _lines(wrong: dict[tuple[str, ...], list[str]], protocol: str) -> Iterator[str]:
    for found, files in wrong.items():
        also = f" and {len(files) - 1} more" if len(files) > 1 else ""
        yield f"`{files[0]}`{also} does not fit {protocol}:"
        yield from (f"  {line}" for line in found[:_MOST_PROBLEMS])
        if len(found) > _MOST_PROBLEMS:
            yield f"  and {len(found) - _MOST_PROBLEMS} more."
