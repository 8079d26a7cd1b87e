"""Chance that is the same on every machine: draws of 16 bits, and wheels they pick from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

# A wheel has one slot for every value of a draw, so a share is met to 1 in 65,536.
SLOTS = 65_536
# So many people are drawn at once, always: whoever asks for fewer gets the same first ones.
BLOCK = 65_536

Draws = npt.NDArray[np.uint16]
Whole = npt.NDArray[np.int32]
# Values, and the weight of each.
Part = tuple[Whole, npt.NDArray[np.float64]]


def draws(seed: int, block: int, rows: int) -> Draws:
    """So many rows of draws, with one draw in each for every person of the block.

    Only the raw bits of the generator are used: NumPy promises to keep those between versions, and
    not the numbers it makes of them.
    """
    bits = np.random.PCG64DXSM(np.random.SeedSequence(seed, spawn_key=(block,)))
    raw = np.asarray(bits.random_raw(rows * BLOCK // 4), dtype="<u8")
    return raw.view("<u2").reshape(rows, BLOCK)


def even(values: Iterable[int], share: float) -> Part:
    """The values with the same part of the share each."""
    known = np.fromiter(values, dtype=np.int32)
    return known, np.full(known.size, share / max(known.size, 1))


def thinning(first: int, last: int, share: float) -> Part:
    """The values from first (at least 1) to last, each with a weight inverse to its size."""
    known = np.arange(first, last + 1, dtype=np.int32)
    weights = 1 / known
    return known, weights * (share / max(weights.sum(), 1e-9))


def wheel(parts: Iterable[Part], slots: int = SLOTS) -> Whole:
    """Every value in as many slots as its weight among all weights asks for, in the order given."""
    values, weights = zip(*parts, strict=True)
    edges = np.cumsum(np.concatenate(weights))
    ends = np.rint(edges / edges[-1] * slots).astype(np.int64)
    return np.repeat(np.concatenate(values), np.diff(ends, prepend=0))
