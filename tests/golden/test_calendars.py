"""Whole calendars, each read line by line before it was put here.

The files are kept with plain line ends; a calendar's own are CRLF.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.interop.ical import calendar
from meantime.model.case import Fact
from tests.spec.conftest import load
from tests.spec.tiny import Load, case
from tests.unit.interop.reading import BEFORE, PERSON
from tests.unit.interop.test_texts import TEXT

__all__ = ["load"]

HERE = Path(__file__).parent / "calendars"


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


def known(**changed: Fact) -> dict[str, Fact]:
    """Nothing against the treatment, and no report yet, but for this."""
    clear = all_clear(protocol())
    asked = {name: clear[name] for name, item in protocol().features.items() if not item.report}
    return {**asked, **{name.replace("_", "-"): fact for name, fact in changed.items()}}


def booked() -> mt.Case:
    """Tuesday 1 December 2026, 10:00 in New York, for a person who has had cold sores."""
    facts = known(cold_sore_history=True, antiviral_plan=True)
    return mt.Case(datetime(2026, 12, 1, 15, tzinfo=UTC), "America/New_York", facts=facts)


def made(person: mt.Case, at: datetime, previous: bytes | None = None) -> bytes:
    plan = mt.plan(protocol(), person, at)
    return calendar(plan, person=PERSON, at=at, previous=previous)


def neutral() -> bytes:
    return made(booked(), BEFORE)


def test_before_the_session_a_phone_gets_neutral_events() -> None:
    check(neutral(), "neutral")


def test_a_moved_session_and_a_step_that_is_no_more() -> None:
    """Two days later, and the cold sores were a mistake."""
    later = replace(booked(), start=booked().start + timedelta(days=2), facts=known())
    check(made(later, BEFORE + timedelta(days=1), neutral()), "moved")


def test_details_for_a_patient_who_agreed_to_them(load: Load) -> None:
    """On the day after a session of the tiny protocol; the skin is not reported calm yet."""
    session = case(lasts=timedelta(minutes=75))
    at = session.start + timedelta(days=1)
    plan = mt.plan(load(TEXT), session, at)
    check(calendar(plan, person=PERSON, at=at, details=True), "detailed")


def check(content: bytes, name: str) -> None:
    text = content.decode()
    assert text.count("\r\n") == text.count("\n")
    kept = (HERE / f"{name}.ics").read_text(encoding="utf-8")
    assert text.replace("\r\n", "\n") == kept
