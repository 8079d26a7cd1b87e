"""What a protocol owes an answer to and does not say."""

from __future__ import annotations

from collections.abc import Iterator

from meantime.engines.reference.placing import Edge, edges_of
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import Stance
from meantime.proving.cells import Row, Stretch, is_decidable, rows
from meantime.proving.pointing import facts_words, stretch_words
from meantime.proving.replaying import replay

# The clinic's own number, which each clinic prints in place of this word.
OWN_PHONE = "clinic"


class Silences:
    """Looks at every row for tasks before which nothing stands."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._found: dict[str, Finding] = {}

    def look(self, concepts: tuple[str, ...], row: Row) -> None:
        """Note what the row leaves open."""
        silent = [stretch for stretch in row.stretches if _is_silent(stretch)]
        for rule in row.group if silent and not row.facts else ():
            if rule.verb is Verb.DO and rule.window.is_after:
                self._sooner(rule, concepts, row, silent)

    def _sooner(
        self, rule: Rule, concepts: tuple[str, ...], row: Row, silent: list[Stretch]
    ) -> None:
        """A task that begins later than the end, and may or may not be done before it begins."""
        begin = edges_of(rule)[0]
        named = [name for name in concepts if name in rule.about]
        if rule.id in self._found or not named or not isinstance(begin, Edge):
            return
        opens = row.shape.instants[begin]
        gap = next((one for one in silent if row.shape.over <= one.begin < opens), None)
        if gap is None:
            return
        label = self._protocol.concepts[named[0]].label()
        self._found[rule.id] = Finding(
            Kind.SILENCE,
            "nothing-before",
            Severity.WARNING,
            f"`{rule.id}` says from when on to do it, and nothing says whether {label} may be "
            f"done sooner, {stretch_words(row.shape, gap)}.",
            "Write `may` for what is not allowed before, or say what holds until then.",
            (rule.id, named[0]),
            (rule.place,),
            rule.cites,
            witness=replay(self._protocol, row, gap, named[0]),
        )

    def findings(self) -> Iterator[Finding]:
        """Everything that is left open."""
        yield from self._found.values()


def _is_silent(stretch: Stretch) -> bool:
    return max((why.stance for why in stretch.reasons), default=Stance.SILENT) is Stance.SILENT


def owed(protocol: Protocol) -> Iterator[Finding]:
    """Owed topics that a patient who asks about them gets no answer to, somewhere on a side."""
    for side, topics in protocol.owed._asdict().items():
        for topic in topics:
            found = _unanswered(protocol, topic, side)
            if found is not None:
                yield found


def _unanswered(protocol: Protocol, topic: str, side: str) -> Finding | None:
    """The first gap: as for a question, whatever is narrower and has a rule has a say."""
    kinds = sorted(protocol.vocabulary.below(topic) & protocol.ruled - {topic})
    bound = [frozenset(rule.id for rule in protocol.bound[name]) for name in (topic, *kinds)]
    group = tuple(rule for rule in protocol.rules.values() if any(rule.id in one for one in bound))
    label = protocol.concepts[topic].label()
    cure = f"Add a rule for it, or take `{topic}` off `owes: {side}` in the head."
    if not group or not is_decidable(group):
        why = "No rule is about" if not group else "Too many facts decide about"
        sentence = f"{why} {label}, and the protocol owes an answer."
        return Finding(Kind.SILENCE, "owed", Severity.ERROR, sentence, cure, (topic,))
    for row in rows(protocol, group):
        for stretch in row.stretches:
            if _on_side(row, stretch, side) and _gap(stretch, bound):
                return _owed(protocol, topic, row, stretch, cure)
    return None


def _on_side(row: Row, stretch: Stretch, side: str) -> bool:
    if side == "before":
        return stretch.end <= row.case.start
    return stretch.begin >= row.shape.over


def _gap(stretch: Stretch, bound: list[frozenset[str]]) -> bool:
    """Whether the strictest that is said of the topic and its kinds is nothing at all."""
    stances = [
        max((why.stance for why in stretch.reasons if why.rule.id in rules), default=Stance.SILENT)
        for rules in bound
    ]
    return max(stances) is Stance.SILENT


def _owed(protocol: Protocol, topic: str, row: Row, stretch: Stretch, cure: str) -> Finding:
    label = protocol.concepts[topic].label()
    facts = f", with {facts_words(row.facts)}" if row.facts else ""
    return Finding(
        Kind.SILENCE,
        "owed",
        Severity.ERROR,
        f"Nothing is said about {label} {stretch_words(row.shape, stretch)}{facts}, and the "
        "protocol owes it.",
        cure,
        (topic, *(rule.id for rule in row.group)),
        tuple(rule.place for rule in row.group),
        witness=replay(protocol, row, stretch, topic),
    )


def calls(protocol: Protocol) -> Iterator[Finding]:
    """Whether a patient finds warning signs and a number to call."""
    if not any(rule.verb is Verb.CALL for rule in protocol.rules.values()):
        yield Finding(
            Kind.SILENCE,
            "no-warning-signs",
            Severity.ERROR,
            "No rule says when to call.",
            "Add rules with `call:` and how soon to act.",
        )
    if not protocol.phone:
        yield Finding(
            Kind.SILENCE,
            "no-phone",
            Severity.ERROR,
            "There is no number to call.",
            f"Write `phone:` in the head: a number, or `{OWN_PHONE}` where each clinic prints its "
            "own.",
        )
