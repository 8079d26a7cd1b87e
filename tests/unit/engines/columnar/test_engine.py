"""What the engine takes and refuses, and that no shape of a cohort has anything compiled anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.engines.columnar import BIT_NAMES, Columnar, is_compiled, screening_program
from meantime.engines.columnar.answers import answer_people
from meantime.engines.columnar.edges import find_edges
from meantime.engines.columnar.kernel import EDITION, compiled, is_kept
from meantime.engines.columnar.limits import NEVER_DATE, ONGOING_DATE
from meantime.engines.columnar.machine import screen_people
from meantime.model.condition import ALWAYS, Not
from meantime.model.problem import CaseError, MeantimeError
from meantime.model.timing import Elapsed, Midnight, MonthsAway

START = datetime(2026, 12, 1, 15, tzinfo=UTC)
MOMENT = pa.timestamp("us", "UTC")


@pytest.fixture(scope="module")
def engine() -> Columnar:
    return Columnar(mt.load("microneedling"))


def cohort(**columns: Any) -> pa.RecordBatch:
    """Three people; a column given replaces the one of its name."""
    usual = {
        "person": pa.array([1, 2, 3]),
        "start": pa.array([START] * 3, MOMENT),
        "zone": pa.array(["America/New_York"] * 3),
    }
    found = {name: column for name, column in (usual | columns).items() if column is not None}
    return pa.RecordBatch.from_pydict(found)


VISITS = [[{"start": START - timedelta(days=40), "end": None}], None, []]
SHAPES = [
    {},
    {"session": pa.array([1, None, 2])},
    {"session": pa.array([1, 2, 2], pa.int8())},
    {"start": pa.array([START.replace(tzinfo=None)] * 3, pa.timestamp("ms"))},
    {"start": pa.array([START, None, START], pa.timestamp("s", "Europe/Paris"))},
    {"zone": pa.array(["UTC", None, "UTC"]).dictionary_encode()},
    {"end": pa.array([START + timedelta(hours=1), None, None], MOMENT)},
    {"performed": pa.array([True, None, False])},
    {"earlier": pa.array(VISITS, pa.list_(pa.struct({"start": MOMENT, "end": MOMENT})))},
    {"earlier": pa.array([[{"start": START}], [], []], pa.list_(pa.struct({"start": MOMENT})))},
    {"anchor.peel": pa.array([date(2026, 11, 30), None, None])},
]


@pytest.mark.parametrize("shape", SHAPES, ids=map(str, range(len(SHAPES))))
def test_every_shape_of_a_cohort_runs_the_same_machine_code(
    engine: Columnar, shape: dict[str, Any]
) -> None:
    batch = cohort(**shape)
    assert engine.screen(batch).rows.num_rows == 3
    assert engine.answers(batch, ["makeup"], START).rows.num_rows == 3
    assert len(engine.edges(batch, START, START + timedelta(days=1)).wrong) == 3
    for kernel in (screen_people, answer_people, find_edges):
        compiled: Any = kernel
        assert len(compiled.signatures) == 1


def test_machine_code_is_kept_by_the_edition_of_its_sources() -> None:
    compiled: Any = screen_people
    assert compiled._cache._cache_file._source_stamp == EDITION


def test_a_batch_of_nobody(engine: Columnar) -> None:
    nobody = cohort().slice(0, 0)
    assert engine.screen(nobody, START).rows.num_rows == 0
    assert engine.answers(nobody, ["makeup"], START).rows.num_rows == 0
    assert engine.edges(nobody, START, START).rows.num_rows == 0


def test_bits_are_named_in_the_schema(engine: Columnar) -> None:
    rows = engine.screen(cohort()).rows
    names = rows.schema.field("missing").metadata[BIT_NAMES.encode()].decode().split(",")
    assert names == list(engine.protocol.features)
    pairs = rows.schema.field("findings").metadata[BIT_NAMES.encode()].decode().split(",")
    assert pairs[0] == "isotretinoin-6-months:isotretinoin"
    assert rows["missing"][0].as_py() & 1


def test_who_is_no_case_has_no_result(engine: Columnar) -> None:
    batch = cohort(zone=pa.array(["America/New_York", "Mars/Olympus", "America/New_York"]))
    found = engine.screen(batch)
    assert list(found.wrong) == [False, True, False]
    assert [value is None for value in found.rows["status"].to_pylist()] == [False, True, False]
    assert found.rows["missing"].to_pylist()[1] is None
    assert found.booked.to_pylist() == [date(2026, 12, 1), None, date(2026, 12, 1)]
    answers = engine.answers(batch, ["makeup"], START)
    assert list(answers.wrong) == [False, True, False]
    assert answers.rows["makeup.until"].to_pylist()[1] is None
    edges = engine.edges(batch, START - timedelta(days=9), START + timedelta(days=9))
    assert set(edges.rows["row"].to_pylist()) == {0, 2}


REFUSED = [
    ({"start": None}, "column `start` is missing"),
    ({"zone": None}, "column `zone` is missing"),
    ({"zone": pa.array([1, 2, 3])}, "column `zone` holds int64"),
    ({"start": pa.array([1, 2, 3])}, "column `start` holds int64, not moments"),
    (
        {"start": pa.array([1, 2, 3], pa.timestamp("ns", "UTC"))},
        "column `start` is finer than a microsecond",
    ),
    ({"session": pa.array([1.0, 2.0, 3.0])}, "column `session` holds double"),
    ({"performed": pa.array([1, 0, 1])}, "column `performed` holds int64, not bool"),
    ({"pregnant": pa.array(["yes"] * 3)}, "column `pregnant` holds string, not bool"),
    ({"retinoid": pa.array(["never"] * 3)}, "column `retinoid` holds string, not date32"),
    ({"earlier": pa.array([1, 2, 3])}, "column `earlier` holds int64, not lists"),
    ({"earlier": pa.array([[1], [], []])}, "each session is a struct of `start` and `end`"),
    ({"answers.yes": pa.array([1, 2, 3], pa.uint64())}, "column `answers.known` is missing"),
    (
        {name: pa.array([1, None, 3], pa.uint64()) for name in ("answers.yes", "answers.known")},
        "column `answers.yes` has empty places",
    ),
    (
        {name: pa.array([1, 2, 3], pa.uint64()) for name in ("answers.yes", "answers.known")},
        "which is no yes-no question",
    ),
]


@pytest.mark.parametrize(("columns", "why"), REFUSED)
def test_a_column_that_cannot_be_read_is_named(
    engine: Columnar, columns: dict[str, Any], why: str
) -> None:
    with pytest.raises(MeantimeError, match=why):
        engine.screen(cohort(**columns))


def test_an_unknown_concept_is_named(engine: Columnar) -> None:
    with pytest.raises(MeantimeError, match="concept `make-up` is unknown. Did you mean `makeup`"):
        engine.answers(cohort(), ["make-up"], START)


def test_a_window_that_reaches_too_far_is_refused() -> None:
    protocol = mt.load("microneedling")
    rule = protocol.rules["isotretinoin-6-months"]
    far = rule.window._replace(begin=MonthsAway("start", -1300))
    rules = {**protocol.rules, rule.id: replace(rule, window=far)}
    with pytest.raises(MeantimeError, match="a window reaches 110 years from its session"):
        Columnar(replace(protocol, rules=rules)).screen(cohort())


def test_more_pairs_than_a_weight_can_tell_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening_program, "MOST_PAIRS", 3)
    with pytest.raises(MeantimeError, match="57 rules and facts may run into each other"):
        Columnar(mt.load("microneedling")).screen(cohort())


def test_a_bar_that_never_holds_bars_nobody() -> None:
    protocol = mt.load("microneedling")
    rule = next(rule for rule in protocol.rules.values() if rule.bar is not None)
    never = replace(rule, condition=Not(ALWAYS))
    changed = replace(protocol, rules={**protocol.rules, rule.id: never})
    columns = {name: pa.array([True] * 3) for name in rule.about}
    rows = Columnar(changed).screen(cohort(**columns)).rows
    names = rows.schema.field("findings").metadata[BIT_NAMES.encode()].decode().split(",")
    mine = sum(1 << place for place, name in enumerate(names) if name.startswith(f"{rule.id}:"))
    assert mine
    assert not any(bits & mine for bits in rows["findings"].to_pylist())


@pytest.mark.parametrize("used", [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3)])
def test_a_window_that_opens_after_an_anchor_of_its_own_day(used: date) -> None:
    protocol = mt.load("microneedling")
    rule = protocol.rules["actives-3-days"]
    late = rule.window._replace(begin=Midnight("peel", 9))
    changed = replace(protocol, rules={**protocol.rules, rule.id: replace(rule, window=late)})
    facts: dict[str, Any] = {"retinoid": used}
    zone, peel = "America/New_York", date(2026, 11, 29)
    case = mt.Case(start=START, zone=zone, facts=facts, anchors={"peel": peel})
    wanted = {
        finding.rule.id
        for finding in mt.screen(changed, case).findings
        if finding.feature == "retinoid"
    }
    columns = {"retinoid": pa.array([used] * 3), "anchor.peel": pa.array([peel] * 3)}
    rows = Columnar(changed).screen(cohort(**columns)).rows
    names = rows.schema.field("findings").metadata[BIT_NAMES.encode()].decode().split(",")
    bits = rows["findings"][0].as_py()
    found = {name for place, name in enumerate(names) if bits >> place & 1}
    assert found == {f"{name}:retinoid" for name in wanted}


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_use_that_goes_on_is_never_over_whether_the_clocks_change_or_not(zone: str) -> None:
    protocol = mt.load("microneedling")
    rule = protocol.rules["actives-3-days"]
    hours = rule.window._replace(begin=Elapsed("start", -720))
    changed = replace(protocol, rules={rule.id: replace(rule, window=hours)})
    facts = all_clear(protocol) | {"retinoid": "ongoing"}
    verdict = mt.screen(changed, mt.Case(start=START, zone=zone, facts=facts))
    told: dict[str, Any] = {
        name: pa.array([NEVER_DATE if fact == "never" else fact] * 3)
        for name, fact in facts.items()
    }
    told |= {"retinoid": pa.array([ONGOING_DATE] * 3), "zone": pa.array([zone] * 3)}
    rows = Columnar(changed).screen(cohort(**told)).rows
    assert verdict.governing
    assert (rows["status"][0].as_py(), rows["earliest"][0].as_py()) == (verdict.status, None)
    assert rows["governing"][0].as_py() == verdict.governing.rule.id


def test_hours_after_the_start_that_reach_over_a_change_of_the_clocks() -> None:
    protocol = mt.load("microneedling")
    rule = protocol.rules["actives-3-days"]
    late = rule.window._replace(begin=Elapsed("start", 7 * 1440))
    changed = replace(protocol, rules={rule.id: replace(rule, window=late)})
    start = datetime(2033, 11, 1, 4, 38, tzinfo=UTC)
    used, zone = date(2033, 11, 7), "America/Havana"  # its clocks go back on 6 November
    verdict = mt.screen(changed, mt.Case(start=start, zone=zone, facts={"retinoid": used}))
    columns = {"start": pa.array([start] * 3, MOMENT), "zone": pa.array([zone] * 3)}
    rows = Columnar(changed).screen(cohort(**columns, retinoid=pa.array([used] * 3))).rows
    assert [finding.feature for finding in verdict.findings] == ["retinoid"]
    assert rows["governing"][0].as_py() == rule.id


@pytest.mark.parametrize(
    "told", [None, NEVER_DATE, ONGOING_DATE, date(2026, 9, 1), date(2026, 11, 20)]
)
def test_of_the_sessions_before_and_what_is_told_of_them_the_later_counts(
    engine: Columnar, told: date | None
) -> None:
    protocol = mt.load("microneedling")
    before = START - timedelta(days=30)
    visits = [[{"start": before, "end": None}], None, []]
    columns = {
        "previous-session": pa.array([told] * 3, pa.date32()),
        "session": pa.array([2, 1, 1]),
        "earlier": pa.array(visits, pa.list_(pa.struct({"start": MOMENT, "end": MOMENT}))),
    }
    rows = engine.screen(cohort(**columns)).rows
    words: dict[Any, Any] = {NEVER_DATE: "never", ONGOING_DATE: "ongoing"}
    meant = words.get(told, told)
    for person, earlier in enumerate([(mt.Visit(before),), (), ()]):
        case = mt.Case(
            start=START,
            zone="America/New_York",
            session=2 if earlier else 1,
            facts={"previous-session": meant},
            earlier=earlier,
        )
        wanted = mt.screen(protocol, case)
        governing = wanted.governing.rule.id if wanted.governing else None
        found = {name: rows[name][person].as_py() for name in ("status", "governing", "earliest")}
        assert found == {
            "status": wanted.status,
            "governing": governing,
            "earliest": wanted.earliest,
        }


def test_a_moment_too_far_away_is_one_wrong_row(engine: Columnar) -> None:
    moments = pa.array([2**62, 1_796_137_200, -(2**62)], pa.timestamp("s", "UTC"))
    assert list(engine.screen(cohort(start=moments)).wrong) == [True, False, True]


def test_a_naive_moment_is_refused(engine: Columnar) -> None:
    with pytest.raises(CaseError, match="naive"):
        engine.screen(cohort(), START.replace(tzinfo=None))


def test_machine_code_is_told_to_be_there_once_it_was_made(engine: Columnar) -> None:
    def one(number: int) -> int:
        return number

    assert not is_kept(compiled(one))
    engine.screen(cohort())
    assert is_compiled("screen")
