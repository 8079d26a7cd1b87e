"""`meantime ask`: may I ...? in one word, with the minute it changes."""

from __future__ import annotations

from argparse import Namespace

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_json, add_moment, as_json
from meantime.cli.terminal import Terminal
from meantime.model.problem import CaseError


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("ask", _run, "may I ...? in one word, with the minute it changes")
    command.add_argument("question", help="a concept, a word or a whole question")
    add_json(command)
    add_case(command)
    add_moment(command)


def _run(typed: Namespace) -> int:
    protocol = mt.load(typed.protocol)
    case = inputs.case_of(protocol, typed)
    at = inputs.moment(typed)
    if not typed.question.strip():
        raise CaseError('The question is empty; ask such as "Can I wear foundation?".')
    if at is None:
        raise CaseError('--at is missing: the moment of asking, such as --at "2026-12-02 09:00".')
    answer = mt.ask(protocol, case, typed.question, at=at)
    if not as_json(typed, answer.to_dict):
        from meantime.cli.screens.answer import show_answer

        show_answer(Terminal(), answer.timeline, answer, at)
    return ANSWERED
