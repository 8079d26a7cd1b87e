"""The same verbs on the command line; `commands/` has one file a verb.

Each command imports what it needs when it runs, so that no answer waits for the code of another.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

import meantime as mt
from meantime.cli.command import ANSWERED, WRONG_USE, Commands, Parser
from meantime.cli.commands import (
    ask,
    calendar,
    check,
    clinic,
    diff,
    handout,
    lint,
    plan,
    population,
    screen,
    series,
    show,
)
from meantime.model.problem import MeantimeError

_COMMANDS = (
    *(screen, plan, ask, series, calendar, handout, show, check, lint, diff, population),
    clinic,
)

# What each extra brings, and who needs it. Whoever asks only for answers needs none.
_EXTRAS = {
    "clinic": (
        "The pages of a clinic",
        (
            *("allauth", "argon2", "axes", "cryptography", "csp", "django", "django_htmx"),
            *("fido2", "gunicorn", "phonenumbers", "psycopg", "pysqlite3", "qrcode", "whitenoise"),
        ),
    ),
    "paper": ("Paper and calendars", ("babel", "icalendar", "jinja2", "segno", "typst")),
    "population": ("Whole cohorts", ("llvmlite", "matplotlib", "numba", "numpy", "pyarrow")),
    "spark": ("Cohorts on Spark", ("pandas", "pyspark")),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 with an answer, 1 for a failed check, 2 for wrong use."""
    try:
        try:
            typed = _parser().parse_args(arguments)
            code: int = typed.command(typed)
            return code
        finally:
            sys.stdout.flush()
    except MeantimeError as error:
        sys.stderr.write(f"meantime: {error}\n")
        return WRONG_USE
    except ModuleNotFoundError as error:
        cure = _cure(error.name)
        if cure is None:
            raise
        sys.stderr.write(f"meantime: {cure}\n")
        return WRONG_USE
    except BrokenPipeError:  # pragma: no cover: tests/cli runs it in a process of its own
        # Whoever was reading, such as `head`, has seen enough. What is still in the buffer must go
        # nowhere, or Python complains about the pipe at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    except OSError as error:  # pragma: no cover: tests/cli runs it in a process of its own
        sys.stderr.write(f"meantime: the output cannot be written: {error.strerror}.\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG_USE


def _cure(module: str | None) -> str | None:
    """How to get a module that is not installed; None where no extra brings it."""
    for extra, (what, modules) in _EXTRAS.items():
        if module in modules:
            return (
                f"`{module}` is not installed. {what} need the extra `{extra}`: "
                f"pip install 'meantime[{extra}]'."
            )
    return None


def _parser() -> ArgumentParser:
    parser = Parser(
        prog="meantime",
        allow_abbrev=False,
        description="What to do in the days before and after a procedure.",
    )
    parser.add_argument("--version", action="version", version=f"meantime {mt.__version__}")
    commands = Commands(parser)
    for command in _COMMANDS:
        command.add(commands)
    return parser
