"""`decisions.md`: how each contradiction and each open end is read, why, and who signed."""

from __future__ import annotations

from meantime.literate import phrases
from meantime.literate.document import Document
from meantime.literate.fields import Fields
from meantime.model.problem import Problem
from meantime.model.protocol import Decision


def read_decisions(document: Document, problems: list[Problem]) -> dict[str, Decision]:
    """Every decision of a document by id; whatever is wrong is added to `problems`."""
    found: dict[str, Decision] = {}
    for block in document.blocks:
        fields = Fields(block.tree, problems)
        fields.only(
            ("decision", "places", "reading", "prevails", "yields", "signed"), "in a decision"
        )
        name = fields.required("decision", "Name it: `decision: F3`.")
        if name in found:
            fields.problem(block.tree.place, f"decision `{name}` stands twice", "Rename one.")
        signed = fields.required("signed", "Write `signed: assumption`, or who signed and when.")
        found[name] = Decision(
            name,
            block.heading,
            fields.required("reading", "Say how the handout is read: `reading: ...`."),
            block.text,
            fields.each("places", phrases.citation),
            tuple(leaf.text for leaf in fields.leaves("prevails")),
            tuple(leaf.text for leaf in fields.leaves("yields")),
            None if signed in ("", "assumption") else signed,
            block.text_place,
        )
    return found
