"""The columns of a sample, and arrays as Arrow keeps them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from meantime.model.problem import MeantimeError
from meantime.model.protocol import Kind, Protocol
from meantime.population.sampling.dates import UNKNOWN
from meantime.population.sampling.distributions import ZONES
from meantime.population.sampling.draws import BLOCK, Whole
from meantime.population.sampling.yes_no import Bools

YES = "answers.yes"
KNOWN = "answers.known"
FEATURES = "meantime.features"
ANCHOR = "anchor."

_MOST_PACKED = 64
_DATE = pa.date32()


def schema(protocol: Protocol, packed: bool = False) -> pa.Schema:
    """The columns of a sample: the session, then every question of the protocol.

    packed: all yes-no answers as bits of two columns, and a mark in place of an unknown date.

    Raises MeantimeError where two columns would have one name, or the bits do not suffice.
    """
    fields = [
        pa.field("person", pa.int64(), nullable=False),
        pa.field("start", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("zone", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        pa.field("session", pa.int8(), nullable=False),
        *(pa.field(ANCHOR + name, _DATE) for name in protocol.anchors),
        *(_bit_fields(protocol) if packed else ()),
    ]
    for item in protocol.features.values():
        if item.kind is Kind.DATE:
            fields.append(pa.field(item.id, _DATE, nullable=not packed))
        elif not packed:
            fields.append(pa.field(item.id, pa.bool_()))
    _distinct([field.name for field in fields])
    return pa.schema(fields)


def _bit_fields(protocol: Protocol) -> list[pa.Field]:
    names = [item.id for item in protocol.features.values() if item.kind is Kind.YES_NO]
    if len(names) > _MOST_PACKED:
        raise MeantimeError(
            f"The protocol asks {len(names)} yes-no questions, and {_MOST_PACKED} fit into the "
            "packed layout; leave it unpacked."
        )
    metadata = {FEATURES: ",".join(names)}
    return [pa.field(name, pa.uint64(), False, metadata) for name in (YES, KNOWN)]


def _distinct(names: list[str]) -> None:
    twice = [name for number, name in enumerate(names) if name in names[:number]]
    if twice:
        raise MeantimeError(
            f"The question `{twice[0]}` has the name of a column of every cohort; give the "
            "feature another id in the protocol."
        )


def zones(numbers: npt.NDArray[np.int8]) -> pa.Array:
    """Positions in `ZONES` as names."""
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(list(ZONES)))


def dates(found: Whole) -> pa.Array:
    """Days since 1970 as dates, marks included."""
    return pa.array(found, _DATE)


def dates_or_null(found: Whole) -> pa.Array:
    """Days since 1970 as dates, null where unknown."""
    return pa.array(found, _DATE, mask=found == UNKNOWN)


def answers(yes: Bools, known: Bools) -> pa.Array:
    """Yes or no, null where not known."""
    # What pa.array does with a mask, a hundred times as fast.
    buffers = [pa.py_buffer(np.packbits(bits, bitorder="little")) for bits in (known, yes)]
    return pa.Array.from_buffers(pa.bool_(), yes.size, buffers)


def bits(columns: Iterable[Bools]) -> pa.Array:
    """The k-th column as the k-th bit of every number, from the lowest on."""
    packed = np.zeros(BLOCK, dtype=np.uint64)
    for number, column in enumerate(columns):
        packed |= column.astype(np.uint64) << np.uint64(number)
    return pa.array(packed)
