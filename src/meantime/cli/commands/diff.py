"""`meantime diff`: what a new version of a protocol changes for patients."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import meantime as mt
from meantime.cli.command import ANSWERED, Commands, add_json, as_json
from meantime.cli.terminal import Terminal


def add(commands: Commands) -> None:
    """Add the command."""
    about = "what changes for patients between two versions"
    command = commands.add("diff", _run, about, ("old", "new"))
    command.add_argument(
        "--cases", help="running cases, in a file written like a protocol's cases.yaml"
    )
    add_json(command)


def _run(typed: Namespace) -> int:
    from meantime.comparing import diff
    from meantime.literate.cases import read_cases

    cases = read_cases(Path(typed.cases)) if typed.cases else ()
    found = diff(mt.load(typed.old), mt.load(typed.new), cases)
    if not as_json(typed, found.to_dict):
        from meantime.cli.screens.difference import show_difference

        show_difference(Terminal(), found)
    return ANSWERED
