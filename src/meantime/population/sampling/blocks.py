"""People a block at a time: draws become sessions and answers, and those an Arrow batch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from meantime.model.protocol import Kind, Protocol
from meantime.population.sampling import distributions as shares
from meantime.population.sampling import layout
from meantime.population.sampling.dates import UNKNOWN, anchor_day, last_time
from meantime.population.sampling.draws import BLOCK, SLOTS, Draws, Whole, draws, even, wheel
from meantime.population.sampling.starts import starts
from meantime.population.sampling.yes_no import Bools, yes_no

# The first rows of draws: zone, day, clock, number in the series, silence. Then anchors, questions.
_FIRST_ROWS = 5
_SILENT_SLOTS = round(shares.SILENT * SLOTS)


class Cohort:
    """What is the same for everybody: the layout, and the questions with their answers."""

    def __init__(self, protocol: Protocol, packed: bool) -> None:
        self.schema = layout.schema(protocol, packed)
        self.packed = packed
        self.anchors = protocol.anchors
        self.anchor_day = anchor_day()
        self.sessions = wheel(even([number], share) for number, share in shares.SESSIONS.items())
        self.rows = {name: row for row, name in enumerate(protocol.features)}
        self.yes_no = yes_no(protocol)
        self.last_times = {
            item.id: last_time(protocol, item)
            for item in protocol.features.values()
            if item.kind is Kind.DATE
        }

    def block(self, seed: int, number: int) -> pa.RecordBatch:
        """All the people of a block, numbered from 1 over all blocks."""
        others = _FIRST_ROWS + len(self.anchors)
        drawn = draws(seed, number, others + len(self.rows))
        booked = starts(*drawn[:3])
        session, answered = self.sessions.take(drawn[3]), drawn[4] >= _SILENT_SLOTS
        columns = {
            "person": pa.array(np.arange(1, BLOCK + 1, dtype=np.int64) + number * BLOCK),
            "start": pa.array(booked.start, self.schema.field("start").type),
            "zone": layout.zones(booked.zone),
            "session": pa.array(session.astype(np.int8)),
        }
        for name, row in zip(self.anchors, drawn[_FIRST_ROWS:others], strict=True):
            days = self.anchor_day.take(row, session, booked.day)
            columns[layout.ANCHOR + name] = layout.dates_or_null(days)
        columns |= self._yes_no(drawn[others:], answered)
        columns |= self._last_times(drawn[others:], answered, session, booked.day)
        return pa.RecordBatch.from_arrays(
            [columns[name] for name in self.schema.names], schema=self.schema
        )

    def _yes_no(self, drawn: Draws, answered: Bools) -> dict[str, pa.Array]:
        known = {name: item.known(drawn) & answered for name, item in self.yes_no.items()}
        yes = {name: item.yes(drawn) & known[name] for name, item in self.yes_no.items()}
        if self.packed:
            return {
                layout.YES: layout.bits(yes.values()),
                layout.KNOWN: layout.bits(known.values()),
            }
        return {name: layout.answers(yes[name], known[name]) for name in known}

    def _last_times(
        self, drawn: Draws, answered: Bools, session: Whole, day: Whole
    ) -> dict[str, pa.Array]:
        written = layout.dates if self.packed else layout.dates_or_null
        columns = {}
        for name, item in self.last_times.items():
            found = item.take(drawn[self.rows[name]], session, day)
            columns[name] = written(np.where(answered, found, np.int32(UNKNOWN)))
        return columns
