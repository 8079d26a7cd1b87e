"""A whole run: the same results in any format and with any number of workers, and nothing lost."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv

import meantime as mt
from meantime.engines.columnar import Columnar
from meantime.engines.columnar import Screening as Screened
from meantime.population import results
from meantime.population.accounts import Done, Outcome
from meantime.population.counting import Counts
from meantime.population.forms import Form
from meantime.population.reading import open_cohort, open_stream
from meantime.population.running import Progress, run
from meantime.population.tasks.making import Making, made
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Given, Table
from meantime.population.texts import Bools
from meantime.population.writing import in_order
from tests.unit.population.cohorts import lines, microneedling, people, read, run_into, written

COUNT = 730
ZONE = "America/New_York"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("reading.arrow", "reading.parquet"):
        monkeypatch.setattr(f"meantime.population.{module}.PIECE", 100)
    monkeypatch.setattr(Screening, "most", 64)


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    return written(people(COUNT), tmp_path / "cohort.parquet", rows_a_group=50)


@cache
def engine() -> Screened:
    """What the engine gives for the same people at once."""
    return Columnar(microneedling()).screen(people(COUNT).combine_chunks().to_batches()[0])


def expected() -> pa.Table:
    """The same as a table, with the people before it."""
    table = pa.Table.from_batches([engine().rows])
    return table.add_column(0, "person", people(COUNT)["person"])


def screening() -> Screening:
    return Screening(microneedling())


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Odd(Screening):
    """Screens some batches, then something happens."""

    def __init__(self, after: int, happens: Callable[[], object]) -> None:
        super().__init__(microneedling())
        self._left, self._happens = after, happens

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        self._left -= 1
        if self._left < 0:
            self._happens()
        return super().of(batch, refused)


def fails() -> None:
    raise mt.MeantimeError("something happened")


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("name", ["out.parquet", "out.arrow", "out.feather", "out"])
def test_the_same_people_whoever_works_on_them(
    tmp_path: Path, cohort: Path, name: str, threads: int
) -> None:
    outcome = run_into(cohort, screening(), tmp_path / name, threads)
    found = read(tmp_path / name)
    assert found.cast(expected().schema).equals(expected())
    assert outcome[:4] == (COUNT, COUNT, 0, COUNT)
    assert outcome.tally.people == COUNT
    assert outcome.tally == Counts.of(engine().rows, engine().booked)
    assert b"meantime.bits" in found.schema.field("findings").metadata
    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize("name", ["c.arrow", "c.csv", "p.parquet"])
def test_the_same_people_however_they_come(tmp_path: Path, cohort: Path, name: str) -> None:
    table = people(COUNT, packed=name.startswith("p"))
    if name.endswith(".csv"):
        run_into(cohort_of_sample(), Making(microneedling()), tmp_path / name)
    else:
        written(table, tmp_path / name, 90)
    run_into(cohort, screening(), tmp_path / "one.csv")
    run_into(tmp_path / name, screening(), tmp_path / "other.csv", 2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def cohort_of_sample() -> Any:
    return made(microneedling(), COUNT, 7, packed=False)


@pytest.mark.parametrize("packed", [False, True])
def test_made_people_are_those_of_the_sample(tmp_path: Path, packed: bool) -> None:
    source = made(microneedling(), COUNT, 7, packed=packed)
    outcome = run_into(source, Making(microneedling()), tmp_path / "c.parquet", 2)
    assert read(tmp_path / "c.parquet").equals(people(COUNT, packed=packed))
    assert (outcome.rows, outcome.rejected) == (COUNT, 0)


@pytest.mark.parametrize(("count", "seed"), [(0, 7), (10, -1)])
def test_too_few_people_cannot_be_made(count: int, seed: int) -> None:
    with pytest.raises(mt.MeantimeError, match="is too small"):
        made(microneedling(), count, seed, packed=False)


def bad_lines(tmp_path: Path) -> Path:
    """500 people, of whom every tenth is no case, and every hundredth no row."""
    rows = [f"{n},2026-12-01 10:00,{ZONE}" for n in range(500)]
    rows[::10] = [f"{n},soon,{ZONE}" for n in range(0, 500, 10)]
    rows[5::100] = [f"{n},,,," for n in range(5, 500, 100)]
    return lines(tmp_path / "bad.csv", "person,start,zone", *rows)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("name", ["out.parquet", "out"])
def test_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, threads: int
) -> None:
    monkeypatch.setattr("meantime.population.reading.csv.BLOCK", 2_000)
    outcome = run_into(bad_lines(tmp_path), screening(), tmp_path / name, threads)
    assert outcome[:4] == (500, 445, 55, 445)
    rejected = csv.read_csv(tmp_path / "rejects.csv")
    assert rejected["row"].to_pylist() == sorted([*range(1, 501, 10), *range(6, 501, 100)])
    assert rejected["file"].unique().to_pylist() == ["bad.csv"]
    good = [int(person) for person in read(tmp_path / name)["person"].to_pylist()]
    bad = [row - 1 for row in rejected["row"].to_pylist()]
    assert sorted(good + bad) == list(range(500))
    reasons = rejected["reason"].to_pylist()
    assert reasons[1].startswith("5 cells, where the first line names 3")
    assert reasons[0].startswith("start: no moment of these times")


def test_a_cohort_of_which_nobody_is_a_case(tmp_path: Path) -> None:
    bad = lines(tmp_path / "bad.csv", "person,start,zone", f"1,soon,{ZONE}", f"2,soon,{ZONE}")
    assert run_into(bad, screening(), tmp_path / "out.parquet")[:4] == (2, 0, 2, 0)
    found = read(tmp_path / "out.parquet")
    assert (found.num_rows, found.schema.names[:3]) == (0, ["person", "status", "earliest"])


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out"])
def test_a_cohort_of_nobody(tmp_path: Path, name: str) -> None:
    nobody = lines(tmp_path / "c.csv", "person,start,zone")
    outcome = run_into(nobody, screening(), tmp_path / name)
    assert outcome == Outcome(0, 0, 0, 0, Counts())
    if name == "out.csv":
        head = "person,status,earliest,governing,findings,missing\n"
        assert (tmp_path / name).read_text() == head
    else:
        assert read(tmp_path / name).num_rows == 0


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_leaves_no_half_of_a_file(tmp_path: Path, cohort: Path, threads: int) -> None:
    bad_lines(tmp_path)
    before = inside(tmp_path)
    with pytest.raises(mt.MeantimeError, match="something happened"):
        run_into(cohort, Odd(7, fails), tmp_path / "out.parquet", threads)
    with pytest.raises(mt.MeantimeError, match="something happened"):
        run_into(tmp_path / "bad.csv", Odd(2, fails), tmp_path / "out.csv", threads)
    assert inside(tmp_path) == before


def test_an_error_before_anything_is_written(tmp_path: Path, cohort: Path) -> None:
    before = inside(tmp_path)
    with pytest.raises(mt.MeantimeError, match="something happened"):
        run_into(cohort, Odd(0, fails), tmp_path / "out.parquet")
    with pytest.raises(mt.MeantimeError, match="something happened"):
        run_into(cohort, Odd(0, fails), tmp_path / "out")
    assert inside(tmp_path) == [*before, "out"]


def test_a_piece_that_cannot_be_read_ends_the_run(tmp_path: Path) -> None:
    path = written(people(COUNT), tmp_path / "c.arrow", 50)
    found = open_cohort(path)
    path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(mt.MeantimeError, match="`c.arrow` cannot be read"):
        run_into(found, screening(), tmp_path / "out.parquet", 2)
    assert inside(tmp_path) == ["c.arrow"]


def test_an_interrupt_ends_the_run(tmp_path: Path, cohort: Path) -> None:
    """Ctrl-C reaches the thread that waits."""
    began, stopped = Event(), Event()

    def hold() -> None:
        began.set()
        stopped.wait()

    found, task = open_cohort(cohort), Odd(3, hold)
    sink = results.in_folder(found, task, tmp_path / "out", Form.PARQUET, tmp_path / "r.csv", "1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("concurrent.futures.Future.result", _interrupted(began))
        patch.setattr(sink, "stop", stopped.set)
        with pytest.raises(KeyboardInterrupt):
            run(found, task, sink, 1, lambda _: None)
    left = inside(tmp_path / "out")
    assert left[0] == "_progress.jsonl"
    assert not any(name.endswith(".part") for name in left)
    assert run_into(cohort, screening(), tmp_path / "out")[:4] == (COUNT, COUNT, 0, COUNT)


def _interrupted(began: Event) -> Callable[[object], None]:
    def result(_: object) -> None:
        began.wait()
        raise KeyboardInterrupt

    return result


def test_nobody_waits_for_a_turn_that_never_comes(tmp_path: Path, cohort: Path) -> None:
    found, task = open_cohort(cohort), screening()
    sink = results.in_file(found, task, tmp_path / "o.csv", Form.CSV, tmp_path / "r.csv")
    sink.stop()
    rows = task.of(people(3).to_batches()[0], None).rows
    part = sink.part(1, "cohort.parquet")
    part.write(rows)
    with pytest.raises(in_order.Stopped):
        part.close(Done("cohort.parquet", 3, 3, 0, 3, task.tally()), None)
    sink.abandon()
    assert inside(tmp_path) == ["cohort.parquet"]


def test_workers_that_do_not_start(tmp_path: Path, cohort: Path) -> None:
    def start(_: object) -> None:
        raise RuntimeError("no more threads")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("threading.Thread.start", start)
        with pytest.raises(RuntimeError, match="no more threads"):
            run_into(cohort, screening(), tmp_path / "out.parquet")
    assert inside(tmp_path) == ["cohort.parquet"]


def test_a_worker_holds_so_much_and_then_waits_for_its_turn(
    tmp_path: Path, cohort: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_order, "_MOST_HELD", 1)
    run_into(cohort, screening(), tmp_path / "out.parquet", 3)
    assert read(tmp_path / "out.parquet").cast(expected().schema).equals(expected())


@pytest.mark.parametrize("form", [Form.CSV, Form.ARROW])
def test_from_stream_to_stream(tmp_path: Path, cohort: Path, form: Form) -> None:
    run_into(cohort_of_sample(), Making(microneedling()), tmp_path / "c.csv")
    found, task, out = (
        open_stream(io.BytesIO((tmp_path / "c.csv").read_bytes())),
        screening(),
        io.BytesIO(),
    )
    sink = results.in_stream(found, task, out, form, tmp_path / "rejects.csv")
    assert run(found, task, sink, 2, lambda _: None).rows == COUNT
    run_into(cohort, task, tmp_path / "out.csv")
    if form is Form.CSV:
        assert out.getvalue() == (tmp_path / "out.csv").read_bytes()
    else:
        assert pa.ipc.open_stream(out.getvalue()).read_all()["status"].to_pylist() == (
            expected()["status"].to_pylist()
        )


def test_a_stream_that_breaks(tmp_path: Path, cohort: Path) -> None:
    class Broken(io.BytesIO):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    found, task = open_cohort(cohort), screening()
    sink = results.in_stream(found, task, Broken(), Form.CSV, tmp_path / "rejects.csv")
    with pytest.raises(BrokenPipeError):
        run(found, task, sink, 2, lambda _: None)


def test_parquet_is_no_stream(tmp_path: Path, cohort: Path) -> None:
    with pytest.raises(mt.MeantimeError, match="Parquet needs a file, not standard output"):
        results.in_stream(
            open_cohort(cohort), screening(), io.BytesIO(), Form.PARQUET, tmp_path / "r.csv"
        )


def test_results_never_replace_their_cohort(tmp_path: Path, cohort: Path) -> None:
    found, task = open_cohort(cohort), screening()
    for out, rejects in ((cohort, tmp_path / "r.csv"), (tmp_path / "out.parquet", cohort)):
        with pytest.raises(mt.MeantimeError, match="is the cohort itself; write somewhere else"):
            results.in_file(found, task, out, Form.PARQUET, rejects)
    with pytest.raises(mt.MeantimeError, match="is the cohort itself"):
        results.in_stream(found, task, io.BytesIO(), Form.CSV, cohort)


def test_how_far_it_is(tmp_path: Path, cohort: Path) -> None:
    told: list[Progress] = []
    found, task = open_cohort(cohort), screening()
    sink = results.in_file(found, task, tmp_path / "o.csv", Form.CSV, tmp_path / "r.csv")
    run(found, task, sink, 2, told.append)
    assert told[-1] == Progress(0, COUNT, COUNT, COUNT, 0)
    assert [progress.now for progress in told] == sorted(progress.now for progress in told)


def test_people_who_are_counted_twice_or_not_at_all_are_a_mistake_of_ours() -> None:
    with pytest.raises(mt.MeantimeError, match=r"10 rows were read, and 9 \+ 2 accounted for"):
        Done("f", 10, 9, 2, 9, Table()).checked()


def test_counts_are_added_up_and_kept() -> None:
    one: Mapping[str, Mapping[str, int]] = {"a": {"x": 1}}
    both = Table(one).merge(Table({"a": {"x": 2, "y": 1}, "b": {}}))
    assert both.to_dict() == {"a": {"x": 3, "y": 1}, "b": {}}
    outcome = Outcome(0, 0, 0, 0, Table()).plus(Done("f", 3, 2, 1, 9, both))
    assert json.loads(json.dumps(outcome.to_dict())) == {
        "read": 3,
        "cases": 2,
        "rejected": 1,
        "rows": 9,
        "tally": both.to_dict(),
    }
