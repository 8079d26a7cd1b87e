"""A figure as a file that a spreadsheet opens."""

from __future__ import annotations

import csv
from io import StringIO

from meantime.clinic.figures.telling.figure import FEW, Cell, Figure

# A spreadsheet takes what begins with one of these for a formula.
_FORMULA = tuple("=+-@\t\r\n|%")


def csv_of(figure: Figure) -> str:
    """The table of a figure, in the words of its columns that no language changes."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([column.name for column in figure.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in figure.rows])
    return file.getvalue()


def _plain(cell: Cell) -> str | int | float:
    """A cell that no spreadsheet runs. A number is one; what is held back says so."""
    if cell is None:
        return f"<{FEW}"
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell
