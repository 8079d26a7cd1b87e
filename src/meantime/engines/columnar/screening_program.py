"""Screening as steps: one bit for each rule and fact that may stand against a session."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from meantime.engines.columnar.columns import Columns, columns_of
from meantime.engines.columnar.limits import NO_DAY
from meantime.engines.columnar.logic import EVERYBODY, NO_LIMIT, NOBODY, Bits, Code, Facts, Steps
from meantime.engines.columnar.points import MIDNIGHT, MONTHS, OPEN, Coded, clear_days, coded
from meantime.engines.columnar.tables import CONTRAINDICATED, DEFERRED, REVIEW, Tables, table
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.model.rule import Barring, Rule, Strength, Verb

_SEVERITY = {
    Barring.REVIEW: REVIEW,
    Barring.DEFER: DEFERRED,
    Barring.REFUSE: CONTRAINDICATED,
}


# Their numbers have 16 bits of a finding's weight.
MOST_PAIRS = 0xFFFF


class Pair(NamedTuple):
    """A rule and a fact that may run into it: a finding is one of these."""

    rule: str
    feature: str


class ScreeningProgram(NamedTuple):
    """A protocol's screening: its numbers, and what the bits and columns of them are called."""

    pairs: tuple[Pair, ...]
    columns: Columns
    tables: Tables


def program_of(protocol: Protocol, *, prepared: bool) -> ScreeningProgram:
    """The program of a protocol; `prepared` says that the moment of asking is known.

    Raises MeantimeError where a window of the protocol reaches too far.
    """
    return _Writer(protocol, prepared).program()


