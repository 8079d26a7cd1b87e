"""`meantime screen`: who may be treated, and if not the earliest date and why."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_json, add_moment, as_json
from meantime.cli.terminal import Terminal


def add(commands: Commands) -> None:
    """Add the command."""
    about = "who may be treated, and if not the earliest date and why"
    command = commands.add("screen", _run, about)
    add_json(command)
    add_case(command)
    add_moment(command)


def _run(typed: Namespace) -> int:
    protocol = mt.load(typed.protocol)
    case = inputs.case_of(protocol, typed)
    verdict = mt.screen(protocol, case, inputs.moment(typed))
    if not as_json(typed, verdict.to_dict):
        from meantime.cli.screens.verdict import show_verdict

        show_verdict(Terminal(), mt.timeline(protocol, case), verdict)
    return ANSWERED
