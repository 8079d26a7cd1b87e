"""A table of dates that a person can check by hand against the semantics: `exact.csv`.

`expected` is written with the clock of the zone and its offset. For `clear` the column `end` holds
the day of use; for the two kinds of months `phrase` is their number and `start` a date.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from meantime.engines.base import Placed
from meantime.engines.reference import ReferenceTimeline
from meantime.engines.reference.calendar import months_after, months_before
from meantime.literate import phrases
from meantime.model.case import Case
from meantime.model.concept import Concept, Vocabulary
from meantime.model.problem import Place
from meantime.model.protocol import Feature, Kind, Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, Elapsed, Window
from tests.generative import oracle, strategies

OPENING = ("begin", "preferred-begin", "may", "unrecorded-begin")
CLOSING = ("end", "preferred-end", "unrecorded-end")


class Row(NamedTuple):
    kind: str
    phrase: str
    zone: str
    start: str
    end: str
    expected: str
    why: str


def rows(*kinds: str) -> list[Row]:
    with Path(__file__).with_name("exact.csv").open(newline="", encoding="utf-8") as table:
        found = [Row(**line) for line in csv.DictReader(table)]
    return [row for row in found if row.kind in kinds]


def name_of(row: Row) -> str:
    return " ".join(filter(None, (row.kind, row.phrase, row.zone, row.start, row.end)))


def protocol_of(row: Row) -> Protocol:
    """One rule whose window is the phrase, for one concept and the date of its last use."""
    closing = row.kind in CLOSING
    point = phrases.point(row.phrase, (), closing=closing)
    rule = Rule(
        id="only",
        verb=Verb.MAY if row.kind == "may" else Verb.AVOID,
        about=("cream",),
        text="A sentence.",
        place=Place("nowhere.md", 1),
        window=Window(None, point.required, None, point.preferred)
        if closing
        else Window(
            point.required, Elapsed(END) if row.kind == "clear" else None, point.preferred, None
        ),
    )
    vocabulary = Vocabulary({"cream": Concept("cream", {"en": ("cream",)})})
    features = {"last-cream": Feature("last-cream", Kind.DATE, "When?", "cream")}
    return strategies.protocol_of(vocabulary, features, [rule], duration_minutes=60)


def case_of(row: Row) -> Case:
    dated = row.kind == "clear"
    return Case(
        start=datetime.fromisoformat(row.start),
        zone=row.zone,
        end=datetime.fromisoformat(row.end) if row.end and not dated else None,
        facts={"last-cream": date.fromisoformat(row.end)} if dated else {},
        performed=row.kind.startswith("unrecorded"),
    )


def edge_of(row: Row, placed: Placed) -> datetime:
    if row.kind.startswith("preferred"):
        return placed.preferred_end if row.kind in CLOSING else placed.preferred_begin
    return placed.end if row.kind in CLOSING else placed.begin


@pytest.mark.parametrize("row", rows(*OPENING, *CLOSING), ids=name_of)
def test_a_phrase_is_this_moment(row: Row) -> None:
    expected = datetime.fromisoformat(row.expected)
    (placed,) = ReferenceTimeline(protocol_of(row), case_of(row)).placed
    assert edge_of(row, placed) == expected, row.why


@pytest.mark.parametrize("row", rows(*OPENING, *CLOSING), ids=name_of)
def test_the_table_keeps_the_clocks_of_its_zones(row: Row) -> None:
    """A slip of the pen: a time that the zone's clocks never show with that offset."""
    zone = oracle.zone_of(row.zone)
    for text in (row.start, row.end, row.expected):
        if text:
            written = datetime.fromisoformat(text)
            assert written.astimezone(UTC).astimezone(zone).isoformat() == written.isoformat()


@pytest.mark.parametrize("row", rows("clear"), ids=name_of)
def test_a_use_clears_on_this_date(row: Row) -> None:
    expected = date.fromisoformat(row.expected)
    (washout,) = ReferenceTimeline(protocol_of(row), case_of(row)).washouts()
    assert washout.clear == expected, row.why
    assert washout.required_clear == expected


@pytest.mark.parametrize("row", rows("months-after", "months-before"), ids=name_of)
def test_months_reach_this_date(row: Row) -> None:
    count = months_after if row.kind == "months-after" else months_before
    found = count(date.fromisoformat(row.start), int(row.phrase))
    assert found == date.fromisoformat(row.expected), row.why


def test_the_table_is_read_whole() -> None:
    kinds = (*OPENING, *CLOSING, "clear", "months-after", "months-before")
    assert len(rows(*kinds)) >= 100
    assert {row.kind for row in rows(*kinds)} == set(kinds)
