"""`decisions.md`: how each contradiction and each open end is read, why, and who signed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from meantime.literate.document import Document
from meantime.literate.fields import Fields
from meantime.model.citation import Citation
from meantime.model.problem import Problem, did_you_mean
from meantime.model.protocol import Decision

_FIELDS = ("decision", "places", "reading", "prevails", "yields", "signed")


def read_decisions(
    document: Document, cite: Callable[[str], Citation], problems: list[Problem]
) -> dict[str, Decision]:
    """Every decision of a document by id; whatever is wrong is added to `problems`."""
    found: dict[str, Decision] = {}
    for block in document.blocks:
        fields = Fields(block.tree, problems)
        fields.only(_FIELDS, "in a decision")
        name = fields.required("decision", "Name it: `decision: F3`.")
        if name in found:
            fields.problem(block.tree.place, f"decision `{name}` stands twice", "Rename one.")
        signed = fields.required("signed", "Write `signed: assumption`, or who signed and when.")
        found[name] = Decision(
            name,
            block.heading,
            fields.required("reading", "Say how the handout is read: `reading: ...`."),
            block.text,
            fields.each("places", cite),
            tuple(leaf.text for leaf in fields.leaves("prevails")),
            tuple(leaf.text for leaf in fields.leaves("yields")),
            None if signed in ("", "assumption") else signed,
            block.text_place,
        )
    return found


def decided_rules(document: Document, rules: Collection[str]) -> Iterable[Problem]:
    """A problem for every rule that a decision names and the protocol does not have."""
    for block in document.blocks:
        fields = Fields(block.tree, [])
        name = fields.text("decision")
        for leaf in (*fields.leaves("prevails"), *fields.leaves("yields")):
            if leaf.text not in rules:
                what = f"decision `{name}` names `{leaf.text}`, which is not a rule"
                yield Problem(leaf.place, what, did_you_mean(leaf.text, rules))
