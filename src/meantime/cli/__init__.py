"""The same verbs on the command line: screen, plan, ask, series, show, check.

Each command imports its own screen, so that no answer waits for the code of another.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import meantime as mt
from meantime.cli import inputs
from meantime.cli.terminal import Terminal
from meantime.model.problem import CaseError, MeantimeError
from meantime.model.protocol import Protocol

ANSWERED, FAILED, WRONG_USE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 with an answer, 1 for a failed check, 2 for wrong use."""
    try:
        try:
            return _run(arguments)
        finally:
            sys.stdout.flush()
    except MeantimeError as error:
        sys.stderr.write(f"meantime: {error}\n")
        return WRONG_USE
    except BrokenPipeError:  # pragma: no cover: tests/cli runs it in a process of its own
        # Whoever was reading, such as `head`, has seen enough. What is still in the buffer must go
        # nowhere, or Python complains about the pipe at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED


def _run(arguments: Sequence[str] | None) -> int:
    typed = _parser().parse_args(arguments)
    command: Callable[[Protocol, Namespace], int] = typed.command
    return command(mt.load(typed.protocol), typed)


def _screen(protocol: Protocol, typed: Namespace) -> int:
    case = inputs.case_of(protocol, typed)
    verdict = mt.screen(protocol, case, inputs.moment(typed))
    if not _json(typed, verdict.to_dict):
        from meantime.cli.screens.verdict import show_verdict

        show_verdict(Terminal(), mt.timeline(protocol, case), verdict)
    return ANSWERED


def _plan(protocol: Protocol, typed: Namespace) -> int:
    plan = mt.plan(protocol, inputs.case_of(protocol, typed), inputs.moment(typed))
    if not _json(typed, plan.to_dict):
        from meantime.cli.screens.plan import show_plan

        show_plan(Terminal(), plan)
    return ANSWERED


def _ask(protocol: Protocol, typed: Namespace) -> int:
    case = inputs.case_of(protocol, typed)
    at = inputs.moment(typed)
    if not typed.question.strip():
        raise CaseError('The question is empty; ask such as "Can I wear foundation?".')
    if at is None:
        raise CaseError('--at is missing: the moment of asking, such as --at "2026-12-02 09:00".')
    answer = mt.ask(protocol, case, typed.question, at=at)
    if not _json(typed, answer.to_dict):
        from meantime.cli.screens.answer import show_answer

        show_answer(Terminal(), answer.timeline, answer, at)
    return ANSWERED


def _series(protocol: Protocol, typed: Namespace) -> int:
    series = mt.series(
        protocol,
        inputs.case_of(protocol, typed),
        sessions=typed.sessions,
        by=inputs.day(typed.by),
        blackouts=[inputs.stretch(text) for text in typed.blackout],
        hours=inputs.hours(typed.hours),
    )
    if not _json(typed, series.to_dict):
        from meantime.cli.screens.series import show_series

        show_series(Terminal(), series)
    return ANSWERED


def _show(protocol: Protocol, typed: Namespace) -> int:
    if not _json(typed, protocol.to_dict):
        from meantime.cli.screens.protocol import show_protocol

        show_protocol(Terminal(), protocol)
    return ANSWERED


def _check(protocol: Protocol, typed: Namespace) -> int:
    from meantime.answers.checking import check
    from meantime.literate.cases import load_cases
    from meantime.literate.protocols import find

    cases = load_cases(find(typed.protocol))
    outcomes = list(check(protocol, cases))
    if not outcomes:
        raise MeantimeError(f"`{typed.protocol}` has no worked cases; add them in `cases.yaml`.")
    if not _json(typed, lambda: {"outcomes": [outcome.to_dict() for outcome in outcomes]}):
        from meantime.cli.screens.outcomes import show_outcomes

        show_outcomes(Terminal(), outcomes)
    return ANSWERED if all(outcome.holds for outcome in outcomes) else FAILED


def _json(typed: Namespace, result: Callable[[], dict[str, Any]]) -> bool:
    if typed.json:
        sys.stdout.write(json.dumps(result(), indent=2) + "\n")
    return bool(typed.json)


class _Parser(ArgumentParser):
    """Wrong use is an error like any other: one message, and the same exit code."""

    def error(self, message: str) -> NoReturn:
        raise CaseError(f"{message}. See `{self.prog} --help`.")


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="meantime",
        allow_abbrev=False,
        description="What to do in the days before and after a procedure.",
    )
    parser.add_argument("--version", action="version", version=f"meantime {mt.__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[Protocol, Namespace], int], about: str) -> ArgumentParser:
        found = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        found.add_argument("protocol", help="a shipped name, such as microneedling, or a folder")
        found.add_argument("--json", action="store_true", help="print the result as JSON")
        found.set_defaults(command=command)
        return found

    screen = add("screen", _screen, "who may be treated, and if not the earliest date and why")
    plan = add("plan", _plan, "what to do and avoid, and from when to when")
    ask = add("ask", _ask, "may I ...? in one word, with the minute it changes")
    series = add("series", _series, "a series of sessions, forward or back from an event")
    add("show", _show, "the protocol: rules, windows, decisions, assumptions")
    add("check", _check, "run the protocol's own worked cases")
    ask.add_argument("question", help="a concept, a word or a whole question")
    for command in (screen, plan, ask, series):
        _add_case(command)
    for command in (screen, plan, ask):
        command.add_argument("--at", help='the moment of asking, such as "2026-12-02 09:00"')
    _add_series(series)
    return parser


def _add_case(command: ArgumentParser) -> None:
    moment = 'local time, such as "2026-12-01 10:00"'
    command.add_argument("--start", required=True, help=f"start of the session, {moment}")
    command.add_argument("--end", help=f"recorded end of the session, {moment}")
    command.add_argument("--zone", required=True, help="the clinic's zone: America/New_York")
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


def _add_series(command: ArgumentParser) -> None:
    command.add_argument("--sessions", type=int, help="how many sessions")
    command.add_argument("--by", help="the date of an event to be healed by")
    command.add_argument(
        "--blackout", action="append", default=[], help="a date, or 2027-01-10..2027-01-20"
    )
    command.add_argument(
        "--hours", action="append", default=[], help='opening hours: "mon-fri 09:00-17:00"'
    )
