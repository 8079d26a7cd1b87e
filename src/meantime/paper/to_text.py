"""A sheet as plain text: for a terminal, a message, a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from meantime.paper.sheet import Drawing, Line, Notice, Part, Sheet, Stretch

_WIDTH = 80
_CELLS = 34


def text(sheet: Sheet) -> str:
    """The whole sheet, at most 80 signs wide but for an address, which is never cut."""
    return "\n".join(_rows(sheet)) + "\n"


def cells(band: tuple[Stretch, ...], session: float, count: int = _CELLS) -> str:
    """A line of time as signs: heavy where it binds, middling where it is better, `●` the session.

    A stretch shorter than a cell fills the one that it begins in.
    """
    drawn = []
    for cell in range(count):
        begin, end = cell / count, (cell + 1) / count
        soft = [part.soft for part in band if part.begin < end and begin < part.end]
        if begin <= session < end:
            drawn.append("●")
        else:
            drawn.append("┄" if not soft else "─" if all(soft) else "━")
    return "".join(drawn)


def _rows(sheet: Sheet) -> Iterator[str]:
    yield from _wrapped(sheet.title)
    yield "=" * min(_WIDTH, len(sheet.title))
    for said in sheet.head:
        yield from _wrapped(said)
    for notice in sheet.notices:
        yield from _notice(notice)
    yield from _part(sheet, sheet.warnings, sheet.phone)
    yield from _drawing(sheet.drawing)
    for part in sheet.parts:
        yield from _part(sheet, part)
    if sheet.glossary.entries:
        yield from ("", sheet.glossary.title, "-" * len(sheet.glossary.title))
    for entry in sheet.glossary.entries:
        yield from _wrapped(f"{entry.label}: {entry.meaning}", "- ")
    yield ""
    for said in (*sheet.foot, *([sheet.code.words] if sheet.code else [])):
        yield from _wrapped(said)


def _notice(notice: Notice) -> Iterator[str]:
    """Between rows of signs where the date does not hold: no heading has as much."""
    edge = ["!" * _WIDTH] if notice.why else []
    yield from ("", *edge)
    for said in (notice.text, *notice.why):
        yield from _wrapped(said, "! ")
    yield from edge


def _drawing(drawing: Drawing) -> Iterator[str]:
    yield from ("", drawing.title, "-" * len(drawing.title))
    yield cells((Stretch(0, 1),), drawing.session)
    first, _, last = drawing.ends
    yield f"{first}{last:>{_CELLS - len(first)}}"
    yield from _wrapped(drawing.spoken)


def _part(sheet: Sheet, part: Part, lead: str = "") -> Iterator[str]:
    yield from ("", part.title, "-" * len(part.title), *_wrapped(lead))
    for group in part.groups:
        if group.title:
            yield from ("", *_wrapped(group.title))
        for line in group.lines:
            yield from _line(sheet, line)


def _line(sheet: Sheet, line: Line) -> Iterator[str]:
    yield from _wrapped(line.text + ("\u00a0*" if line.star else ""), "- ")
    times = ": ".join(filter(None, (line.word, line.times)))
    if line.band:
        yield f"    {cells(line.band, sheet.drawing.session)}"
    for said in filter(None, (times, *line.notes)):
        yield from _wrapped(said, "    ")


def _wrapped(said: str, first: str = "") -> list[str]:
    rest = " " * len(first)
    return wrap(
        said,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
