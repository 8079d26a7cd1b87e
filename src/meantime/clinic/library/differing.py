"""Two versions side by side, and worked cases with what came, for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from meantime.answers.checking import Outcome
from meantime.answers.wording import short_words
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library.models import Version
from meantime.clinic.library.pages import VERBS, labels
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.refusing import Refused
from meantime.comparing import ChangedRule, Difference, Turn, diff
from meantime.comparing.changed_rules import Edit
from meantime.engines.reference.calendar import Calendar
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule

ANSWERS = {
    "yes": _("yes"),
    "no": _("no"),
    "not-advised": _("better not"),
    "ask": _("ask the clinic"),
    "not-covered": _("not covered"),
}
_MOST_NAMES = 6


class Turned(NamedTuple):
    """An answer that becomes another. known: for whom; example: a session that shows it."""

    names: str
    more: int
    before: Any
    after: Any
    loosens: bool
    when: str
    known: str
    session: str
    asked: str


class Ruled(NamedTuple):
    """A rule that is only in one of the versions."""

    id: str
    label: Any
    about: tuple[str, ...]
    text: str
    window: str


class Told(NamedTuple):
    """Everything that differs between two versions."""

    looser: tuple[Turned, ...]
    stricter: tuple[Turned, ...]
    undecided: tuple[str, ...]
    added: tuple[Ruled, ...]
    removed: tuple[Ruled, ...]
    changed: tuple[ChangedRule, ...]
    parts: tuple[Edit, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not any(self)


def difference(old: Version, new: Version) -> Told:
    """What one version says that the other does not. Raises Refused where that cannot be told."""
    try:
        found = diff(protocol_of(old), protocol_of(new))
    except MeantimeError as error:
        raise Refused(as_written(error)) from None
    turns = [_turned(found, turn) for turn in found.turned]
    return Told(
        tuple(turn for turn in turns if turn.loosens),
        tuple(turn for turn in turns if not turn.loosens),
        tuple(_names(found, found.undecided)),
        tuple(_ruled(found.new, rule) for rule in found.added),
        tuple(_ruled(found.old, rule) for rule in found.removed),
        found.changed,
        found.parts,
    )


def _turned(found: Difference, turn: Turn) -> Turned:
    names = list(_names(found, turn.concepts))
    local = Calendar(turn.witness.case.zone).local
    return Turned(
        ", ".join(names[:_MOST_NAMES]),
        len(names[_MOST_NAMES:]),
        ANSWERS[turn.before],
        ANSWERS[turn.after],
        turn.loosens,
        turn.when,
        turn.known,
        short_words(local(turn.witness.case.start)),
        short_words(local(turn.witness.at)),
    )


def _names(found: Difference, concepts: Iterable[str]) -> Iterator[str]:
    known = {**found.old.concepts, **found.new.concepts}
    return (known[name].label() for name in concepts)


def _ruled(protocol: Protocol, rule: Rule) -> Ruled:
    return Ruled(rule.id, VERBS[rule.verb], labels(protocol, rule), rule.text, rule.window.words)


class Worked(NamedTuple):
    """A worked case and what was expected of it. line: where it stands in `cases.yaml`."""

    name: str
    line: int
    outcomes: tuple[Outcome, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came as expected."""
        return all(item.holds for item in self.outcomes)


class Cases(NamedTuple):
    """All worked cases of a version: those that fail first."""

    failing: tuple[Worked, ...]
    holding: tuple[Worked, ...]
    expectations: int


def worked(outcomes: Iterable[Outcome]) -> Cases:
    """The outcomes of a check, case by case."""
    found = []
    for name, group in groupby(outcomes, key=lambda item: item.case):
        items = tuple(group)
        found.append(Worked(name, items[0].place.line, items))
    return Cases(
        tuple(item for item in found if not item.holds),
        tuple(item for item in found if item.holds),
        sum(len(item.outcomes) for item in found),
    )
