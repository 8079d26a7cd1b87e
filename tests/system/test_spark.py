"""Apache Spark in a real session of this machine: the same rows as a local run, bit for bit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from pyarrow import csv
from pyspark.sql import DataFrame, SparkSession

import meantime as mt
from meantime.literate.protocols import SHIPPED
from meantime.model.problem import MeantimeError
from meantime.population import spark as on_spark
from meantime.population.schema import KNOWN, YES, bits_of
from meantime.population.spark import running
from meantime.population.spark.failing import in_words
from meantime.population.spark.running import run_spark
from meantime.population.spark.session import session
from meantime.population.tasks.answering import Answering
from meantime.population.tasks.comparing import Comparing
from meantime.population.tasks.edging import Edging
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Task
from tests.unit.population.cohorts import microneedling, people, read, run_into
from tests.unit.population.in_spark import in_spark_types

PEOPLE = 20_000
AT, LATER = datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 9, tzinfo=UTC)
CONCEPTS = ["makeup", "retinoid", "strenuous-exercise"]
BATCH = "spark.sql.execution.arrow.maxRecordsPerBatch"
# How a cohort is cut: into files, for Spark into partitions, and these into batches.
WHOLE, SMALL = (1, 1, 131_072), (3, 7, 997)


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    with session("local[2]") as found:
        yield found


def written(table: pa.Table, folder: Path, files: int = 1) -> Path:
    """The table in so many files, in order."""
    folder.mkdir()
    rows = -(-len(table) // files)
    for number in range(files):
        pq.write_table(table.slice(number * rows, rows), folder / f"{number}.parquet")
    return folder


def frame(spark: SparkSession, folder: Path, cut: tuple[int, int, int] = WHOLE) -> DataFrame:
    """The people of a folder, packed answers with their names."""
    spark.conf.set(BATCH, cut[2])
    found = spark.read.parquet(str(folder)).repartition(cut[1])
    schema = pq.read_schema(folder / "0.parquet")
    return on_spark.name_bits(found, bits_of(schema)) if YES in schema.names else found


def local(folder: Path, task: Task) -> pa.Table:
    """What a local run gives, in Spark's types."""
    out = folder.with_name("local.parquet")
    run_into(folder, task, out)
    return in_spark_types(read(out))


def cases(found: DataFrame) -> pa.Table:
    """The results, in the order of the people."""
    return in_order(found.where("reason is null").drop("reason").toArrow())


def in_order(table: pa.Table) -> pa.Table:
    keys = [name for name in ("person", "at", "rule", "side") if name in table.column_names]
    return table.sort_by([(name, "ascending") for name in keys]).combine_chunks()


def same(found: pa.Table, expected: pa.Table) -> bool:
    """Every column, its values and where there are none."""
    assert found.column_names == expected.column_names
    equal: bool = found.cast(expected.schema).equals(in_order(expected))
    return equal


@pytest.mark.parametrize("packed", [False, True], ids=["wide", "packed"])
@pytest.mark.parametrize("cut", [WHOLE, SMALL], ids=["whole", "small"])
def test_screening(
    spark: SparkSession, tmp_path: Path, packed: bool, cut: tuple[int, int, int]
) -> None:
    folder = written(people(PEOPLE, packed=packed), tmp_path / "in", cut[0])
    for at in (None, AT):
        found = cases(on_spark.screen(frame(spark, folder, cut), "microneedling", at))
        assert same(found, local(folder, Screening(microneedling(), at)))
    assert len(found) == PEOPLE


def test_answers(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(PEOPLE), tmp_path / "in")
    found = cases(on_spark.answers(frame(spark, folder, SMALL), microneedling(), CONCEPTS, AT))
    assert same(found, local(folder, Answering(microneedling(), CONCEPTS, AT)))


def test_edges(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(PEOPLE, packed=True), tmp_path / "in")
    found = cases(on_spark.edges(frame(spark, folder, SMALL), microneedling(), AT, LATER))
    assert same(found, local(folder, Edging(microneedling(), AT, LATER)))


def test_comparing(spark: SparkSession, tmp_path: Path, clinic: Path) -> None:
    folder = written(people(PEOPLE), tmp_path / "in")
    found = cases(on_spark.compare(frame(spark, folder, SMALL), "microneedling", str(clinic)))
    assert 0 < len(found) < PEOPLE
    task = Comparing(microneedling(), mt.load(str(clinic)))
    assert same(found, local(folder, task))


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic's own protocol, stricter in one rule."""
    folder = tmp_path / "clinic"
    shutil.copytree(SHIPPED / "microneedling", folder)
    page = folder / "protocol.md"
    text = page.read_text("utf-8")
    assert text.count("from: 6 months before") == 1
    page.write_text(text.replace("from: 6 months before", "from: 9 months before"), "utf-8")
    return folder


