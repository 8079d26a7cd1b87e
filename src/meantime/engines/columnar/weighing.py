"""Which finding governs, when the last one is gone, and the verdict that follows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.blocks import Block
from meantime.engines.columnar.kernel import (
    Number,
    below,
    between,
    compiled,
    inlined,
    lowest,
    write_top,
)
from meantime.engines.columnar.limits import NO_DAY
from meantime.engines.columnar.tables import CONTRAINDICATED, DEFERRED, REVIEW, Tables

INCOMPLETE = 4

# A finding's weight, the heaviest governs: severity, the first day without it, the earlier pair.
SEVERITY_AT, DAY_AT, DAY_BIAS, UNDATED, LAST_PAIR = 48, 16, 1 << 20, 1 << 30, 0xFFFF


class Screened(NamedTuple):
    """What screening writes, a place a person, with room for whole words of 64 people.

    status: 0 eligible to 3 contraindicated as severities go, 4 incomplete. wrong: whose row it is.

    earliest: a day number, governing: the number of a rule, each with its validity bits.
    findings, missing: words of bits, a row for each 64 pairs or features. booked: the local day.
    """

    status: NDArray[np.int8]
    earliest: NDArray[np.int32]
    has_earliest: NDArray[np.uint64]
    governing: NDArray[np.int16]
    has_governing: NDArray[np.uint64]
    findings: NDArray[np.uint64]
    missing: NDArray[np.uint64]
    booked: NDArray[np.int32]
    wrong: NDArray[np.uint64]


@inlined
def weigh(block: Block, lane: Number, severity: Number, clear: Number, pair: Number) -> None:
    """Note a finding: the heaviest governs, and the last to go sets the date."""
    field = UNDATED if clear == NO_DAY else clear + DAY_BIAS
    weight = (severity << SEVERITY_AT) | (field << DAY_AT) | (LAST_PAIR - pair)
    block.heaviest[lane] = max(block.heaviest[lane], weight)
    block.clear[lane] = max(block.clear[lane], clear)


@compiled
def weigh_plain(tables: Tables, first: int, count: int, block: Block, out: Screened) -> None:
    """Note the bars that no date ends: of the worst, the first."""
    for group in range(out.findings.shape[0]):
        refuse, defer = tables.plain[3, group], tables.plain[2, group]
        review = tables.plain[1, group]
        for lane in range(np.uint64(count)):
            mask = out.findings[group, np.uint64(first) + lane] & (refuse | defer | review)
            severity, left = 3, mask & refuse
            if left == 0:
                severity, left = 2, mask & defer
            if left == 0:
                severity, left = 1, mask
            if left != 0:
                weigh(block, lane, severity, NO_DAY, group * 64 + np.int64(lowest(left)))


@inlined
def _doubt(severity: int) -> int:
    return severity << SEVERITY_AT | UNDATED << DAY_AT


@compiled
def conclude(tables: Tables, first: int, count: int, block: Block, out: Screened) -> None:
    """The verdict of everybody in a block; results have room for whole words of people."""
    last_pair = tables.rule_of.size - 1
    weights, clear = np.uint64(block.heaviest.ctypes.data), np.uint64(block.clear.ctypes.data)
    status = np.uint64(out.status.ctypes.data)
    review, defer, refuse = tables.doubts[0], tables.doubts[1], tables.doubts[2]
    for word in range((count + 63) // 64):
        place = word * 64
        # A doubt weighs as much as the same finding without a date: lighter ones leave it open.
        unsure = block.registers[review, word] & below(weights, place, _doubt(REVIEW))
        unsure |= block.registers[defer, word] & below(weights, place, _doubt(DEFERRED))
        unsure |= block.registers[refuse, word] & below(weights, place, _doubt(CONTRAINDICATED))
        wrong, begin = block.wrong[word], first // 64 + word
        undated = between(clear, place, np.int32(NO_DAY), np.int32(NO_DAY))
        out.wrong[begin] = wrong
        out.has_earliest[begin] = ~(unsure | undated | wrong)
        out.has_governing[begin] = ~(below(weights, place, 1) | wrong)
        write_top(status, first + place, weights, place, unsure, np.int8(INCOMPLETE))
        for bit in range(np.uint64(64)):
            lane = np.uint64(place) + bit
            person = np.uint64(first) + lane
            pair = min(LAST_PAIR - (block.heaviest[lane] & LAST_PAIR), last_pair)
            out.governing[person] = tables.rule_of[np.uint64(pair)]
            day = block.days[0, lane]
            out.earliest[person] = max(block.clear[lane], day)
            out.booked[person] = day
