"""How it looks where: colour on a terminal only, help, version, and readers that stop reading."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import meantime as mt
from meantime.cli import main
from tests.cli.conftest import Run, clean_environment

SESSION = ("--start", "2026-12-01 10:00", "--zone", "America/New_York")
ASK = ("ask", "microneedling", "gym", *SESSION, "--at", "2026-12-01 12:00")
COLOUR = re.compile(r"\x1b\[[\d;]+m")


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a pseudo-terminal."""
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "meantime", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.PIPE,
        env={**clean_environment(), "PYTHONUTF8": "1", "TERM": "xterm", **environment},
    )
    os.close(follower)
    written = b""
    try:
        while piece := os.read(leader, 65536):
            written += piece
    except OSError:  # Linux says so where the other end is closed
        pass
    os.close(leader)
    _, errors = running.communicate(timeout=30)
    assert (running.returncode, errors) == (0, b"")
    return written.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal() -> None:
    written = on_a_terminal(*ASK)
    assert COLOUR.search(written)
    assert "\x1b[31;1m NO \x1b[0m" in written


def test_no_colour_on_a_terminal_where_nobody_wants_it() -> None:
    written = on_a_terminal(*ASK, NO_COLOR="1")
    assert "\x1b" not in written
    assert " NO " in written


def test_colour_changes_nothing_else(process: Run) -> None:
    assert COLOUR.sub("", on_a_terminal(*ASK, COLUMNS="88")) == process(*ASK).out


@pytest.mark.parametrize(("columns", "widest"), [("20", 60), ("72", 72), ("500", 100)])
def test_lines_fit_the_terminal(
    monkeypatch: pytest.MonkeyPatch, run: Run, columns: str, widest: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("show", "microneedling").out.splitlines()
    assert widest - 12 < max(map(len, lines)) <= widest


@pytest.mark.parametrize("arguments", [ASK, ("show", "microneedling"), ("--version",)])
def test_a_reader_that_stops_reading_is_no_error(arguments: tuple[str, ...]) -> None:
    """`meantime show microneedling | head -1`, with little and with much to say."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "meantime", *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=clean_environment(),
        timeout=30,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_that_knows_ascii_only_is_no_error() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "meantime", "plan", "microneedling", *SESSION],
        capture_output=True,
        env={**clean_environment(), "PYTHONIOENCODING": "ascii"},
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_names_every_command(process: Run) -> None:
    said = process("--help")
    assert (said.code, said.err) == (0, "")
    for command in ("screen", "plan", "ask", "series", "show", "check"):
        assert re.search(rf"^ +{command} +\w", said.out, re.MULTILINE)


@pytest.mark.parametrize("command", ["screen", "plan", "ask", "series", "show", "check"])
def test_every_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: meantime {command} ")


def test_version(process: Run) -> None:
    assert process("--version") == (0, f"meantime {mt.__version__}\n", "")


def test_the_console_script() -> None:
    (script,) = (
        point for point in entry_points(group="console_scripts") if point.name == "meantime"
    )
    assert script.load() is main


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_output_that_cannot_be_written_is_one_clear_message() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "meantime", "show", "microneedling"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "meantime: the output cannot be written: No space left on device.\n"
