"""Answers that a new version turns, for any person at any moment, with one who shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from meantime.answers.asking import WORDS
from meantime.comparing.fitting import fitted
from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case
from meantime.model.protocol import Protocol
from meantime.model.ruling import Reason, Stance
from meantime.proving.cells import MOST_FACTS, Group, Row, Stretch, is_decidable, rows
from meantime.proving.pointing import facts_words, stretch_words
from meantime.proving.replaying import NotReplayed, Witness, moment_in


class Turn(NamedTuple):
    """A stretch of time in which the answer about some concepts is another word.

    before, after: the words. when, known: the stretch and the facts, in words. shown: a person and
    a moment, with the new answer, after both versions have been asked.
    """

    concepts: tuple[str, ...]
    before: str
    after: str
    when: str
    known: str
    shown: Witness

    @property
    def loosens(self) -> bool:
        """Whether more is allowed than before."""
        return _STRICTNESS[self.after] < _STRICTNESS[self.before]

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "concepts": list(self.concepts),
            "before": self.before,
            "after": self.after,
            "loosens": self.loosens,
            "when": self.when,
            "known": self.known,
            "witness": self.shown.to_dict(),
        }


_STRICTNESS = {word: stance for stance, word in WORDS.items()}


def turned(old: Protocol, new: Protocol) -> tuple[Turn, ...]:
    """Every answer that changes somewhere, decided over all cells of both versions.

    Concepts whose answers turn alike are told together. Raises NotReplayed where the reference
    engine does not answer as the cells say.
    """
    both = replace(new, anchors=tuple(dict.fromkeys((*new.anchors, *old.anchors))))
    found: dict[object, Turn] = {}
    for (before, after), concepts in _groups(old, new).items():
        if _meanings(before) != _meanings(after) and is_decidable((*before, *after)):
            # A rule that both versions share has to be told apart from itself.
            own = tuple(replace(rule) for rule in after)
            for turn in _turns(_Versions(old, new, both, before, own), concepts):
                alike = found.setdefault(turn[1:5], turn)
                if alike is not turn:
                    found[turn[1:5]] = alike._replace(concepts=alike.concepts + concepts)
    return tuple(found.values())


def undecided(old: Protocol, new: Protocol) -> tuple[str, ...]:
    """Concepts about which too many facts decide for all of them to be tried."""
    return tuple(
        name
        for (before, after), concepts in _groups(old, new).items()
        if not is_decidable((*before, *after))
        for name in concepts
    )


def _groups(old: Protocol, new: Protocol) -> dict[tuple[Group, Group], tuple[str, ...]]:
    found: dict[tuple[Group, Group], list[str]] = {}
    for name in dict.fromkeys((*new.concepts, *old.concepts)):
        pair = old.bound.get(name, ()), new.bound.get(name, ())
        found.setdefault(pair, []).append(name)
    return {pair: tuple(names) for pair, names in found.items()}


def _meanings(group: Group) -> list[tuple[str, str]]:
    """What the rules of a group mean, whatever they are called and wherever they stand."""
    return sorted((_meaning(rule.to_dict()), str(rule.window._replace(words=""))) for rule in group)


def _meaning(said: Mapping[str, Any]) -> str:
    words = ("text", "cites", "decisions", "assumption", "window", "about", "except", "limit")
    return str({key: value for key, value in said.items() if key not in words})


class _Versions(NamedTuple):
    """Two versions, and the rules of each that bind some concepts."""

    old: Protocol
    new: Protocol
    both: Protocol
    before: Group
    after: Group

    def words(self, stretch: Stretch) -> tuple[str, str]:
        """The answers of both versions in a stretch of time."""
        old_rules = set(map(id, self.before))
        sides: tuple[list[Reason], list[Reason]] = ([], [])
        for reason in stretch.reasons:
            sides[id(reason.rule) not in old_rules].append(reason)
        before, after = (
            WORDS[max((why.stance for why in side), default=Stance.SILENT)] for side in sides
        )
        return before, after


class _Run(NamedTuple):
    """A stretch of a row in which the two answers differ, and the two words."""

    row: Row
    stretch: Stretch
    words: tuple[str, str]


def _turns(versions: _Versions, concepts: tuple[str, ...]) -> Iterator[Turn]:
    """The turned stretches of the plainest person; of others only turns not shown yet."""
    ordered = sorted(rows(versions.both, (*versions.before, *versions.after)), key=_plainness)
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
    return next(
        WORDS[cell.ruling.stance] for cell in timeline.of(concept) if cell.begin <= at < cell.end
    )