def test_the_folder_of_a_clinic_need_not_be_on_an_executor(
    spark: SparkSession, tmp_path: Path, clinic: Path
) -> None:
    folder = written(people(PEOPLE), tmp_path / "in")
    expected = local(folder, Screening(mt.load(str(clinic))))
    screened = on_spark.screen(frame(spark, folder), str(clinic))
    shutil.rmtree(clinic)
    found = cases(screened)
    assert same(found, expected)
    assert not same(found, local(folder, Screening(microneedling())))


def local_times(made: pa.Table) -> pa.Table:
    """The same sessions by the clocks on the wall, with an end and with sessions before."""
    zones = made.column("zone").combine_chunks()
    zone, utc = np.array(zones.dictionary.to_pylist())[zones.indices], made.column("start")
    start = utc.cast(pa.timestamp("us")).to_numpy().copy()
    for name in set(zone):
        there = zone == name
        start[there] = pc.local_timestamp(utc.cast(pa.timestamp("us", name))).to_numpy()[there]
    hour, month = np.timedelta64(3_600_000_000, "us"), np.timedelta64(30, "D")
    before = [
        [{"start": moment - month, "end": None if number % 2 else moment - month + hour}]
        if number % 3 == 0
        else None
        for number, moment in enumerate(start.astype(datetime))
    ]
    kind = pa.list_(pa.struct([("start", pa.timestamp("us")), ("end", pa.timestamp("us"))]))
    place = made.column_names.index("start")
    return (
        made.set_column(place, "start", pa.array(start))
        .append_column("end", pa.array(start + hour, mask=np.arange(len(start)) % 5 == 0))
        .append_column("performed", pa.array(np.arange(len(start)) % 7 == 0))
        .append_column("earlier", pa.array(before, kind))
    )


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_local_times_whatever_the_zone_of_the_session(
    spark: SparkSession, tmp_path: Path, zone: str
) -> None:
    folder = written(local_times(people(5_000)), tmp_path / "in")
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        given = frame(spark, folder, SMALL)
        assert dict(given.dtypes)["start"] == "timestamp_ntz"
        asked = on_spark.answers(given, microneedling(), CONCEPTS, AT)
        found = cases(asked)
        asked = asked.where("reason is null")
        until = asked.selectExpr("person", "unix_micros(`makeup.until`) as until").toArrow()
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")
    expected = local(folder, Answering(microneedling(), CONCEPTS, AT))
    assert same(found, expected)
    moments = in_order(expected).column("makeup.until").cast(pa.int64())
    assert in_order(until).column("until").equals(moments)


def spoilt(made: pa.Table) -> pa.Table:
    """Every hundredth is no case, for one reason or another."""
    columns = {name: made.column(name).to_pylist() for name in ("zone", "start", "session")}
    for number in range(0, len(made), 500):
        columns["zone"][number] = None
        columns["zone"][number + 100] = "Mars/Olympus"
        columns["start"][number + 200] = None
        columns["start"][number + 300] = datetime(1812, 6, 18, tzinfo=UTC)
        columns["session"][number + 400] = 0
    for name, values in columns.items():
        kind = made.schema.field(name).type
        kind = pa.string() if name == "zone" else kind
        made = made.set_column(made.column_names.index(name), name, pa.array(values, kind))
    return made


def reasons(folder: Path) -> dict[tuple[Any, ...], str]:
    """Why a local run refused which row of which file."""
    table = csv.read_csv(folder / "rejects.csv")
    rows = zip(*(table.column(name).to_pylist() for name in ("file", "row", "person")), strict=True)
    return dict(zip(rows, table.column("reason").to_pylist(), strict=True))


