"""The outline of the handout, and that every citation names a place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from meantime.literate import phrases
from meantime.literate.fields import Fields
from meantime.literate.tree import Tree
from meantime.model.citation import Citation

Outline = Mapping[str, tuple[int, ...]]


def read_outline(front: Fields) -> Outline:
    """For every section of the handout the number of sentences in each of its items."""
    node = front.tree.entries.get("handout")
    if not isinstance(node, Tree):
        cure = "List its sections in the head: `handout:` with `before: 1, 1, 2`."
        front.problem(front.tree.place, "the handout's outline is missing", cure)
        return {}
    fields = Fields(node, front.problems)
    return {section: tuple(_sentences(fields, section)) for section in node.entries}


def _sentences(fields: Fields, section: str) -> Iterable[int]:
    for leaf in fields.leaves(section):
        if leaf.text.isascii() and leaf.text.isdecimal() and 1 <= len(leaf.text) <= 2:
            yield int(leaf.text)
        else:
            cure = f"Write the number of sentences of each item: `{section}: 1, 1, 2`."
            fields.problem(leaf.place, f"`{leaf.text[:20]}` is not a number of sentences", cure)
            yield 1


def citing(outline: Outline) -> Callable[[str], Citation]:
    """A parser of citations that takes only the places the handout has.

    Where the outline is missing, which is a problem of its own, it takes any.
    """

    def cite(text: str) -> Citation:
        place = phrases.citation(text)
        sentences = outline.get(place.section, ())
        inside = 1 <= place.item <= len(sentences)
        if outline and not (inside and place.sentence <= sentences[place.item - 1]):
            cure = f"Its sections and items: {_shown(outline)}."
            raise phrases.PhraseError(f"`{place}` is not a place of the handout", cure)
        return place

    return cite


def _shown(outline: Outline) -> str:
    return ", ".join(f"{section} 1 to {len(items)}" for section, items in outline.items())
