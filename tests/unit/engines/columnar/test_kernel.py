"""The instructions of kernels against plain Python; compiled here anew, so that none is cached."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from meantime.engines.columnar import kernel
from meantime.engines.columnar.turning import turn

RANDOM = np.random.default_rng(7)
DAYS = RANDOM.integers(-50, 50, 200).astype(np.int32)
LIMITS = RANDOM.integers(-50, 50, 200).astype(np.int32)
WEIGHTS = RANDOM.integers(0, 2**52, 200)


def run(function: Any, *arguments: Any) -> Any:
    return numba.njit(function)(*arguments)


def bits(truths: Any) -> int:
    return sum(1 << place for place, truth in enumerate(truths) if truth)


def address(array: Any) -> np.uint64:
    return np.uint64(array.ctypes.data)


after_limits, between, below = kernel.after_limits, kernel.between, kernel.below
list_bits, lowest, write_top = kernel.list_bits, kernel.lowest, kernel.write_top
read_word, read_day, read_byte = kernel.read_word, kernel.read_day, kernel.read_byte


@pytest.mark.parametrize("first", [0, 1, 63, 100])
def test_days_after_their_limits(first: int) -> None:
    def one(days: Any, limits: Any, index: Any) -> Any:
        return after_limits(days, index, limits, index, np.int32(3), np.int32(-10))

    here = slice(first, first + 64)
    wanted = bits((DAYS[here] > LIMITS[here] - 3) & (DAYS[here] > -10))
    assert int(run(one, address(DAYS), address(LIMITS), first)) == wanted


def test_numbers_between_two() -> None:
    def one(days: Any) -> Any:
        return between(days, 5, np.int32(-7), np.int32(7))

    assert int(run(one, address(DAYS))) == bits((DAYS[5:69] >= -7) & (DAYS[5:69] <= 7))


def test_weights_below_a_limit() -> None:
    def one(weights: Any) -> Any:
        return below(weights, 2, 2**51)

    assert int(run(one, address(WEIGHTS))) == bits(WEIGHTS[2:66] < 2**51)


def test_places_of_bits_are_listed_in_order() -> None:
    def one(out: Any, word: Any) -> Any:
        return list_bits(out, 2, word, 640)

    out = np.full(80, -1, np.int16)
    assert run(one, address(out), np.uint64(1 | 1 << 5 | 1 << 63)) == 5
    assert list(out[:6]) == [-1, -1, 640, 645, 703, -1]
    assert run(one, address(out), np.uint64(0)) == 2


def test_the_lowest_bit() -> None:
    def one(word: Any) -> Any:
        return lowest(word)

    assert [run(one, np.uint64(word)) for word in (1, 12, 1 << 63, 0)] == [0, 2, 63, 64]


def test_the_top_of_weights_or_another_number() -> None:
    def one(out: Any, weights: Any, others: Any) -> None:
        write_top(out, 3, weights, 0, others, np.int8(4))

    out, others = np.zeros(80, np.int8), np.uint64(0b1010)
    run(one, address(out), address(WEIGHTS), others)
    wanted = [int(weight) >> 48 for weight in WEIGHTS[:64]]
    wanted[1] = wanted[3] = 4
    assert list(out[3:67]) == wanted
    assert not out[:3].any()
    assert not out[67:].any()


def test_values_are_read_where_they_lie() -> None:
    def one(array: Any) -> Any:
        return read_word(array, 1), read_day(array, 2), read_byte(array, 8)

    words = np.array([7, 2**63 + 9], np.uint64)
    assert tuple(map(int, run(one, address(words)))) == (2**63 + 9, 9, 9)


@pytest.mark.parametrize("in_place", [True, False])
def test_a_square_of_bits_is_turned(in_place: bool) -> None:
    def one(square: Any, out: Any) -> None:
        turn(square, out)

    square = RANDOM.integers(0, 2**63, 64).astype(np.uint64)
    before = [[int(word) >> bit & 1 for bit in range(64)] for word in square]
    out = square if in_place else np.zeros(64, np.uint64)
    run(one, address(square), address(out))
    assert [[int(word) >> bit & 1 for word in out] for bit in range(64)] == before
