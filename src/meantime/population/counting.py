"""Counts over batches of screening output: small, mergeable, and much cheaper than screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from meantime.answers.screening import Severity
from meantime.population.histograms import bit_counts, pairs, values_of, week_counts

ELIGIBLE = Severity.ELIGIBLE.word
# Days from the booked to the first good date, by the first day of each bin.
WAITS = {
    "0": 0,
    "1": 1,
    "2": 2,
    "3": 3,
    "4-7": 4,
    "8-14": 8,
    "15-28": 15,
    "29-60": 29,
    "61-120": 61,
    "121-183": 121,
    "more": 184,
}
UNDATED = "none"

_LONGEST = WAITS["more"]
_NAMES = b"meantime.bits"
_EPOCH = date(1970, 1, 1)


@dataclass
class Counts:
    """How many people are so. Nothing in it tells one person from another.

    governing: by status, then by the id of the governing rule ("" where none is known).
    findings: by bit of the findings, a rule and a feature; a person may count in several.
    missing: by question that could change the verdict; likewise.
    waits: for who is not eligible, by status, then by days to the first good date (`WAITS`), or
    `UNDATED`. weeks: for who is not eligible, by the Monday (ISO) of the first good date.
    """

    people: int = 0
    governing: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    waits: dict[str, dict[str, int]] = field(default_factory=dict)
    weeks: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: pa.RecordBatch, booked: NDArray[Any] | pa.Array) -> Counts:
        """The counts of one batch of screening output.

        booked: for every row the local booked date, as date32, datetime64[D] or days since 1970.
        A row without a status was rejected and is in no count.
        """
        batch, days = _accepted(batch, booked)
        column, rules = batch.column("status"), batch.column("governing")
        statuses, status = column.dictionary.to_pylist(), column.indices.to_numpy()
        rule, known = values_of(rules.indices)
        governing = pairs(status, len(statuses), (rule + 1) * known, len(rules.dictionary) + 1)
        earliest, dated = values_of(batch.column("earliest").cast(pa.int32()))
        dated &= status != statuses.index(ELIGIBLE)
        bins = _waits(earliest - days, dated, status, len(statuses))
        waits = _named(bins, statuses, (*WAITS, UNDATED))
        del waits[ELIGIBLE]
        return cls(
            batch.num_rows,
            _named(governing, statuses, ("", *rules.dictionary.to_pylist())),
            _bits(batch, "findings"),
            _bits(batch, "missing"),
            waits,
            _weeks(earliest[np.flatnonzero(dated)]),
        )

    @property
    def statuses(self) -> dict[str, int]:
        """How many people have each status."""
        return {status: sum(rules.values()) for status, rules in self.governing.items()}

    def merge(self, other: Counts) -> Counts:
        """The counts of both, which share no person."""
        return Counts(
            self.people + other.people,
            _nested_sum(self.governing, other.governing),
            _sum(self.findings, other.findings),
            _sum(self.missing, other.missing),
            _nested_sum(self.waits, other.waits),
            dict(sorted(_sum(self.weeks, other.weeks).items())),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Counts:
        """The counts that `to_dict` gave."""
        return cls(**values)


def _accepted(
    batch: pa.RecordBatch, booked: NDArray[Any] | pa.Array
) -> tuple[pa.RecordBatch, NDArray[np.int32]]:
    """The rows that have a status, with their booked dates as days since 1970."""
    if isinstance(booked, np.ndarray):
        days = booked.astype("datetime64[D]").view(np.int64).astype(np.int32)
    else:
        days = booked.cast(pa.int32()).fill_null(0).to_numpy()
    if not batch.column("status").null_count:
        return batch, days
    there = batch.column("status").is_valid()
    return batch.filter(there), days[there.to_numpy(zero_copy_only=False)]


def _waits(
    wait: NDArray[np.int32], dated: NDArray[np.bool_], status: NDArray[np.int8], statuses: int
) -> NDArray[np.int64]:
    """For every status the people in each bin of `WAITS`; in a last column who has no date."""
    wait *= dated
    assert wait.min(initial=0) >= 0  # else the booked dates are those of other people
    code = (np.minimum(wait, _LONGEST) + np.int32(1)) * dated
    days = pairs(status, statuses, code, _LONGEST + 2)
    bins = np.add.reduceat(days[:, 1:], list(WAITS.values()), axis=1)
    return np.column_stack([bins, days[:, 0]])


def _named(
    table: NDArray[np.int64], rows: Sequence[str], columns: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Every row by name, with the columns that are not zero."""
    return {
        row: {name: count for name, count in zip(columns, counts, strict=True) if count}
        for row, counts in zip(rows, table.tolist(), strict=True)
    }


def _bits(batch: pa.RecordBatch, kind: str) -> dict[str, int]:
    """How many people have each bit of a mask, which may be spread over several columns."""
    counts: dict[str, int] = {}
    for column in batch.schema:
        # A mask without a bit has no names: a protocol may bar nobody.
        if column.name.partition(".")[0] == kind and column.metadata:
            names = column.metadata[_NAMES].decode().split(",")
            found = bit_counts(batch.column(column.name).to_numpy()).tolist()
            counts |= zip(names, found, strict=False)
    return counts


def _weeks(days: NDArray[np.int32]) -> dict[str, int]:
    return {
        (_EPOCH + timedelta(monday)).isoformat(): count
        for monday, count in week_counts(days).items()
    }


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Zeros stay: they say that a bit has a name, though nobody has it."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in {**one, **other}}


def _nested_sum(
    one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    return {name: _sum(one.get(name, {}), other.get(name, {})) for name in {**one, **other}}
