"""How lines look: colour on a terminal, plain elsewhere; wrapped, indented, and a line of time."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from io import TextIOWrapper
from textwrap import wrap
from typing import TextIO

_CODES = {"good": "32", "care": "33", "stop": "31", "brand": "36", "strong": "1", "faint": "2"}


class Terminal:
    """Writes lines to standard output, or to another stream where that is for something else."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        _tolerate(self._stream)
        self.colour = self._stream.isatty() and "NO_COLOR" not in os.environ
        self.width = min(100, max(60, shutil.get_terminal_size((88, 24)).columns))

    def paint(self, text: str, *styles: str) -> str:
        """The text in a style, where there is colour."""
        if not self.colour or not styles:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"

    def line(self, text: str = "", *styles: str, indent: int = 0) -> None:
        """One paragraph, wrapped to the width."""
        room = self.width - indent
        for piece in wrap(text, room, break_on_hyphens=False) or [""]:
            self._stream.write(" " * indent + self.paint(piece, *styles) + "\n" if piece else "\n")

    def raw(self, text: str) -> None:
        """One line as it is."""
        self._stream.write(text + "\n")


def _tolerate(stream: TextIO) -> None:
    """A terminal that cannot show a sign shows another one; it never fails."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")


def line_of_time(
    marks: list[tuple[datetime, datetime]], begin: datetime, end: datetime, now: datetime, size: int
) -> str:
    """A stretch of time as characters: heavy where a mark holds, light elsewhere, `●` at now."""
    return "".join(_cells(marks, begin, end, now, size))


def _cells(
    marks: list[tuple[datetime, datetime]], begin: datetime, end: datetime, now: datetime, size: int
) -> Iterator[str]:
    step = (end - begin) / size
    for count in range(size):
        opens, closes = begin + step * count, begin + step * (count + 1)
        if opens <= now < closes:
            yield "●"
        else:
            holds = any(first < closes and opens < last for first, last in marks)
            yield "━" if holds else "┄"
