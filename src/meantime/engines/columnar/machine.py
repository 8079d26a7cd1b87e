"""Screening of blocks of people: every step for a thousand people, then the next step.

A block is small enough to stay in the processor's cache, and large enough that choosing what to do
costs nothing per person. Most of it works on words, a bit a person; only whoever a rule may touch
is looked at one by one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import DAY, Clocks, days_of, seconds_of, stretch_at
from meantime.engines.columnar.kernel import (
    after_limits,
    below,
    between,
    compiled,
    inlined,
    lowest,
    read_byte,
    read_day,
    read_word,
    write_top,
)
from meantime.engines.columnar.limits import (
    FIRST_DAY,
    FIRST_MOMENT,
    LAST_DAY,
    LAST_MOMENT,
    NEVER,
    NO_DAY,
    ONGOING,
    UNKNOWN,
)
from meantime.engines.columnar.logic import Code
from meantime.engines.columnar.points import ELAPSED, MIDNIGHT, MONTHS, first_clear_day
from meantime.engines.columnar.screening_program import CONTRAINDICATED, DEFERRED, REVIEW, Tables

WORDS = 64  # a block is so many words of 64 people
BLOCK = WORDS * 64
INCOMPLETE = 4
ALL = np.uint64(2**64 - 1)

# A finding's weight, the heaviest governs: severity, the first day without it, and the earlier pair.
_SEVERITY_AT, _DAY_AT, _DAY_BIAS, _UNDATED, _LAST_PAIR = 48, 16, 1 << 20, 1 << 30, 0xFFFF

_BOTH, _EITHER, _WITHOUT = int(Code.BOTH), int(Code.EITHER), int(Code.WITHOUT)
_ANSWERED_YES, _ANSWERED = int(Code.ANSWERED_YES), int(Code.ANSWERED)
_DATED, _NEVER, _NEAR, _SESSION = map(int, (Code.DATED, Code.NEVER, Code.NEAR, Code.SESSION))
_WASHED_OUT, _SINCE_LAST, _PREPARED = map(int, (Code.WASHED_OUT, Code.SINCE_LAST, Code.PREPARED))


class Memory(NamedTuple):
    """Where the columns of a batch lie.

    answers: for each yes-no question the address of its bits and of its validity bits; a column
    that is not there has no bits (0), one without unknowns no validity (0). dates: likewise.
    start: microseconds of UTC. place: where in `zones` the number of each person's zone stands, -1
    for one that is unknown. session: numbers. today: for each zone of the clocks the local day of
    asking; read only by programs that were made for it.
    """

    answers: NDArray[np.uint64]
    dates: NDArray[np.uint64]
    start: NDArray[np.int64]
    place: NDArray[np.int32]
    zones: NDArray[np.int16]
    session: NDArray[np.int32]
    today: NDArray[np.int32]


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


class Block(NamedTuple):
    """What is worked out of one block: registers, and for each person the heaviest finding."""

    registers: NDArray[np.uint64]
    days: NDArray[np.int32]  # the day of the session, then of each anchor
    clock: NDArray[np.int32]  # seconds since local midnight at which the session begins
    calm_from: NDArray[np.int32]  # the first day around it with no change of the clocks near
    calm_to: NDArray[np.int32]  # the last one
    heaviest: NDArray[np.int64]
    clear: NDArray[np.int32]
    wrong: NDArray[np.uint64]
    others: NDArray[np.uint64]  # whom a step looks at one by one
    square: NDArray[np.uint64]


def block_for(tables: Tables) -> Block:
    """Room for the work on one block."""
    return Block(
        np.zeros((tables.registers, WORDS), np.uint64),
        np.zeros((tables.anchors + 1, BLOCK), np.int32),
        np.zeros(BLOCK, np.int32),
        np.zeros(BLOCK, np.int32),
        np.zeros(BLOCK, np.int32),
        np.zeros(BLOCK, np.int64),
        np.zeros(BLOCK, np.int32),
        np.zeros(WORDS, np.uint64),
        np.zeros(WORDS, np.uint64),
        np.zeros(64, np.uint64),
    )


@inlined
def zone_of(memory: Memory, person: np.uint64) -> int:
    """The number of a person's zone in the clocks, or -1."""
    return memory.zones[np.uint64(memory.place[person])]


