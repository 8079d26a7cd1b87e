"""Packed answers: two words a person, a bit a question."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.population.schema import FEATURES, KNOWN, YES, bits_of


class _Run(NamedTuple):
    """Neighbouring bits that stay neighbours: where they are, how many, and where they go."""

    first: int
    length: int
    to: int


def only_asked(batch: pa.RecordBatch, asked: Collection[str]) -> pa.RecordBatch:
    """The batch with only those packed answers that are asked for.

    Two versions of a protocol ask different questions, and the engine refuses a bit that has the
    name of none.
    """
    names = bits_of(batch.schema)
    kept = [place for place, name in enumerate(names) if name in asked]
    if len(kept) == len(names):
        return batch
    metadata = {FEATURES: ",".join(names[place] for place in kept)}
    runs = list(_runs(kept))
    for name in (YES, KNOWN):
        place = batch.schema.get_field_index(name)
        words = _moved(batch.column(place).to_numpy(), runs)
        batch = batch.set_column(
            place, pa.field(name, pa.uint64(), False, metadata), pa.array(words)
        )
    return batch if kept else batch.drop_columns([YES, KNOWN])


def _runs(kept: Sequence[int]) -> Iterator[_Run]:
    begin = 0
    for number in range(1, len(kept) + 1):
        if number == len(kept) or kept[number] != kept[number - 1] + 1:
            yield _Run(kept[begin], number - begin, begin)
            begin = number


def _moved(words: NDArray[np.uint64], runs: list[_Run]) -> NDArray[np.uint64]:
    found = np.zeros_like(words)
    for run in runs:
        bits = (words >> np.uint64(run.first)) & np.uint64((1 << run.length) - 1)
        found |= bits << np.uint64(run.to)
    return found
