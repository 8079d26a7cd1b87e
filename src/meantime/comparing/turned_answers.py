"""Answers that a new version turns, for any person at any moment, with one who shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from meantime.answers.asking import STRICTNESS, WORDS
from meantime.comparing.fitting import fitted
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case
from meantime.model.concept import Prescription
from meantime.model.protocol import Protocol
from meantime.model.ruling import Reason, Stance
from meantime.proving.cells import MOST_FACTS, Group, Row, Stretch, is_decidable, rows
from meantime.proving.pointing import facts_words, stretch_words
from meantime.proving.replaying import NotReplayed, Witness, moment_in


class Turn(NamedTuple):
    """A stretch of time in which the answer about some concepts is another word.

    before, after: the words. when, known: the stretch and the facts, in words. witness: a person
    and a moment, with the new answer, after both versions have been asked.
    """

    concepts: tuple[str, ...]
    before: str
    after: str
    when: str
    known: str
    witness: Witness

    @property
    def loosens(self) -> bool:
        """Whether more is allowed than before."""
        return STRICTNESS[self.after] < STRICTNESS[self.before]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "concepts": list(self.concepts),
            "before": self.before,
            "after": self.after,
            "loosens": self.loosens,
            "when": self.when,
            "known": self.known,
            "witness": self.witness.to_dict(),
        }


class _Bound(NamedTuple):
    """What binds a concept in both versions, and whether it is usually prescribed in each."""

    before: Group
    after: Group
    prescribed: tuple[bool, bool]

    @property
    def is_decidable(self) -> bool:
        """Whether few enough facts decide for all of them to be tried."""
        return is_decidable((*self.before, *self.after))

    @property
    def differs(self) -> bool:
        """Whether the versions can answer differently at all."""
        before, after = self.prescribed
        return before is not after or _meanings(self.before) != _meanings(self.after)


def turned(old: Protocol, new: Protocol) -> tuple[Turn, ...]:
    """Every answer that changes somewhere, decided over all cells of both versions.

    Concepts whose answers turn alike are told together. Where the usual duration changes, sessions
    whose end nobody recorded are left out: their end is another moment in each version. Raises
    NotReplayed where the reference engine does not answer as the cells say.
    """
    found: dict[object, Turn] = {}
    for bound, concepts in _bound(old, new).items():
        if bound.differs and bound.is_decidable:
            for turn in _turns(_Versions.of(old, new, bound), concepts):
                key = turn.before, turn.after, turn.when, turn.known
                alike = found.setdefault(key, turn)
                if alike is not turn:
                    found[key] = alike._replace(concepts=alike.concepts + concepts)
    return tuple(found.values())


def undecided(old: Protocol, new: Protocol) -> tuple[str, ...]:
    """Concepts about which too many facts decide for all of them to be tried."""
    return tuple(
        name
        for bound, concepts in _bound(old, new).items()
        if not bound.is_decidable
        for name in concepts
    )


def _bound(old: Protocol, new: Protocol) -> dict[_Bound, tuple[str, ...]]:
    found: dict[_Bound, list[str]] = {}
    for name in dict.fromkeys((*new.concepts, *old.concepts)):
        prescribed = _is_prescribed(old, name), _is_prescribed(new, name)
        bound = _Bound(old.bound.get(name, ()), new.bound.get(name, ()), prescribed)
        found.setdefault(bound, []).append(name)
    return {bound: tuple(names) for bound, names in found.items()}


def _is_prescribed(protocol: Protocol, concept: str) -> bool:
    known = protocol.concepts.get(concept)
    return known is not None and known.prescription is Prescription.USUAL


def _meanings(group: Group) -> list[tuple[str, str]]:
    """What the rules of a group mean, whatever they are called and wherever they stand."""
    return sorted((_meaning(rule.to_dict()), str(rule.window._replace(words=""))) for rule in group)


def _meaning(said: Mapping[str, Any]) -> str:
    words = ("text", "cites", "decisions", "assumption", "window", "about", "except", "limit")
    return str({key: value for key, value in said.items() if key not in words})


class _Versions(NamedTuple):
    """Two versions, what binds some concepts in each, and all anchors of both."""

    old: Protocol
    new: Protocol
    both: Protocol
    bound: _Bound

    @classmethod
    def of(cls, old: Protocol, new: Protocol, bound: _Bound) -> _Versions:
        """The versions; a rule that both share is told apart from itself."""
        anchors = tuple(dict.fromkeys((*new.anchors, *old.anchors)))
        own = tuple(replace(rule) for rule in bound.after)
        return cls(old, new, replace(new, anchors=anchors), bound._replace(after=own))

    def rows(self) -> list[Row]:
        """Every row of both versions' rules, the plainest person first."""
        same_end = self.old.duration_minutes == self.new.duration_minutes
        found = rows(self.both, (*self.bound.before, *self.bound.after))
        ended = (row for row in found if same_end or row.shape.session.end is not None)
        return sorted(ended, key=_plainness)

    def words(self, stretch: Stretch) -> tuple[str, str]:
        """The answers of both versions in a stretch of time."""
        old_rules = set(map(id, self.bound.before))
        sides: tuple[list[Reason], list[Reason]] = ([], [])
        for reason in stretch.reasons:
            sides[id(reason.rule) not in old_rules].append(reason)
        before, after = map(_word, sides, self.bound.prescribed)
        return before, after


