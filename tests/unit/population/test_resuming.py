"""A folder of parts: a run goes on where it was stopped, and only if it is the same one."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv

import meantime as mt
from meantime.population.reading import open_stream
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Given
from meantime.population.texts import Bools
from tests.unit.population.cohorts import lines, microneedling, people, read, run_into, written

COUNT = 730
ZONE = "America/New_York"


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meantime.population.reading.parquet.PIECE", 100)
    monkeypatch.setattr("meantime.population.reading.csv.BLOCK", 2_000)


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    return written(people(COUNT), tmp_path / "cohort.parquet", rows_a_group=100)


class Counted(Screening):
    """Counts the people it screens, and gives up after some batches."""

    def __init__(self, after: int = 10**9) -> None:
        super().__init__(microneedling())
        self.people, self._left = 0, after

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        self._left -= 1
        if self._left < 0:
            raise mt.MeantimeError("given up")
        self.people += batch.num_rows
        return super().of(batch, refused)


def give_up(cohort: Path, out: Path, after: int = 3) -> None:
    with pytest.raises(mt.MeantimeError, match="given up"):
        run_into(cohort, Counted(after), out)


def manifest(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "_manifest.json").read_text())
    return found


def inside(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


@pytest.mark.parametrize("threads", [1, 3])
def test_a_run_goes_on_where_it_was_stopped(tmp_path: Path, cohort: Path, threads: int) -> None:
    out = tmp_path / "out"
    give_up(cohort, out)
    assert inside(out) == ["_progress.jsonl", *(f"part-0000{n}.parquet" for n in range(3))]
    task = Counted()
    outcome = run_into(cohort, task, out, threads)
    assert task.people == COUNT - 300
    assert (outcome[:4], outcome.before) == ((COUNT, COUNT, 0, COUNT), 3)
    run_into(cohort, Screening(microneedling()), tmp_path / "whole.parquet")
    whole = read(tmp_path / "whole.parquet")
    assert read(out).cast(whole.schema).equals(whole)
    fresh = run_into(cohort, Screening(microneedling()), tmp_path / "fresh")
    assert outcome.tally == fresh.tally


def test_what_is_done_is_not_done_again(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    first = run_into(cohort, Screening(microneedling()), out)
    task = Counted()
    again = run_into(cohort, task, out)
    assert task.people == 0
    assert again == first._replace(before=8)
    assert inside(out) == ["_manifest.json", *(f"part-0000{n}.parquet" for n in range(8))]


def test_the_manifest_is_the_proof(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    run_into(cohort, Screening(microneedling()), out, 2)
    found = manifest(out)
    assert found["job"]["verb"] == "screen"
    assert found["job"]["inputs"][0][:2] == ["cohort.parquet", cohort.stat().st_size]
    assert found["job"]["protocols"][0]["id"] == "microneedling"
    assert found["read"] == found["cases"] + found["rejected"] == COUNT
    assert sum(part["read"] for part in found["parts"]) == COUNT
    assert [part["part"] for part in found["parts"]] == list(range(8))
    for part in found["parts"]:
        assert read(out / f"part-{part['part']:05}.parquet").num_rows == part["rows"]


def bad(tmp_path: Path) -> Path:
    rows = [f"{n},2026-12-01 10:00,{ZONE}" if n % 7 else f"{n},soon,{ZONE}" for n in range(300)]
    return lines(tmp_path / "bad.csv", "person,start,zone", *rows)


def test_rejects_of_both_runs_are_put_together(tmp_path: Path) -> None:
    cohort, out = bad(tmp_path), tmp_path / "out"
    give_up(cohort, out, 2)
    assert [name for name in inside(out) if name.startswith("_rej")] == [
        "_rejects-00000.arrow",
        "_rejects-00001.arrow",
    ]
    outcome = run_into(cohort, Screening(microneedling()), out)
    assert outcome.rejected == 43
    rejected = csv.read_csv(tmp_path / "rejects.csv")
    assert rejected["row"].to_pylist() == list(range(1, 301, 7))
    assert not [name for name in inside(out) if name.startswith("_rej")]


def test_a_line_that_was_cut_off_is_not_done(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    give_up(cohort, out)
    progress = out / "_progress.jsonl"
    progress.write_text(progress.read_text()[:-20])
    (out / ".0123.part").write_text("left by a run that was killed")
    task = Counted()
    run_into(cohort, task, out)
    assert task.people == COUNT - 200
    assert ".0123.part" not in inside(out)


def test_a_first_line_that_was_cut_off_is_begun_anew(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "_progress.jsonl").write_text('{"engine"')
    assert run_into(cohort, Screening(microneedling()), out).rows == COUNT


@pytest.mark.parametrize("name", ["part-00001.parquet", "part-00002.parquet"])
def test_a_part_that_is_gone_is_made_again(tmp_path: Path, cohort: Path, name: str) -> None:
    out = tmp_path / "out"
    give_up(cohort, out)
    (out / name).unlink()
    task = Counted()
    run_into(cohort, task, out)
    assert task.people == COUNT - 200
    assert read(out).num_rows == COUNT


def refused(cohort: Path, out: Path, task: Screening, engine: str = "1") -> str:
    with pytest.raises(mt.MeantimeError) as error:
        run_into(cohort, task, out, engine=engine)
    return str(error.value)


def test_another_run_is_refused(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    give_up(cohort, out)
    said = refused(cohort, out, Screening(microneedling()), engine="2")
    assert "holds the unfinished results of another run (the version of Meantime differ)" in said
    other = replace(microneedling(), documents={"protocol.md": "0"})
    assert "(the protocol differ)" in refused(cohort, out, Screening(other))
    at = mt.timeline(microneedling(), _case()).case.start
    assert "(the options differ)" in refused(cohort, out, Screening(microneedling(), at))
    os.utime(cohort, ns=(0, 0))
    said = refused(cohort, out, Screening(microneedling()))
    assert said.endswith(
        "(the files of the cohort differ). Name another folder, or delete this one."
    )


def _case() -> mt.Case:
    from datetime import UTC, datetime

    return mt.Case(start=datetime(2026, 12, 1, 15, tzinfo=UTC), zone=ZONE)


def test_finished_results_of_another_run_are_kept(tmp_path: Path, cohort: Path) -> None:
    out = tmp_path / "out"
    run_into(cohort, Screening(microneedling()), out)
    said = refused(cohort, out, Screening(microneedling()), engine="2")
    assert "holds the finished results of another run" in said


def test_a_folder_of_something_else_is_refused(tmp_path: Path, cohort: Path) -> None:
    said = refused(cohort, tmp_path, Screening(microneedling()))
    assert said == f"`{tmp_path}` is not empty; name another folder."


def test_a_folder_that_cannot_be(tmp_path: Path, cohort: Path) -> None:
    said = refused(cohort, cohort / "out", Screening(microneedling()))
    assert "cannot be written: Not a directory" in said


def test_a_stream_cannot_be_gone_on_with(tmp_path: Path) -> None:
    data = bad(tmp_path).read_bytes()
    with pytest.raises(mt.MeantimeError, match="given up"):
        run_into(open_stream(io.BytesIO(data)), Counted(2), tmp_path / "out")
    with pytest.raises(mt.MeantimeError, match=r"\(the files of the cohort differ\)"):
        run_into(open_stream(io.BytesIO(data)), Counted(), tmp_path / "out")
