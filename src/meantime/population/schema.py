"""The columns that a cohort may have, and everything that is wrong with those of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum

import pyarrow as pa
import pyarrow.types as kinds

from meantime.model.problem import MeantimeError, did_you_mean, nearest
from meantime.model.protocol import Protocol

ANCHOR = "anchor."
YES, KNOWN = "answers.yes", "answers.known"
# In the schema of the two: which question is which bit, from the lowest on.
FEATURES = b"meantime.features"


class Holds(Enum):
    """What a column is for, in the words of an error."""

    PERSON = "text or whole numbers"
    MOMENT = "moments: timestamps, or text such as `2026-12-01 10:00`"
    ZONE = "names of zones, such as America/New_York"
    YES_NO = "yes or no: bool, or text"
    DATE = "dates: date32, or text"
    NUMBER = "whole numbers"
    SESSIONS = "lists of sessions, each with `start` and `end` as timestamps; CSV cannot hold them"
    BITS = "a word a person: uint64, with the names of its bits"


Columns = Mapping[str, Holds]

_EVERYBODY = {
    "person": Holds.PERSON,
    "start": Holds.MOMENT,
    "zone": Holds.ZONE,
    "end": Holds.MOMENT,
    "performed": Holds.YES_NO,
    "session": Holds.NUMBER,
    "earlier": Holds.SESSIONS,
    YES: Holds.BITS,
    KNOWN: Holds.BITS,
}
_REQUIRED = ("person", "start", "zone")


def columns_of(*protocols: Protocol) -> Columns:
    """The columns of a cohort for one protocol, or for several at once.

    Raises MeantimeError where two columns would have one name and hold different things.
    """
    columns = dict(_EVERYBODY)
    for protocol in protocols:
        for name in protocol.anchors:
            _add(columns, ANCHOR + name, Holds.DATE)
        for name, plain in protocol.is_yes_no.items():
            _add(columns, name, Holds.YES_NO if plain else Holds.DATE)
    return columns


def _add(columns: dict[str, Holds], name: str, holds: Holds) -> None:
    if name in _EVERYBODY or columns.setdefault(name, holds) is not holds:
        raise MeantimeError(
            f"The question `{name}` has the name of another column that holds something else; give "
            "the feature another id in the protocol."
        )


def is_text(kind: pa.DataType) -> bool:
    """Whether a column of this type holds text, each value once or every time anew."""
    inner = kind.value_type if kinds.is_dictionary(kind) else kind
    return inner in (pa.string(), pa.large_string(), pa.string_view())


def problems(found: pa.Schema, columns: Columns) -> tuple[str, ...]:
    """Everything that is wrong with the columns of a file, a line each; else nothing."""
    twice = [
        f"`{name}`: there {count} times."
        for name, count in Counter(found.names).items()
        if count > 1
    ]
    missing = [
        f"`{name}`: missing; every row needs it." for name in _REQUIRED if name not in found.names
    ]
    return (*twice, *missing, *_fields(found, columns), *_packed(found, columns))


def _fields(found: pa.Schema, columns: Columns) -> Iterator[str]:
    free = columns.keys() - set(found.names)
    for field in found:
        holds = columns.get(field.name)
        if holds is None:
            yield f"`{field.name}`: unknown. {_cure(field.name, free)}"
        elif not _fits(field.type, holds):
            yield f"`{field.name}`: holds {field.type}; it needs {holds.value}."


def _cure(name: str, free: Iterable[str]) -> str:
    close = nearest(name, free)
    return did_you_mean(name, close) if close else "No question asks for it; leave it out."


def _fits(kind: pa.DataType, holds: Holds) -> bool:
    return any(fits(kind) for fits in _KINDS[holds])


def _is_plain_text(kind: pa.DataType) -> bool:
    return is_text(kind) and not kinds.is_dictionary(kind)


def _holds_sessions(kind: pa.DataType) -> bool:
    if not (kinds.is_list(kind) or kinds.is_large_list(kind)):
        return False
    if not kinds.is_struct(kind.value_type):
        return False
    parts = {field.name: field.type for field in kind.value_type}
    return {"start"} <= parts.keys() <= {"start", "end"} and all(
        kinds.is_timestamp(part) for part in parts.values()
    )


# A column in which there is nothing at all has no other type with some tools.
_KINDS: dict[Holds, tuple[Callable[[pa.DataType], bool], ...]] = {
    Holds.PERSON: (kinds.is_integer, _is_plain_text),
    Holds.MOMENT: (kinds.is_timestamp, kinds.is_null, is_text),
    Holds.ZONE: (is_text,),
    Holds.YES_NO: (kinds.is_boolean, kinds.is_null, is_text),
    Holds.DATE: (kinds.is_date, kinds.is_null, is_text),
    Holds.NUMBER: (kinds.is_integer, kinds.is_null, is_text),
    Holds.SESSIONS: (_holds_sessions,),
    Holds.BITS: (kinds.is_uint64,),
}


def bits_of(found: pa.Schema, name: str = YES) -> list[str]:
    """The questions whose answers are the bits of a packed column, from the lowest on."""
    if name not in found.names:
        return []
    written = (found.field(name).metadata or {}).get(FEATURES, b"").decode(errors="replace")
    return written.split(",") if written else []


def _packed(found: pa.Schema, columns: Columns) -> Iterator[str]:
    there = [name for name in (YES, KNOWN) if name in found.names]
    if len(there) == 1:
        other = KNOWN if there == [YES] else YES
        yield f"`{other}`: missing; `{there[0]}` means nothing without it."
    if not there:
        return
    bits = bits_of(found, there[0])
    if not 0 < len(bits) <= 64 or len(set(bits)) < len(bits):
        yield f"`{there[0]}`: its metadata `{FEATURES.decode()}` does not name its bits, each once."
    if bits_of(found, there[-1]) != bits:
        yield f"`{KNOWN}`: its bits are not those of `{YES}`."
    questions = {name for name, holds in columns.items() if holds is Holds.YES_NO} - {"performed"}
    for bit in bits:
        if bit not in questions:
            yield f"`{there[0]}`: a bit is named `{bit}`. {did_you_mean(bit, questions)}"
        elif bit in found.names:
            yield f"`{bit}`: there already, as a bit of `{there[0]}`."
