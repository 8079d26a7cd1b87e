"""`meantime lint`: prove a protocol over every timeline it can have."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli.command import ANSWERED, FAILED, Commands, add_json, as_json
from meantime.cli.terminal import Terminal
from meantime.model.problem import ProtocolError


def add(commands: Commands) -> None:
    """Add the command."""
    add_json(commands.add("lint", _run, "prove that the protocol does not contradict itself"))


def _run(typed: Namespace) -> int:
    from meantime.linting import Report, unreadable

    try:
        report = mt.lint(mt.load(typed.protocol))
    except ProtocolError as error:
        report = Report(tuple(unreadable(error.problems)), 0, None)
    if not as_json(typed, report.to_dict):
        from meantime.cli.screens.report import show_report

        show_report(Terminal(), report)
    return FAILED if report.errors else ANSWERED
