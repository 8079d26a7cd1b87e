"""A literate document: headings, the patient's sentences, and right below each its YAML block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meantime.literate.tree import FORBIDDEN, Refused, Tree, forbidden_character, parse
from meantime.model.problem import Place, Problem

_FENCE = "```"


@dataclass(slots=True)
class Block:
    """A YAML block, the paragraph right above it and the heading it stands under."""

    tree: Tree
    text: str
    text_place: Place
    heading: str


@dataclass(slots=True)
class Document:
    """A document as read: its front matter, its blocks, and what could not be read."""

    front: Tree
    blocks: list[Block]
    problems: list[Problem]


def read(text: str, file: str) -> Document:
    """Split a document. Lines that begin with `>` are notes for clinicians and carry no rule."""
    return _Reader(text, file).read()


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text.removeprefix("\ufeff")
        self.lines = self.text.splitlines()
        self.document = Document(Tree(Place(file, 1)), [], [])
        self.heading = ""
        self.paragraph: list[str] = []
        self.paragraph_line = 1
        self.bound = True

    def read(self) -> Document:
        # One look at the whole spares a look at each of a million lines.
        searched = self.lines if FORBIDDEN.search(self.text) else []
        for number, line in enumerate(searched, 1):
            if forbidden := FORBIDDEN.search(line):
                problem = forbidden_character(line, forbidden.start(), self.file, number)
                self.document.problems.append(problem)
                self.lines[number - 1] = FORBIDDEN.sub(" ", line)
        numbered = enumerate(self.lines, 1)
        if self.lines and self.lines[0].strip() == "---":
            next(numbered)
            tree = self._tree(numbered, 2, "---")
            self.document.front = tree or self.document.front
        for number, line in numbered:
            stripped = line.strip()
            if stripped.startswith(_FENCE):
                self._block(numbered, number, stripped)
            elif stripped.startswith("#"):
                self._close()
                self.heading = stripped.lstrip("#").strip()
            elif stripped.startswith((">", "|")):
                self._close()
            elif stripped:
                self._prose(number, stripped)
        self._close()
        return self.document

    def _prose(self, number: int, line: str) -> None:
        after_blank = number >= 2 and not self.lines[number - 2].strip()
        if self.bound or after_blank or not self.paragraph:
            self._close()
            self.paragraph_line = number
            self.bound = False
        self.paragraph.append(line)

    def _close(self) -> None:
        """End the paragraph; one without a rule below it is said by nobody."""
        if self.paragraph and not self.bound:
            cure = "Put its YAML block right below it, or begin a note for clinicians with `>`."
            self._problem(self.paragraph_line, "a paragraph without a rule", cure)
        self.paragraph = []
        self.bound = True

    def _block(self, numbered: Iterator[tuple[int, str]], number: int, fence: str) -> None:
        if fence != f"{_FENCE}yaml":
            self._problem(number, "a fenced block that is not YAML", "Begin it with ```yaml.")
        tree = self._tree(numbered, number + 1, _FENCE)
        self.bound = True
        if tree is not None:
            line = self.paragraph_line
            place = (
                Place(self.file, line, 1, self.lines[line - 1]) if self.paragraph else tree.place
            )
            text = " ".join(self.paragraph)
            self.document.blocks.append(Block(tree, text, place, self.heading))

    def _tree(self, numbered: Iterator[tuple[int, str]], first: int, closing: str) -> Tree | None:
        inside: list[str] = []
        for _, line in numbered:
            if line.strip() == closing:
                break
            inside.append(line)
        else:
            self._problem(first - 1, "a block that never ends", f"Close it with `{closing}`.")
            return None
        if not any(map(str.strip, inside)):
            return Tree(Place(self.file, first))
        try:
            node = parse("\n".join(inside), self.file, first)
        except Refused as refused:
            self.document.problems.append(refused.problem)
            return None
        if not isinstance(node, Tree):
            self._problem(first, "not a block of `key: value` lines", "Write `key: value` lines.")
            return None
        return node

    def _problem(self, line: int, what: str, cure: str) -> None:
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        self.document.problems.append(Problem(Place(self.file, line, 1, source), what, cure))
