"""A sheet as Markdown (CommonMark); whatever is typed into it stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meantime.paper.sheet import Line, Part, Sheet, Stretch
from meantime.paper.to_text import cells

_SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+.!|~&$=-])")


def markdown(sheet: Sheet) -> str:
    """The whole sheet, a line of the drawing in code ticks."""
    return "\n".join(_rows(sheet)) + "\n"


def plain(said: str) -> str:
    """Text that Markdown shows as it is: every sign that could mean something is escaped."""
    return _SIGNS.sub(r"\\\1", said)


def _rows(sheet: Sheet) -> Iterator[str]:
    yield f"# {plain(sheet.title)}"
    for said in sheet.head:
        yield from ("", plain(said))
    for notice in sheet.notices:
        # Where the date does not hold: a heading, strong, in a box of its own.
        sign = "## " if notice.why else ""
        yield from ("", f"> {sign}**{plain(notice.text)}**")
        for why in notice.why:
            yield from (">", f"> **{plain(why)}**")
    yield from ("", f"## {plain(sheet.warnings.title)}", "", f"**{plain(sheet.phone)}**")
    yield from _groups(sheet, sheet.warnings)
    yield from ("", f"## {plain(sheet.drawing.title)}")
    yield from ("", f"`{cells((Stretch(0, 1),), sheet.drawing.session)}`")
    yield from ("", plain(sheet.drawing.spoken))
    for part in sheet.parts:
        yield from ("", f"## {plain(part.title)}")
        yield from _groups(sheet, part)
    if sheet.glossary.entries:
        yield from ("", f"## {plain(sheet.glossary.title)}", "")
    for entry in sheet.glossary.entries:
        yield f"- **{plain(entry.label)}**: {plain(entry.meaning)}"
    yield from ("", "---")
    for said in (*sheet.foot, *([sheet.code.words] if sheet.code else [])):
        yield from ("", plain(said))


def _groups(sheet: Sheet, part: Part) -> Iterator[str]:
    for group in part.groups:
        if group.title:
            yield from ("", f"### {plain(group.title)}")
        yield ""
        for line in group.lines:
            yield from _line(sheet, line)


def _line(sheet: Sheet, line: Line) -> Iterator[str]:
    said = [plain(line.text) + ("\u00a0\\*" if line.star else "")]
    times = ": ".join(filter(None, (line.word, line.times)))
    if times:
        drawn = f"`{cells(line.band, sheet.drawing.session)}` " if line.band else ""
        said.append(f"{drawn}{plain(times)}")
    said += [f"*{plain(note)}*" for note in line.notes]
    # A backslash at the end of a line breaks it there.
    yield "- " + "\\\n  ".join(said)
