"""Counts are what counting one person at a time gives, however the batches are cut."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantime.population.counting import UNDATED, WAITS, Counts
from meantime.population.histograms import bit_counts, week_counts

STATUSES = ("eligible", "review", "deferred", "contraindicated", "incomplete")
RULES = ("actives", "sunburn", "pregnancy")
PAIRS = [f"rule-{number}:feature" for number in range(70)]
FEATURES = ["pregnant", "retinoid", "warts"]
BOOKED = date(2026, 12, 1)


class Person(NamedTuple):
    """One row of screening output."""

    status: str = "eligible"
    governing: str | None = None
    wait: int | None = 0
    findings: int = 0
    missing: int = 0
    booked: date = BOOKED


def field(name: str, bits: list[str]) -> pa.Field:
    return pa.field(name, pa.uint64(), metadata={"meantime.bits": ",".join(bits)})


def words(masks: list[int], number: int) -> pa.Array:
    return pa.array([mask >> 64 * number & (1 << 64) - 1 for mask in masks], pa.uint64())


def coded(values: list[str | None], names: tuple[str, ...], kind: pa.DataType) -> pa.Array:
    codes = [None if value is None else names.index(value) for value in values]
    return pa.DictionaryArray.from_arrays(pa.array(codes, kind), list(names))


def batch_of(people: list[Person]) -> pa.RecordBatch:
    status = coded([person.status for person in people], STATUSES, pa.int8())
    governing = coded([person.governing for person in people], RULES, pa.int16())
    earliest = [
        None if person.wait is None else person.booked + timedelta(person.wait) for person in people
    ]
    findings = [person.findings for person in people]
    columns = {
        pa.field("person", pa.int64()): pa.array(range(len(people)), pa.int64()),
        pa.field("status", status.type): status,
        pa.field("earliest", pa.date32()): pa.array(earliest, pa.date32()),
        pa.field("governing", governing.type): governing,
        field("findings", PAIRS[:64]): words(findings, 0),
        field("findings.1", PAIRS[64:]): words(findings, 1),
        field("missing", FEATURES): words([person.missing for person in people], 0),
    }
    return pa.record_batch(list(columns.values()), schema=pa.schema(list(columns)))


def booked_of(people: list[Person]) -> pa.Array:
    return pa.array([person.booked for person in people], pa.date32())


def counts_of(people: list[Person]) -> Counts:
    return Counts.of(batch_of(people), booked_of(people))


def bin_of(wait: int | None) -> str:
    if wait is None:
        return UNDATED
    return [name for name, first in WAITS.items() if first <= wait][-1]


def one_by_one(people: list[Person]) -> dict[str, Any]:
    """The same counts, the slow way, without the zeros."""
    late = [person for person in people if person.status != "eligible"]
    days = [(p.booked + timedelta(p.wait)) for p in late if p.wait is not None]
    return {
        "people": len(people),
        "governing": Counter((p.status, p.governing or "") for p in people),
        "findings": Counter(name for p in people for name in named(p.findings, PAIRS)),
        "missing": Counter(name for p in people for name in named(p.missing, FEATURES)),
        "waits": Counter((p.status, bin_of(p.wait)) for p in late),
        "weeks": Counter((day - timedelta(day.weekday())).isoformat() for day in days),
    }


def named(mask: int, bits: list[str]) -> list[str]:
    return [name for place, name in enumerate(bits) if mask >> place & 1]


def flat(counts: Counts) -> dict[str, Any]:
    return {
        "people": counts.people,
        "governing": both(counts.governing),
        "findings": some(counts.findings),
        "missing": some(counts.missing),
        "waits": both(counts.waits),
        "weeks": counts.weeks,
    }


def both(nested: dict[str, dict[str, int]]) -> dict[tuple[str, str], int]:
    return {(one, two): count for one, inner in nested.items() for two, count in inner.items()}


def some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


people = st.lists(
    st.builds(
        Person,
        st.sampled_from(STATUSES),
        st.none() | st.sampled_from(RULES),
        st.none() | st.integers(0, 400),
        st.integers(0, (1 << len(PAIRS)) - 1),
        st.integers(0, (1 << len(FEATURES)) - 1),
        st.dates(date(1900, 1, 1), date(2198, 1, 1)),
    ),
    max_size=30,
)


@settings(deadline=None)  # the first call pays for what is loaded once
@given(people)
def test_counts_are_what_one_person_at_a_time_gives(found: list[Person]) -> None:
    assert flat(counts_of(found)) == one_by_one(found)


@settings(deadline=None)
@given(people, st.integers(0, 30))
def test_a_batch_cut_in_two_gives_the_same(found: list[Person], cut: int) -> None:
    batch, booked = batch_of(found), booked_of(found)
    one = Counts.of(batch.slice(0, cut), booked.slice(0, cut))
    two = Counts.of(batch.slice(cut), booked.slice(cut))
    assert one.merge(two) == two.merge(one) == counts_of(found)
    assert list(one.merge(two).weeks) == sorted(one.weeks | two.weeks)


def test_a_run_goes_on_from_what_was_kept() -> None:
    one = counts_of([Person("deferred", "actives", 3, findings=5)])
    kept = Counts.from_dict(json.loads(json.dumps(one.to_dict())))
    assert kept == one
    assert kept.merge(Counts()) == Counts().merge(kept) == one


def test_statuses_are_counted_even_where_nobody_has_them() -> None:
    counts = counts_of([Person(), Person("incomplete", None, None), Person("incomplete")])
    assert counts.statuses == {**dict.fromkeys(STATUSES, 0), "eligible": 1, "incomplete": 2}


def test_bits_that_nobody_has_keep_their_names() -> None:
    counts = counts_of([])
    assert counts.findings == dict.fromkeys(PAIRS, 0)
    assert counts.missing == dict.fromkeys(FEATURES, 0)


@pytest.mark.parametrize(
    ("wait", "name"),
    [(0, "0"), (3, "3"), (4, "4-7"), (7, "4-7"), (8, "8-14"), (183, "121-183"), (184, "more")],
)
def test_a_wait_falls_into_the_bin_that_names_it(wait: int, name: str) -> None:
    assert counts_of([Person("deferred", wait=wait)]).waits["deferred"] == {name: 1}


def test_who_is_eligible_does_not_wait() -> None:
    counts = counts_of([Person()])
    assert "eligible" not in counts.waits
    assert counts.weeks == {}


def test_a_week_begins_on_monday() -> None:
    sunday, monday = date(2026, 12, 6), date(2026, 12, 7)
    counts = counts_of([Person("deferred", wait=0, booked=day) for day in (sunday, monday)])
    assert counts.weeks == {"2026-11-30": 1, "2026-12-07": 1}


def test_booked_dates_come_as_arrow_or_numpy() -> None:
    found = [Person("deferred", wait=5), Person("review", wait=9, booked=date(1969, 12, 31))]
    days = booked_of(found).to_numpy(zero_copy_only=False)
    for booked in (days, days.astype("datetime64[D]").view(np.int64)):
        assert Counts.of(batch_of(found), booked) == counts_of(found)


def test_booked_dates_of_other_people_are_noticed() -> None:
    batch = batch_of([Person("deferred", wait=5)])
    with pytest.raises(AssertionError):
        Counts.of(batch, booked_of([Person(booked=BOOKED + timedelta(6))]))


@pytest.mark.parametrize("count", [0, 1, 2, 191, 192, 193, 194, 577, 5_000, 70_000])
def test_bits_are_counted_whatever_the_number_of_words(count: int) -> None:
    found = np.random.default_rng(count).integers(0, 1 << 64, count, np.uint64, endpoint=False)
    slow = [int(((found >> np.uint64(bit)) & np.uint64(1)).sum()) for bit in range(64)]
    assert bit_counts(found).tolist() == slow


@pytest.mark.parametrize("arrow", [True, False])
def test_a_rejected_row_is_in_no_count(arrow: bool) -> None:
    found = [Person("deferred", "actives", 5, findings=3), Person("review"), Person(wait=None)]
    there = pa.array([True, None, True])
    columns = {
        name: pc.if_else(there, column, pa.scalar(None, column.type)) if name != "status" else None
        for name, column in zip(batch_of(found).schema.names, batch_of(found).columns, strict=True)
    }
    columns["status"] = coded(["deferred", None, "eligible"], STATUSES, pa.int8())
    batch = pa.record_batch(list(columns.values()), schema=batch_of(found).schema)
    booked = pa.array([BOOKED, None, BOOKED], pa.date32())
    days = booked if arrow else booked.fill_null(BOOKED).to_numpy(zero_copy_only=False)
    assert Counts.of(batch, days) == counts_of([found[0], found[2]])


def test_a_protocol_that_bars_nobody_has_no_findings() -> None:
    batch = batch_of([Person("review")])
    bare = pa.schema([column.remove_metadata() for column in batch.schema])
    counts = Counts.of(batch.cast(bare), booked_of([Person()]))
    assert counts.findings == counts.missing == {}


def test_many_rows_are_counted_in_several_steps() -> None:
    found = [Person("deferred", "actives", 2), Person()] * 40_000
    counts = counts_of(found)
    assert counts.statuses["deferred"] == counts.waits["deferred"]["2"] == 40_000


def test_no_days_are_in_no_week() -> None:
    assert week_counts(np.array([], np.int32)) == {}
