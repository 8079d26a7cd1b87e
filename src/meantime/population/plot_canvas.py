"""A white page to draw on, measured in points from its top left corner, with our own fonts."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.typing import RcKeyType

PAPER = "#ffffff"
INK = "#1c2b33"
FAINT = "#566771"
TRACK = "#edf1f2"
BRAND = "#0f5e63"

Align = Literal["left", "center", "right"]
Form = Literal["svg", "png"]

_FONTS = Path(str(files("meantime"))) / "paper" / "fonts"
_FACES = str(_FONTS / "NotoSans-Regular.ttf"), str(_FONTS / "NotoSans-Bold.ttf")
_POINTS_AN_INCH = 72
_PARTS_A_POINT = 64
# Letters that are not moved to the grid of a screen are as wide as they were measured.
_SETTINGS: dict[RcKeyType, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "meantime",
    "savefig.dpi": 160,
    "text.hinting": "none",
}
# When it was made, and by which program, would make two files of one summary differ.
_UNSAID: dict[Form, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
}
_ELLIPSIS = "…"


def width_of(said: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in points."""
    font = _face(bold)
    font.set_size(size, _POINTS_AN_INCH)
    font.set_text(printable(said), flags=LoadFlags.NO_HINTING)
    wide, _ = font.get_width_height()
    return float(wide) / _PARTS_A_POINT


def cut(said: str, size: float, width: float, *, bold: bool = False) -> str:
    """As much of a text as fits the width, with a sign where some of it is left out."""

    def wide(count: int) -> float:
        return width_of(said[:count] + _ELLIPSIS, size, bold=bold)

    if width_of(said, size, bold=bold) <= width:
        return said
    return said[: max(0, bisect_right(range(len(said)), width, key=wide) - 1)].rstrip() + _ELLIPSIS


def printable(said: str) -> str:
    """The text with a question mark for each sign that the fonts do not have."""
    return "".join(sign if ord(sign) in _signs() else "?" for sign in said)


@lru_cache(maxsize=2)
def _face(bold: bool) -> FT2Font:
    return FT2Font(_FACES[bold])


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    return frozenset(_face(False).get_charmap()) & frozenset(_face(True).get_charmap())


class Canvas:
    """Texts, bars, lines and dots; nothing of it depends on settings of the machine."""

    def __init__(self, width: float) -> None:
        self._width = width
        with matplotlib.rc_context(matplotlib.rcParamsDefault):
            self.figure = Figure(facecolor=PAPER)
            self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        said: str,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """A text on the base line y."""
        self._axes.text(
            x,
            y,
            printable(said),
            fontproperties=FontProperties(fname=_FACES[bold], size=size),
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled bar, its top left corner at x, y."""
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def gap(self, x: float, y: float, width: float, height: float) -> None:
        """A broken outline, where a bar is withheld."""
        outline = Rectangle(
            (x, y), width, height, fill=False, edgecolor=FAINT, linewidth=0.8, linestyle=(0, (3, 2))
        )
        self._axes.add_patch(outline)

    def line(self, x: float, y: float, to_x: float, colour: str, thick: float) -> None:
        """A level line."""
        self._axes.add_line(
            Line2D((x, to_x), (y, y), color=colour, linewidth=thick, solid_capstyle="butt")
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled dot around x, y."""
        self._axes.add_patch(Circle((x, y), radius, facecolor=colour, linewidth=0, zorder=3))

    def saved(self, form: Form, height: float, about: dict[str, str]) -> bytes:
        """The page down to a height, the same bytes for the same page.

        about: a title and a description, kept in the file. In SVG letters are drawn as shapes.
        """
        self.figure.set_size_inches(self._width / _POINTS_AN_INCH, height / _POINTS_AN_INCH)
        self._axes.set(xlim=(0, self._width), ylim=(height, 0))
        with matplotlib.rc_context({**matplotlib.rcParamsDefault, **_SETTINGS}):
            out = BytesIO()
            self.figure.savefig(out, format=form, metadata={**about, **_UNSAID[form]})
        return out.getvalue()
