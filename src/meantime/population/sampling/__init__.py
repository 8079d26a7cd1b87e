"""A made cohort of any size: people who book a session, and what they answer.

`distributions` says how they are spread, and `schema` how they are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, partial

import pyarrow as pa

from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.sampling.blocks import Cohort
from meantime.population.sampling.draws import BLOCK
from meantime.population.sampling.layout import schema

__all__ = ["sample", "schema"]


def sample(
    protocol: Protocol, people: int, seed: int, packed: bool = False, chunk: int = 262_144
) -> Iterator[pa.RecordBatch]:
    """So many made people, in batches of `chunk`, laid out as `schema` says.

    The same seed gives the same person at the same place, however many are asked for and however
    they are cut, as long as the protocol asks the same questions.

    Raises MeantimeError where a number is too small, and as `schema` does.
    """
    for name, value, least in (("people", people, 0), ("seed", seed, 0), ("chunk", chunk, 1)):
        if value < least:
            raise MeantimeError(f"{name}: {value} is too small; give {least} or more.")
    cohort = Cohort(protocol, packed)
    # A block may lie in several batches.
    return _batches(lru_cache(maxsize=1)(partial(cohort.block, seed)), people, chunk)


def _batches(
    block: Callable[[int], pa.RecordBatch], people: int, chunk: int
) -> Iterator[pa.RecordBatch]:
    for first in range(0, people, chunk):
        last = min(first + chunk, people)
        parts = []
        for number in range(first // BLOCK, (last - 1) // BLOCK + 1):
            begin = max(first - number * BLOCK, 0)
            parts.append(block(number).slice(begin, last - number * BLOCK - begin))
        yield parts[0] if len(parts) == 1 else pa.concat_batches(parts)
