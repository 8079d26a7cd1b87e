"""From a word a question, with a bit a person, to a word a person, with a bit a question."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numpy.typing import NDArray

from meantime.engines.columnar.kernel import compiled, instruction

_WORD, _EIGHT = ir.IntType(64), range(8)
_WORDS, _BYTES = ir.VectorType(_WORD, 8), ir.VectorType(ir.IntType(8), 64)


@instruction
def turn(_typing: Any, square: Any, out: Any) -> Any:
    """Turn 64 words of 64 bits: bit b of word a becomes bit a of word b.

    square, out: the addresses of both; they may be the same. It goes by eights: bytes inside eight
    words, then words among eights; a comparison of 64 bytes then yields the bits of one word.
    """

    def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        source = builder.inttoptr(values[0], _BYTES.as_pointer())
        target = builder.inttoptr(values[1], _WORD.as_pointer())
        rows = [builder.load(builder.gep(source, [_at(eight)]), align=8) for eight in _EIGHT]
        columns = _words_turned(builder, [_bytes_turned(builder, row) for row in rows])
        for byte, column in enumerate(columns):
            bytes_ = builder.bitcast(column, _BYTES)
            for bit in _EIGHT:
                chosen = builder.and_(bytes_, ir.Constant(_BYTES, [1 << bit] * 64))
                truth = builder.icmp_unsigned("!=", chosen, ir.Constant(_BYTES, [0] * 64))
                place = builder.gep(target, [_at(8 * byte + bit)])
                builder.store(builder.bitcast(truth, _WORD), place, align=8)
        return context.get_dummy_value()

    return types.void(types.uint64, types.uint64), generate


def _at(place: int) -> Any:
    return ir.Constant(ir.IntType(32), place)


def _shuffled(builder: Any, left: Any, right: Any, places: list[int]) -> Any:
    mask = ir.Constant(ir.VectorType(ir.IntType(32), len(places)), places)
    return builder.shuffle_vector(left, right, mask)


def _bytes_turned(builder: Any, row: Any) -> Any:
    """Of eight words: all first bytes, all second bytes, to the eighth."""
    places = [8 * word + byte for byte in _EIGHT for word in _EIGHT]
    return builder.bitcast(_shuffled(builder, row, row, places), _WORDS)


def _words_turned(builder: Any, rows: list[Any]) -> list[Any]:
    """Of eight times eight words: all first ones, all second ones, to the eighth."""
    for size in (4, 2, 1):
        upper = [place if not place & size else place - size + 8 for place in _EIGHT]
        lower = [place + size if not place & size else place + 8 for place in _EIGHT]
        for row in (row for row in _EIGHT if not row & size):
            pair = rows[row], rows[row + size]
            rows[row] = _shuffled(builder, *pair, upper)
            rows[row + size] = _shuffled(builder, *pair, lower)
    return rows


@compiled
def masks(
    registers: NDArray[np.uint64],
    wanted: NDArray[np.int64],
    count: int,
    square: NDArray[np.uint64],
    out: NDArray[np.uint64],
    first: int,
) -> None:
    """For each person a mask of the registers they are in; `out` has room for whole words."""
    begin = np.uint64(square.ctypes.data)
    for group in range(out.shape[0]):
        there = min(64, wanted.size - group * 64)
        for bit in range(there, 64):
            square[bit] = 0
        address = np.uint64(out[group].ctypes.data) + np.uint64(8 * first)
        for word in range((count + 63) // 64):
            for bit in range(np.uint64(there)):
                square[bit] = registers[np.uint64(wanted[np.uint64(group * 64) + bit]), word]
            turn(begin, address + np.uint64(512 * word))
