"""`meantime series`: a series of sessions, forward or back from an event."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_json, as_json
from meantime.cli.terminal import Terminal


def add(commands: Commands) -> None:
    """Add the command."""
    about = "a series of sessions, forward or back from an event"
    command = commands.add("series", _run, about)
    add_json(command)
    add_case(command)
    command.add_argument("--sessions", type=int, help="how many sessions")
    command.add_argument("--by", help="the date of an event to be healed by")
    command.add_argument(
        "--blackout", action="append", default=[], help="a date, or 2027-01-10..2027-01-20"
    )
    command.add_argument(
        "--hours", action="append", default=[], help='opening hours: "mon-fri 09:00-17:00"'
    )


def _run(typed: Namespace) -> int:
    protocol = mt.load(typed.protocol)
    series = mt.series(
        protocol,
        inputs.case_of(protocol, typed),
        sessions=typed.sessions,
        by=inputs.day(typed.by),
        blackouts=[inputs.stretch(text) for text in typed.blackout],
        hours=inputs.hours(typed.hours),
    )
    if not as_json(typed, series.to_dict):
        from meantime.cli.screens.series import show_series

        show_series(Terminal(), series)
    return ANSWERED
