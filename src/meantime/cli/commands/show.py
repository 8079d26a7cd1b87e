"""`meantime show`: the protocol, with its rules, windows, decisions and assumptions."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli.command import ANSWERED, Commands, add_json, as_json
from meantime.cli.terminal import Terminal


def add(commands: Commands) -> None:
    """Add the command."""
    about = "the protocol: rules, windows, decisions, assumptions"
    add_json(commands.add("show", _run, about))


def _run(typed: Namespace) -> int:
    protocol = mt.load(typed.protocol)
    if not as_json(typed, protocol.to_dict):
        from meantime.cli.screens.protocol import show_protocol

        show_protocol(Terminal(), protocol)
    return ANSWERED
