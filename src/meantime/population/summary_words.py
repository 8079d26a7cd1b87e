"""What the rows of a summary are called where a person reads them."""

from __future__ import annotations

import re
from datetime import date

from meantime.population.counting import UNDATED, WAITS
from meantime.population.summary_rows import NOTHING_KNOWN, WHOLE_GROUP, Row

# A status, and what it means.
VERDICTS = {
    "eligible": ("Eligible", "can be treated"),
    "review": ("Review", "a clinician decides first"),
    "deferred": ("Deferred", "not yet"),
    "contraindicated": ("Contraindicated", "cannot be treated"),
    "incomplete": ("Incomplete", "not known yet"),
}
WITHHELD = "withheld"

_SENTENCE_END = re.compile(r"(?<=[.?!]) ")
_MORE = f"{WAITS['more']} or more"


def people_words(people: int | None, smallest: int) -> str:
    """How many were screened."""
    if people is None:
        return f"fewer than {smallest} people"
    return f"{people:,} {'person' if people == 1 else 'people'}"


def count_words(row: Row) -> str:
    """`1,234`, or that it is withheld."""
    return WITHHELD if row.count is None else f"{row.count:,}"


def share_words(row: Row) -> str:
    """`12.3%`; nothing where it is withheld, and never `0.0%` of somebody."""
    if row.share is None:
        return ""
    return "<0.1%" if row.count and row.share == 0 else f"{row.share:.1f}%"


def rule_words(rule: str) -> str:
    """The id of a rule, or that there is none, or that not even its name is told."""
    return {NOTHING_KNOWN: "nothing found so far", WHOLE_GROUP: "all reasons"}.get(rule, rule)


def wait_words(wait: str) -> str:
    """A bin of days, as a range; or that no date is known."""
    return {"more": _MORE, UNDATED: "no date yet"}.get(wait, wait).replace("-", "–")


def week_words(monday: str) -> str:
    """`7 Dec 2026`."""
    day = date.fromisoformat(monday)
    return f"{day.day} {day:%b} {day.year}"


def first_sentence(text: str) -> str:
    """The first sentence of what a patient reads: the others say what to do about it."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]
