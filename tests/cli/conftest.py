"""The command line, run in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from meantime.cli import main


class Said(NamedTuple):
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: str) -> Said:
        code = main(arguments)
        return Said(code, *capsys.readouterr())

    return command


@pytest.fixture
def process() -> Run:
    """Runs a command as `python -m meantime`, away from this terminal and its environment."""

    def command(*arguments: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "meantime", *arguments],
            capture_output=True,
            encoding="utf-8",
            env={**clean_environment(), "PYTHONUTF8": "1"},
            timeout=30,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return command


def clean_environment() -> dict[str, str]:
    """Without what would change how Python writes or how wide a terminal is."""
    kept = {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name in kept}
