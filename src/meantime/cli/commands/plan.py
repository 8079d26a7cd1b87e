"""`meantime plan`: what to do and avoid, and from when to when."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_json, add_moment, as_json
from meantime.cli.terminal import Terminal


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("plan", _run, "what to do and avoid, and from when to when")
    add_json(command)
    add_case(command)
    add_moment(command)


def _run(typed: Namespace) -> int:
    protocol = mt.load(typed.protocol)
    plan = mt.plan(protocol, inputs.case_of(protocol, typed), inputs.moment(typed))
    if not as_json(typed, plan.to_dict):
        from meantime.cli.screens.plan import show_plan

        show_plan(Terminal(), plan)
    return ANSWERED
