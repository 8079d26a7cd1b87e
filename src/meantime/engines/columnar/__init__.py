"""The columnar engine: what a protocol says to millions of people, worked out column by column.

It shares the model and the contract with the reference engine and nothing else: not the calendar,
not the reading of conditions. What it cannot do it refuses by name; it never gives less exactly
than the reference engine would.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.engines.columnar.answers import Answered, answer_people, asked, lead_for
from meantime.engines.columnar.blocks import block_for
from meantime.engines.columnar.edges import PREFERRED, Edges, Span, edges_for, find_edges
from meantime.engines.columnar.kernel import is_kept
from meantime.engines.columnar.machine import screen_people
from meantime.engines.columnar.people import microseconds, people_of
from meantime.engines.columnar.placing import room_for, sessions_of
from meantime.engines.columnar.results import (
    BIT_NAMES,
    SIDES,
    STATUSES,
    STRENGTHS,
    WORDS,
    all_but,
    answer_rows,
    array,
    edge_rows,
    empty,
    room_for_screening,
    screening_rows,
)
from meantime.engines.columnar.rule_tables import RuleProgram, rule_program
from meantime.engines.columnar.screening_program import ScreeningProgram, program_of
from meantime.engines.columnar.stances import reasons_for
from meantime.engines.columnar.weighing import Screened
from meantime.engines.columnar.zone_numbers import Zones
from meantime.model.protocol import Protocol
from meantime.model.rule import Strength

__all__ = [
    "BIT_NAMES",
    "SIDES",
    "STATUSES",
    "STRENGTHS",
    "WORDS",
    "Answers",
    "Columnar",
    "PlanEdges",
    "Screening",
    "is_compiled",
]

_LOOPS = {"screen": screen_people, "answers": answer_people, "edges": find_edges}


def is_compiled(work: str) -> bool:
    """Whether this machine has the code of `screen`, `answers` or `edges`, or has to make it yet.

    That takes some seconds, whatever the protocol, the first time after an installation.
    """
    return is_kept(_LOOPS[work])


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
        out, block = room_for_screening(program, people.people), block_for(program.tables)
        screen_people(people.clocks, program.tables, people.memory, 0, people.people, block, out)
        wrong = people.wrong
        if out.wrong.any():
            refused = np.unpackbits(out.wrong.view(np.uint8), bitorder="little")
            wrong = wrong | refused[: people.people].view(np.bool_)
        out = Screened._make([*(rows[..., : people.people] for rows in out[:-1]), out.wrong])
        booked = array(pa.date32(), out.booked, all_but(wrong))
        return Screening(screening_rows(self.protocol, program, out, wrong), booked, wrong)

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
        shape = len(question.prescribed), people.people
        out = Answered(empty(np.int8, *shape), empty(np.int64, *shape), empty(np.int16, *shape))
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
        return Answers(answer_rows(program, list(dict.fromkeys(concepts)), out, wrong), wrong)

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
        size = 4 * people.people
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
                return PlanEdges(
                    edge_rows(program, Edges._make([part[:found] for part in out])), wrong
                )
            size = found