def test_rows_that_are_no_case(spark: SparkSession, tmp_path: Path) -> None:
    made = spoilt(people(PEOPLE))
    folder = written(made, tmp_path / "in")
    expected, given = local(folder, Screening(microneedling())), frame(spark, folder, SMALL)
    screened = on_spark.screen(given, microneedling())
    assert same(cases(screened), expected)
    why = {person: said for (_, _, person), said in reasons(tmp_path).items()}
    assert len(why) == PEOPLE / 100
    others = screened.where("reason is not null")
    assert {row.person: row.reason for row in others.select("person", "reason").collect()} == why
    assert others.where("status is not null or findings is not null").isEmpty()
    refused = in_order(on_spark.rejects(given, microneedling()).toArrow())
    assert refused.column("reason").to_pylist() == [why[key] for key in sorted(why)]
    came = refused.drop_columns(["reason"])
    assert came.equals(in_order(given.where(f"person in {tuple(why)}").toArrow()))


def test_a_whole_run(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(spoilt(people(PEOPLE)), tmp_path / "in", 3)
    # What the names of folders say is no column.
    (folder / "clinic=7").mkdir()
    (folder / "2.parquet").rename(folder / "clinic=7" / "2.parquet")
    out, rejects = tmp_path / "out", tmp_path / "refused"
    task = Screening(microneedling(), AT)
    outcome = run_spark(spark, task, str(folder), str(out), str(rejects))
    assert outcome == run_into(folder, task, tmp_path / "local.parquet")
    assert outcome[:4] == (PEOPLE, PEOPLE - 200, 200, PEOPLE - 200)
    expected = in_spark_types(read(tmp_path / "local.parquet"))
    assert same(in_order(spark.read.parquet(str(out)).toArrow()), expected)
    refused = spark.read.parquet(str(rejects))
    assert refused.columns[:3] == ["file", "row", "reason"]
    found = {
        (row.file.partition("/in/")[2], row.row, row.person): row.reason
        for row in refused.select("file", "row", "person", "reason").collect()
    }
    assert found == reasons(tmp_path)


def test_a_whole_run_of_packed_people(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(PEOPLE, packed=True), tmp_path / "in", 2)
    out, rejects = tmp_path / "out", tmp_path / "refused"
    task = Edging(microneedling(), AT, LATER)
    outcome = run_spark(spark, task, str(folder), str(out), str(rejects))
    assert outcome == run_into(folder, task, tmp_path / "local.parquet")
    assert (outcome.cases, outcome.rejected) == (PEOPLE, 0)
    expected = in_spark_types(read(tmp_path / "local.parquet"))
    assert same(in_order(spark.read.parquet(str(out)).toArrow()), expected)
    assert not rejects.exists()


def test_a_run_over_nobody(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(10).slice(0, 0), tmp_path / "in")
    outcome = run_spark(
        spark, Screening(microneedling()), str(folder), str(tmp_path / "out"), str(tmp_path / "no")
    )
    assert outcome[:4] == (0, 0, 0, 0)
    found = spark.read.parquet(str(tmp_path / "out"))
    assert (found.columns[:2], found.count()) == (["person", "status"], 0)


def run(spark: SparkSession, cohort: Path) -> None:
    folder = cohort.parent
    task = Screening(microneedling())
    run_spark(spark, task, str(cohort), str(folder / "out"), str(folder / "refused"))


@pytest.mark.parametrize("name", ["out", "refused"])
def test_nothing_is_replaced(spark: SparkSession, tmp_path: Path, name: str) -> None:
    folder = written(people(10), tmp_path / "in")
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("kept")
    with pytest.raises(MeantimeError, match=f"{name}` is not empty; name another folder"):
        run(spark, folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in", name])


def test_an_empty_folder_is_as_good_as_none(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    run(spark, written(people(10), tmp_path / "in"))
    assert spark.read.parquet(str(tmp_path / "out")).count() == 10


def test_no_cohort(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(MeantimeError, match=r"in`: no Parquet file is there; Spark reads no other"):
        run(spark, tmp_path / "in")


def test_a_file_that_is_no_parquet(spark: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("person,start,zone\n")
    with pytest.raises(MeantimeError, match=r"^Spark: .*in\.csv. Could not read footer") as found:
        run(spark, tmp_path / "in.csv")
    assert "\n" not in str(found.value)


def test_columns_that_spark_takes_for_one(spark: SparkSession, tmp_path: Path) -> None:
    table = people(10)
    folder = written(table.append_column("Zone", table.column("zone")), tmp_path / "in")
    with pytest.raises(MeantimeError, match=r"^Spark: \[COLUMN_ALREADY_EXISTS\] The column `zone`"):
        run(spark, folder)


def test_an_address_that_spark_cannot_read(spark: SparkSession, tmp_path: Path) -> None:
    task = Screening(microneedling())
    with pytest.raises(MeantimeError, match=r"^Spark: .*nowhere"):
        run_spark(spark, task, "nowhere://cohort", str(tmp_path / "out"), str(tmp_path / "refused"))


def test_files_that_name_bits_differently(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(10, packed=True), tmp_path / "in")
    table = people(10, packed=True)
    for name in (YES, KNOWN):
        place = table.column_names.index(name)
        bits = bits_of(table.schema)[::-1]
        field = table.schema.field(name).with_metadata({"meantime.features": ",".join(bits)})
        table = table.set_column(place, field, table.column(name))
    pq.write_table(table, folder / "1.parquet")
    with pytest.raises(MeantimeError, match="not all files give its bits"):
        run(spark, folder)


def test_the_names_of_bits_in_a_file_that_has_gone(spark: SparkSession, tmp_path: Path) -> None:
    """As little as of a file that another machine has."""
    folder = written(people(10, packed=True), tmp_path / "in")
    given = spark.read.parquet(str(folder))
    shutil.rmtree(folder)
    with pytest.raises(MeantimeError, match="from files of this machine only"):
        running._with_names_of_bits(given)


def test_columns_that_do_not_fit(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(10), tmp_path / "in")
    given = frame(spark, folder).withColumnRenamed("pregnant", "pregnat").drop("zone")
    with pytest.raises(MeantimeError) as found:
        on_spark.screen(given, "microneedling")
    assert str(found.value).splitlines() == [
        "The frame does not fit microneedling 0.1.0:",
        "  `zone`: missing; every row needs it.",
        "  `pregnat`: unknown. Did you mean `pregnant`?",
    ]


def test_packed_answers_without_names(spark: SparkSession, tmp_path: Path) -> None:
    folder = written(people(10, packed=True), tmp_path / "in")
    with pytest.raises(MeantimeError, match="`meantime.features` does not name its bits"):
        on_spark.screen(spark.read.parquet(str(folder)), "microneedling")


def test_masks_say_what_their_bits_are(spark: SparkSession, tmp_path: Path) -> None:
    """Also after Spark has written and read them."""
    folder = written(people(10), tmp_path / "in")
    on_spark.screen(frame(spark, folder), microneedling()).write.parquet(str(tmp_path / "out"))
    found = spark.read.parquet(str(tmp_path / "out")).schema["missing"].metadata
    assert found["meantime.bits"] == ",".join(microneedling().features)


def test_people_with_unsigned_numbers(spark: SparkSession, tmp_path: Path) -> None:
    table = people(100)
    numbers = pc.add(table.column("person").cast(pa.uint64()), pa.scalar(2**63, pa.uint64()))
    folder = written(table.set_column(0, "person", numbers), tmp_path / "in")
    found = cases(on_spark.screen(frame(spark, folder), microneedling()))
    assert found.column("person").to_pylist() == numbers.to_pylist()


def test_another_version_on_an_executor(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(people(10), tmp_path / "in")
    monkeypatch.setattr(mt, "__version__", "0.0.0")
    found = on_spark.screen(frame(spark, folder), microneedling())
    with (
        pytest.raises(MeantimeError, match=r"^Spark: on an executor: The driver has Meantime 0\.0"),
        in_words(),
    ):
        found.collect()


def test_a_cohort_that_changes_meanwhile(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(people(10), tmp_path / "in")
    check = running._check
    monkeypatch.setattr(
        running, "_check", lambda spark, folder, rows: check(spark, folder, rows + 1)
    )
    with pytest.raises(MeantimeError, match="10 rows were written, and 11 accounted for"):
        run(spark, tmp_path / "in")


@pytest.mark.long
@pytest.mark.parametrize("packed", [False, True], ids=["wide", "packed"])
def test_a_million(spark: SparkSession, tmp_path: Path, packed: bool) -> None:
    folder = written(people(1_000_000, packed=packed), tmp_path / "in", 5)
    screened = on_spark.screen(frame(spark, folder, (5, 13, 9_973)), microneedling(), AT)
    assert same(cases(screened), local(folder, Screening(microneedling(), AT)))
    asked = on_spark.answers(frame(spark, folder, (5, 13, 9_973)), microneedling(), CONCEPTS, AT)
    assert same(cases(asked), local(folder, Answering(microneedling(), CONCEPTS, AT)))
    edges = on_spark.edges(frame(spark, folder, (5, 13, 9_973)), microneedling(), AT, LATER)
    assert same(cases(edges), local(folder, Edging(microneedling(), AT, LATER)))
