"""The id of a person in a calendar: one that nobody can guess.

The UIDs of a calendar are hashes of it. Whoever tries every short id, or every name, finds the
person, and with them what each neutral event is about; 128 random bits nobody can try.
"""

from __future__ import annotations

import re

from meantime.model.problem import CaseError

# 128 bits in the signs of base64 are 22; in hex, as in a UUID, they are more.
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22,}")
# A random id practically never has fewer different signs; a number filled up with noughts has.
_DIFFERENT = 8


def opaque(person: str) -> str:
    """The id; raises CaseError, which never repeats it, where somebody could guess it."""
    if _SHAPE.fullmatch(person) is None or len(set(person)) < _DIFFERENT:
        raise CaseError(
            "person: this id can be guessed. Give a random one of 22 or more letters, digits, `-` "
            "or `_`, never a name, a birth date or a number, and keep it with the person's record. "
            'This makes one: python3 -c "import uuid; print(uuid.uuid4())"'
        )
    return person
