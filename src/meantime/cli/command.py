"""What every command has: a protocol, `--json`, and for most a person and a moment."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from meantime.model.problem import CaseError

ANSWERED, FAILED, WRONG_USE = 0, 1, 2


class Parser(ArgumentParser):
    """Wrong use is an error like any other: one message, and the same exit code."""

    def error(self, message: str) -> NoReturn:
        raise CaseError(f"{message}. See `{self.prog} --help`.")


class Commands:
    """The commands of `meantime`, each added by its own module."""

    def __init__(self, parser: ArgumentParser) -> None:
        self._parsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def group(self, name: str, about: str) -> Commands:
        """A command that is only the name of others."""
        return Commands(
            self._parsers.add_parser(name, help=about, description=about, allow_abbrev=False)
        )

    def add(
        self,
        name: str,
        run: Callable[[Namespace], int],
        about: str,
        protocols: Sequence[str] = ("protocol",),
    ) -> ArgumentParser:
        """A command that answers with its exit code, about one protocol or several."""
        found: ArgumentParser = self._parsers.add_parser(
            name, help=about, description=about, allow_abbrev=False
        )
        for protocol in protocols:
            found.add_argument(protocol, help="a shipped name, such as microneedling, or a folder")
        found.set_defaults(command=run)
        return found


def add_json(command: ArgumentParser) -> None:
    """The option to get the result as JSON."""
    command.add_argument("--json", action="store_true", help="print the result as JSON")


def as_json(typed: Namespace, result: Callable[[], dict[str, Any]]) -> bool:
    """Whether JSON was asked for; then it is printed."""
    if typed.json:
        sys.stdout.write(json.dumps(result(), indent=2) + "\n")
    return bool(typed.json)


def add_moment(command: ArgumentParser) -> None:
    """The moment of asking."""
    command.add_argument("--at", help='the moment of asking, such as "2026-12-02 09:00"')


def add_case(command: ArgumentParser, *, required: bool = True) -> None:
    """What a person's session needs; `required` where there is no answer without it."""
    moment = 'local time, such as "2026-12-01 10:00"'
    command.add_argument("--start", required=required, help=f"start of the session, {moment}")
    command.add_argument("--end", help=f"recorded end of the session, {moment}")
    command.add_argument("--zone", required=required, help="the clinic's zone: America/New_York")
    command.add_argument("--session", type=int, default=1, help="its number in the series")
    command.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="yes, no, a date (the last time), ongoing, never or unknown; may be repeated",
    )
    command.add_argument(
        "--otherwise-no",
        action="store_true",
        help="every other question was asked and answered with no or never",
    )
    command.add_argument(
        "--anchor", action="append", default=[], metavar="NAME=DATE", help="such as peel=2026-12-01"
    )
