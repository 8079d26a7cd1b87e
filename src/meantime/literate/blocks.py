"""The blocks of a protocol that are no rules: features, phases, the series, asides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from meantime.literate import phrases
from meantime.literate.document import Block
from meantime.literate.fields import Fields
from meantime.model.citation import Citation
from meantime.model.concept import Vocabulary
from meantime.model.problem import did_you_mean
from meantime.model.protocol import Aside, Decision, Feature, Kind, Phase, SeriesPlan
from meantime.model.timing import Point, Window

Cite = Callable[[str], Citation]


def said(block: Block, fields: Fields, what: str) -> None:
    """Note a block that has no sentence above it."""
    if not block.text:
        fields.problem(block.tree.place, f"{what} without its sentence", "Write it right above.")


def read_feature(
    block: Block, fields: Fields, vocabulary: Vocabulary, cite: Cite
) -> Feature | None:
    """A question and what it asks for; None where it has no name or no concept."""
    fields.only(("feature", "kind", "concept", "cites", "report"), "in a feature")
    said(block, fields, "a feature")
    if "kind" not in fields:
        fields.problem(block.tree.place, "`kind` is missing", "Write `kind: yes-no`.")
    name = fields.required("feature", "Name it: `feature: pregnant`.")
    kind = fields.choice("kind", Kind, Kind.YES_NO)
    concept = fields.one("concept", vocabulary.concepts, "concept")
    if "concept" not in fields and name:
        concept = name if name in vocabulary.concepts else None
        if concept is None:
            cure = f"Name its concept. {did_you_mean(name, vocabulary.concepts)}"
            fields.problem(block.tree.place, f"`{name}` is not a concept", cure)
    cites = fields.each("cites", cite)
    report = fields.flag("report")
    if not name or concept is None:
        return None
    return Feature(name, kind, block.text, concept, cites, report)


def read_phase(block: Block, fields: Fields, anchors: tuple[str, ...]) -> Phase:
    """A named stretch of the time around a session."""
    fields.only(("phase", "title", "from", "until"), "in a phase")
    said(block, fields, "a phase")

    def point(key: str, *, closing: bool) -> Point | None:
        return fields.parsed(
            key, lambda text: phrases.point(text, anchors, closing=closing).required, None
        )

    return Phase(
        fields.required("phase", "Name it: `phase: day-0`."),
        fields.required("title", "Give the phase a title."),
        Window(point("from", closing=False), point("until", closing=True)),
        block.text,
    )


def read_series(
    block: Block, fields: Fields, decisions: Mapping[str, Decision], cite: Cite
) -> SeriesPlan:
    """How many sessions, and how far apart."""
    known = ("series", "least", "most", "interval", "target", "clinician-from")
    fields.only((*known, "cites", "decisions"), "in a series")
    for key, cure in (("most", "Write `most: 5`."), ("interval", "Write `interval: 4 weeks`.")):
        if key not in fields:
            fields.problem(block.tree.place, f"`{key}` is missing", cure)
    said(block, fields, "a series")
    most = fields.number("most", 1)
    interval = fields.parsed("interval", phrases.days, 0)
    return SeriesPlan(
        least=fields.number("least", 1),
        most=most,
        interval_days=interval,
        target_days=max(interval, fields.parsed("target", phrases.days, interval)),
        clinician_from=fields.number("clinician-from", most + 1),
        text=block.text,
        cites=fields.each("cites", cite),
        decisions=fields.names("decisions", decisions, "decision"),
    )


def read_asides(
    block: Block, fields: Fields, decisions: Mapping[str, Decision], cite: Cite
) -> Iterable[Aside]:
    """The places that are deliberately not rules, with the reason above."""
    fields.only(("aside", "decisions"), "in an aside")
    said(block, fields, "an aside")
    if not fields.leaves("aside"):
        fields.problem(block.tree.place, "`aside` names no place", "Write `aside: intro 1`.")
    rests_on = fields.names("decisions", decisions, "decision")
    return [Aside(place, block.text, rests_on) for place in fields.each("aside", cite)]
