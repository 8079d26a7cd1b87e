"""Rules that oppose each other, and that no decision settles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time
from typing import NamedTuple

from meantime.engines.reference.calendar import Calendar
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.ruling import Reason, Stance
from meantime.model.timing import END, START, MonthsAway
from meantime.proving.cells import Row, Stretch, rows
from meantime.proving.pointing import facts_words, stretch_words
from meantime.proving.replaying import replay
from meantime.proving.shapes import Shape

_ALLOWING = frozenset({Verb.MAY, Verb.DO, Verb.AVOID})
_FORBIDDING = frozenset({Verb.MAY, Verb.AVOID, Verb.BAR})


class Pair(NamedTuple):
    """Two rules, the first of which allows what the second forbids (or calls a warning)."""

    check: str
    softer: Rule
    stricter: Rule


class Clash(NamedTuple):
    """A pair, and a person and a stretch of time in which it opposes itself."""

    row: Row
    stretch: Stretch
    softer: Reason
    stricter: Reason


class Conflicts:
    """Looks at every row for pairs of rules that oppose each other."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._concepts: dict[Pair, dict[str, None]] = {}
        self._seen: set[tuple[Pair, str]] = set()
        self._deciding = {
            item.id: frozenset((*item.prevails, *item.yields))
            for item in protocol.decisions.values()
        }

    def look(self, concepts: tuple[str, ...], row: Row) -> None:
        """Note the pairs of a row."""
        for stretch in row.stretches:
            for softer, stricter, check in opposed(stretch.reasons):
                pair = Pair(check, softer.rule, stricter.rule)
                if (pair, concepts[0]) not in self._seen:
                    self._seen.add((pair, concepts[0]))
                    about = dict.fromkeys(name for name in concepts if self._meant(pair, name))
                    if about:
                        self._concepts.setdefault(pair, {}).update(about)

    def _meant(self, pair: Pair, concept: str) -> bool:
        """Whether the pair opposes itself about a concept, and not only seems to.

        That a prohibition is over allows what it names and what is narrower; it says nothing
        about a stricter rule for something that it does not name itself.
        """
        if pair.softer.verb is not Verb.AVOID:
            return True
        vocabulary = self._protocol.vocabulary
        above = vocabulary.above(concept)
        named = above.intersection(self._protocol.subjects(pair.softer))
        return any(
            name in vocabulary.below(other)
            for name in named
            for other in above.intersection(self._protocol.subjects(pair.stricter))
        )

    def yields_to(self, rule: str, others: Iterable[str]) -> bool:
        """Whether one of the others is stricter than the rule somewhere."""
        stricter = set(others)
        return any(one.id == rule and two.id in stricter for _, one, two in self._concepts)

    def findings(self) -> Iterator[Finding]:
        """Every pair that no decision names both rules of, with the person who shows it."""
        for pair, concepts in self._concepts.items():
            both = (pair.softer.id, pair.stricter.id)
            if not any(rules.issuperset(both) for rules in self._deciding.values()):
                named = {*pair.softer.about, *pair.stricter.about}
                yield self._finding(pair, tuple(sorted(concepts, key=lambda it: it not in named)))

    def _finding(self, pair: Pair, concepts: tuple[str, ...]) -> Finding:
        protocol, (check, softer, stricter) = self._protocol, pair
        clashes = list(_clashes(protocol, pair))
        best = min(clashes, key=_plainness)
        label = protocol.concepts[concepts[0]].label()
        about = label if len(concepts) == 1 else f"{label} and {len(concepts) - 1} more"
        facts = f", with {facts_words(best.row.facts)}" if best.row.facts else ""
        when = stretch_words(best.row.shape, best.stretch)
        sentence = f"{_SENTENCES[check].format(softer.id, stricter.id, about)} {when}{facts}"
        return Finding(
            Kind.CONFLICT,
            check,
            Severity.ERROR,
            f"{sentence}{_only_when(protocol, pair, clashes)}.",
            "Change one of them, or add a decision that names both: `prevails` the stricter, "
            "`yields` the other.",
            (softer.id, stricter.id, *concepts),
            (softer.place, stricter.place),
            tuple(dict.fromkeys((*softer.cites, *stricter.cites))),
            witness=replay(
                protocol, best.row, best.stretch, concepts[0], best.softer, best.stricter
            ),
        )


