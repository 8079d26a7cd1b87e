"""From what was typed to a case: moments, facts, stretches of days, opening hours."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Mapping
from datetime import date, datetime, time

from meantime.answers.checking import all_clear
from meantime.answers.series import Hours, Stretch
from meantime.engines.reference.calendar import Calendar
from meantime.literate.cases import FACT_CURE, fact
from meantime.model.case import Case, Fact
from meantime.model.problem import CaseError, did_you_mean
from meantime.model.protocol import Protocol

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})")


def case_of(protocol: Protocol, typed: Namespace) -> Case:
    """The case of a command line; raises CaseError with what is wrong and how to mend it."""
    calendar = Calendar(typed.zone)
    return Case(
        start=calendar.read(typed.start),
        end=calendar.read(typed.end) if typed.end else None,
        zone=typed.zone,
        facts={**_others(protocol, typed), **_facts(protocol, typed.fact)},
        session=typed.session,
        anchors={name: _day(value) for name, value in _pairs("--anchor", typed.anchor).items()},
    )


def moment(typed: Namespace) -> datetime | None:
    """The moment of asking, if one was given."""
    return Calendar(typed.zone).read(typed.at) if typed.at else None


def _others(protocol: Protocol, typed: Namespace) -> Mapping[str, Fact]:
    """With --otherwise-no every question not given is no or never, but for later reports."""
    if not typed.otherwise_no:
        return {}
    clear = all_clear(protocol)
    return {name: clear[name] for name, item in protocol.features.items() if not item.report}


def _facts(protocol: Protocol, pairs: list[str]) -> Mapping[str, Fact]:
    facts: dict[str, Fact] = {}
    for name, value in _pairs("--fact", pairs).items():
        if name not in protocol.features:
            raise CaseError(f"--fact {name}: {did_you_mean(name, protocol.features)}")
        try:
            facts[name] = fact(value)
        except ValueError:
            raise CaseError(f"--fact {name}={value}: {FACT_CURE}") from None
    return facts


def _pairs(option: str, pairs: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise CaseError(f"{option} {pair}: write it as `{option} name=value`.")
        name = name.strip()
        if name in found:
            raise CaseError(f"{option} {name} is given twice; keep one of them.")
        found[name] = value
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CaseError(f"`{text}` is not a date; write it as `2026-12-01`.") from None


def day(text: str | None) -> date | None:
    """A date as typed, if there is one."""
    return _day(text) if text else None


def stretch(text: str) -> Stretch:
    """`2027-01-10` or `2027-01-10..2027-01-20`."""
    first, dots, last = text.partition("..")
    return (_day(first), _day(last)) if dots else _day(first)


def hours(texts: list[str]) -> Hours | None:
    """Opening hours such as `mon-fri 09:00-17:00`; None where none are given: always open."""
    if not texts:
        return None
    found: dict[int, tuple[time, time]] = {}
    for text in texts:
        match = _HOURS.fullmatch(text.strip().lower())
        try:
            if match is None:
                raise ValueError
            first = _WEEKDAYS.index(match[1])
            last = _WEEKDAYS.index(match[2] or match[1])
            open_close = (time.fromisoformat(match[3]), time.fromisoformat(match[4]))
            if open_close[1] <= open_close[0]:
                raise ValueError
        except ValueError:
            cure = "write it as `mon-fri 09:00-17:00`."
            raise CaseError(f"--hours {text}: {cure}") from None
        days = (last - first) % 7 + 1
        found |= dict.fromkeys(((first + day) % 7 for day in range(days)), open_close)
    return found
