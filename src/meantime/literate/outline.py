"""The outline of the handout, and that every citation names a place in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meantime.literate.fields import Fields
from meantime.literate.tree import Tree
from meantime.model.citation import Citation
from meantime.model.problem import Place, Problem

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
        if leaf.text.isascii() and leaf.text.isdecimal() and 1 <= int(leaf.text[:4]) < 100:
            yield int(leaf.text)
        else:
            cure = f"Write the number of sentences of each item: `{section}: 1, 1, 2`."
            fields.problem(leaf.place, f"`{leaf.text}` is not a number of sentences", cure)
            yield 1


def check_places(
    cited: Iterable[tuple[Place, Citation]], outline: Outline, problems: list[Problem]
) -> None:
    """Note every citation whose place the handout does not have."""
    for where, place in cited:
        sentences = outline.get(place.section, ())
        inside = 1 <= place.item <= len(sentences)
        if not (inside and place.sentence <= sentences[place.item - 1]):
            what = f"`{place}` is not a place of the handout"
            problems.append(Problem(where, what, f"Its sections and items: {_shown(outline)}."))


def _shown(outline: Outline) -> str:
    return ", ".join(f"{section} 1 to {len(items)}" for section, items in outline.items())
