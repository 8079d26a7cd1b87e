"""A batch of people as the kernels read them: columns of Arrow where they lie, moments in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import SECOND, Clocks, clocks, day_of, how_often, instant
from meantime.engines.columnar.columns import Columns
from meantime.engines.columnar.kernel import compiled, read_byte, read_day
from meantime.engines.columnar.limits import FIRST_MOMENT, LAST_MOMENT, NO_MOMENT, UNKNOWN
from meantime.engines.columnar.memory import Memory
from meantime.engines.columnar.turning import turn
from meantime.engines.columnar.zones import known_zones
from meantime.model.case import aware
from meantime.model.problem import MeantimeError

PACKED = ("answers.yes", "answers.known")
PACKED_NAMES = b"meantime.features"
_LONGEST = 86_400 * SECOND
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Earlier(NamedTuple):
    """The sessions before: those of person k are numbers first[k] to first[k + 1]."""

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]


class People(NamedTuple):
    """A batch of so many people: its columns in memory, and what a session may have beside them.

    end: NO_MOMENT where it is not recorded. wrong: who cannot be a case. held: keeps alive what
    the addresses in `memory` lead to.
    """

    people: int
    memory: Memory
    clocks: Clocks
    end: NDArray[np.int64]
    performed: NDArray[np.bool_]
    earlier: Earlier
    wrong: NDArray[np.bool_]
    held: tuple[Any, ...]


class Zones:
    """Zones by number, as they are met: each is read once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: list[str] = []
        self._clocks = clocks(["UTC"])

    def numbers(self, names: list[str | None]) -> tuple[NDArray[np.int16], Clocks]:
        """For each name its number, -1 where it is unknown, and the clocks of all known."""
        with self._lock:
            new = [n for n in dict.fromkeys(names) if n in known_zones() and n not in self._names]
            if new:
                self._names = [*self._names, *map(str, new)]
                self._clocks = clocks(self._names)
            places = {name: number for number, name in enumerate(self._names)}
            found = [places.get(str(name), -1) for name in names]
            return np.array([*found, -1], np.int16), self._clocks


def people_of(
    batch: pa.RecordBatch, columns: Columns, zones: Zones, at: datetime | None = None
) -> People:
    """The people of a batch, asked about at a moment.

    Raises MeantimeError where a column is missing or of a wrong type.
    """
    held: list[Any] = [batch]
    place, numbers, known = _zone(batch, zones)
    moments = _Moments(known, place, numbers)
    start = moments.of(_column(batch, "start", required=True), "start")
    end = moments.of(_column(batch, "end"), "end", len(start))
    earlier = _earlier(batch, moments)
    wrong = _wrong(start, end, _given(batch, "end"), earlier)
    memory = Memory(
        _answers(batch, columns, held),
        _dates(batch, columns, moments, earlier, held),
        start,
        place,
        numbers,
        _session(batch),
        _today(known, at),
    )
    performed = _column(batch, "performed")
    done = np.zeros(len(start), np.bool_)
    if performed is not None:
        done = pc.fill_null(_typed(performed, "performed", pa.bool_()), False).to_numpy(False)
    return People(len(start), memory, known, end, done, earlier, wrong, tuple(held))


def microseconds(moment: datetime) -> int:
    """A moment as the kernels count it. Raises CaseError where it is naive."""
    return (aware("at", moment) - _EPOCH) // _MICROSECOND


def _today(known: Clocks, at: datetime | None) -> NDArray[np.int32]:
    moment = 0 if at is None else microseconds(at)
    zones = range(len(known.first) - 1)
    return np.array([day_of(known, zone, moment) for zone in zones], np.int32)


def _column(batch: pa.RecordBatch, name: str, *, required: bool = False) -> Any:
    """The column of a name, None where there is none."""
    place = batch.schema.get_field_index(name)
    if place >= 0:
        return batch.column(place)
    if required:
        raise MeantimeError(f"column `{name}` is missing; every row needs it.")
    return None


def _given(batch: pa.RecordBatch, name: str) -> NDArray[np.bool_]:
    column = _column(batch, name)
    if column is None:
        return np.zeros(batch.num_rows, np.bool_)
    return pc.is_valid(column).to_numpy(False)  # type: ignore[no-any-return]


