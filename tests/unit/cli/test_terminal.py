"""Colour, width and the line of time."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta

import pytest

from meantime.cli.terminal import Terminal, line_of_time


class Screen(io.StringIO):
    """A standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "60")


def test_colour_where_a_terminal_shows_it() -> None:
    with redirect_stdout(Screen()) as screen:
        out = Terminal()
        assert out.paint("no", "stop", "strong") == "\x1b[31;1mno\x1b[0m"
        assert out.paint("no") == "no"
        out.line("yes", "good", indent=2)
    assert screen.getvalue() == "  \x1b[32myes\x1b[0m\n"


def test_no_colour_where_nobody_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with redirect_stdout(Screen()):
        assert Terminal().paint("no", "stop") == "no"


def test_no_colour_in_a_file() -> None:
    with redirect_stdout(io.StringIO()):
        assert Terminal().paint("no", "stop") == "no"


def test_long_lines_are_wrapped_and_keep_their_indent() -> None:
    with redirect_stdout(Screen()) as screen:
        out = Terminal()
        out.line("word " * 30, indent=4)
        out.line()
        out.raw("x" * 90)
    *wrapped, empty, raw = screen.getvalue().splitlines()
    assert len(wrapped) > 1
    assert all(line.startswith("    word") and len(line) <= 60 for line in wrapped)
    assert (empty, raw) == ("", "x" * 90)


def test_a_line_of_time() -> None:
    begin = datetime(2026, 12, 1, tzinfo=UTC)
    day = timedelta(days=1)
    marks = [(begin, begin + 2 * day), (begin + 5 * day, begin + 7 * day)]
    drawn = line_of_time(marks, begin, begin + 8 * day, begin + 3 * day, 8)
    assert drawn == "━━┄●┄━━┄"
