"""What a protocol owes an answer to and does not say."""

from __future__ import annotations

from collections.abc import Iterator

from meantime.engines.reference.placing import Edge, edges_of
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import Stance
from meantime.proving.cells import Row, Stretch
from meantime.proving.pointing import facts_words, stretch_words
from meantime.proving.replaying import replay

# The clinic's own number, which each clinic prints in place of this word.
OWN_PHONE = "clinic"


class Silences:
    """Looks at every row for owed topics and permissions that nothing stands before."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._seen: set[str] = set()
        self._found: dict[tuple[str, str], Finding] = {}

    def look(self, concepts: tuple[str, ...], row: Row) -> None:
        """Note what the row leaves open."""
        self._seen.update(concepts)
        silent = [stretch for stretch in row.stretches if _is_silent(stretch)]
        if not silent:
            return
        start, over = row.case.start, row.shape.over
        owed = self._protocol.owed
        for name in concepts:
            for stretch in silent:
                if name in owed.before and stretch.end <= start:
                    self._owed(name, "before", row, stretch)
                if name in owed.after and stretch.begin >= over:
                    self._owed(name, "after", row, stretch)
        for rule in row.group:
            if rule.verb is Verb.DO and not row.facts:
                self._sooner(rule, concepts, row, silent)

    def _owed(self, concept: str, side: str, row: Row, stretch: Stretch) -> None:
        if (concept, side) in self._found:
            return
        label = self._protocol.concepts[concept].label()
        when = stretch_words(row.shape, stretch)
        facts = f", with {facts_words(row.facts)}" if row.facts else ""
        self._found[concept, side] = Finding(
            Kind.SILENCE,
            "owed",
            Severity.ERROR,
            f"Nothing is said about {label} {when}{facts}, and the protocol owes it.",
            f"Add a rule for it, or take `{concept}` off `owes: {side}` in the head.",
            (concept, *(rule.id for rule in row.group)),
            tuple(rule.place for rule in row.group),
            witness=replay(self._protocol, row, stretch, concept),
        )

    def _sooner(
        self, rule: Rule, concepts: tuple[str, ...], row: Row, silent: list[Stretch]
    ) -> None:
        """A task that begins later than the end, and may or may not be done before it begins."""
        key = ("nothing-before", rule.id)
        begin = edges_of(rule)[0]
        named = [name for name in concepts if name in rule.about]
        if key in self._found or not named or not isinstance(begin, Edge):
            return
        opens = row.shape.instants[begin]
        gap = next((one for one in silent if row.shape.over <= one.begin < opens), None)
        if gap is None:
            return
        label = self._protocol.concepts[named[0]].label()
        self._found[key] = Finding(
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
        owed = self._protocol.owed
        for side, names in (("before", owed.before), ("after", owed.after)):
            for name in names:
                if name not in self._seen:
                    yield _unruled(self._protocol, name, side)
        yield from self._found.values()


def _is_silent(stretch: Stretch) -> bool:
    return max((why.stance for why in stretch.reasons), default=Stance.SILENT) is Stance.SILENT


def _unruled(protocol: Protocol, concept: str, side: str) -> Finding:
    label = protocol.concepts[concept].label()
    return Finding(
        Kind.SILENCE,
        "owed",
        Severity.ERROR,
        f"No rule is about {label}, and the protocol owes an answer.",
        f"Add a rule for it, or take `{concept}` off `owes: {side}` in the head.",
        (concept,),
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
