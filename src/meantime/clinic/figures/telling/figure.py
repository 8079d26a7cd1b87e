"""What every figure is, and how small numbers are held back.

`least` is the fewest people that a number may be about: below it a cell holds None, and so does
whatever would give it away by subtraction within its table; 1 holds nothing back. Tables are held
apart from each other: who puts several together, or several spans of months, may still work a
small number out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.figures.drawing import Plot
from meantime.clinic.figures.quartiles import Quartiles
from meantime.clinic.figures.reading import Many

# None: held back, since it is about too few people.
Cell = str | int | float | None
FEW = 5
ALL = 1


class Column(NamedTuple):
    """A column. name: in files. word: on the page, and `say` tells a cell there."""

    name: str
    word: Any
    say: Callable[[Any], Any] = str


class Figure(NamedTuple):
    """A figure. how: what exactly is counted. said: the sentence to take away, if there is one."""

    name: str
    title: str
    how: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    plots: Sequence[Plot]
    legend: Sequence[tuple[str, Any]] = ()
    said: str = ""

    @property
    def told(self) -> list[list[tuple[str, Any]]]:
        """The rows in words of the page, each with the class of its cell."""
        return [
            [_told(column, cell) for column, cell in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]


def _told(column: Column, cell: Cell) -> tuple[str, Any]:
    if cell is None:
        return "muted", few()
    return "wide" if isinstance(cell, str) else "numeric", column.say(cell)


def few() -> str:
    """What stands where a number is held back."""
    return _("under %(least)d people") % {"least": FEW}


def kept(many: Many, least: int) -> int | None:
    """The sessions; None where they are of too few people. A nought is about nobody."""
    return None if 0 < many.people < least else many.sessions


def short(value: float) -> int | float:
    """A number without decimals that say nothing."""
    return int(value) if value == int(value) else round(value, 2)


QUARTILES = (
    Column("lower_quartile", lazy("Lower quartile")),
    Column("median", lazy("Median")),
    Column("upper_quartile", lazy("Upper quartile")),
    Column("sessions", lazy("Sessions")),
)


def cells(values: Quartiles | None) -> tuple[Cell, ...]:
    """Quartiles and how many values there are, for the columns above."""
    if values is None:
        return (None, None, None, None)
    return (short(values.low), short(values.median), short(values.high), values.many)
