"""`meantime check`: the protocol's own worked cases against what it answers."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli.command import ANSWERED, FAILED, Commands, add_json, as_json
from meantime.cli.terminal import Terminal
from meantime.model.problem import MeantimeError


def add(commands: Commands) -> None:
    """Add the command."""
    add_json(commands.add("check", _run, "run the protocol's own worked cases"))


def _run(typed: Namespace) -> int:
    from meantime.answers.checking import check
    from meantime.literate.cases import load_cases
    from meantime.literate.protocols import find

    protocol = mt.load(typed.protocol)
    outcomes = list(check(protocol, load_cases(find(typed.protocol))))
    if not outcomes:
        raise MeantimeError(f"`{typed.protocol}` has no worked cases; add them in `cases.yaml`.")
    if not as_json(typed, lambda: {"outcomes": [outcome.to_dict() for outcome in outcomes]}):
        from meantime.cli.screens.outcomes import show_outcomes

        show_outcomes(Terminal(), outcomes)
    return ANSWERED if all(outcome.holds for outcome in outcomes) else FAILED
