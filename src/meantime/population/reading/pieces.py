"""What a cohort is read in: sources, their pieces, and the rows of a piece as they came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.model.problem import MeantimeError

# So many rows are read, worked on and written at a time: few enough for little memory, and enough
# that what is done once a piece does not count.
PIECE = 262_144


class Line(NamedTuple):
    """A line of CSV that has not a cell for every column: its number in the piece, and its text."""

    number: int
    text: str
    cells: int


class Rows(NamedTuple):
    """Rows as they came. first: the number of the first in its piece, from 1 on.

    broken: lines between them that are no rows, whose numbers are left out.
    """

    batch: pa.RecordBatch
    first: int
    broken: tuple[Line, ...] = ()

    @property
    def read(self) -> int:
        """How many rows were read, good or bad."""
        good: int = self.batch.num_rows
        return good + len(self.broken)

    def numbers(self) -> NDArray[np.int64]:
        """The number of every row of the batch in its piece."""
        every = np.arange(self.first, self.first + self.read)
        return np.delete(every, [line.number - self.first for line in self.broken])


class Piece(Protocol):
    """A stretch of a source that one worker takes.

    weight: its part of the weight of the whole cohort, which is in rows or in bytes.
    """

    @property
    def source(self) -> str:
        """The file, as an error and a reject name it."""

    @property
    def weight(self) -> int: ...

    def rows(self) -> Iterator[Rows]:
        """Its rows, some at a time. Raises MeantimeError where they cannot be read."""


class Source(Protocol):
    """A file, or standard input. weight: None where nobody can know before it ends."""

    @property
    def name(self) -> str: ...

    @property
    def schema(self) -> pa.Schema: ...

    @property
    def weight(self) -> int | None: ...

    def pieces(self) -> Iterator[Piece]:
        """Its pieces in order, always the same ones for the same file."""


class Batches(NamedTuple):
    """A piece that is in memory already."""

    source: str
    weight: int
    batches: tuple[pa.RecordBatch, ...]

    def rows(self) -> Iterator[Rows]:
        """Its rows, a batch at a time."""
        first = 1
        for batch in self.batches:
            yield Rows(batch, first)
            first += batch.num_rows


def unreadable(source: str | Path, why: str) -> MeantimeError:
    """What is raised for a file that is not what its name says, or is damaged."""
    return MeantimeError(f"`{source}` cannot be read: {why}")
