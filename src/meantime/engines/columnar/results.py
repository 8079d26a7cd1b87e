"""Results as columns of Arrow, with the names of what their numbers mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.engines.columnar.answers import NO_RULE, Answered
from meantime.engines.columnar.edges import Edges
from meantime.engines.columnar.limits import NO_MOMENT
from meantime.engines.columnar.rule_tables import RuleProgram
from meantime.engines.columnar.screening_program import ScreeningProgram
from meantime.engines.columnar.weighing import Screened
from meantime.model.protocol import Protocol

STATUSES = ("eligible", "review", "deferred", "contraindicated", "incomplete")
# In the schema of a mask: the names of its bits, from the lowest on.
BIT_NAMES = "meantime.bits"
# Words for stances, by strictness.
WORDS = ("yes", "not-advised", "not-covered", "ask", "no")
SIDES, STRENGTHS = ("begins", "ends"), ("required", "preferred")
_MOMENT = pa.timestamp("us", "UTC")


def room_for_screening(program: ScreeningProgram, count: int) -> Screened:
    """Memory for the results of so many people, in whole words of them.

    It comes from Arrow's pool, which keeps what it has had: fresh pages from the system would cost
    as much as a third of the screening.
    """
    words = -(-count // 64)
    people = words * 64
    findings, questions = len(program.pairs), len(program.tables.missing)
    return Screened(
        empty(np.int8, people),
        empty(np.int32, people),
        empty(np.uint64, words),
        empty(np.int16, people),
        empty(np.uint64, words),
        empty(np.uint64, -(-findings // 64) or 1, people),
        empty(np.uint64, -(-questions // 64) or 1, people),
        empty(np.int32, people),
        empty(np.uint64, words),
    )


def empty(kind: type[np.generic], *shape: int) -> NDArray[Any]:
    size = np.dtype(kind).itemsize * int(np.prod(shape))
    return np.frombuffer(pa.allocate_buffer(size), kind).reshape(shape)


def screening_rows(
    protocol: Protocol, program: ScreeningProgram, out: Screened, wrong: NDArray[np.bool_]
) -> pa.RecordBatch:
    there = all_but(wrong)
    status = array(pa.int8(), out.status, there)
    dated = array(pa.date32(), out.earliest, _and_not(out.has_earliest, wrong))
    governed = array(pa.int16(), out.governing, _and_not(out.has_governing, wrong))
    rules = pa.array(dict.fromkeys(pair.rule for pair in program.pairs), pa.string())
    pairs = [f"{pair.rule}:{pair.feature}" for pair in program.pairs]
    columns = [
        ("status", _named(status, pa.array(STATUSES)), []),
        ("earliest", dated, []),
        (
            "governing",
            pa.DictionaryArray.from_arrays(governed, pa.array(rules, pa.string()), safe=False),
            [],
        ),
        *_masks("findings", out.findings, pairs, there),
        *_masks("missing", out.missing, list(protocol.features), there),
    ]
    fields = [
        pa.field(name, column.type, metadata={BIT_NAMES: ",".join(bits)} if bits else None)
        for name, column, bits in columns
    ]
    return pa.RecordBatch.from_arrays(
        [column for _, column, _ in columns], schema=pa.schema(fields)
    )


def all_but(wrong: NDArray[np.bool_]) -> pa.Buffer | None:
    """The validity bits of a column that has nothing for some; None where it has all."""
    return pa.py_buffer(np.packbits(~wrong, bitorder="little")) if wrong.any() else None


def _and_not(words: NDArray[np.uint64], wrong: NDArray[np.bool_]) -> pa.Buffer:
    """Validity bits less those of whoever is no case."""
    if not wrong.any():
        return pa.py_buffer(words)
    kept = np.packbits(~wrong, bitorder="little")
    return pa.py_buffer(words.view(np.uint8)[: len(kept)] & kept)


def _named(places: pa.Array, names: pa.Array) -> pa.Array:
    """Numbers as the names they stand for; they are ours, so that none is out of range."""
    return pa.DictionaryArray.from_arrays(places, names, safe=False)


def _masks(
    name: str, words: NDArray[np.uint64], bits: list[str], there: pa.Buffer | None
) -> list[tuple[str, pa.Array, list[str]]]:
    """Columns of masks, 64 bits each, with the names of their bits."""
    return [
        (f"{name}.{group}" if group else name, array(pa.uint64(), row, there), part)
        for group, row in enumerate(words)
        for part in [bits[group * 64 : group * 64 + 64]]
    ]


def array(kind: pa.DataType, values: NDArray[Any], there: pa.Buffer | None) -> pa.Array:
    """A column of values where they lie, with its validity bits."""
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(values)])


def answer_rows(
    program: RuleProgram, concepts: Sequence[str], out: Answered, wrong: NDArray[np.bool_]
) -> pa.RecordBatch:
    there = all_but(wrong)
    rules = pa.array([rule.id for rule in program.rules], pa.string())
    columns: dict[str, pa.Array] = {}
    for number, concept in enumerate(concepts):
        words = array(pa.int8(), out.stance[number], there)
        changes, by = out.until[number], out.rule[number]
        columns[concept] = _named(words, pa.array(WORDS))
        columns[f"{concept}.until"] = pa.array(
            changes, pa.int64(), mask=wrong | (changes == NO_MOMENT)
        ).cast(_MOMENT)
        places = pa.array(by, pa.int16(), mask=wrong | (by == NO_RULE))
        columns[f"{concept}.rule"] = _named(places, rules)
    return pa.RecordBatch.from_pydict(columns)


def edge_rows(program: RuleProgram, found: Edges) -> pa.RecordBatch:
    order = np.lexsort((found.strength, found.side, found.rule, found.moment, found.person))
    rules = pa.array([rule.id for rule in program.rules], pa.string())
    return pa.RecordBatch.from_pydict(
        {
            "row": pa.array(found.person[order]),
            "at": pa.array(found.moment[order]).cast(_MOMENT),
            "rule": _named(pa.array(found.rule[order]), rules),
            "side": _named(pa.array(found.side[order]), pa.array(SIDES)),
            "strength": _named(pa.array(found.strength[order]), pa.array(STRENGTHS)),
        }
    )
