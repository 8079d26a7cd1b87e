"""Where the columns of a batch lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.engines.columnar.columns import Columns
from meantime.engines.columnar.earlier import Earlier, last_days
from meantime.engines.columnar.kernel import compiled
from meantime.engines.columnar.moments import Moments
from meantime.engines.columnar.named import column_of, typed
from meantime.engines.columnar.turning import turn
from meantime.model.problem import MeantimeError

PACKED = ("answers.yes", "answers.known")
PACKED_NAMES = b"meantime.features"


def answer_addresses(
    batch: pa.RecordBatch, columns: Columns, held: list[Any]
) -> NDArray[np.uint64]:
    """The addresses of the yes-no questions: see `Memory`."""
    found = np.zeros((len(columns.answers), 2), np.uint64)
    for name, number in columns.answers.items():
        column = column_of(batch, name)
        if column is not None:
            column = _aligned(typed(column, name, pa.bool_()), held)
            found[number] = _bit_addresses(column, 0)
    if column_of(batch, PACKED[0]) is not None:
        _unpack(batch, columns, found, held)
    return found


def _aligned(column: pa.Array, held: list[Any]) -> pa.Array:
    """The column with its first bit at the beginning of a byte."""
    if column.offset % 8:
        column = pa.array(column.to_numpy(zero_copy_only=False), column.type, from_pandas=True)
    held.append(column)
    return column


def _bit_addresses(column: pa.Array, width: int) -> tuple[int, int]:
    """Where the values (bits, or `width` bytes each) and the validity bits begin; 0 for none."""
    valid, values = column.buffers()
    skipped = column.offset * width if width else column.offset // 8
    where = values.address + skipped
    return where, valid.address + column.offset // 8 if valid and column.null_count else 0


def _unpack(
    batch: pa.RecordBatch, columns: Columns, found: NDArray[np.uint64], held: list[Any]
) -> None:
    """Answers that came as one word a person, with the names of their bits in the schema."""
    names = (batch.schema.field(PACKED[0]).metadata or {}).get(PACKED_NAMES, b"").decode()
    words = []
    for name in PACKED:
        column = column_of(batch, name, required=True)
        if column.null_count:
            raise MeantimeError(f"column `{name}` has empty places; it needs a word for everybody.")
        words.append(typed(column, name, pa.uint64()).to_numpy(zero_copy_only=False))
    yes, known = (np.zeros((64, -(-batch.num_rows // 64)), np.uint64) for _ in words)
    square = np.zeros(64, np.uint64)
    for word, found_here in zip(words, (yes, known), strict=True):
        _by_question(word, square, found_here)
    held += [yes, known]
    for bit, feature in enumerate(names.split(",")):
        if feature not in columns.answers:
            raise MeantimeError(
                f"column `{PACKED[0]}`: its schema names `{feature}`, which is no yes-no question "
                "of the protocol."
            )
        found[columns.answers[feature]] = yes[bit].ctypes.data, known[bit].ctypes.data


@compiled
def _by_question(
    words: NDArray[np.uint64], square: NDArray[np.uint64], found: NDArray[np.uint64]
) -> None:
    """Bits of one question for everybody, from words of all questions for one."""
    address = np.uint64(square.ctypes.data)
    for word in range(found.shape[1]):
        for lane in range(64):
            person = word * 64 + lane
            square[lane] = 0
            if person < words.size:
                square[lane] = words[person]
        turn(address, address)
        for bit in range(64):
            found[bit, word] = square[bit]


def date_addresses(
    batch: pa.RecordBatch,
    columns: Columns,
    moments: Moments,
    earlier: Earlier,
    held: list[Any],
) -> NDArray[np.uint64]:
    """The addresses of the dated questions and the anchors: see `Memory`."""
    found = np.zeros((len(columns.dates), 2), np.uint64)
    for name, number in columns.dates.items():
        if name.startswith("last:"):
            answered = found[columns.dates[name.removeprefix("last:")]]
            found[number] = answered
            if earlier.start.size:
                last = last_days(earlier, moments, answered)
                held.append(last)
                found[number] = last.ctypes.data, 0
            continue
        column = column_of(batch, name)
        if column is not None:
            column = _aligned(typed(column, name, pa.date32()), held)
            found[number] = _bit_addresses(column, 4)
    return found
