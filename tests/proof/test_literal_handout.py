"""The handout taken literally: its contradictions of windows are all found, and replayed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import meantime as mt
from meantime.linting import Finding, Kind, Severity, lint

FOLDER = Path(__file__).parent / "literal"
ROW = re.compile(r"\| (F\d+) \| yes, `([a-z]+)` \| (.+?) \| (.+?) \|")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Contradictions of another kind than windows: a device, and how far a word reaches.
NOT_OF_WINDOWS = {"F11", "F12"}


@cache
def findings() -> tuple[Finding, ...]:
    return lint(mt.load(str(FOLDER))).findings


def expected() -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """The table worked out by hand: place, check, the softer rule, the stricter, concepts."""
    found = []
    for place, check, rules, concepts in ROW.findall((FOLDER / "expected.md").read_text("utf-8")):
        softer, slash, stricter = rules.partition(" / ")
        if slash:
            found += [
                (place, check, soft, strict, tuple(NAME.findall(concepts.partition(" (")[0])))
                for soft in re.findall(r"`(.+?)`", softer)
                for strict in re.findall(r"`(.+?)`", stricter)
            ]
    return found


@pytest.mark.parametrize(
    ("place", "check", "softer", "stricter", "concepts"), expected(), ids=lambda it: str(it)[:60]
)
def test_what_was_worked_out_by_hand_is_found(
    place: str, check: str, softer: str, stricter: str, concepts: tuple[str, ...]
) -> None:
    known = {(item.check, *item.subjects[:2]): item for item in findings()}
    finding = known[check, softer, stricter]
    assert finding.kind is Kind.CONFLICT
    assert finding.severity is Severity.ERROR
    assert set(concepts) <= set(finding.subjects[2:])
    assert finding.witness is not None
    assert len(finding.places) == 2
    assert finding.cites


def test_day_seven_lies_in_two_phases() -> None:
    """F14."""
    assert ("days-2-7", "day-7") in {it.subjects for it in findings() if it.check == "phases"}


def test_all_of_f1_to_f14_that_are_of_windows_are_in_the_table() -> None:
    wanted = {f"F{number}" for number in range(1, 15)} - NOT_OF_WINDOWS - {"F14"}
    assert {place for place, *_ in expected()} == wanted


def test_a_literal_handout_gets_no_certificate() -> None:
    report = lint(mt.load(str(FOLDER)))
    assert report.certificate is None
    assert report.errors
