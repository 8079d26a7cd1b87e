"""A row is wrong exactly where no case can be made of it, and it harms nobody beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meantime.answers.checking import all_clear
from meantime.engines.columnar import Columnar
from meantime.model.case import Case, Visit
from tests.generative.columnar import written
from tests.generative.columnar.damage import BEYOND, DAY, FIRST
from tests.generative.columnar.layouts import WIDE, Layout, batch_of
from tests.generative.columnar.rows import MICROSECOND, Row, localised, row_of
from tests.generative.columnar.shipped import AT, KINDS, damaged, usual
from tests.generative.columnar.verdicts import Verdicts, check_verdicts, verdicts

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
AS_DRAWN = [Phase.explicit, Phase.reuse, Phase.generate]
PROTOCOL = written.microneedling()
ENGINE = Columnar(PROTOCOL)


def check(rows: Sequence[Row], layout: Layout = WIDE) -> Verdicts:
    """One row as a batch of its own does as the same row among others."""
    wanted = verdicts(PROTOCOL, rows, AT)
    batch = batch_of(PROTOCOL, rows, layout)
    check_verdicts(ENGINE, batch, rows, wanted, AT)
    for place in range(0, len(rows), 29):
        cut = slice(place, place + 1)
        check_verdicts(ENGINE, batch.slice(place, 1), rows[cut], wanted[cut], AT)
    return wanted


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind(kind: str) -> None:
    rows = damaged(len(kind), 600, [kind])
    wanted = check(rows)
    assert (None in wanted) is (kind != "performed")
    assert sum(item is not None for item in wanted) > 300


@pytest.mark.parametrize("kind", ["date", "anchor", "session", "end"])
def test_each_kind_in_packed_rows(kind: str) -> None:
    check(damaged(3, 300, [kind]), Layout(packed=True))


@settings(max_examples=12, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(st.integers(0, 2**32), st.booleans())
def test_all_kinds_together(seed: int, packed: bool) -> None:
    check(damaged(seed, 150, list(KINDS)), Layout(packed=packed))


@pytest.mark.long
@settings(max_examples=3_000, deadline=None, suppress_health_check=SLOW, phases=AS_DRAWN)
@given(st.integers(0, 2**32), st.booleans())
def test_all_kinds_together_for_long(seed: int, packed: bool) -> None:
    check(damaged(seed, 150, list(KINDS)), Layout(packed=packed))


def test_all_wrong() -> None:
    rows: list[Row] = [{**row, "zone": None} for row in usual(4, 130)]
    assert set(check(rows)) == {None}


def test_a_whole_block_with_one_wrong_row_in_each_word() -> None:
    rows = usual(5, 4_100)
    for place in range(0, len(rows), 61):
        rows[place] = {**rows[place], "session": 0}
    check(rows)


def test_local_times_that_are_skipped_or_shown_twice() -> None:
    """By start, end and earlier session; the reference engine reads neither."""
    zone, rows = "Europe/Berlin", []
    days = [datetime(2026, 3, 29), datetime(2026, 10, 25), datetime(2026, 11, 1)]
    shown = [
        day + timedelta(hours=hour, minutes=minute)
        for day in days
        for hour in range(5)
        for minute in (0, 1, 30, 59)
    ]
    shown += [moment - timedelta(microseconds=1) for moment in shown]
    for moment in shown:
        first = {"person": 0, "start": moment, "zone": zone, "session": 1}
        before = moment - timedelta(hours=5)
        rows += [
            first,
            {**first, "start": before, "end": moment},
            {**first, "start": before, "earlier": [{"start": moment, "end": None}]},
            {**first, "start": before, "earlier": [{"start": before, "end": moment}]},
        ]
    wanted = check(rows, Layout(tz=None))
    assert sum(item is None for item in wanted) == 4 * 2 * 2 * 4


def test_local_rows_with_zones_that_are_none() -> None:
    rows = [localised(row) for row in usual(6, 500)]
    for place in range(0, len(rows), 3):
        rows[place] = {**rows[place], "zone": ("Nowhere/Land", None)[place % 2]}
    check(rows, Layout(tz=None))


def test_moments_of_whole_seconds_beyond_all_years() -> None:
    """A count of seconds that no count of microseconds can hold is a wrong moment, no more."""
    rows = [{**row, "end": None, "earlier": []} for row in damaged(7, 40, ["performed"])]
    rows = [
        {**row, "start": row["start"].replace(microsecond=0), "anchor.peel": None} for row in rows
    ]
    for place, odd in enumerate((2**62, -(2**62), 2**40)):
        rows[place] = {**rows[place], "start": odd}
    check(rows, Layout(unit="s"))


def test_earlier_sessions_on_days_that_no_date_of_a_case_may_have() -> None:
    """A moment of the first or last year may lie on a local day of another: that is no mark."""
    protocol, start = PROTOCOL, datetime(2199, 12, 30, 22, tzinfo=UTC)
    rows = []
    for zone in ("America/New_York", "UTC", "Pacific/Kiritimati"):
        for moment in (FIRST, FIRST + DAY, start, BEYOND - MICROSECOND):
            for booked in (FIRST, FIRST + 20 * DAY, start, BEYOND - MICROSECOND):
                facts = {**all_clear(protocol), "previous-session": None}
                visits = (Visit(moment),)
                case = Case(start=booked, zone=zone, facts=facts, session=2, earlier=visits)
                rows.append(row_of(case))
    assert None not in check(rows)
