"""A protocol: concepts, features, rules, decisions, phases and the series. Immutable data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from meantime.model.citation import Citation
from meantime.model.concept import Concept, Vocabulary
from meantime.model.problem import Place
from meantime.model.rule import Rule, Verb
from meantime.model.timing import Window
from meantime.model.translation import Translation

# The language that protocols and their vocabulary are written in.
SOURCE_LANGUAGE = "en"


class Kind(StrEnum):
    """How a feature is answered: yes or no, or with the date of the last time."""

    YES_NO = "yes-no"
    DATE = "date"


class Feature(NamedTuple):
    """A thing to know about a person, and the question that asks it."""

    id: str
    kind: Kind
    question: str
    concept: str
    cites: tuple[Citation, ...] = ()
    report: bool = False


class Decision(NamedTuple):
    """How a contradiction or an open end of the handout is read, and who signed it.

    `prevails` and `yields` name rules. An unsigned decision is an assumption wherever it is used.
    """

    id: str
    title: str
    reading: str
    why: str
    places: tuple[Citation, ...]
    prevails: tuple[str, ...]
    yields: tuple[str, ...]
    signed: str | None
    place: Place


class Phase(NamedTuple):
    """A named stretch of the time around a session."""

    id: str
    title: str
    window: Window
    text: str


class SeriesPlan(NamedTuple):
    """How many sessions, how far apart (at least, and better), from which on a clinician agrees."""

    least: int
    most: int
    interval_days: int
    target_days: int
    clinician_from: int
    text: str
    cites: tuple[Citation, ...]
    decisions: tuple[str, ...] = ()


class Aside(NamedTuple):
    """A place of the handout that is deliberately not a rule, and why."""

    place: Citation
    why: str
    decisions: tuple[str, ...] = ()


class Owed(NamedTuple):
    """The topics a protocol promises to answer at every moment before, and at every one after."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Protocol:
    """A whole protocol. Compared by identity: two loads are two protocols, even of one file.

    phone: the number to call, `clinic` where each clinic prints its own, "" where there is none.
    check_ins: so many days after a session, in their order, somebody is asked how it heals; 0 is
    the day itself. translations: by language, the protocol's own among them. documents: the
    SHA-256, in hex, of every file it was read from.
    """

    id: str
    title: str
    version: str
    source: str
    procedure: str
    duration_minutes: int
    anchors: tuple[str, ...]
    vocabulary: Vocabulary
    features: Mapping[str, Feature]
    rules: Mapping[str, Rule]
    decisions: Mapping[str, Decision]
    phases: tuple[Phase, ...]
    series: SeriesPlan | None
    outline: Mapping[str, tuple[int, ...]]
    asides: tuple[Aside, ...]
    phone: str = ""
    owed: Owed = Owed()
    check_ins: tuple[int, ...] = ()
    translations: Mapping[str, Translation] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """Every concept of the vocabulary by id."""
        return self.vocabulary.concepts

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON: what the protocol asks, says and assumes."""
        return {
            "protocol": self.id,
            "title": self.title,
            "version": self.version,
            "source": self.source,
            "check_ins": list(self.check_ins),
            "features": {
                item.id: {"kind": item.kind.value, "question": item.question}
                for item in self.features.values()
            },
            "rules": {rule.id: rule.to_dict() for rule in self.rules.values()},
            "decisions": {
                item.id: {
                    "title": item.title,
                    "reading": item.reading,
                    "why": item.why,
                    "places": [str(place) for place in item.places],
                    "prevails": list(item.prevails),
                    "yields": list(item.yields),
                    "signed": item.signed,
                }
                for item in self.decisions.values()
            },
        }

    @cached_property
    def by_begin(self) -> tuple[Rule, ...]:
        """The rules in about the order in which they begin: the order of plans and findings."""
        return tuple(sorted(self.rules.values(), key=lambda rule: rule.window.usual_begin))

    @cached_property
    def bound(self) -> Mapping[str, tuple[Rule, ...]]:
        """For every concept the rules that bind it, its own and those of anything broader."""
        found: dict[str, list[Rule]] = {name: [] for name in self.vocabulary.concepts}
        for rule in self.rules.values():
            for name in self.scope(rule):
                found[name].append(rule)
        return {name: tuple(rules) for name, rules in found.items()}

    @cached_property
    def is_yes_no(self) -> Mapping[str, bool]:
        """For every feature whether it is answered with yes or no."""
        return {name: item.kind is Kind.YES_NO for name, item in self.features.items()}

    @cached_property
    def previous_session(self) -> tuple[str, ...]:
        """The features that ask for the last session of the procedure itself."""
        return tuple(
            item.id
            for item in self.features.values()
            if item.kind is Kind.DATE and item.concept == self.procedure
        )

    @cached_property
    def yielding(self) -> frozenset[str]:
        """The rules that a decision sets aside for a stricter one: literal, but of no effect."""
        return frozenset(name for item in self.decisions.values() for name in item.yields)

    def scope(self, rule: Rule) -> frozenset[str]:
        """The concepts a rule binds: what it names and everything narrower, less its exceptions."""
        subjects = self.subjects(rule)
        named = frozenset().union(*(self.vocabulary.below(name) for name in subjects))
        return named.difference(*(self.vocabulary.below(name) for name in rule.exceptions))

    def subjects(self, rule: Rule) -> tuple[str, ...]:
        """The concepts a rule is about; for a bar, those its features stand for."""
        if rule.bar is None:
            return rule.about
        return tuple(self.features[name].concept for name in rule.about)

    @cached_property
    def ruled(self) -> frozenset[str]:
        """The concepts that some rule names itself, as a subject or as an exception."""
        return frozenset(
            name
            for rule in self.rules.values()
            for name in (*self.subjects(rule), *rule.exceptions)
        )

    @cached_property
    def washed_out(self) -> Mapping[str, tuple[str, ...]]:
        """For every rule that avoids something before the session, the dated features it is about.

        A feature and a rule meet where the rule binds the feature's concept, or names a kind of
        it: a dated "exfoliant" may have been any exfoliant.
        """
        dated = [item for item in self.features.values() if item.kind is Kind.DATE]
        return {
            rule.id: tuple(item.id for item in dated if self._meet(rule, item.concept))
            for rule in self.rules.values()
            if rule.verb is Verb.AVOID and not rule.window.is_after
        }

    def _meet(self, rule: Rule, concept: str) -> bool:
        return concept in self.scope(rule) or not self.vocabulary.below(concept).isdisjoint(
            rule.about
        )
