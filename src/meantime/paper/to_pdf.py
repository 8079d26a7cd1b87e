"""A sheet as PDF/UA, set by typst with the fonts of this package and no others.

The sheet goes to typst as data, never as source, so that nothing typed into it is run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from meantime.model.problem import MeantimeError
from meantime.paper.sheet import Sheet

_HERE = Path(__file__).parent
_SOURCE = _HERE / "sheet.typ"
FONTS = _HERE / "fonts"
_FAMILIES = {
    "NotoSans-Regular.ttf": "Noto Sans",
    "NotoSans-Bold.ttf": "Noto Sans",
    "NotoSansArabic-Regular.ttf": "Noto Sans Arabic",
    "NotoSansArabic-Bold.ttf": "Noto Sans Arabic",
}

# Points of the body. What fits one page at one of the first sizes goes there; 9 is the floor.
_SIZES = (10.5, 10.0, 9.5, 9.0)
_LARGE = 18.0
# The file says when it was made where a reader sees it; its own stamp stays the same for the same
# sheet.
_STAMP = datetime(2000, 1, 1, tzinfo=UTC)


class Paper(StrEnum):
    """The two sizes that clinics print on."""

    A4 = "a4"
    LETTER = "letter"


_NAMES = {Paper.A4: "a4", Paper.LETTER: "us-letter"}


def pdf(sheet: Sheet, paper: Paper = Paper.A4, *, large: bool = False) -> bytes:
    """The sheet as PDF/UA-1; on one page where it fits one, in large print at 18 points.

    Raises MeantimeError where a font is missing or unreadable, or has no sign for a letter.
    """
    fonts = fonts_in(FONTS)
    source = _SOURCE.read_bytes()
    data = json.dumps(_plain(sheet), ensure_ascii=False)

    def at(size: float) -> typst.Compiler:
        inputs = {"sheet": data, "paper": _NAMES[paper], "size": str(size)}
        return compiler(source, inputs, fonts)

    return set_with(at(_LARGE if large else _fitting(at)))


def _fitting(at: Callable[[float], typst.Compiler]) -> float:
    """The largest size at which all is on one page; the normal one where it never is."""
    if _pages(at(_SIZES[-1])) > 1:
        return _SIZES[0]
    return next(size for size in _SIZES if _pages(at(size)) == 1)


def set_with(ready: typst.Compiler) -> bytes:
    """The PDF; any warning is an error, as a font that is missing is only warned of."""
    try:
        made, warnings = ready.compile_with_warnings(
            format="pdf", pdf_standards="ua-1", timestamp=_STAMP
        )
    except typst.TypstError as error:
        raise _refused(error.message) from None
    if warnings:
        raise _refused("; ".join(warning.message for warning in warnings))
    assert isinstance(made, bytes)  # a list is for pictures, nothing for a file of its own
    return made


def compiler(source: bytes, inputs: dict[str, str], fonts: typst.Fonts) -> typst.Compiler:
    """Typst over a source, with no font, file or package but those of this package."""
    return typst.Compiler(
        source, root=_HERE, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs
    )


def _pages(ready: typst.Compiler) -> int:
    return int(ready.query("<pages>", field="value", one=True))


@lru_cache(maxsize=4)
def fonts_in(folder: Path) -> typst.Fonts:
    """The fonts of a folder; raises MeantimeError that names the file that is missing or broken."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    readable = {Path(font.path).name: font.family for font in fonts.fonts() if font.path}
    for name, family in _FAMILIES.items():
        if readable.get(name) != family:
            raise MeantimeError(
                f"font: `{name}` is missing or cannot be read; install Meantime anew."
            )
    return fonts


def _refused(why: str) -> MeantimeError:
    return MeantimeError(f"pdf: {why}. Mend what was typed, or print the handout as HTML.")


def _plain(value: Any) -> Any:
    """Named values as typst can look them up."""
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
