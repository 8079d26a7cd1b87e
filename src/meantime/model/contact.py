"""The clinic's phone number: one number, as a person reads it and as a telephone takes it."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import decimal

from meantime.model.problem import MeantimeError

_GROUP = r"(?:[0-9]|\([0-9]+\))"
_NUMBER = re.compile(
    rf"(?P<number>\+?{_GROUP}(?:[ .-]?{_GROUP})*)(?:,? (?:ext\.? ?|x)(?P<extension>[0-9]{{1,6}}))?",
    re.IGNORECASE,
)
_DIALLED = "+0123456789"
# The longest of ITU-T E.164, and the shortest that anybody answers.
_FEWEST, _MOST = 3, 15


class Phone(NamedTuple):
    """A number: `shown` for people, `dialled` goes after `tel:` (RFC 3966)."""

    shown: str
    dialled: str


def phone_number(text: str) -> Phone:
    """A number that can be called; raises MeantimeError where there is none, or more than one."""
    typed = " ".join("".join(map(_plain, text)).split())
    found = _NUMBER.fullmatch(typed)
    number = "" if found is None else "".join(s for s in found["number"] if s in _DIALLED)
    if found is None or not _FEWEST <= len(number.removeprefix("+")) <= _MOST:
        raise MeantimeError(
            "phone: this is not one number that can be called; write one such as "
            "`+1 (555) 555-0100` or `555 0100 ext. 12`."
        )
    extension = found["extension"]
    return Phone(typed, f"{number};ext={extension}" if extension else number)


def _plain(sign: str) -> str:
    """A digit of any script as 0 to 9."""
    return str(decimal(sign)) if sign.isdecimal() else sign
