"""What is done with the people of a batch, held against the reference engine person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import meantime as mt
from meantime.engines.reference.calendar import Calendar
from meantime.model.protocol import Kind, Protocol
from meantime.population.decoding import decode
from meantime.population.schema import YES, bits_of
from meantime.population.tasks.answering import Answering
from meantime.population.tasks.comparing import OTHER_DATE, OTHER_RULE, Comparing
from meantime.population.tasks.edging import Edging
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Given, Task
from tests.spec.tiny import write
from tests.unit.population.cohorts import ZONE, microneedling, rows

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
OLD = """
Use none for 3 days.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```

Wait.

```yaml
id: pregnancy
bar: [pregnant]
so: refuse
cites: before 2
```
"""
NEW = (
    OLD.replace("3 days", "5 days")
    + """
No waxing for 5 days.

```yaml
id: no-waxing
avoid: [waxing]
from: 5 days before
cites: before 3
```
"""
)
DATED = {"retinoid": pa.date32(), "waxing": pa.date32(), "pregnant": pa.bool_()}
PEOPLE: list[dict[str, Any]] = [
    {"person": "clear", "retinoid": date(2026, 11, 1), "waxing": date(2026, 11, 1)},
    {"person": "older", "retinoid": date(2026, 11, 26), "waxing": date(2026, 11, 1)},
    {"person": "later", "retinoid": date(2026, 11, 29), "waxing": date(2026, 11, 1)},
    {"person": "both", "retinoid": date(2026, 11, 29), "waxing": date(2026, 11, 29)},
    {"person": "waxed", "retinoid": date(2026, 11, 1), "waxing": date(2026, 11, 27)},
    {"person": "unasked", "retinoid": None, "waxing": date(2026, 11, 1)},
    {
        "person": "pregnant",
        "retinoid": date(2026, 11, 1),
        "waxing": date(2026, 11, 28),
        "pregnant": True,
    },
    {"person": "nobody", "zone": "Mars"},
    {"person": "", "retinoid": date(2026, 11, 1)},
]


def cohort() -> pa.RecordBatch:
    answered = [{"pregnant": False} | row for row in PEOPLE]
    return rows([{"start": "2026-12-01 10:00"} | row for row in answered], DATED)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    return tiny(tmp_path_factory.mktemp("old"), OLD)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    return tiny(tmp_path_factory.mktemp("new"), NEW)


def tiny(folder: Path, text: str) -> Protocol:
    write(folder, text, "")
    return mt.load(str(folder))


def done(task: Task) -> Given:
    decoded = decode(cohort(), task.columns)
    return task.of(decoded.batch, decoded.refused)


def case(row: Mapping[str, Any]) -> mt.Case:
    facts = {name: row.get(name) for name in ("retinoid", "waxing")}
    facts["pregnant"] = row.get("pregnant", False)
    return mt.Case(start=Calendar(ZONE).read("2026-12-01 10:00"), zone=ZONE, facts=facts)


def cases() -> list[tuple[str, mt.Case]]:
    return [(row["person"], case(row)) for row in PEOPLE if row["person"] and "zone" not in row]


def verdict(protocol: Protocol, person: mt.Case) -> tuple[str, date | None, str | None]:
    found = mt.screen(protocol, person)
    return found.status, found.earliest, found.governing and found.governing.rule.id


def test_screening(old: Protocol) -> None:
    given = done(Screening(old))
    assert given.wrong.tolist() == [False] * 7 + [True] * 2
    told = given.rows.select(["person", "status", "earliest", "governing"]).to_pylist()
    assert [tuple(row.values()) for row in told] == [
        (name, *verdict(old, person)) for name, person in cases()
    ]
    assert given.tally.people == 7
    assert Screening(old).tally(given.tally.to_dict()) == given.tally
    assert not given.rows.schema.field("status").nullable
    assert given.rows.schema.field("earliest").nullable


def test_screening_at_a_moment_is_another_task(old: Protocol) -> None:
    assert Screening(old).options == {"at": None}
    assert Screening(old, NOON).options == {"at": "2026-12-01T12:00:00+00:00"}


def test_comparing(old: Protocol, new: Protocol) -> None:
    task = Comparing(old, new)
    given = done(task)
    assert given.wrong.tolist() == [False] * 7 + [True] * 2
    expected = []
    moves: Counter[tuple[str, str]] = Counter()
    for name, person in cases():
        before, after = verdict(old, person), verdict(new, person)
        moves[before[0], after[0]] += 1
        if before != after:
            pairs = zip(before, after, strict=True)
            expected.append((name, *(value for pair in pairs for value in pair)))
    assert [tuple(row.values()) for row in given.rows.to_pylist()] == expected
    assert given.rows.schema.names == [
        "person",
        "old_status",
        "new_status",
        "old_earliest",
        "new_earliest",
        "old_governing",
        "new_governing",
    ]
    table = given.tally.to_dict()
    assert {
        (a, b): n for a, row in table.items() if "other" not in a for b, n in row.items()
    } == moves
    assert [name for name, *_ in expected] == ["older", "later", "both", "waxed"]
    assert (table[OTHER_DATE], table[OTHER_RULE]) == ({"deferred": 2}, {})
    assert task.tally(table) == given.tally


def test_a_change_of_the_rule_alone_is_a_change(old: Protocol) -> None:
    named = {rule.id: rule for rule in old.rules.values()}
    other = {"other": replace(named["no-retinoid"], id="other"), "pregnancy": named["pregnancy"]}
    given = done(Comparing(old, replace(old, rules=other)))
    assert given.rows.column("person").to_pylist() == ["later", "both"]
    assert given.tally.to_dict()[OTHER_RULE] == {"deferred": 2}


def test_versions_that_ask_different_packed_questions(old: Protocol) -> None:
    plain = {name: item for name, item in old.features.items() if item.kind is Kind.YES_NO}
    fewer = replace(
        old, features={name: item for name, item in old.features.items() if name != "eye-area"}
    )
    names = ",".join(plain)
    meta = {"meantime.features": names}
    word = pa.array(np.full(7, 2 ** len(plain) - 1, np.uint64))
    batch = decode(cohort(), Screening(old).columns).batch.slice(0, 7).drop_columns(["pregnant"])
    for name, column in ((YES, pa.array(np.zeros(7, np.uint64))), ("answers.known", word)):
        batch = batch.append_column(pa.field(name, pa.uint64(), False, meta), column)
    assert bits_of(batch.schema) == list(plain)
    given = Comparing(old, fewer).of(batch, None)
    assert given.rows.num_rows == 0
    assert sum(map(sum, (row.values() for row in given.tally.rows.values()))) == 7


def test_answering() -> None:
    concepts = ["makeup", "strenuous-exercise"]
    task = Answering(microneedling(), concepts, AT)
    decoded = decode(cohort().drop_columns(["waxing"]), task.columns)
    given = task.of(decoded.batch, decoded.refused)
    assert given.rows.num_rows == 7
    for row, (_, person) in zip(given.rows.to_pylist(), cases(), strict=True):
        facts = {name: fact for name, fact in person.facts.items() if name != "waxing"}
        told = replace(person, facts=facts)
        for name in concepts:
            found = mt.ask(microneedling(), told, name, at=AT)
            assert (row[name], row[f"{name}.until"]) == (found.answer, found.until)
    assert sum(given.tally.rows["makeup"].values()) == 7
    assert task.tally(given.tally.to_dict()) == given.tally
    assert task.options == {"concepts": concepts, "at": AT.isoformat()}


def test_many_concepts_at_a_time_are_asked_of_fewer_people() -> None:
    assert Answering(microneedling(), ["makeup"], AT).most == 131_072
    assert Answering(microneedling(), list(microneedling().concepts)[:100], AT).most == 4_096


@pytest.mark.parametrize(
    ("name", "cure"),
    [("gym", "its id is `strenuous-exercise`."), ("make-upp", "Did you mean `makeup`")],
)
def test_a_concept_that_nobody_knows(name: str, cure: str) -> None:
    with pytest.raises(mt.MeantimeError, match=f"concept `{name}`: {cure}"):
        Answering(microneedling(), [name], AT)


def test_edges(old: Protocol) -> None:
    begin, end = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)
    task = Edging(old, begin, end)
    given = done(task)
    assert given.wrong.tolist() == [False] * 7 + [True] * 2
    found = given.rows.to_pylist()
    expected = []
    for name, person in cases():
        for item in mt.plan(old, person).items:
            for at, side in ((item.begins, "begins"), (item.ends, "ends")):
                if at is not None and begin <= at < end:
                    expected.append((name, at, item.rule.id, side))
    told = [(row["person"], row["at"], row["rule"], row["side"]) for row in found]
    assert sorted(told) == sorted(expected)
    assert told
    assert given.tally.rows == {
        rule: dict(Counter(row["side"] for row in found if row["rule"] == rule))
        for rule in {row["rule"] for row in found}
    }
    assert task.tally(given.tally.to_dict()) == given.tally


def test_a_stretch_that_is_none() -> None:
    with pytest.raises(mt.MeantimeError, match="the stretch ends before it begins"):
        Edging(microneedling(), AT, NOON)
