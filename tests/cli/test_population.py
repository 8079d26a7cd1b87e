"""`meantime population`: whole cohorts in files, from the command line."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import meantime.cli
from meantime.cli import main
from meantime.cli.progress import Bar, line
from meantime.population.running import Progress
from tests.cli.conftest import Run, Said, clean_environment

PROTOCOL = ("--protocol", "microneedling")
ZONE = "America/New_York"
ARRAYS = {"numpy", "pyarrow", "numba", "llvmlite", "matplotlib", "pandas", "pyspark"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def cohort(run: Run) -> str:
    assert run("population", "sample", "--people", "200", *PROTOCOL, "--out", "c.csv").code == 0
    return "c.csv"


def ok(said: Said) -> str:
    assert (said.code, said.err) == (0, "")
    return said.out


def loaded(*arguments: str) -> set[str]:
    """What a command imports of the libraries that work on arrays."""
    script = (
        "import sys\nfrom meantime.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('|', *{name.partition('.')[0] for name in sys.modules})"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        encoding="utf-8",
        env=clean_environment() | _path(),
        timeout=30,
        check=True,
    ).stdout
    return ARRAYS & set(said.rpartition("|")[2].split())


def _path() -> dict[str, str]:
    return {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}


@pytest.mark.parametrize(
    "arguments",
    [
        ("population", "--help"),
        ("population", "screen", "--help"),
        ("screen", "--help"),
        ("population", "screen", "none.csv", "--protocol", "none", "--out", "o.csv"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_help_waits_for_no_array_library(arguments: tuple[str, ...]) -> None:
    assert loaded(*arguments) == set()


def test_the_help_says_where_a_run_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["population", "screen", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "or a folder for parts: a run that was stopped goes on there with the same command" in said
    )


def test_screen(run: Run, cohort: str) -> None:
    said = ok(run("population", "screen", cohort, *PROTOCOL, "--out", "o.parquet"))
    first, *verdicts, last = said.splitlines()
    assert first.startswith("200 people screened: Microneedling")
    assert [words.split()[0] for words in verdicts] == [
        "eligible",
        "review",
        "deferred",
        "contraindicated",
        "incomplete",
    ]
    assert last == "200 rows in o.parquet"
    assert pq.read_table("o.parquet").num_rows == 200


@pytest.mark.parametrize("form", ["parquet", "arrow", "feather", "csv"])
def test_every_format_in_and_out(run: Run, cohort: str, form: str) -> None:
    made, out = f"m.{form}", f"o.{form}"
    ok(run("population", "sample", "--people", "200", *PROTOCOL, "--out", made))
    ok(run("population", "screen", made, *PROTOCOL, "--out", "o.csv"))
    ok(run("population", "screen", cohort, *PROTOCOL, "--out", "same.csv"))
    assert Path("o.csv").read_bytes() == Path("same.csv").read_bytes()
    ok(run("population", "screen", cohort, *PROTOCOL, "--out", out, "--threads", "2"))
    assert Path(out).stat().st_size > 0


def test_a_folder_in_and_out_that_goes_on(run: Run) -> None:
    ok(run("population", "sample", "--people", "100", "--packed", *PROTOCOL, "--out", "in"))
    first = ok(run("population", "screen", "in", *PROTOCOL, "--out", "out"))
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "_manifest.json",
        "part-00000.parquet",
    ]
    again = ok(run("population", "screen", "in", *PROTOCOL, "--out", "out"))
    assert again == first.replace("in out", "in out (1 part was done before)")
    ok(run("population", "screen", "in", *PROTOCOL, "--out", "parts", "--format", "csv"))
    assert Path("parts/part-00000.csv").exists()


def test_a_folder_of_another_run(run: Run, cohort: str) -> None:
    ok(run("population", "screen", cohort, *PROTOCOL, "--out", "out"))
    said = run(
        "population", "screen", cohort, *PROTOCOL, "--out", "out", "--at", "2026-12-01T10:00Z"
    )
    assert said.code == 2
    assert "holds the finished results of another run (the options differ)" in said.err


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes = b"") -> io.BytesIO:
    """Gives these bytes as standard input; what comes out is in the bytes that are returned."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
    return out


