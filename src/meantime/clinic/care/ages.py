"""What the date of birth answers, whatever was said."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from meantime.clinic.care.models import Patient
from meantime.model.protocol import Protocol

# Concepts of an age, as vocabularies name them: `being-under-18`, `being-18-to-21`.
_UNDER = re.compile(r"being-under-(\d{1,3})")
_FROM_TO = re.compile(r"being-(\d{1,3})-to-(\d{1,3})")


def aged(protocol: Protocol, patient: Patient, day: date) -> frozenset[str]:
    """The questions about an age that the date of birth answers with yes on a day."""
    if patient.birthday is None:
        return frozenset()
    age = _age(patient.birthday, day)
    return frozenset(name for name, first, last in _asked(protocol) if first <= age <= last)


def _age(born: date, day: date) -> int:
    """Whole years; whoever was born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@lru_cache(maxsize=32)
def _asked(protocol: Protocol) -> tuple[tuple[str, int, int], ...]:
    """The questions about an age, with the first age and the last that they mean."""
    found = []
    for name, item in protocol.features.items():
        if not protocol.is_yes_no[name]:
            continue
        if under := _UNDER.fullmatch(item.concept):
            found.append((name, 0, int(under[1]) - 1))
        elif between := _FROM_TO.fullmatch(item.concept):
            found.append((name, int(between[1]), int(between[2])))
    return tuple(found)
