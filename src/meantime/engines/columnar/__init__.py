"""The columnar engine: what a protocol says to millions of people, worked out column by column.

It shares the model and the contract with the reference engine and nothing else: not the calendar,
not the reading of conditions. What it cannot do it refuses by name; it never gives less exactly
than the reference engine would.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.engines.columnar.answers import NO_RULE, Answered, answer_people, asked, lead_for
from meantime.engines.columnar.edges import PREFERRED, Edges, Span, edges_for, find_edges
from meantime.engines.columnar.limits import NO_MOMENT
from meantime.engines.columnar.machine import Screened, block_for, screen_people
from meantime.engines.columnar.people import Zones, microseconds, people_of
from meantime.engines.columnar.placing import room_for, sessions_of
from meantime.engines.columnar.rule_tables import RuleProgram, rule_program
from meantime.engines.columnar.screening_program import ScreeningProgram, program_of
from meantime.engines.columnar.stances import reasons_for
from meantime.model.protocol import Protocol
from meantime.model.rule import Strength

STATUSES = ("eligible", "review", "deferred", "contraindicated", "incomplete")
# In the schema of a mask: the names of its bits, from the lowest on.
BIT_NAMES = "meantime.bits"
# Words for stances, by strictness.
WORDS = ("yes", "not-advised", "not-covered", "ask", "no")
SIDES, STRENGTHS = ("begins", "ends"), ("required", "preferred")
_MOMENT = pa.timestamp("us", "UTC")


class Screening(NamedTuple):
    """A screened batch, a row a person, in the order they came.

    rows: `status`, `earliest`, `governing`, then the bit masks `findings` and `missing`, in more
    columns (`findings.1`, ...) where 64 bits do not do; their schema names the bits. booked: the
    local day of each session. wrong: who is no case; their status and the rest are null.
    """

    rows: pa.RecordBatch
    booked: pa.Array
    wrong: NDArray[np.bool_]


class Answers(NamedTuple):
    """Answers for a batch, a row a person, in the order they came.

    rows: for each concept its name with the word (`yes`, `not-advised`, `not-covered`, `ask`,
    `no`), `NAME.until` with the first later moment at which the word changes by itself, and
    `NAME.rule` with the rule that explains it best. wrong: who is no case; all null.
    """

    rows: pa.RecordBatch
    wrong: NDArray[np.bool_]


class PlanEdges(NamedTuple):
    """Edges of plans, by person and moment.

    rows: `row` (the person's place in the batch), `at`, `rule`, `side` (begins, ends), `strength`
    (required, preferred). wrong: who is no case, and has no edges.
    """

    rows: pa.RecordBatch
    wrong: NDArray[np.bool_]


class Columnar:
    """A protocol, ready for batches of people: see `docs/population.md` for their columns.

    Several threads may use one; the loops run without Python's lock. Raises MeantimeError where a
    window of the protocol reaches a hundred years or more from the session.
    """

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.zones = Zones()

    @cached_property
    def _unasked(self) -> ScreeningProgram:
        return program_of(self.protocol, prepared=False)

    @cached_property
    def _asked(self) -> ScreeningProgram:
        return program_of(self.protocol, prepared=True)

    def screen(self, batch: pa.RecordBatch, at: datetime | None = None) -> Screening:
        """The verdict of everybody; `at`, the moment of asking, dates what takes preparation.

        Raises MeantimeError where a column is missing or of a type that cannot be read.
        """
        program = self._unasked if at is None else self._asked
        people = people_of(batch, program.columns, self.zones, at)
        out, block = _room(program, people.count), block_for(program.tables)
        screen_people(people.clocks, program.tables, people.memory, 0, people.count, block, out)
        refused = np.unpackbits(out.wrong.view(np.uint8), bitorder="little")[: people.count]
        wrong = people.wrong | refused.view(np.bool_)
        out = Screened(*(rows[..., : people.count] for rows in out[:-1]), out.wrong)
        booked = _array(pa.date32(), out.booked, None)
        return Screening(_rows(self.protocol, program, out, wrong), booked, wrong)

    @cached_property
    def _rules(self) -> RuleProgram:
        return rule_program(self.protocol)

    def answers(self, batch: pa.RecordBatch, concepts: Sequence[str], at: datetime) -> Answers:
        """ "May I ...?" for everybody: chosen concepts, by their ids, at one moment.

        Raises MeantimeError for an unknown concept, and where a column cannot be read.
        """
        program, people = self._rules, people_of(batch, self._rules.columns, self.zones)
        question = asked(self.protocol, program, list(dict.fromkeys(concepts)))
        sessions, wrong = sessions_of(people), people.wrong.copy()
        visits = int(np.diff(people.earlier.first).max(initial=0))
        shape = len(question.prescribed), people.count
        out = Answered(_empty(np.int8, *shape), _empty(np.int64, *shape), _empty(np.int16, *shape))
        answer_people(
            people.clocks,
            program.steps,
            program.tables,
            people.memory,
            sessions,
            question,
            microseconds(at),
            wrong,
            block_for(program.steps),
            room_for(program.tables),
            reasons_for(len(program.rules), visits + 1),
            lead_for(program.tables),
            out,
        )
        return Answers(_answer_rows(program, list(dict.fromkeys(concepts)), out, wrong), wrong)

    def edges(self, batch: pa.RecordBatch, begin: datetime, end: datetime) -> PlanEdges:
        """Every moment in [begin, end) at which a line of somebody's plan begins or ends.

        Raises MeantimeError where a column cannot be read.
        """
        program, people = self._rules, people_of(batch, self._rules.columns, self.zones)
        span, wrong = Span(microseconds(begin), microseconds(end)), people.wrong.copy()
        strengths = np.array(
            [PREFERRED if rule.strength is Strength.PREFERRED else 0 for rule in program.rules],
            np.int8,
        )
        size = 4 * people.count
        while True:
            out = edges_for(size)
            found = find_edges(
                people.clocks,
                program.steps,
                program.tables,
                strengths,
                people.memory,
                sessions_of(people),
                span,
                wrong,
                block_for(program.steps),
                room_for(program.tables),
                out,
            )
            if found <= size:
                return PlanEdges(_edge_rows(program, Edges(*(part[:found] for part in out))), wrong)
            size = found


def _room(program: ScreeningProgram, count: int) -> Screened:
    """Memory for the results of so many people, in whole words of them.

    It comes from Arrow's pool, which keeps what it has had: fresh pages from the system would cost
    as much as a third of the screening.
    """
    words = -(-count // 64)
    people = words * 64
    findings, questions = len(program.pairs), len(program.tables.missing)
    return Screened(
        _empty(np.int8, people),
        _empty(np.int32, people),
        _empty(np.uint64, words),
        _empty(np.int16, people),
        _empty(np.uint64, words),
        _empty(np.uint64, -(-findings // 64) or 1, people),
        _empty(np.uint64, -(-questions // 64) or 1, people),
        _empty(np.int32, people),
        _empty(np.uint64, words),
    )


def _empty(kind: type[np.generic], *shape: int) -> NDArray[Any]:
    size = np.dtype(kind).itemsize * int(np.prod(shape))
    return np.frombuffer(pa.allocate_buffer(size), kind).reshape(shape)


def _rows(
    protocol: Protocol, program: ScreeningProgram, out: Screened, wrong: NDArray[np.bool_]
) -> pa.RecordBatch:
    there = pa.py_buffer(np.packbits(~wrong, bitorder="little")) if wrong.any() else None
    status = _array(pa.int8(), out.status, there)
    dated = _array(pa.date32(), out.earliest, pa.py_buffer(out.has_earliest))
    governed = _array(pa.int16(), out.governing, pa.py_buffer(out.has_governing))
    rules = list(dict.fromkeys(pair.rule for pair in program.pairs))
    pairs = [f"{pair.rule}:{pair.feature}" for pair in program.pairs]
    columns = [
        ("status", pa.DictionaryArray.from_arrays(status, pa.array(STATUSES)), []),
        ("earliest", dated, []),
        ("governing", pa.DictionaryArray.from_arrays(governed, pa.array(rules, pa.string())), []),
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


def _masks(
    name: str, words: NDArray[np.uint64], bits: list[str], there: pa.Buffer | None
) -> list[tuple[str, pa.Array, list[str]]]:
    """Columns of masks, 64 bits each, with the names of their bits."""
    return [
        (f"{name}.{group}" if group else name, _array(pa.uint64(), row, there), part)
        for group, row in enumerate(words)
        for part in [bits[group * 64 : group * 64 + 64]]
    ]


def _array(kind: pa.DataType, values: NDArray[Any], there: pa.Buffer | None) -> pa.Array:
    """A column of values where they lie, with its validity bits."""
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(values)])


def _answer_rows(
    program: RuleProgram, concepts: Sequence[str], out: Answered, wrong: NDArray[np.bool_]
) -> pa.RecordBatch:
    there = pa.py_buffer(np.packbits(~wrong, bitorder="little")) if wrong.any() else None
    rules = pa.array([rule.id for rule in program.rules], pa.string())
    columns: dict[str, pa.Array] = {}
    for number, concept in enumerate(concepts):
        words = _array(pa.int8(), out.stance[number], there)
        changes, by = out.until[number], out.rule[number]
        columns[concept] = pa.DictionaryArray.from_arrays(words, pa.array(WORDS))
        columns[f"{concept}.until"] = pa.array(
            changes, pa.int64(), mask=wrong | (changes == NO_MOMENT)
        ).cast(_MOMENT)
        places = pa.array(by, pa.int16(), mask=wrong | (by == NO_RULE))
        columns[f"{concept}.rule"] = pa.DictionaryArray.from_arrays(places, rules)
    return pa.RecordBatch.from_pydict(columns)


def _edge_rows(program: RuleProgram, found: Edges) -> pa.RecordBatch:
    order = np.lexsort((found.strength, found.side, found.rule, found.moment, found.person))
    rules = pa.array([rule.id for rule in program.rules], pa.string())
    named = pa.DictionaryArray.from_arrays
    return pa.RecordBatch.from_pydict(
        {
            "row": pa.array(found.person[order]),
            "at": pa.array(found.moment[order]).cast(_MOMENT),
            "rule": named(pa.array(found.rule[order]), rules),
            "side": named(pa.array(found.side[order]), pa.array(SIDES)),
            "strength": named(pa.array(found.strength[order]), pa.array(STRENGTHS)),
        }
    )