def _word(reasons: Iterable[Reason], prescribed: bool) -> str:
    """The answer by the strictest; what is usually prescribed is for the prescriber to allow."""
    stance = max((why.stance for why in reasons), default=Stance.SILENT)
    return WORDS[Stance.ASK if prescribed and stance is Stance.PERMITTED else stance]


class _Run(NamedTuple):
    """A stretch of a row in which the two answers differ, and the two words."""

    row: Row
    stretch: Stretch
    words: tuple[str, str]


def _turns(versions: _Versions, concepts: tuple[str, ...]) -> Iterator[Turn]:
    """The turned stretches of the plainest person; of others only turns not shown yet."""
    ordered = versions.rows()
    alike: dict[tuple[str, tuple[str, str]], list[_Run]] = {}
    told: set[tuple[str, str]] = set()
    for row in ordered:
        for run in _runs(versions, row):
            if row.shape.case == ordered[0].shape.case or run.words not in told:
                when = stretch_words(row.shape, run.stretch)
                alike.setdefault((when, run.words), []).append(run)
        told.update(words for _, words in alike)
    for (when, words), runs in alike.items():
        first = runs[0]
        known = facts_words({name: first.row.facts[name] for name in _deciding(ordered, runs)})
        witness = shown((versions.old, versions.new), first.row, first.stretch, concepts[0], words)
        yield Turn(concepts, *words, when, known, witness)


def _deciding(everybody: list[Row], runs: list[_Run]) -> list[str]:
    """The facts that matter for a turn: not every answer to them comes with it."""
    shape = runs[0].row.shape
    others = [row.facts for row in everybody if row.shape is shape]
    turning = [run.row.facts for run in runs if run.row.shape is shape]
    return [
        name
        for name in runs[0].row.facts
        if {facts[name] for facts in others} != {facts[name] for facts in turning}
    ]


def _plainness(row: Row) -> tuple[bool, bool, bool, int, int]:
    shape, facts = row.shape, list(row.facts.values())
    moved = bool(shape.case.anchors)
    return (
        not shape.is_quiet,
        shape.case.start == shape.over,
        moved,
        row.number,
        facts.count(None) * MOST_FACTS + facts.count(True),
    )


def _runs(versions: _Versions, row: Row) -> Iterator[_Run]:
    """The stretches in which the two answers differ; those that follow each other are one."""
    for words, run in groupby(row.stretches, key=versions.words):
        if words[0] != words[1]:
            stretches = list(run)
            yield _Run(row, stretches[0]._replace(end=stretches[-1].end), words)


def shown(
    protocols: tuple[Protocol, Protocol],
    row: Row,
    stretch: Stretch,
    concept: str,
    words: tuple[str, str],
) -> Witness:
    """The person and the moment, after both versions have answered as the cells say.

    Raises NotReplayed where they do not.
    """
    at = moment_in(row, stretch)
    answers = tuple(_answer(protocol, row.case, concept, at) for protocol in protocols)
    if answers != words:
        raise NotReplayed(
            f"The comparison and the engine disagree about `{concept}`. "
            "Please report it with both protocols."
        )
    return Witness(row.case, at, concept, words[1])


def _answer(protocol: Protocol, case: Case, concept: str, at: datetime) -> str:
    if concept not in protocol.concepts:
        return WORDS[Stance.SILENT]
    timeline = ReferenceTimeline(protocol, fitted(protocol, case))
    ruling = next(each.ruling for each in timeline.of(concept) if each.begin <= at < each.end)
    return _word(ruling.reasons, _is_prescribed(protocol, concept))