def _typed(column: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    if column.type != kind:
        raise MeantimeError(f"column `{name}` holds {column.type}, not {kind}; convert it.")
    return column


def _zone(
    batch: pa.RecordBatch, zones: Zones
) -> tuple[NDArray[np.int32], NDArray[np.int16], Clocks]:
    column = _column(batch, "zone", required=True)
    if not pa.types.is_dictionary(column.type):
        if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
            raise MeantimeError(f"column `zone` holds {column.type}, not the names of zones.")
        column = column.dictionary_encode()
    numbers, known = zones.numbers(column.dictionary.to_pylist())
    places = column.indices.cast(pa.int32())
    if places.null_count:
        places = pc.fill_null(places, len(numbers) - 1)
    return places.to_numpy(), numbers, known


def _session(batch: pa.RecordBatch) -> NDArray[np.int32]:
    column = _column(batch, "session")
    if column is None:
        return np.ones(batch.num_rows, np.int32)
    if not pa.types.is_integer(column.type):
        raise MeantimeError(f"column `session` holds {column.type}, not whole numbers.")
    numbers = pc.fill_null(column, 1) if column.null_count else column
    if column.type.bit_width > 16:
        # Larger than any series; a number below 1 stays wrong.
        numbers = pc.max_element_wise(pc.min_element_wise(numbers, 2**30), 0)
    return numbers.cast(pa.int32()).to_numpy()  # type: ignore[no-any-return]


class _Moments:
    """Moments of a column as microseconds of UTC; local ones are read in the row's own zone."""

    def __init__(self, known: Clocks, place: NDArray[np.int32], numbers: NDArray[np.int16]) -> None:
        self.clocks, self.place, self.numbers = known, place, numbers

    def of(
        self,
        column: pa.Array | None,
        name: str,
        count: int = 0,
        owner: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """The moments, NO_MOMENT where there is none or where a local time is none, or is two."""
        if column is None:
            return np.full(count, NO_MOMENT, np.int64)
        if not pa.types.is_timestamp(column.type):
            raise MeantimeError(f"column `{name}` holds {column.type}, not moments (timestamp).")
        local = column.type.tz is None
        try:
            exact = column.cast(pa.timestamp("us", None if local else "UTC"))
        except pa.ArrowInvalid:
            raise MeantimeError(
                f"column `{name}` is finer than a microsecond or out of range; round it."
            ) from None
        plain = exact.cast(pa.int64())
        if plain.null_count:
            plain = pc.fill_null(plain, NO_MOMENT)
        found: NDArray[np.int64] = plain.to_numpy(zero_copy_only=False)
        if not local:
            return found
        place = self.place if owner is None else self.place[owner]
        moments = np.full(len(found), NO_MOMENT, np.int64)
        _from_local(self.clocks, self.numbers[place], found, moments)
        return moments


@compiled
def _from_local(
    clocks: Clocks, zone: NDArray[np.int16], local: NDArray[np.int64], found: NDArray[np.int64]
) -> None:
    for person in range(local.size):
        if local[person] == NO_MOMENT or zone[person] < 0:
            continue
        seconds = local[person] // SECOND
        if how_often(clocks, zone[person], seconds) == 1:
            rest = local[person] - seconds * SECOND
            found[person] = instant(clocks, zone[person], seconds, False) + rest


def _earlier(batch: pa.RecordBatch, moments: _Moments) -> Earlier:
    column = _column(batch, "earlier")
    none = np.zeros(0, np.int64)
    if column is None or len(column) == 0:
        return Earlier(np.zeros(batch.num_rows + 1, np.int64), none, none)
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
        raise MeantimeError(f"column `earlier` holds {column.type}, not lists of sessions.")
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    first = np.zeros(len(column) + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    visits = column.flatten()
    names = [field.name for field in visits.type] if pa.types.is_struct(visits.type) else []
    if "start" not in names or not set(names) <= {"start", "end"}:
        raise MeantimeError("column `earlier`: each session is a struct of `start` and `end`.")
    owner = np.repeat(np.arange(len(column)), lengths)
    start = moments.of(pc.struct_field(visits, "start"), "earlier.start", owner=owner)
    if "end" not in names:
        return Earlier(first, start, np.full(len(start), NO_MOMENT, np.int64))
    ends = pc.struct_field(visits, "end")
    end = moments.of(ends, "earlier.end", owner=owner)
    # An end that is given and cannot be read is no missing end.
    unread = (end == NO_MOMENT) & pc.is_valid(ends).to_numpy(zero_copy_only=False)
    start = np.where(unread, NO_MOMENT, start)
    return Earlier(first, start, end)


def _wrong(
    start: NDArray[np.int64], end: NDArray[np.int64], ended: NDArray[np.bool_], earlier: Earlier
) -> NDArray[np.bool_]:
    """Whose sessions cannot have been so: ends unread, before the start, or a day after it."""
    wrong = ended & _misfits(start, end) if ended.any() else ended
    if earlier.start.size:
        odd = (earlier.end != NO_MOMENT) & _misfits(earlier.start, earlier.end)
        odd |= (earlier.start < FIRST_MOMENT) | (earlier.start > LAST_MOMENT)
        owners = np.repeat(np.arange(len(start)), np.diff(earlier.first))
        wrong |= np.bincount(owners[odd], minlength=len(start)) > 0
    return wrong


def _misfits(start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (end < start) | (end - _LONGEST > start) | (end > LAST_MOMENT)


def _answers(batch: pa.RecordBatch, columns: Columns, held: list[Any]) -> NDArray[np.uint64]:
    found = np.zeros((len(columns.answers), 2), np.uint64)
    for name, number in columns.answers.items():
        column = _column(batch, name)
        if column is not None:
            column = _aligned(_typed(column, name, pa.bool_()), held)
            found[number] = _bit_addresses(column, 0)
    if _column(batch, PACKED[0]) is not None:
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
        column = _column(batch, name, required=True)
        if column.null_count:
            raise MeantimeError(f"column `{name}` has empty places; it needs a word for everybody.")
        words.append(_typed(column, name, pa.uint64()).to_numpy(zero_copy_only=False))
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
    for word in range(found.shape[1]):
        for lane in range(64):
            person = word * 64 + lane
            square[lane] = 0
            if person < words.size:
                square[lane] = words[person]
        turn(square)
        for bit in range(64):
            found[bit, word] = square[bit]


def _dates(
    batch: pa.RecordBatch,
    columns: Columns,
    moments: _Moments,
    earlier: Earlier,
    held: list[Any],
) -> NDArray[np.uint64]:
    found = np.zeros((len(columns.dates), 2), np.uint64)
    for name, number in columns.dates.items():
        if name.startswith("last:"):
            answered = found[columns.dates[name.removeprefix("last:")]]
            found[number] = answered
            if earlier.start.size:
                last = np.full(batch.num_rows, UNKNOWN, np.int32)
                zone = moments.numbers[moments.place]
                _last_days(moments.clocks, zone, earlier, answered, last)
                held.append(last)
                found[number] = last.ctypes.data, 0
            continue
        column = _column(batch, name)
        if column is not None:
            column = _aligned(_typed(column, name, pa.date32()), held)
            found[number] = _bit_addresses(column, 4)
    return found


@compiled
def _last_days(
    clocks: Clocks,
    zone: NDArray[np.int16],
    earlier: Earlier,
    answered: NDArray[np.uint64],
    found: NDArray[np.int32],
) -> None:
    """The day of each person's last session before; what was answered where none is recorded."""
    for person in range(zone.size):
        first, after = earlier.first[person], earlier.first[person + 1]
        if first == after:
            valid = answered[1] == 0 or (read_byte(answered[1], person // 8) >> (person % 8)) & 1
            if answered[0] != 0 and valid:
                found[person] = read_day(answered[0], person)
        elif zone[person] >= 0:
            last = NO_MOMENT
            for visit in range(first, after):
                last = max(last, earlier.start[visit])
            if last > -(2**62):
                found[person] = day_of(clocks, zone[person], last)
