"""YAML from people nobody knows: only text, lists and mappings, each with its place in the file.

Nothing is ever constructed from what a file says: every scalar stays text. Anchors, aliases, tags,
repeated keys, deep nesting and very large files are refused, so that a file cannot grow in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from meantime.model.problem import Place, Problem

# What YAML does not allow: control characters could also drive the terminal of whoever reads.
# What turns the direction of reading (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069) could
# show one sentence and hold another.
FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff"
    "\ue000-\ufffd\U00010000-\U0010ffff]"
)
MOST_CHARACTERS = 1_000_000
MOST_DEPTH = 8
# Ten times what the largest shipped file has.
MOST_PARTS = 120_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Leaf:
    """A piece of text."""

    text: str
    place: Place


@dataclass(slots=True)
class Branch:
    """A list."""

    items: list[Node]
    place: Place


@dataclass(slots=True)
class Tree:
    """A mapping from text to nodes; `keys` holds where each key stands."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)


Node = Leaf | Branch | Tree


class Refused(Exception):
    """The text cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Mark(Protocol):
    """Where YAML's reader stood: 0-based line and column."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


@dataclass(slots=True)
class _Source:
    file: str
    lines: list[str]
    first_line: int

    def place(self, mark: _Mark | None) -> Place:
        assert mark is not None  # a text that was parsed has marks
        source = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return Place(self.file, self.first_line + mark.line, mark.column + 1, source)

    def refuse(self, mark: _Mark | None, what: str, cure: str) -> Refused:
        return Refused(Problem(self.place(mark), what, cure))


def parse(text: str, file: str, first_line: int = 1) -> Node:
    """The tree of a YAML text; raises Refused with the place where it cannot be read."""
    source = _Source(file, text.splitlines(), first_line)
    if len(text) > MOST_CHARACTERS:
        start = Place(file, first_line)
        raise Refused(
            Problem(start, f"more than {MOST_CHARACTERS:,} characters", "Split the file.")
        )
    if forbidden := FORBIDDEN.search(text):
        raise Refused(forbidden_character(text, forbidden.start(), file, first_line))
    try:
        events = yaml.parse(text, Loader=_LOADER)
        return _document(source, _safe(source, events))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not readable as YAML: {error.problem or error.context}"
        cure = "Check indentation, colons and brackets; quote text that holds `: ` or `#`."
        raise Refused(Problem(source.place(mark), what, cure)) from None


def forbidden_character(text: str, position: int, file: str, first_line: int) -> Problem:
    """The problem of a character that must not stand in a text; it is not shown itself."""
    before = text[:position]
    line, column = before.count("\n"), position - before.rfind("\n")
    source = FORBIDDEN.sub("\ufffd", text.split("\n")[line].rstrip("\r"))
    place = Place(file, first_line + line, column, source)
    return Problem(place, "holds a control character", "Remove it.")


def _safe(source: _Source, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    depth = 0
    for count, event in enumerate(events):
        if count > MOST_PARTS:
            raise source.refuse(event.start_mark, f"more than {MOST_PARTS:,} parts", "Split it.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            cure = "Write the text out; anchors (&) and aliases (*) are not used here."
            raise source.refuse(event.start_mark, "an anchor or alias", cure)
        if getattr(event, "tag", None):
            raise source.refuse(
                event.start_mark, "a tag (!)", "Remove it; everything is text here."
            )
        if isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            depth += 1
            if depth > MOST_DEPTH:
                cure = "Nothing in a protocol needs that."
                raise source.refuse(event.start_mark, f"nested deeper than {MOST_DEPTH}", cure)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            depth -= 1
        yield event


def _document(source: _Source, events: Iterator[yaml.Event]) -> Node:
    node: Node = Tree(Place(source.file, source.first_line))
    seen = False
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                cure = "One document a file: remove the line `---`."
                raise source.refuse(event.start_mark, "a second document", cure)
            seen = True
            node = _node(source, events, next(events))
    return node


def _node(source: _Source, events: Iterator[yaml.Event], event: yaml.Event) -> Node:
    place = source.place(event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        if event.style == '"' and FORBIDDEN.search(event.value):  # written with a backslash
            raise source.refuse(event.start_mark, "holds a control character", "Remove it.")
        return Leaf(event.value, place)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(source, events, inner))
        return Branch(items, place)
    tree = Tree(place)
    while not isinstance(inner := next(events), yaml.MappingEndEvent):
        key = _node(source, events, inner)
        if not isinstance(key, Leaf):
            raise source.refuse(inner.start_mark, "a key that is not text", "Use a plain word.")
        if key.text in tree.entries:
            cure = f"It first stands in line {tree.keys[key.text].line}; keep one of them."
            raise source.refuse(inner.start_mark, f"`{key.text}` stands twice", cure)
        tree.keys[key.text] = key.place
        tree.entries[key.text] = _node(source, events, next(events))
    return tree
