"""What stands on a handout, in the order in which it is read, whatever it is printed as."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Mark(StrEnum):
    """The sign beside a sentence; a colour never stands without it and its word."""

    NOT_NOW = "not-now"
    CARE = "care"
    FINE = "fine"
    DO = "do"
    KNOW = "know"
    NORMAL = "normal"
    CALL = "call"
    PLAIN = "plain"


class Stretch(NamedTuple):
    """A part of the drawn line of time, 0 its begin and 1 its end; `soft` is better, no must."""

    begin: float
    end: float
    soft: bool = False


class Line(NamedTuple):
    """One thing said to the patient: `text` whole and as the protocol has it.

    rule: the id of what says it. word: what the mark means, in words. notes: what belongs to the
    text, each a sentence. band: where it lies on the line of time, if it has a place there.
    """

    rule: str
    mark: Mark
    text: str
    word: str = ""
    times: str = ""
    notes: tuple[str, ...] = ()
    band: tuple[Stretch, ...] = ()
    star: bool = False


class Group(NamedTuple):
    """Lines that go together, under a title of their own where they have one."""

    title: str
    lines: tuple[Line, ...]


class Part(NamedTuple):
    """A part of the sheet under its own heading; `key` names it in every language."""

    key: str
    title: str
    groups: tuple[Group, ...]


class Entry(NamedTuple):
    """A word that not everybody knows, and what it means."""

    label: str
    meaning: str


class Glossary(NamedTuple):
    """The words on the page that need explaining; there may be none."""

    title: str
    entries: tuple[Entry, ...]


class Tick(NamedTuple):
    """A day on the drawn line of time: where it begins, and what is written there."""

    place: float
    label: str


class Drawing(NamedTuple):
    """The line of time: the session as one mark, `now` where the sheet was made on it.

    `spoken` says the same in words.
    """

    title: str
    spoken: str
    sides: tuple[str, str, str]
    session: float
    ticks: tuple[Tick, ...]
    ends: tuple[str, str, str]
    now: float | None = None
    now_word: str = ""


class Notice(NamedTuple):
    """What has to be known before anything else, and the language it is said in.

    why: what makes a date not hold; with it the notice stands out more than any heading.
    """

    text: str
    language: str
    why: tuple[str, ...] = ()


class Code(NamedTuple):
    """The address of the live page, and its QR code: rows of dark (1) and light (0) squares."""

    link: str
    words: str
    spoken: str
    rows: tuple[str, ...]


class Sheet(NamedTuple):
    """A handout in one language, ready to be laid out.

    head: what it is about. warnings come first; `phone` stands with them, and alone where the
    protocol names no warning sign. dialled: its number as a telephone takes it.
    """

    language: str
    direction: str
    title: str
    head: tuple[str, ...]
    notices: tuple[Notice, ...]
    warnings: Part
    phone: str
    dialled: str
    drawing: Drawing
    parts: tuple[Part, ...]
    glossary: Glossary
    foot: tuple[str, ...]
    code: Code | None = None

    def lines(self) -> tuple[Line, ...]:
        """Every line, in reading order."""
        parts = (self.warnings, *self.parts)
        return tuple(line for part in parts for group in part.groups for line in group.lines)

    def sentences(self) -> tuple[str, ...]:
        """Every text that a reader of the sheet has to meet, in reading order."""
        told = (said for notice in self.notices for said in (notice.text, *notice.why))
        said = [self.title, *self.head, *told, self.phone]
        for part in (self.warnings, *self.parts):
            said.append(part.title)
            for group in part.groups:
                said.append(group.title)
                for line in group.lines:
                    said += [line.text, line.times, *line.notes]
        for entry in self.glossary.entries:
            said += entry
        return tuple(filter(None, [*said, *self.foot, self.code.words if self.code else ""]))
