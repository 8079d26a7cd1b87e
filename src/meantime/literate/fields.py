"""Typed access to the fields of a block, collecting every problem on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import TypeVar

from meantime.literate.phrases import PhraseError
from meantime.literate.tree import Branch, Leaf, Tree
from meantime.model.problem import Place, Problem, did_you_mean

T = TypeVar("T")
D = TypeVar("D")
Choice = TypeVar("Choice", bound=StrEnum)

_MOST_CURES = 50
_MOST_WORDS = 10_000
_YES_NO = {"yes": True, "no": False}


class Fields:
    """The fields of one block. Whatever is wrong is added to `problems`; reading goes on."""

    def __init__(self, tree: Tree, problems: list[Problem]) -> None:
        self.tree = tree
        self.problems = problems

    def __contains__(self, key: str) -> bool:
        return key in self.tree.entries

    def problem(self, place: Place, what: str, cure: str = "") -> None:
        """Note something that is wrong."""
        self.problems.append(Problem(place, what, cure))

    def only(self, known: Collection[str], where: str) -> None:
        """Note every field that does not belong in such a block."""
        for key, place in self.tree.keys.items():
            if key not in known:
                self.problem(place, f"`{key}` does not belong {where}", did_you_mean(key, known))

    def leaf(self, key: str) -> Leaf | None:
        """The text field, if it is there and is text."""
        node = self.tree.entries.get(key)
        if node is None or isinstance(node, Leaf):
            return node
        self.problem(node.place, f"`{key}` is not a single value", f"Write `{key}: value`.")
        return None

    def text(self, key: str, missing: str = "") -> str:
        """The text of a field."""
        leaf = self.leaf(key)
        return missing if leaf is None else leaf.text.strip()

    def required(self, key: str, cure: str) -> str:
        """The text of a field that has to be there and not be empty."""
        leaf = self.leaf(key)
        if key not in self or (leaf is not None and not leaf.text.strip()):
            self.problem(self.tree.place, f"`{key}` is missing", cure)
        return "" if leaf is None else leaf.text.strip()

    def parsed(self, key: str, parse: Callable[[str], T], missing: D) -> T | D:
        """A field read by a phrase parser."""
        leaf = self.leaf(key)
        if leaf is None:
            return missing
        try:
            return parse(leaf.text)
        except PhraseError as error:
            self.problem(leaf.place, str(error), error.cure)
            return missing

    def number(self, key: str, missing: int) -> int:
        """A whole number."""
        leaf = self.leaf(key)
        if leaf is None:
            return missing
        if leaf.text.isascii() and leaf.text.isdecimal() and len(leaf.text) < 7:
            return int(leaf.text)
        self.problem(leaf.place, f"`{leaf.text}` is not a whole number", f"Write `{key}: 3`.")
        return missing

    def flag(self, key: str) -> bool:
        """Yes or no; no where it is missing."""
        leaf = self.leaf(key)
        if leaf is None:
            return False
        if leaf.text not in _YES_NO:
            self.problem(leaf.place, f"`{leaf.text}` is neither yes nor no", f"Write `{key}: yes`.")
        return _YES_NO.get(leaf.text, False)

    def choice(self, key: str, options: type[Choice], missing: Choice) -> Choice:
        """One of a few words."""
        leaf = self.leaf(key)
        if leaf is None:
            return missing
        known = [option.value for option in options]
        if leaf.text not in known:
            self.problem(
                leaf.place, f"`{leaf.text}` is not a {key}", did_you_mean(leaf.text, known)
            )
            return missing
        return options(leaf.text)

    def leaves(self, key: str) -> list[Leaf]:
        """A list of texts: a YAML list, or one line with commas."""
        node = self.tree.entries.get(key)
        if node is None:
            return []
        found: list[Leaf] = []
        for item in node.items if isinstance(node, Branch) else [node]:
            if isinstance(item, Leaf) and item.text.count(",") > _MOST_WORDS:
                self.problem(item.place, f"more than {_MOST_WORDS:,} words", "Split the line.")
            elif isinstance(item, Leaf):
                found += _split(item)
            else:
                self.problem(item.place, f"`{key}` holds more than words", "Write `[one, two]`.")
        return found

    def inner(self, key: str) -> Fields:
        """The fields of a mapping inside; none where it is missing or is something else."""
        node = self.tree.entries.get(key)
        if isinstance(node, Tree):
            return Fields(node, self.problems)
        if node is not None:
            self.problem(
                node.place, f"`{key}` is not a mapping", f"Write `{key}: {{name: value}}`."
            )
        return Fields(Tree(self.tree.place), self.problems)

    def texts(self, key: str) -> dict[str, str]:
        """A mapping from names to text."""
        inner = self.inner(key)
        return {name: inner.text(name) for name in inner.tree.entries}

    def names(self, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
        """A list of known ids; unknown ones are noted with the nearest known word."""
        return tuple(leaf.text for leaf in self.known(self.leaves(key), known, kind))

    def known(self, leaves: Iterable[Leaf], known: Collection[str], kind: str) -> Iterable[Leaf]:
        """Those of the leaves that are known."""
        for leaf in leaves:
            if leaf.text in known:
                yield leaf
            else:
                # Looking for likenesses takes time, and nobody reads the thousandth.
                cure = did_you_mean(leaf.text, known) if len(self.problems) < _MOST_CURES else ""
                self.problem(leaf.place, f"`{leaf.text}` is not a {kind}", cure)

    def one(self, key: str, known: Collection[str], kind: str) -> str | None:
        """One known id; a second one is noted, so that nothing is dropped in silence."""
        leaves = self.leaves(key)
        for leaf in leaves[1:]:
            self.problem(leaf.place, f"`{key}` takes one {kind}", "Keep one of them.")
        return next((leaf.text for leaf in self.known(leaves[:1], known, kind)), None)

    def each(self, key: str, parse: Callable[[str], T]) -> tuple[T, ...]:
        """A list read by a phrase parser."""
        found = []
        for leaf in self.leaves(key):
            try:
                found.append(parse(leaf.text))
            except PhraseError as error:
                self.problem(leaf.place, str(error), error.cure)
        return tuple(found)


def _split(leaf: Leaf) -> list[Leaf]:
    """The words of a line with commas, each at its own place."""
    place, parts = leaf.place, []
    quoted = place.source[place.column - 1 : place.column] in ("'", '"')
    column = place.column + quoted
    for piece in leaf.text.split(","):
        if word := piece.strip():
            at = column + len(piece) - len(piece.lstrip())
            parts.append(Leaf(word, Place(place.file, place.line, at, place.source)))
        column += len(piece) + 1
    return parts
