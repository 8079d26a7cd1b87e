"""Screening as numbers: what the machine reads of a protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.logic import Steps
from meantime.engines.columnar.points import clear_days
from meantime.model.protocol import Protocol

REVIEW, DEFERRED, CONTRAINDICATED = 1, 2, 3


class Tables(NamedTuple):
    """What the machine needs to screen people by one protocol: numbers only.

    steps, registers: see `logic`. anchors: how many the protocol has of its own. limits: for NEAR,
    a row of column, days and base (0 the day of the session, else an anchor). washouts: pair,
    column, whether its rule is required, then kind, anchor and amount of the required window and of
    the preferred one, and a row of months. months: the first clear day of every day of use, for
    windows of months. dated: bars, as pair, column, days that they last, severity, lead days.
    prepared: bars as pair, lead days, severity. found, missing: the registers of all pairs and of
    all features. doubts: the registers of who may turn out to be for review, deferred,
    contraindicated. rule_of: for each pair the number of its rule, as they come, and one more for
    no pair. plain: for each severity, the bits of bars without a date.
    """

    steps: NDArray[np.int64]
    registers: int
    anchors: int
    limits: NDArray[np.int64]
    washouts: NDArray[np.int64]
    months: NDArray[np.int32]
    dated: NDArray[np.int64]
    prepared: NDArray[np.int64]
    found: NDArray[np.int64]
    missing: NDArray[np.int64]
    doubts: NDArray[np.int64]
    rule_of: NDArray[np.int16]
    plain: NDArray[np.uint64]


def logic_tables(protocol: Protocol, steps: Steps) -> Tables:
    """Tables of steps alone, with nobody to screen."""
    none = np.zeros(0, np.int64)
    return Tables(
        steps.table(),
        steps.registers,
        len(protocol.anchors),
        table([], 3),
        table([], 10),
        clear_days([]),
        table([], 5),
        table([], 3),
        none,
        none,
        none,
        none.astype(np.int16),
        np.zeros((4, 1), np.uint64),
    )


def table(rows: Sequence[tuple[int, ...]], width: int) -> NDArray[np.int64]:
    """Rows of numbers as one array, however few there are."""
    return np.array(rows, np.int64).reshape(-1, width)
