"""The rows of a summary: which count stands for what, and which are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from meantime.answers.screening import INCOMPLETE
from meantime.population.counting import ELIGIBLE, UNDATED, WAITS, Counts
from meantime.population.suppressing import ALL, Nested, Told, apart, nested, withhold

STATUSES = (ELIGIBLE, "review", "deferred", "contraindicated", INCOMPLETE)
# Where nothing is known of why, and where not even the names in a group are told.
NOTHING_KNOWN = "none-known"
WHOLE_GROUP = "all"

# Withheld along with a small one in this order: first what has the least inside that goes with it.
_ORDER = (INCOMPLETE, "review", "contraindicated", ELIGIBLE, "deferred")

Cells = Mapping[str, int]
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Row:
    """A number of people, and its share of their group in percent; both None where withheld."""

    section: str
    key: str
    subkey: str
    count: int | None
    share: float | None


def rows(counts: Counts, rules: Iterable[str], smallest: int) -> Iterator[Row]:
    """Every row, sections in order; rules: every id, in the order of the protocol."""
    order = ("", *rules)
    governing = {status: _arranged(counts.governing.get(status, {}), order) for status in STATUSES}
    told = nested(governing, smallest, _ORDER)
    for status, count in told.totals.items():
        yield _row("verdict", (status, ""), count, counts.people)
    reasoned = _reasoned(told)
    for status, people in reasoned.items():
        yield from _reasons(status, told.inside[status], people)
    yield from _findings(counts, smallest, _withheld(governing, told))
    if told.totals[INCOMPLETE] is not None:
        yield from _questions(counts, smallest)
    for status, people in reasoned.items():
        waits = counts.waits.get(status, {})
        yield from _waits(status, waits, told.inside[status], smallest, people)
    # Days and weeks cut the same dates twice, and the difference of two cuts may be a few people.
    if smallest == ALL:
        yield from _weeks(counts.weeks)


def _arranged(cells: Cells, order: Iterable[str]) -> dict[str, int]:
    """The order says nothing of the counts, as withholding has to go by it."""
    return {name: cells[name] for name in order if name in cells}


def _reasoned(told: Nested) -> dict[str, int]:
    """The statuses that somebody has for a reason, with how many people do, where that is told."""
    people = {status: told.totals[status] for status in told.inside if status != ELIGIBLE}
    return {status: count for status, count in people.items() if count}


def _row(section: str, keys: tuple[str, str], count: int | None, of: int) -> Row:
    if count is None:
        return Row(section, *keys, None, None)
    # Half a tenth goes up, in whole numbers, so that no machine rounds another way.
    share = (2000 * count + of) // (2 * of) / 10 if of else 0.0
    return Row(section, *keys, count, share)


def _by_size(counts: Mapping[_Key, int | None]) -> list[_Key]:
    """The keys of what is not zero, the largest first.

    What is withheld comes last and as it was, as its place would tell how large it is.
    """
    return sorted(
        (key for key, count in counts.items() if count != 0), key=lambda key: -(counts[key] or 0)
    )


def _reasons(status: str, rules: Told, people: int) -> Iterator[Row]:
    if all(count is None for count in rules.values()):
        yield _row("reason", (status, WHOLE_GROUP), None, people)
        return
    for rule in _by_size(rules):
        yield _row("reason", (status, rule or NOTHING_KNOWN), rules[rule], people)


def _withheld(governing: Mapping[str, Cells], told: Nested) -> frozenset[str]:
    """The rules whose findings would tell what was withheld of those they govern.

    Those are rules with a gap of their own, and rules that govern nobody but people of a status
    that is withheld: their findings may be that very number.
    """
    gaps, shown, inside = set[str](), set[str](), set[str]()
    for status, rules in governing.items():
        counts = told.inside.get(status)
        if counts is None:
            inside |= rules.keys()
        else:
            gaps |= {rule for rule in rules if counts[rule] is None}
            shown |= {rule for rule in rules if counts[rule]}
    return frozenset(gaps | (inside - shown))


def _findings(counts: Counts, smallest: int, withheld: frozenset[str]) -> Iterator[Row]:
    found = {}
    for pair, count in counts.findings.items():
        rule, _, feature = pair.partition(":")
        hidden = count and rule in withheld
        found[rule, feature] = None if hidden else apart(count, counts.people, smallest)
    for keys in _by_size(found):
        yield _row("finding", keys, found[keys], counts.people)


def _questions(counts: Counts, smallest: int) -> Iterator[Row]:
    asked = {name: apart(count, counts.people, smallest) for name, count in counts.missing.items()}
    for feature in _by_size(asked):
        yield _row("question", (feature, ""), asked[feature], counts.people)


def _waits(status: str, waits: Cells, rules: Told, smallest: int, people: int) -> Iterator[Row]:
    # Some rules have no date for anybody. Where one of them may be withheld, so is their sum.
    also = (UNDATED,) if None in rules.values() and len(waits) > 1 else ()
    cells = {name: waits.get(name, 0) for name in (UNDATED, *WAITS)}
    told = withhold(cells, smallest, also)
    if all(count is None for count in told.values()):
        yield _row("wait", (status, WHOLE_GROUP), None, people)
        return
    for name in (*WAITS, UNDATED):
        yield _row("wait", (status, name), told[name], people)


def _weeks(weeks: Cells) -> Iterator[Row]:
    total = sum(weeks.values())
    for monday, count in weeks.items():
        yield _row("week", (monday, ""), count, total)
