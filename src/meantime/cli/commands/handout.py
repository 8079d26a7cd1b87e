"""`meantime handout`: the sheet to take home, for everybody or for one person."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import meantime as mt
from meantime.cli import inputs
from meantime.cli.command import ANSWERED, Commands, add_case, add_moment
from meantime.cli.writing import write_whole
from meantime.model.problem import CaseError, did_you_mean
from meantime.model.protocol import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from meantime.paper import Sheet

_ENDINGS = {".html": "html", ".pdf": "pdf", ".md": "markdown", ".txt": "text"}
_FORMATS = tuple(_ENDINGS.values())
# What says something of one person, and nothing without the start of a session.
_OF_A_CASE = ("zone", "end", "fact", "anchor", "otherwise_no", "at")


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add("handout", _run, "the sheet to take home: HTML, PDF, Markdown or text")
    command.add_argument("--out", default="-", help="the file to write; - is standard output")
    command.add_argument("--format", choices=_FORMATS, help="the default is what --out ends with")
    command.add_argument("--language", default=SOURCE_LANGUAGE, help="such as en, es or ar")
    command.add_argument("--phone", default="", help="the clinic's number, printed first")
    command.add_argument("--clinic", default="", help="the clinic's name")
    command.add_argument("--emergency", default="", help="whom to call in an emergency: 911")
    command.add_argument("--link", default="", help="address of the live page, for a QR code")
    command.add_argument("--paper", choices=("a4", "letter"), default="a4", help="of a PDF")
    command.add_argument("--large", action="store_true", help="large print, of a PDF")
    add_case(command, required=False)
    add_moment(command)


def _run(typed: Namespace) -> int:
    form = _format(typed)
    protocol = mt.load(typed.protocol)
    plan, at = None, None
    if _of_a_case(typed):
        at = inputs.moment(typed)
        plan = mt.plan(protocol, inputs.case_of(protocol, typed), at)
    from meantime import paper

    sheet = paper.handout(
        protocol,
        plan=plan,
        at=at,
        language=typed.language,
        phone=typed.phone,
        clinic=typed.clinic,
        emergency=typed.emergency,
        link=typed.link,
    )
    _write(typed.out, _laid_out(typed, sheet, form))
    return ANSWERED


def _format(typed: Namespace) -> str:
    """What was asked for, or what the file's ending says; text where there is no file."""
    if typed.out == "-":
        if typed.format == "pdf":
            raise CaseError("--format pdf: a PDF needs a file; add `--out handout.pdf`.")
        return typed.format or "text"
    ending = Path(typed.out).suffix.lower()
    found = typed.format or _ENDINGS.get(ending)
    if found is None:
        raise CaseError(
            f"--out {typed.out}: no format ends so. {did_you_mean(ending, _ENDINGS)} "
            "Or name one with --format."
        )
    return str(found)


def _of_a_case(typed: Namespace) -> bool:
    """Whether a person's session was given; raises CaseError where only a part of one was."""
    given = [name for name in _OF_A_CASE if getattr(typed, name)]
    if typed.start is None:
        if given or typed.session != 1:
            option = (given or ["session"])[0].replace("_", "-")
            raise CaseError(
                f"--{option}: a case without a date. Add `--start` and `--zone`, such as "
                '`--start "2026-12-01 10:00" --zone America/New_York`, or leave it out for the '
                "handout for everybody."
            )
        return False
    for name, cure in (("zone", "America/New_York"), ("at", '"2026-11-24 09:00"')):
        if name not in given:
            raise CaseError(f"--start: a handout with dates needs --{name} too: `--{name} {cure}`.")
    return True


def _laid_out(typed: Namespace, sheet: Sheet, form: str) -> bytes:
    from meantime import paper

    if form == "pdf":
        return paper.pdf(sheet, paper.Paper(typed.paper), large=typed.large)
    texts = {"html": paper.html, "markdown": paper.markdown, "text": paper.text}
    return texts[form](sheet).encode()


def _write(out: str, data: bytes) -> None:
    if out != "-":
        write_whole(Path(out), data)
    elif (stream := getattr(sys.stdout, "buffer", None)) is not None:
        # The bytes of the file that this may be sent into, whatever a terminal can show.
        sys.stdout.flush()
        stream.write(data)
    else:
        sys.stdout.write(data.decode())
