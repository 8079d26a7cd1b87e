"""`decisions.md`: how each contradiction and each open end is read, why, and who signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from meantime.literate.document import Document
from meantime.literate.fields import Fields
from meantime.model.citation import Citation
from meantime.model.problem import Problem, did_you_mean
from meantime.model.protocol import Decision

_ASSUMPTION = "assumption"
# A name, a comma, and a date as people write it or as 2026-03-14.
_SIGNED = re.compile(r"\S.{2,}, (?:\d{1,2} [^\W\d]+ \d{4}|\d{4}-\d{2}-\d{2})")
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
        signed = _signature(fields)
        found[name] = Decision(
            name,
            block.heading,
            fields.required("reading", "Say how the handout is read: `reading: ...`."),
            block.text,
            fields.each("places", cite),
            tuple(leaf.text for leaf in fields.leaves("prevails")),
            tuple(leaf.text for leaf in fields.leaves("yields")),
            signed,
            block.text_place,
        )
    return found


def _signature(fields: Fields) -> str | None:
    """Who signed and when; anything short of that is no signature, and never passes for one."""
    cure = "Write `signed: assumption`, or who signed and when."
    signed = fields.required("signed", cure)
    if signed in ("", _ASSUMPTION):
        return None
    if _SIGNED.fullmatch(signed) is None:
        leaf = fields.leaf("signed")
        place = fields.tree.place if leaf is None else leaf.place
        cure = "Write `signed: Dr. Jane Doe, 14 March 2026`, or `signed: assumption`."
        fields.problem(place, f"`{signed[:40]}` is not a name and a date", cure)
    return signed


def decided_rules(document: Document, rules: Collection[str]) -> Iterable[Problem]:
    """A problem for every rule that a decision names and the protocol does not have."""
    for block in document.blocks:
        fields = Fields(block.tree, [])
        name = fields.text("decision")
        for leaf in (*fields.leaves("prevails"), *fields.leaves("yields")):
            if leaf.text not in rules:
                what = f"decision `{name}` names `{leaf.text}`, which is not a rule"
                yield Problem(leaf.place, what, did_you_mean(leaf.text, rules))