def test_standard_input_and_output(
    run: Run, cohort: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ok(run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv"))
    out = piped(monkeypatch, Path(cohort).read_bytes())
    assert main(["population", "screen", "-", *PROTOCOL, "--out", "-"]) == 0
    assert out.getvalue() == Path("o.csv").read_bytes()
    assert capsys.readouterr().err.startswith("200 people screened")
    out = piped(monkeypatch)
    assert main(["population", "screen", cohort, *PROTOCOL, "--out", "-", "--format", "arrow"]) == 0
    assert pa.ipc.open_stream(out.getvalue()).read_all().num_rows == 200


def test_a_pipe_of_two_processes() -> None:
    meantime_ = [sys.executable, "-W", "error", "-m", "meantime", "population"]
    environment = {**clean_environment(), **_path(), "PYTHONUTF8": "1"}
    with subprocess.Popen(
        [*meantime_, "sample", "--people", "50", *PROTOCOL, "--out", "-", "--format", "arrow"],
        stdout=subprocess.PIPE,
        env=environment,
    ) as source:
        done = subprocess.run(
            [*meantime_, "screen", "-", *PROTOCOL, "--out", "-"],
            stdin=source.stdout,
            capture_output=True,
            env=environment,
            timeout=60,
            check=True,
        )
    assert done.stdout.count(b"\n") == 51
    assert done.stderr.startswith(b"50 people screened")


def bad() -> str:
    rows = [f"{n},2026-12-01 10:00,{ZONE}" if n % 10 else f"{n},soon,{ZONE}" for n in range(50)]
    Path("bad.csv").write_text("\n".join(["person,start,zone", *rows]))
    return "bad.csv"


def test_rejected_rows_are_told_and_no_failure(run: Run) -> None:
    said = ok(run("population", "screen", bad(), *PROTOCOL, "--out", "o.parquet"))
    assert "5 rows are no case: see o.rejects.csv" in said
    assert len(Path("o.rejects.csv").read_text().splitlines()) == 6
    said = ok(run("population", "screen", bad(), *PROTOCOL, "--out", "o", "--rejects", "r.csv"))
    assert "5 rows are no case: see r.csv" in said
    Path("bad.csv").write_text(f"person,start,zone\n1,soon,{ZONE}\n")
    said = ok(run("population", "screen", "bad.csv", *PROTOCOL, "--out", "one"))
    assert "1 row is no case: see one.rejects.csv" in said


def test_rejects_of_standard_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bad()
    piped(monkeypatch)
    main(["population", "screen", "bad.csv", *PROTOCOL, "--out", "-"])
    assert Path("population.rejects.csv").exists()


def test_counts_as_json(run: Run) -> None:
    said = ok(run("population", "screen", bad(), *PROTOCOL, "--out", "o.csv", "--json"))
    found = json.loads(said)
    assert (found["read"], found["cases"], found["rejected"], found["rows"]) == (50, 45, 5, 45)
    assert (found["verb"], found["out"], found["rejects"]) == ("screen", "o.csv", "o.rejects.csv")
    assert found["protocols"][0]["id"] == "microneedling"
    assert found["summary"]["people"] == 45


def test_a_summary_in_files(run: Run, cohort: str) -> None:
    ok(run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv", "--summary", "s"))
    assert sorted(path.name for path in Path("s").iterdir()) == [
        "summary.csv",
        "summary.md",
        "summary.svg",
    ]
    told = ok(
        run(
            "population",
            "screen",
            cohort,
            *PROTOCOL,
            "--out",
            "o.csv",
            "--summary",
            "s",
            "--picture",
            "png",
            "--suppress",
            "20",
            "--json",
        )
    )
    assert json.loads(told)["summary"]["smallest"] == 20
    assert Path("s/summary.png").read_bytes().startswith(b"\x89PNG")
    assert "withheld" in Path("s/summary.md").read_text()


def test_small_numbers_are_withheld_on_screen_as_well(run: Run, cohort: str) -> None:
    said = ok(run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv", "--suppress", "500"))
    assert said.startswith("fewer than 500 people screened")


def test_answers(run: Run, cohort: str) -> None:
    said = ok(
        run(
            "population",
            "answers",
            cohort,
            *PROTOCOL,
            "--out",
            "a.csv",
            "--concept",
            "makeup",
            "--concept",
            "retinoid",
            "--concept",
            "makeup",
            "--at",
            "2026-12-02 09:00Z",
        )
    )
    head, words, makeup, retinoid, last = said.splitlines()
    assert head == "200 people"
    assert words.split() == ["yes", "not-advised", "not-covered", "ask", "no"]
    assert (makeup.split()[0], retinoid.split()[0]) == ("makeup", "retinoid")
    assert sum(map(int, makeup.split()[1:])) == 200
    assert last == "200 rows in a.csv"
    assert Path("a.csv").read_text().startswith("person,makeup,makeup.until,makeup.rule,retinoid,")


def test_edges(run: Run, cohort: str) -> None:
    span = ("--from", "2026-12-01T00:00Z", "--until", "2027-01-01T00:00-05:00")
    said = ok(run("population", "edges", cohort, *PROTOCOL, "--out", "e.csv", *span))
    assert said.splitlines()[1].split() == ["begins", "ends"]
    assert Path("e.csv").read_text().startswith("person,at,rule,side,strength\n")
    found = json.loads(
        ok(run("population", "edges", cohort, *PROTOCOL, "--out", "f.csv", *span, "--json"))
    )
    assert found["rows"] == sum(n for row in found["counts"].values() for n in row.values())


def test_edges_of_nobody(run: Run) -> None:
    Path("c.csv").write_text("person,start,zone\n")
    span = ("--from", "2026-12-01T00:00Z", "--until", "2027-01-01T00:00Z")
    said = ok(run("population", "edges", "c.csv", *PROTOCOL, "--out", "e.csv", *span))
    assert said.splitlines()[0] == "0 people"


def test_compare(run: Run, cohort: str) -> None:
    said = ok(
        run("population", "compare", cohort, *PROTOCOL, "--with", "microneedling", "--out", "d.csv")
    )
    assert said.splitlines()[0] == "200 people"
    assert said.splitlines()[-3:] == [
        "  same status, another date: 0",
        "  same status, another rule: 0",
        "0 rows in d.csv",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("screen", "none.csv", "--out", "o.csv"), "required: --protocol."),
        (("screen", "none.csv", *PROTOCOL), "required: --out."),
        (("screen", "none.csv", *PROTOCOL, "--out", "o.csv"), "`none.csv` cannot be read: No such"),
        (("screen", "c.csv", "--protocol", "mikro", "--out", "o.csv"), "no protocol `mikro`"),
        (("screen", "c.txt", *PROTOCOL, "--out", "o.csv"), "`c.txt`: no format ends so."),
        (("screen", "c.csv", *PROTOCOL, "--out", "o.parqet"), "--out o.parqet: no format ends so."),
        (
            ("screen", "c.csv", *PROTOCOL, "--out", "o.parquet", "--format", "csv"),
            "--format csv: `o.parquet` says parquet; leave one of them out.",
        ),
        (
            ("screen", "c.csv", *PROTOCOL, "--out", "-", "--format", "parquet"),
            "Parquet needs a file, not standard output",
        ),
        (("screen", "c.csv", *PROTOCOL, "--out", "c.csv"), "`c.csv` is the cohort itself"),
        (("screen", "c.csv", *PROTOCOL, "--out", "none/o.csv"), "cannot be written: No such file"),
        (("screen", "c.csv", *PROTOCOL, "--out", "o.csv", "--threads", "0"), "--threads 0: give 1"),
        (("screen", "c.csv", *PROTOCOL, "--out", "o.csv", "--suppress", "2"), "protects nobody"),
        (
            ("screen", "c.csv", *PROTOCOL, "--out", "o.csv", "--summary", "c.csv"),
            "`c.csv` is no folder to write in: File exists.",
        ),
        (
            ("screen", "c.csv", *PROTOCOL, "--out", "o.csv", "--at", "2026-12-02 09:00"),
            "--at 2026-12-02 09:00: in which zone? Give its offset from UTC, such as "
            "`2026-12-02 09:00Z` or `2026-12-02 09:00-05:00`.",
        ),
        (
            ("screen", "odd.csv", *PROTOCOL, "--out", "o.csv"),
            "`odd.csv` does not fit microneedling 0.1.0:\n  `zone`: missing; every row needs it.\n"
            "  `pregnat`: unknown. Did you mean `pregnant`?\n",
        ),
        (
            ("answers", "c.csv", *PROTOCOL, "--out", "o.csv", "--concept", "gym", "--at",
             "2026-12-02 09:00Z"),
            "concept `gym`: its id is `strenuous-exercise`.",
        ),
        (("answers", "c.csv", *PROTOCOL, "--out", "o.csv"), "required: --concept, --at."),
        (
            ("edges", "c.csv", *PROTOCOL, "--out", "o.csv", "--from", "2026-12-02 09:00Z",
             "--until", "2026-12-01 09:00Z"),
            "from, until: the stretch ends before it begins; swap the two.",
        ),
        (("compare", "c.csv", *PROTOCOL, "--out", "o.csv"), "required: --with."),
        (("sample", *PROTOCOL, "--out", "o.csv"), "required: --people."),
        (("sample", *PROTOCOL, "--out", "o.csv", "--people", "0"), "people: 0 is too small"),
        (
            ("sample", *PROTOCOL, "--out", "o.csv", "--people", "9", "--packed"),
            "--packed: CSV cannot hold it; write Parquet or Arrow.",
        ),
    ],
)  # fmt: skip
def test_wrong_use(run: Run, arguments: tuple[str, ...], message: str) -> None:
    Path("c.csv").write_text("person,start,zone\n")
    Path("c.txt").write_text("person,start,zone\n")
    Path("odd.csv").write_text("person,start,pregnat\n")
    before = sorted(path.name for path in Path().iterdir())
    said = run("population", *arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert "Traceback" not in said.err
    assert sorted(path.name for path in Path().iterdir()) == before


@pytest.mark.parametrize("library", ["numpy", "pyarrow", "numba"])
def test_without_the_extra(monkeypatch: pytest.MonkeyPatch, run: Run, library: str) -> None:
    def missing(_: object) -> int:
        raise ModuleNotFoundError(name=library)

    monkeypatch.setattr(meantime.cli, "_parser", lambda: _Parser(missing))
    said = run("population")
    assert said == Said(
        2,
        "",
        f"meantime: `{library}` is not installed. Whole cohorts need the extra `population`: "
        "pip install 'meantime[population]'.\n",
    )


class _Parser:
    def __init__(self, command: Callable[[object], int]) -> None:
        self.command = command

    def parse_args(self, _: object) -> _Parser:
        return self


def test_an_interrupt_is_no_traceback(
    run: Run, cohort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("meantime.population.running.run", interrupted)
    monkeypatch.setattr("meantime.engines.columnar.is_compiled", lambda _: True)
    said = run("population", "screen", cohort, *PROTOCOL, "--out", "out")
    assert said == Said(130, "", "meantime: stopped. The same command goes on from here.\n")
    said = run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv", "--progress")
    assert said == Said(130, "", "meantime: stopped. Nothing was written.\n")


# The fourth batch tells that it has come, and waits until nobody is there to write to it.
_HELD_BACK = """
import sys
from meantime.cli import main
from meantime.population.reading import parquet
from meantime.population.tasks.screening import Screening

real, batches = Screening.of, []
parquet.PIECE = 100

def of(self, batch, refused):
    batches.append(batch)
    if len(batches) == 4:
        print("here", flush=True)
        sys.stdin.readline()
    return real(self, batch, refused)

Screening.of = of
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
@pytest.mark.parametrize("out", ["out", "o.parquet"])
def test_a_process_that_is_stopped(
    run: Run, monkeypatch: pytest.MonkeyPatch, out: str, stop: signal.Signals, code: int
) -> None:
    monkeypatch.setattr("meantime.population.reading.parquet.PIECE", 100)
    ok(run("population", "sample", "--people", "1000", *PROTOCOL, "--out", "all.parquet"))
    pq.write_table(pq.read_table("all.parquet"), "c.parquet", row_group_size=100)
    screen = ("population", "screen", "c.parquet", *PROTOCOL, "--threads", "1", "--out")
    with subprocess.Popen(
        [sys.executable, "-c", _HELD_BACK, *screen, out],
        env={**clean_environment(), **_path()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(stop)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said.decode()
    assert b"Traceback" not in said
    assert not Path("o.parquet").exists()
    told = ok(run(*screen, out))
    assert ("3 parts were done before" in told) == (out == "out")
    ok(run(*screen, "whole.parquet"))
    whole = pq.read_table("whole.parquet")
    parts = sorted(Path().glob("out/part-*")) or [Path(out)]
    assert pa.concat_tables(map(pq.read_table, parts)).equals(whole)
    assert not list(Path("out").glob(".*"))


def test_progress_where_it_is_wanted(
    run: Run, cohort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meantime.cli.progress._ELSEWHERE", 0.0)
    said = run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv", "--progress")
    assert said.code == 0
    assert "200 people, 100 %, " in said.err


def test_the_first_run_on_a_machine_says_why_it_waits(
    run: Run, cohort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meantime.engines.columnar.is_compiled", lambda work: work != "screen")
    asked = "population", "screen", cohort, *PROTOCOL, "--out", "o.csv"
    assert "Preparing the engine" in run(*asked, "--progress").err
    assert not run(*asked[:-1], "p.csv").err


def progress(**changes: Any) -> Progress:
    known = Progress(0, 0, 1_000, 0, 0)
    return known._replace(**changes)


@pytest.mark.parametrize(
    ("far", "seconds", "said"),
    [
        (progress(), 1, "0 people, 0 %, 0.00 million a second"),
        (
            progress(now=250, read=2_500_000),
            2,
            "2,500,000 people, 25 %, 1.25 million a second, 0:06 left",
        ),
        (
            progress(before=500, now=1, read=10, rejected=1_234),
            10,
            "10 people, 50 %, 0.00 million a second, 1:23:10 left, 1,234 rejected",
        ),
        (progress(whole=None, now=9, read=9), 1, "9 people, 0.00 million a second"),
        (progress(whole=0), 1, "0 people, 0.00 million a second"),
    ],
)
def test_a_line_of_progress(far: Progress, seconds: float, said: str) -> None:
    assert line(far, seconds) == said


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal_takes_its_line_away() -> None:
    clock = iter([0.0, 0.05, 1.0, 2.0]).__next__
    screen = Terminal()
    bar = Bar(screen, clock)
    bar.tell(progress(now=1, read=1))
    assert screen.getvalue() == ""
    bar.tell(progress(now=500, read=500_000))
    bar.tell(progress(now=600, read=6))
    bar.end()
    first, second, blank, end = screen.getvalue().split("\r")[1:]
    assert first == "500,000 people, 50 %, 0.50 million a second, 0:01 left"
    assert second.rstrip() == "6 people, 60 %, 0.00 million a second, 0:01 left"
    assert (blank.strip(), end) == ("", "")
    assert len(second) == len(first)


def test_a_bar_that_was_never_seen() -> None:
    screen = Terminal()
    Bar(screen, iter([0.0]).__next__).end()
    assert screen.getvalue() == ""


def test_a_terminal_sees_the_bar(run: Run, cohort: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("meantime.cli.progress._ON_TERMINAL", 0.0)
    monkeypatch.setattr(sys, "stderr", screen)
    assert run("population", "screen", cohort, *PROTOCOL, "--out", "o.csv").code == 0
    assert "\r200 people, 100 %" in screen.getvalue()