class _Writer:
    def __init__(self, protocol: Protocol, prepared: bool) -> None:
        self.protocol, self.asked = protocol, prepared
        self.columns = columns_of(protocol)
        self.steps = Steps()
        self.facts = Facts(self.steps, self.columns.answers, self.columns.dates)
        self.pairs: list[Pair] = []
        self.found: list[int] = []
        self.plain: list[tuple[int, int]] = []
        self.limits: list[tuple[int, int, int]] = []
        self.washouts: list[tuple[int, ...]] = []
        self.months: list[int] = []
        self.dated: list[tuple[int, ...]] = []
        self.prepared: list[tuple[int, ...]] = []
        self.missing = dict.fromkeys(protocol.features, NOBODY)
        self.doubts = [NOBODY, NOBODY, NOBODY]
        self.facts.check_dates(protocol)

    def program(self) -> ScreeningProgram:
        for rule in self.protocol.by_begin:
            for feature in self.protocol.washed_out.get(rule.id, ()):
                self._washout(rule, feature)
        for rule in self.protocol.by_begin:
            for feature in rule.about if rule.verb is Verb.BAR else ():
                self._bar(rule, feature)
        rules = list(dict.fromkeys(pair.rule for pair in self.pairs))
        words = -(-len(self.pairs) // 64) or 1
        plain = np.zeros((4, words), np.uint64)
        for pair, severity in self.plain:
            plain[severity, pair // 64] |= np.uint64(1 << pair % 64)
        if len(self.pairs) > MOST_PAIRS:
            raise MeantimeError(
                f"`{self.protocol.id}`: {len(self.pairs)} rules and facts may run into each other. "
                f"Populations are screened by at most {MOST_PAIRS}."
            )
        tables = Tables(
            self.steps.table(),
            self.steps.registers,
            len(self.protocol.anchors),
            table(self.limits, 3),
            table(self.washouts, 10),
            clear_days(self.months),
            table(self.dated, 5),
            table(self.prepared, 3),
            np.array(self.found, np.int64),
            np.array(list(self.missing.values()), np.int64),
            np.array(self.doubts, np.int64),
            np.array([*(rules.index(pair.rule) for pair in self.pairs), 0], np.int16),
            plain,
        )
        return ScreeningProgram(tuple(self.pairs), self.columns, tables)

    def _washout(self, rule: Rule, feature: str) -> None:
        column, pair = self.columns.dates[feature], self._pair(rule, feature)
        required = coded(self.protocol, rule.window.begin)
        preferred = coded(self.protocol, rule.window.preferred_begin or rule.window.begin)
        live = self.facts.decide(rule.condition).maybe
        late = self._near(column, _reach(preferred), preferred.anchor)
        if preferred.anchor > 1:
            # A use on the day of the session or later counts, wherever the anchor lies.
            late = self.steps.either(late, self._near(column, 1, 0))
        known = self.facts.known(feature)
        look = self.steps.both(live, self.steps.both(late, known))
        binds = rule.strength is Strength.REQUIRED
        self.washouts.append(
            (pair, column, int(binds), *required, *preferred, self._months(preferred))
        )
        self.found.append(self.steps.add(Code.WASHED_OUT, look, len(self.washouts) - 1))
        unasked = self.steps.without(live, self._answered(feature))
        self._doubt(feature, unasked, DEFERRED if binds else REVIEW)

    def _months(self, begin: Coded) -> int:
        """The row of the table of months with a window's clear days; 0 where it needs none."""
        if begin.kind == MONTHS and begin.amount not in self.months:
            self.months.append(begin.amount)
        return self.months.index(begin.amount) if begin.kind == MONTHS else 0

    def _bar(self, rule: Rule, feature: str) -> None:
        assert rule.bar is not None
        severity, pair = _SEVERITY[rule.bar], self._pair(rule, feature)
        is_so, holds = self._so(feature), self.facts.decide(rule.condition)
        truth = Bits(*map(self.steps.both, is_so, holds))
        self.found.append(self._barred(rule, feature, pair, severity, truth.surely))
        unknown = self.steps.unknown(truth)
        self._doubt(feature, self.steps.without(unknown, self._answered(feature)), severity)
        for name, register in self.facts.undecided(rule.condition).items():
            self._doubt(name, self.steps.both(unknown, register), severity)

    def _barred(self, rule: Rule, feature: str, pair: int, severity: int, who: int) -> int:
        if who == NOBODY:
            return NOBODY
        if rule.after_last is not None and feature in self.columns.dates:
            column = self._last(feature)
            lead = rule.lead_days if self.asked else 0
            self.dated.append((pair, column, rule.after_last, severity, lead))
            look = self.steps.both(who, self._near(column, rule.after_last, 0))
            return self.steps.add(Code.SINCE_LAST, look, len(self.dated) - 1)
        if rule.lead_days and self.asked:
            self.prepared.append((pair, rule.lead_days, severity))
            return self.steps.add(Code.PREPARED, who, len(self.prepared) - 1)
        self.plain.append((pair, severity))
        return who

    def _pair(self, rule: Rule, feature: str) -> int:
        self.pairs.append(Pair(rule.id, feature))
        return len(self.pairs) - 1

    def _doubt(self, feature: str, who: int, severity: int) -> None:
        self.missing[feature] = self.steps.either(self.missing[feature], who)
        self.doubts[severity - 1] = self.steps.either(self.doubts[severity - 1], who)

    def _near(self, column: int, days: int, anchor: int) -> int:
        self.limits.append((column, days, max(0, anchor - 1)))
        return self.steps.add(Code.NEAR, len(self.limits) - 1)

    def _last(self, feature: str) -> int:
        """The column a date is taken from: the later of the sessions and of what is told."""
        return self.columns.dates[
            f"last:{feature}" if feature in self.protocol.previous_session else feature
        ]

    def _answered(self, feature: str) -> int:
        """Who has answered; "never" before a later session contradicts itself, so it is none."""
        if feature not in self.protocol.previous_session:
            return self.facts.known(feature)
        column = self._last(feature)
        wrong = self.steps.both(
            self.steps.add(Code.NEVER, column), self.steps.add(Code.SESSION, 2, NO_LIMIT)
        )
        return self.steps.without(self.steps.add(Code.LAST, column), wrong)

    def _so(self, feature: str) -> Bits:
        """Whether a bar's fact is so: a yes, or any use that was."""
        if feature in self.columns.answers:
            return self.facts.reported(feature)
        known = self._answered(feature)
        never = self.steps.add(Code.NEVER, self._last(feature))
        used = self.steps.without(known, never)
        return Bits(used, self.steps.either(used, self.steps.without(EVERYBODY, known)))


def _reach(begin: Coded) -> int:
    """A use still counts less than so many days before the anchor's day, at the most."""
    if begin.kind == OPEN:
        return NO_DAY // 4
    if begin.kind == MIDNIGHT:
        return 1 - begin.amount + (begin.anchor > 1)
    if begin.kind == MONTHS:
        return 4 - begin.amount * 31
    return 3 - begin.amount // 1440
