"""`--engine spark` on the command line, with Spark itself and with what stands in for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from meantime.cli import main
from meantime.population.accounts import Outcome
from meantime.population.spark import running, session
from meantime.population.tasks.task import Table
from tests.unit.population.cohorts import people

PROTOCOL = ("--protocol", "microneedling")
SPARK = (*PROTOCOL, "--engine", "spark")
DAY = ("--from", "2026-12-02T00:00Z", "--until", "2026-12-03T00:00Z")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SPARK_MASTER", raising=False)
    Path("in").mkdir()
    pq.write_table(people(2_000), "in/people.parquet")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["population", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_same_counts_as_without_spark(capsys: pytest.CaptureFixture[str]) -> None:
    place = Path("in/people.parquet")
    broken = people(2_000).set_column(
        2, "zone", [[None if number % 50 == 7 else "Europe/Rome" for number in range(2_000)]]
    )
    pq.write_table(broken, place)
    local = said(capsys, "screen", "in", *PROTOCOL, "--out", "local.parquet")
    found = said(capsys, "screen", "in", *SPARK, "--threads", "2", "--out", "out/")
    assert found == local | {"out": "out/", "rejects": "out.rejects"}
    assert pq.read_table("out").num_rows == found["rows"]
    assert pq.read_table("out.rejects").num_rows == found["rejected"] >= 40


class Stub:
    """In place of Spark: hears what it is asked, and gives what a test wants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Any] = []
        self.at_start: list[Any] = []
        self.gives: Outcome | BaseException = Outcome(3, 2, 1, 5, Table())
        monkeypatch.setattr(session, "session", self.session)
        monkeypatch.setattr(running, "run_spark", self.run)

    @contextmanager
    def session(self, master: str, *, progress: bool) -> Iterator[str]:
        self.asked += [master, progress]
        for step in self.at_start:
            step()
        yield "session"

    def run(self, spark: str, task: Any, *paths: str) -> Outcome:
        self.asked += [spark, task.verb, *paths]
        if isinstance(self.gives, BaseException):
            raise self.gives
        return self.gives


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    return Stub(monkeypatch)


@pytest.mark.parametrize(
    ("options", "variable", "master"),
    [
        ((), None, "local[3]"),
        ((), "spark://there:7077", "spark://there:7077"),
        (("--master", "yarn"), "spark://there:7077", "yarn"),
    ],
)
def test_where_spark_runs(
    stub: Stub,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    variable: str | None,
    master: str,
) -> None:
    if variable:
        monkeypatch.setenv("SPARK_MASTER", variable)
    out = ("--out", "hdfs://there/out", "--rejects", "hdfs://there/no")
    edges = ("edges", "hdfs://there/in", *SPARK, *DAY, *out, *options)
    assert main(["population", *edges, "--threads", "3", "--progress"]) == 0
    paths = ["hdfs://there/in", "hdfs://there/out", "hdfs://there/no"]
    assert stub.asked == [master, True, "session", "edges", *paths]


def test_the_end_says_where_rejects_are(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["population", "edges", "in", *SPARK, *DAY, "--out", "s3a://there/out/"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == [
        "1 row is no case: see s3a://there/out.rejects",
        "5 rows in s3a://there/out/",
    ]


STOPPED = (130, "meantime: stopped. Nothing was written.\n")


def test_an_interrupt(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    stub.gives = KeyboardInterrupt()
    before = signal.getsignal(signal.SIGINT)
    code = main(["population", "edges", "in", *SPARK, *DAY, "--out", "out"])
    assert (code, capsys.readouterr().err) == STOPPED
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_while_spark_starts(stub: Stub, capsys: pytest.CaptureFixture[str]) -> None:
    started: list[bool] = []
    stub.at_start = [lambda: os.kill(os.getpid(), signal.SIGINT), lambda: started.append(True)]
    code = main(["population", "edges", "in", *SPARK, *DAY, "--out", "out"])
    assert (code, capsys.readouterr().err) == STOPPED
    assert started and "session" not in stub.asked


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in", *PROTOCOL, "--out", "o", "--master", "yarn"), "--master yarn: only for --engine"),
        (("-", *SPARK, "--out", "o"), "it needs folders, not standard input or output"),
        (("in", *SPARK, "--out", "-"), "it needs folders, not standard input or output"),
        (("in", *SPARK, "--out", "o.csv"), "--out: --engine spark writes folders of Parquet, not"),
        (("in", *SPARK, "--out", "o", "--format", "arrow"), "--format: --engine spark writes fold"),
    ],
)
def test_wrong_use(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert main(["population", "screen", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_without_java() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "meantime", "population", "screen", "in", *SPARK, "--out", "out"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "JAVA_HOME": str(Path("none").resolve())},
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "meantime: Spark cannot be started. It needs a Java runtime, version 17 or newer: install "
        "one, and let JAVA_HOME or PATH lead to it."
    )
    assert "Traceback" not in done.stderr
    assert not Path("out").exists()
