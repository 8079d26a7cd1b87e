"""`meantime calendar`: a plan as a calendar file, its changes, and its end."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_moment
from meantime.cli.writing import write_whole
from meantime.model.problem import CaseError, MeantimeError


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("calendar", _run, "the plan as a calendar file (.ics)")
    add_case(command)
    add_moment(command)
    command.add_argument(
        "--person",
        required=True,
        metavar="ID",
        help="a random id of the person, of 22 or more letters and digits; never a name",
    )
    command.add_argument("--out", default="-", help="the file to write; - is standard output")
    command.add_argument(
        "--previous",
        type=Path,
        metavar="FILE",
        help="the calendar made before for this session; where left out, the file of --out",
    )
    command.add_argument(
        "--details",
        action="store_true",
        help="name the procedure and the steps; only where the patient agreed to that",
    )
    command.add_argument("--phone", default="", help="the clinic's number, said in every event")
    command.add_argument("--cancel", action="store_true", help="the session is called off")
    command.add_argument("--language", default="en", help="such as en, es or ar")


def _run(typed: Namespace) -> int:
    from meantime.interop.ical import calendar

    protocol = mt.load(typed.protocol)
    case = inputs.case_of(protocol, typed)
    at = inputs.moment(typed)
    if at is None:
        raise CaseError(
            '--at is missing: the moment of making it, such as --at "2026-11-20 09:00".'
        )
    content = calendar(
        mt.plan(protocol, case, at),
        person=typed.person,
        at=at,
        previous=_previous(typed),
        details=typed.details,
        language=typed.language,
        phone=typed.phone,
        cancel=typed.cancel,
    )
    if typed.out == "-":
        sys.stdout.buffer.write(content)
    else:
        write_whole(Path(typed.out), content)
    return ANSWERED


def _previous(typed: Namespace) -> bytes | None:
    """The calendar made before; none where there is no file of that name yet."""
    if typed.previous is None and typed.out == "-":
        return None
    path: Path = typed.previous or Path(typed.out)
    try:
        if typed.previous is None and not path.exists():
            return None
        return _content(path)
    except OSError as error:
        raise MeantimeError(
            f"`{path}` cannot be read: {error.strerror}. Name the calendar made before."
        ) from None


def _content(path: Path) -> bytes:
    from meantime.interop.ical.file import LARGEST

    if path.exists() and not path.is_file():
        raise MeantimeError(f"`{path}` is not an ordinary file. Name the calendar made before.")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