@inlined
def _bits(address: np.uint64, word: int, count: int) -> np.uint64:
    """64 bits of a bitmap; behind its last byte nothing is read."""
    if (word + 1) * 64 <= count:
        return read_word(address, word)
    found = np.uint64(0)
    for byte in range(word * 8, (count + 7) // 8):
        found |= np.uint64(read_byte(address, byte)) << np.uint64((byte - word * 8) * 8)
    return found


@inlined
def _lanes(word: int, count: int) -> int:
    """How many of a word's 64 people there are."""
    return min(64, max(0, count - word * 64))


@compiled
def _clear(block: Block, count: int) -> None:
    """Begin a block: nobody has been found anything, and only so many people are there."""
    for lane in range(BLOCK):
        block.heaviest[lane], block.clear[lane] = 0, -NO_DAY
    for word in range(WORDS):
        lanes = _lanes(word, count)
        some = (np.uint64(1) << np.uint64(lanes % 64)) - np.uint64(1)
        block.registers[0, word] = block.wrong[word] = 0
        block.registers[1, word] = ALL if lanes == 64 else some


@inlined
def _refuse(block: Block, lane: np.uint64) -> None:
    block.wrong[lane >> np.uint64(6)] |= np.uint64(1) << (lane & np.uint64(63))


@compiled
def _load_days(clocks: Clocks, memory: Memory, first: int, count: int, block: Block) -> None:
    """The local day of every session."""
    offsets, begin, end = clocks.offsets, clocks.calm_from, clocks.calm_to
    for lane in range(np.uint64(count)):
        person = np.uint64(first) + lane
        start, zone = memory.start[person], zone_of(memory, person)
        if FIRST_MOMENT <= start <= LAST_MOMENT and zone >= 0 and memory.session[person] >= 1:
            seconds = seconds_of(start)
            stretch = stretch_at(clocks, zone, seconds)
            local = seconds + offsets[stretch]
            day = days_of(local)
            block.days[0, lane] = day
            block.clock[lane] = local - day * DAY
            block.calm_from[lane], block.calm_to[lane] = begin[stretch], end[stretch]
        else:
            block.days[0, lane] = 0
            _refuse(block, lane)


@compiled
def _load_anchor(
    dates: NDArray[np.uint64], column: int, anchor: int, first: int, count: int, block: Block
) -> None:
    """The day of an anchor of the protocol's own; one that is not given is the session's."""
    days = block.days
    for lane in range(BLOCK):
        days[anchor, lane] = days[0, lane]
    if dates[column, 0] == 0:
        return
    for word in range((count + 63) // 64):
        left = block.registers[1, word]
        if dates[column, 1] != 0:
            left &= _bits(dates[column, 1], first // 64 + word, first + count)
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            day = read_day(dates[column, 0], np.uint64(first) + lane)
            if FIRST_DAY <= day <= days[0, lane]:
                days[anchor, lane] = day
            elif day != UNKNOWN:
                _refuse(block, lane)


@compiled
def _load_answered(
    bits: np.uint64,
    valid: np.uint64,
    yes: bool,
    first: int,
    count: int,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    """Who has answered, or who has answered with yes; nobody where there is no such column."""
    at = first // 64
    if bits == 0:
        for word in range(WORDS):
            registers[out, word] = 0
    elif count == BLOCK:
        for word in range(WORDS):
            found = ALL if valid == 0 else read_word(valid, at + word)
            registers[out, word] = found & read_word(bits, at + word) if yes else found
    else:
        for word in range(WORDS):
            found = np.uint64(0)
            if _lanes(word, count) > 0:
                found = registers[1, word]
                found &= ALL if valid == 0 else _bits(valid, at + word, first + count)
                found &= _bits(bits, at + word, first + count) if yes else ALL
            registers[out, word] = found


@inlined
def _between(address: np.uint64, index: int, lanes: int, least: int, most: int) -> np.uint64:
    """Which of the numbers from an index on lie between two; the last word may hold fewer."""
    if lanes == 64:
        return between(address, index, np.int32(least), np.int32(most))
    found = np.uint64(0)
    for lane in range(lanes):
        inside = least <= read_day(address, index + lane) <= most
        found |= np.uint64(inside) << np.uint64(lane)
    return found


@compiled
def _load_dated(
    address: np.uint64,
    valid: np.uint64,
    first: int,
    count: int,
    registers: NDArray[np.uint64],
    out: int,
    wrong: NDArray[np.uint64],
) -> None:
    """Who has answered with a date, never or ongoing; anything else but unknown is wrong."""
    for word in range(WORDS):
        registers[out, word] = 0
        lanes = _lanes(word, count)
        if lanes == 0:
            continue
        index = first + word * 64
        dates = _between(address, index, lanes, FIRST_DAY, ONGOING)
        marks = _between(address, index, lanes, NEVER, UNKNOWN)
        never = _between(address, index, lanes, NEVER, NEVER)
        there = registers[1, word]
        if valid != 0:
            there &= _bits(valid, index // 64, first + count)
        registers[out, word] = (dates | never) & there
        wrong[word] |= ~(dates | marks) & there


@compiled
def _load_between(
    address: np.uint64,
    first: int,
    count: int,
    least: int,
    most: int,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    for word in range(WORDS):
        lanes = _lanes(word, count)
        registers[out, word] = _between(address, first + word * 64, lanes, least, most)


@compiled
def _load_near(
    address: np.uint64,
    first: int,
    count: int,
    reach: int,
    limits: np.uint64,
    registers: NDArray[np.uint64],
    out: int,
) -> None:
    """Who used something so late that it may matter; the marks of never and unknown lie before."""
    for word in range(WORDS):
        index, here, lanes = first + word * 64, word * 64, _lanes(word, count)
        if lanes == 64:
            registers[out, word] = after_limits(
                address, index, limits, here, np.int32(reach), np.int32(UNKNOWN)
            )
            continue
        found = np.uint64(0)
        for lane in range(lanes):
            day = read_day(address, index + lane)
            late = day > max(read_day(limits, here + lane) - reach, UNKNOWN)
            found |= np.uint64(late) << np.uint64(lane)
        registers[out, word] = found


@inlined
def _weigh(block: Block, lane: int, severity: int, clear: int, pair: int) -> None:
    """Note a finding: the heaviest governs, and the last to go sets the date."""
    field = _UNDATED if clear == NO_DAY else clear + _DAY_BIAS
    weight = (severity << _SEVERITY_AT) | (field << _DAY_AT) | (_LAST_PAIR - pair)
    block.heaviest[lane] = max(block.heaviest[lane], weight)
    block.clear[lane] = max(block.clear[lane], clear)


@compiled
def _washed_out_by_days(
    address: np.uint64,
    first: int,
    look: int,
    days: int,
    needed: int,
    weight: int,
    block: Block,
    out: int,
) -> None:
    """The plain case: so many whole days before the session. Whoever is looked at is found.

    days, needed: from the use to the first day without the finding, and to the first on which only
    the preferred part is left. weight: that of a finding for review, without its date.
    """
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    for word in range(WORDS):
        left = registers[look, word]
        registers[out, word] = left
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            binds = np.int64(block.days[0, lane] < used + needed)
            free = NO_DAY if used == ONGOING else used + days
            field = _UNDATED if used == ONGOING else free + _DAY_BIAS
            found = weight + (binds << _SEVERITY_AT) | field << _DAY_AT
            heaviest[lane] = max(heaviest[lane], found)
            clear[lane] = max(clear[lane], free)


@compiled
def _washed_out_by_months(
    address: np.uint64,
    first: int,
    look: int,
    table: NDArray[np.int32],
    row: int,
    weight: int,
    block: Block,
    out: int,
) -> None:
    """So many months before the session: the first clear day of every day of use is in a table."""
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    for word in range(WORDS):
        left = registers[look, word]
        found = np.uint64(0)
        while left != 0:
            bit = lowest(left)
            lane = np.uint64(word * 64) + bit
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            free = np.int64(table[np.uint64(row), np.uint64(used - FIRST_DAY)])
            if free > block.days[0, lane]:
                found |= np.uint64(1) << bit
                field = _UNDATED if free == NO_DAY else free + _DAY_BIAS
                heaviest[lane] = max(heaviest[lane], weight | field << _DAY_AT)
                clear[lane] = max(clear[lane], free)
        registers[out, word] = found


@compiled
def _washed_out_by_hours(
    address: np.uint64, first: int, look: int, minutes: int, weight: int, block: Block, out: int
) -> None:
    """Less than so many minutes before the session, where no clock changes near: local time then
    runs as time does. Whoever else is looked at is left in `block.others`.
    """
    registers, heaviest, clear = block.registers, block.heaviest, block.clear
    whole, rest = minutes // 1440, minutes % 1440 * 60
    for word in range(WORDS):
        left = registers[look, word]
        found, others = np.uint64(0), np.uint64(0)
        while left != 0:
            bit = lowest(left)
            lane = np.uint64(word * 64) + bit
            left &= left - np.uint64(1)
            used = np.int64(read_day(address, np.uint64(first) + lane))
            day = block.days[0, lane]
            if used < block.calm_from[lane] or day >= block.calm_to[lane] or used > day + 1:
                others |= np.uint64(1) << bit
                continue
            free = used + 1 + whole + np.int64(block.clock[lane] < rest)
            if free > day:
                found |= np.uint64(1) << bit
                heaviest[lane] = max(heaviest[lane], weight | (free + _DAY_BIAS) << _DAY_AT)
                clear[lane] = max(clear[lane], free)
        registers[out, word] = found
        block.others[word] = others


@compiled
def _washed_out_exactly(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, number: int, block: Block, out: int
) -> None:
    """Any window, for everybody in `block.others`."""
    rows = tables.washouts
    pair, required = rows[number, 0], rows[number, 2] == 1
    address = memory.dates[rows[number, 1], 0]
    kind, base, amount = rows[number, 6], max(0, rows[number, 7] - 1), rows[number, 8]
    first_kind, first_amount = rows[number, 3], rows[number, 5]
    for word in range(WORDS):
        left = block.others[word]
        while left != 0:
            bit = lowest(left)
            left &= left - np.uint64(1)
            lane = np.uint64(word * 64) + bit
            person = np.uint64(first) + lane
            used, day = np.int64(read_day(address, person)), np.int64(block.days[0, lane])
            anchored, start = block.days[base, lane], memory.start[person]
            zone, clear, needed = zone_of(memory, person), np.int64(NO_DAY), np.int64(NO_DAY)
            if used != ONGOING:
                clear = first_clear_day(clocks, zone, kind, amount, anchored, start, day, used)
                needed = first_clear_day(
                    clocks, zone, first_kind, first_amount, anchored, start, day, used
                )
            if clear > day:
                binds = required and (needed == NO_DAY or day < needed)
                _weigh(block, lane, DEFERRED if binds else REVIEW, clear, pair)
                block.registers[out, word] |= np.uint64(1) << bit


@compiled
def _washed_out(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Hold dated uses against a window, for everybody whom it may touch."""
    rows = tables.washouts
    address = memory.dates[rows[number, 1], 0]
    required, kind, base, amount = (
        rows[number, 2],
        rows[number, 6],
        rows[number, 7],
        rows[number, 8],
    )
    weight = REVIEW << _SEVERITY_AT | (_LAST_PAIR - rows[number, 0])
    if kind == MIDNIGHT and rows[number, 3] == MIDNIGHT and base == 0:
        # A rule that is only preferred never binds: no use lies so late.
        needed = 1 - rows[number, 5] if required else -NO_DAY
        _washed_out_by_days(address, first, look, 1 - amount, needed, weight, block, out)
        return
    if kind == MONTHS and rows[number, 5] == amount and base == 0:
        weight += required << _SEVERITY_AT
        table, row = tables.months, rows[number, 9]
        _washed_out_by_months(address, first, look, table, row, weight, block, out)
        return
    if kind == ELAPSED and rows[number, 5] == amount and base == 0 and -2880 <= amount <= 0:
        weight += required << _SEVERITY_AT
        _washed_out_by_hours(address, first, look, -amount, weight, block, out)
    else:
        for word in range(WORDS):
            block.others[word] = block.registers[look, word]
            block.registers[out, word] = 0
    _washed_out_exactly(clocks, tables, memory, first, number, block, out)


@compiled
def _since_last(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Bars that end so many days after a date."""
    rows = tables.dated
    pair, address = rows[number, 0], memory.dates[rows[number, 1], 0]
    lasts, severity, lead = rows[number, 2], rows[number, 3], rows[number, 4]
    for word in range(WORDS):
        left = found = block.registers[look, word]
        while left != 0:
            bit = lowest(left)
            left &= left - np.uint64(1)
            lane = np.uint64(word * 64) + bit
            person = np.uint64(first) + lane
            used = read_day(address, person)
            clear = used + lasts
            if used == ONGOING:
                clear = memory.today[zone_of(memory, person)] + lead if lead else NO_DAY
            elif clear <= block.days[0, lane]:
                found &= ~(np.uint64(1) << bit)
                continue
            _weigh(block, lane, severity, clear, pair)
        block.registers[out, word] = found


@compiled
def _prepared(
    tables: Tables,
    memory: Memory,
    first: int,
    look: int,
    number: int,
    block: Block,
    out: int,
) -> None:
    """Bars that go once something was prepared that takes days, counted from today."""
    rows = tables.prepared
    pair, lead, severity = rows[number, 0], rows[number, 1], rows[number, 2]
    for word in range(WORDS):
        left = block.registers[look, word]
        block.registers[out, word] = left
        while left != 0:
            lane = np.uint64(word * 64) + lowest(left)
            left &= left - np.uint64(1)
            zone = zone_of(memory, np.uint64(first) + lane)
            _weigh(block, lane, severity, memory.today[zone] + lead, pair)


@compiled
def _carry_out(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    first: int,
    count: int,
    block: Block,
) -> None:
    """Every step of the program for one block."""
    registers = block.registers
    for number in range(tables.steps.shape[0]):
        code, out = tables.steps[number, 0], tables.steps[number, 1]
        a, b = tables.steps[number, 2], tables.steps[number, 3]
        if code == _BOTH:
            for word in range(WORDS):
                registers[out, word] = registers[a, word] & registers[b, word]
        elif code == _EITHER:
            for word in range(WORDS):
                registers[out, word] = registers[a, word] | registers[b, word]
        elif code == _WITHOUT:
            for word in range(WORDS):
                registers[out, word] = registers[a, word] & ~registers[b, word]
        elif code == _ANSWERED or code == _ANSWERED_YES:
            yes = code == _ANSWERED_YES
            _load_answered(
                memory.answers[a, 0], memory.answers[a, 1], yes, first, count, registers, out
            )
        elif code == _SESSION:
            address = np.uint64(memory.session.ctypes.data)
            _load_between(address, first, count, a, b, registers, out)
        elif code == _WASHED_OUT:
            _washed_out(clocks, tables, memory, first, a, b, block, out)
        elif code == _SINCE_LAST:
            _since_last(clocks, tables, memory, first, a, b, block, out)
        elif code == _PREPARED:
            _prepared(tables, memory, first, a, b, block, out)
        else:
            column = tables.limits[a, 0] if code == _NEAR else a
            address = memory.dates[column, 0]
            if address == 0:
                for word in range(WORDS):
                    registers[out, word] = 0
            elif code == _DATED:
                valid = memory.dates[column, 1]
                _load_dated(address, valid, first, count, registers, out, block.wrong)
            elif code == _NEVER:
                _load_between(address, first, count, NEVER, NEVER, registers, out)
            else:
                base, reach = tables.limits[a, 2], tables.limits[a, 1]
                limits = np.uint64(block.days.ctypes.data) + np.uint64(base * BLOCK * 4)
                _load_near(address, first, count, reach, limits, registers, out)


@inlined
def _swap(square: NDArray[np.uint64], size: int, mask: np.uint64) -> None:
    for base in range(0, 64, 2 * size):
        for row in range(base, base + size):
            moved = ((square[row] >> np.uint64(size)) ^ square[row + size]) & mask
            square[row] ^= moved << np.uint64(size)
            square[row + size] ^= moved


@compiled
def turn(square: NDArray[np.uint64]) -> None:
    """Turn 64 words of 64 bits: bit b of word a becomes bit a of word b."""
    _swap(square, 32, np.uint64(0x00000000FFFFFFFF))
    _swap(square, 16, np.uint64(0x0000FFFF0000FFFF))
    _swap(square, 8, np.uint64(0x00FF00FF00FF00FF))
    _swap(square, 4, np.uint64(0x0F0F0F0F0F0F0F0F))
    _swap(square, 2, np.uint64(0x3333333333333333))
    _swap(square, 1, np.uint64(0x5555555555555555))


@compiled
def _masks(
    registers: NDArray[np.uint64],
    wanted: NDArray[np.int64],
    count: int,
    square: NDArray[np.uint64],
    out: NDArray[np.uint64],
    first: int,
) -> None:
    """For each person a mask of the registers they are in."""
    for group in range(out.shape[0]):
        for word in range((count + 63) // 64):
            for bit in range(64):
                place = group * 64 + bit
                square[bit] = 0
                if place < wanted.size:
                    square[bit] = registers[wanted[place], word]
            turn(square)
            begin = np.uint64(first + word * 64)
            for lane in range(np.uint64(_lanes(word, count))):
                out[group, begin + lane] = square[lane]


@compiled
def _weigh_plain(tables: Tables, first: int, count: int, block: Block, out: Screened) -> None:
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
                _weigh(block, lane, severity, NO_DAY, group * 64 + np.int64(lowest(left)))


@inlined
def _doubt(severity: int) -> int:
    return severity << _SEVERITY_AT | _UNDATED << _DAY_AT


@compiled
def _conclude(tables: Tables, first: int, count: int, block: Block, out: Screened) -> None:
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
            pair = min(_LAST_PAIR - (block.heaviest[lane] & _LAST_PAIR), last_pair)
            out.governing[person] = tables.rule_of[np.uint64(pair)]
            day = block.days[0, lane]
            out.earliest[person] = max(block.clear[lane], day)
            out.booked[person] = day


@compiled
def _load(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, count: int, block: Block
) -> None:
    """Begin a block: the days of its sessions and of their anchors."""
    _clear(block, count)
    _load_days(clocks, memory, first, count, block)
    for anchor in range(1, tables.anchors + 1):
        column = memory.dates.shape[0] - 1 - tables.anchors + anchor
        _load_anchor(memory.dates, column, anchor, first, count, block)


@compiled
def prepare(
    clocks: Clocks, tables: Tables, memory: Memory, first: int, count: int, block: Block
) -> None:
    """Work out the registers of one block, by steps that screen nobody."""
    _load(clocks, tables, memory, first, count, block)
    _carry_out(clocks, tables, memory, first, count, block)


@compiled
def screen_people(
    clocks: Clocks,
    tables: Tables,
    memory: Memory,
    begin: int,
    end: int,
    block: Block,
    out: Screened,
) -> None:
    """Screen the people from `begin` (a multiple of 64) to `end`."""
    for first in range(begin, end, BLOCK):
        count = min(BLOCK, end - first)
        _load(clocks, tables, memory, first, count, block)
        _carry_out(clocks, tables, memory, first, count, block)
        _masks(block.registers, tables.found, count, block.square, out.findings, first)
        _masks(block.registers, tables.missing, count, block.square, out.missing, first)
        _weigh_plain(tables, first, count, block, out)
        _conclude(tables, first, count, block, out)