_SENTENCES = {
    "opposed": "`{0}` allows what `{1}` forbids, about {2},",
    "waits": "`{0}` is over while `{1}` still holds, about {2},",
    "normal-or-warning": "`{0}` says that it is normal and `{1}` says to call, about {2},",
}


def opposed(reasons: Iterable[Reason]) -> Iterator[tuple[Reason, Reason, str]]:
    """What says yes against what says no in one stretch of time, and the name of the check."""
    known = tuple(reasons)
    for softer in known:
        if softer.stance is not Stance.PERMITTED:
            continue
        for stricter in known:
            check = _check(softer, stricter)
            if check is not None and softer.rule is not stricter.rule:
                yield softer, stricter, check


def _check(softer: Reason, stricter: Reason) -> str | None:
    verbs = softer.rule.verb, stricter.rule.verb
    if verbs == (Verb.EXPECT, Verb.CALL):
        return "normal-or-warning"
    if stricter.stance is not Stance.PROHIBITED or verbs[0] not in _ALLOWING:
        return None
    if verbs == (Verb.AVOID, Verb.AVOID):
        return "waits"
    # That a prohibition is over says nothing about being treated.
    return "opposed" if verbs[1] in _FORBIDDING and verbs != (Verb.AVOID, Verb.BAR) else None


def _clashes(protocol: Protocol, pair: Pair) -> Iterator[Clash]:
    """Every row of the two rules alone in which they oppose each other."""
    for row in rows(protocol, (pair.softer, pair.stricter)):
        for stretch in row.stretches:
            for softer, stricter, check in opposed(stretch.reasons):
                if (check, softer.rule, stricter.rule) == pair:
                    yield Clash(row, stretch, softer, stricter)


def _plainness(clash: Clash) -> tuple[bool, bool, int, float]:
    """Least is the plainest to read: no odd clocks, few unknown facts, a long time."""
    shape, unknown = clash.row.shape, list(clash.row.facts.values()).count(None)
    length = (clash.stretch.end - clash.stretch.begin).total_seconds()
    return not shape.is_quiet, shape.case.start == shape.over, unknown, -length


def _only_when(protocol: Protocol, pair: Pair, clashes: list[Clash]) -> str:
    """At which times of the day they clash, where it is not at all."""
    quiet = [
        row.shape
        for row in rows(protocol, (pair.softer, pair.stricter))
        if row.shape.is_quiet and _same_day(row.shape)
    ]
    shown = {clash.row.shape.case for clash in clashes}
    show = {_end_clock(shape) for shape in quiet if shape.case in shown}
    hide = {_end_clock(shape) for shape in quiet if shape.case not in shown}
    if not hide:
        return ""
    if not show and _counts_otherwise(pair):
        return ""
    if not show:
        return ", only when it ends another day, nobody records the end, or the clocks change"
    if hide == {time()}:
        return ""
    if max(hide) < min(show):
        return f", only when the session ends after {max(hide):%H:%M}"
    if max(show) < min(hide):
        return f", only when the session ends before {min(hide):%H:%M}"
    return ", for some times of the day only"


def _counts_otherwise(pair: Pair) -> bool:
    """Whether months or another anchor have a part in it, so that the clock alone does not tell."""
    points = [point for rule in (pair.softer, pair.stricter) for point in rule.window[:4]]
    return any(
        isinstance(point, MonthsAway) or getattr(point, "anchor", START) not in (START, END)
        for point in points
    )


def _same_day(shape: Shape) -> bool:
    calendar = Calendar(shape.case.zone)
    return calendar.day_of(shape.case.start) == calendar.day_of(shape.over)


def _end_clock(shape: Shape) -> time:
    return Calendar(shape.case.zone).local(shape.over).time()
