"""What executors do with batches, run here: no Spark, so no Java."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from meantime.model.problem import MeantimeError
from meantime.population.accounts import Done
from meantime.population.decoding import decode
from meantime.population.schema import KNOWN, YES, bits_of
from meantime.population.spark import working
from meantime.population.spark.fitting import WORD, as_cohort
from meantime.population.spark.orders import Order, order_of, task_of
from meantime.population.tasks.answering import Answering
from meantime.population.tasks.comparing import Comparing
from meantime.population.tasks.edging import Edging
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Given, Task
from tests.unit.population.cohorts import microneedling, people
from tests.unit.population.in_spark import in_spark_types

AT = datetime(2026, 12, 2, 9, tzinfo=UTC)
TASKS: dict[str, Task] = {
    "screen": Screening(microneedling()),
    "screen-at": Screening(microneedling(), AT),
    "answers": Answering(microneedling(), ["makeup", "retinoid"], AT),
    "edges": Edging(microneedling(), AT, datetime(2026, 12, 20, tzinfo=UTC)),
    "compare": Comparing(microneedling(), microneedling()),
}
PEOPLE = 200
NO_ZONE = "zone: missing, or no zone of that name; write one such as America/New_York."


def cohort() -> pa.RecordBatch:
    """Made people as Spark has them; every tenth has no zone."""
    made = people(PEOPLE).combine_chunks().to_batches()[0]
    names = made.column("zone").cast(pa.string()).to_pylist()
    zones = [None if number % 10 == 3 else name for number, name in enumerate(names)]
    return made.set_column(made.schema.get_field_index("zone"), "zone", pa.array(zones))


def given(task: Task, batch: pa.RecordBatch) -> Given:
    return task.of(decode(batch, task.columns).batch, None)


def order(task: Task, batch: pa.RecordBatch) -> Order:
    return order_of(task, batch.schema.names, "")


def cut(batch: pa.RecordBatch, size: int) -> Iterator[pa.RecordBatch]:
    for first in range(0, batch.num_rows, size):
        yield batch.slice(first, size)


def table(batches: Iterable[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(list(batches)).combine_chunks()


@pytest.fixture(params=[3, 64, 131, PEOPLE])
def size(request: pytest.FixtureRequest) -> int:
    """As Spark may cut batches."""
    return int(request.param)


@pytest.mark.parametrize("name", TASKS)
def test_results_do_not_depend_on_how_batches_are_cut(name: str, size: int) -> None:
    batch, task = cohort(), TASKS[name]
    found = table(working.results(order(task, batch), cut(batch, size)))
    reason = found.column(working.REASON)
    cases, others = found.filter(reason.is_null()), found.filter(reason.is_valid())
    expected = in_spark_types(pa.Table.from_batches([given(task, batch).rows]))
    assert cases.drop_columns([working.REASON]).cast(expected.schema).equals(expected)
    assert others.column("person").to_pylist() == list(range(4, PEOPLE + 1, 10))
    assert all(said.startswith(NO_ZONE) for said in others.column(working.REASON).to_pylist())
    assert all(column.null_count == len(column) for column in others.columns[1:-1])


@pytest.mark.parametrize("name", TASKS)
def test_the_account_of_a_partition(name: str, size: int) -> None:
    batch, task = cohort(), TASKS[name]
    plain = table(working.results(order(task, batch), cut(batch, size)))
    found = table(working.accounted(order(task, batch), cut(batch, size)))
    assert found.slice(0, len(plain)).drop_columns([working.ACCOUNT]).equals(plain)
    last = found.slice(len(plain)).to_pylist()
    assert [name for name, value in last[0].items() if value is not None] == [working.ACCOUNT]
    whole = given(task, batch)
    done = Done.from_dict(json.loads(last[0][working.ACCOUNT]), task)
    assert done == Done("", PEOPLE, 180, 20, whole.rows.num_rows, whole.tally)


def test_a_partition_of_nobody_gives_no_account() -> None:
    assert list(working.accounted(order(TASKS["screen"], cohort()), iter(()))) == []


def test_rejects_come_as_they_are(size: int) -> None:
    batch = cohort()
    found = table(working.rejects(order(TASKS["screen"], batch), cut(batch, size)))
    said = found.column(working.REASON).to_pylist()
    assert len(said) == 20 and all(words.startswith(NO_ZONE) for words in said)
    came = found.drop_columns([working.REASON])
    assert came.equals(pa.table(batch).filter(given(TASKS["screen"], batch).wrong))


@pytest.mark.parametrize("name", TASKS)
def test_a_process_makes_a_task_once_for_all_orders_that_are_alike(name: str) -> None:
    sent = order(TASKS[name], cohort())
    came: Order = pickle.loads(pickle.dumps(sent))
    found = task_of(came)
    assert found is task_of(pickle.loads(pickle.dumps(sent)))
    assert (found.verb, found.options) == (TASKS[name].verb, TASKS[name].options)


def test_a_protocol_is_the_same_after_its_journey() -> None:
    protocol = microneedling()
    came = task_of(order(TASKS["screen"], cohort())).protocols[0]
    assert came is not protocol
    assert came.documents == protocol.documents
    assert came.to_dict() == protocol.to_dict()


def test_another_version_is_refused() -> None:
    sent = order(TASKS["screen"], cohort())._replace(version="0.0.0")
    with pytest.raises(MeantimeError, match=r"driver has Meantime 0\.0\.0 and this executor"):
        list(working.results(sent, iter(())))


WORDS = [0, 1, 2**63 - 1, 2**63, 2**64 - 1]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(WORDS, pa.uint64()).view(pa.int64()),
        pa.array([*map(Decimal, WORDS)], WORD),
        pa.array([Decimal(7), *map(Decimal, WORDS)], WORD).slice(1),
    ],
    ids=["int64", "decimal", "slice"],
)
def test_words_of_64_bits(column: pa.Array) -> None:
    batch = pa.RecordBatch.from_arrays([column, column], ["c0", "c1"])
    found = as_cohort(batch, [YES, KNOWN], "pregnant,warts")
    assert found.column(YES).equals(pa.array(WORDS, pa.uint64()))
    assert bits_of(found.schema, YES) == bits_of(found.schema, KNOWN) == ["pregnant", "warts"]


def test_words_that_are_missing_stay_missing() -> None:
    column = pa.array([Decimal(1), None, Decimal(2**64 - 1)], WORD)
    found = as_cohort(pa.RecordBatch.from_arrays([column], ["c0"]), [YES], "")
    assert found.column(YES).equals(pa.array([1, None, 2**64 - 1], pa.uint64()))
    assert bits_of(found.schema) == []


def test_a_decimal_of_more_than_64_bits() -> None:
    column = pa.array([Decimal(2**64)], WORD)
    with pytest.raises(MeantimeError, match=f"`{YES}` holds numbers of more than 64 bits"):
        as_cohort(pa.RecordBatch.from_arrays([column], ["c0"]), [YES], "")


def test_a_person_may_be_an_unsigned_number() -> None:
    """Parquet has them, and Spark makes decimals of them."""
    batch, task = cohort(), TASKS["screen"]
    numbers = batch.column("person").cast(WORD)
    decimals = batch.set_column(0, "person", numbers)
    found = table(working.results(order(task, batch), iter([decimals])))
    assert found.schema.field("person").type == WORD
    assert sorted(found.column("person").to_pylist()) == numbers.to_pylist()
