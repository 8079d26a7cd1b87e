"""Making a cohort: pieces that nobody has written yet, and the task to pass them on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.reading import Cohort
from meantime.population.reading.pieces import PIECE, Piece, Rows
from meantime.population.sampling import blocks
from meantime.population.sampling.draws import BLOCK
from meantime.population.schema import columns_of
from meantime.population.tasks.task import Given, Table
from meantime.population.texts import Bools


def made(protocol: Protocol, people: int, seed: int, *, packed: bool) -> Cohort:
    """A cohort of so many made people, as `meantime.population.sampling.sample` makes them.

    Raises MeantimeError where a number is too small, or where the questions do not fit the layout.
    """
    for name, value, least in (("people", people, 1), ("seed", seed, 0)):
        if value < least:
            raise MeantimeError(f"{name}: {value} is too small; give {least} or more.")
    kind = "packed people" if packed else "people"
    return Cohort((_Made(protocol, people, seed, packed),), ((kind, people, seed),))


class _Made:
    """A source that is made up; its weight is in rows."""

    name = "sample"

    def __init__(self, protocol: Protocol, people: int, seed: int, packed: bool) -> None:
        self.weight, self._seed = people, seed
        self._blocks = blocks.Cohort(protocol, packed)
        self.schema = self._blocks.schema

    def pieces(self) -> Iterator[Piece]:
        """So many whole blocks each."""
        for first in range(0, self.weight, PIECE):
            last = min(first + PIECE, self.weight)
            yield _Stretch(self.name, last - first, first, self._blocks, self._seed)


class _Stretch(NamedTuple):
    source: str
    weight: int
    first: int
    blocks: blocks.Cohort
    seed: int

    def rows(self) -> Iterator[Rows]:
        """Its people, a block at a time; of the last block as many as there are to be."""
        for done in range(0, self.weight, BLOCK):
            block = self.blocks.block(self.seed, (self.first + done) // BLOCK)
            yield Rows(block.slice(0, self.weight - done), done + 1)


class Making:
    """Passes made people on as they are."""

    verb = "sample"
    most = BLOCK

    def __init__(self, protocol: Protocol) -> None:
        self.protocols = (protocol,)
        self.columns = columns_of(protocol)
        self.options: dict[str, Any] = {}

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """Everybody: nobody of them is refused."""
        assert refused is None
        return Given(batch, np.zeros(batch.num_rows, np.bool_), self.tally())

    def tally(self, values: Mapping[str, Any] | None = None) -> Table:
        """Nothing is counted."""
        return Table(values or {})
