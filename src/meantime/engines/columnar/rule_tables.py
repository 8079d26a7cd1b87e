"""Rules as numbers: what a loop over people needs to place them and to say what they mean."""

from __future__ import annotations

from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.columns import Columns, columns_of
from meantime.engines.columnar.logic import EVERYBODY, Facts, Steps
from meantime.engines.columnar.points import OPEN, coded
from meantime.engines.columnar.tables import Tables, logic_tables
from meantime.model.protocol import Protocol
from meantime.model.rule import Barring, Outside, Rule, Strength, Verb
from meantime.model.ruling import Stance
from meantime.model.timing import END, Elapsed, Point

VERBS = tuple(Verb)
AVOID, MAY, DO, BAR, EXPECT, CALL, TELL, STAFF = range(8)
PERMITTED, DISCOURAGED, SILENT, ASK, PROHIBITED = map(int, Stance)
_OUTSIDE = {Outside.ALLOWED: PERMITTED, Outside.SILENT: SILENT, Outside.ASK: ASK}
# The points of every protocol: the beginning and the end of time.
_EVER = [(OPEN, 0, 0, 0), (OPEN, 0, 0, 1)]


class RuleTables(NamedTuple):
    """The rules of a protocol, in the order of plans, a row each.

    points: kind, anchor, amount, and whether the later of two moments is meant. begin, end,
    preferred_begin, preferred_end: numbers of points. verb: a place in VERBS. stance: what the rule
    says inside its window (a bar: before its end), `outside` what it says outside of it.
    is_after, ends_after: of its window. holds, may_hold, reported, may_be_reported: registers.
    anchors: how many there are. duration: minutes that a session usually takes.
    """

    points: NDArray[np.int64]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    preferred_begin: NDArray[np.int64]
    preferred_end: NDArray[np.int64]
    verb: NDArray[np.int64]
    stance: NDArray[np.int64]
    outside: NDArray[np.int64]
    is_after: NDArray[np.bool_]
    ends_after: NDArray[np.bool_]
    holds: NDArray[np.int64]
    may_hold: NDArray[np.int64]
    reported: NDArray[np.int64]
    may_be_reported: NDArray[np.int64]
    anchors: int
    duration: int


class RuleProgram(NamedTuple):
    """The rules as numbers, the steps that decide their conditions, and the columns both read."""

    rules: tuple[Rule, ...]
    columns: Columns
    tables: RuleTables
    steps: Tables


def rule_program(protocol: Protocol) -> RuleProgram:
    """The rules of a protocol. Raises MeantimeError where a window reaches too far."""
    columns, steps, rules = columns_of(protocol), Steps(), protocol.by_begin
    facts = Facts(steps, columns.answers, columns.dates)
    facts.check_dates(protocol)
    points = _Points(protocol)
    rows = np.array([points.of(rule) for rule in rules], np.int64).reshape(-1, 4)
    windows = np.ascontiguousarray(rows.T)
    holds = [facts.decide(rule.condition) for rule in rules]
    reports = [
        (EVERYBODY, EVERYBODY) if rule.once is None else facts.reported(rule.once) for rule in rules
    ]
    tables = RuleTables(
        np.array(points.found, np.int64),
        windows[0],
        windows[1],
        windows[2],
        windows[3],
        _row(VERBS.index(rule.verb) for rule in rules),
        _row(map(_stance, rules)),
        _row(_OUTSIDE[rule.outside] for rule in rules),
        np.array([rule.window.is_after for rule in rules], np.bool_),
        np.array([rule.window.ends_after for rule in rules], np.bool_),
        _row(truth.surely for truth in holds),
        _row(truth.maybe for truth in holds),
        _row(surely for surely, _ in reports),
        _row(maybe for _, maybe in reports),
        2 + len(protocol.anchors),
        protocol.duration_minutes,
    )
    return RuleProgram(rules, columns, tables, logic_tables(protocol, steps))


def _row(numbers: object) -> NDArray[np.int64]:
    return np.fromiter(numbers, np.int64)  # type: ignore[call-overload, no-any-return]


class _Points:
    """The distinct points of all windows, numbered as they come."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.found = list(_EVER)

    def of(self, rule: Rule) -> tuple[int, int, int, int]:
        """The numbers of a window's begin, end, preferred begin and preferred end.

        What allows something, or calls it normal, begins where a prohibition ends: late, and it
        ends early. What is so at once waits for nothing.
        """
        window, allows = rule.window, rule.verb in (Verb.MAY, Verb.DO, Verb.EXPECT)
        late = allows and window.begin != Elapsed(END)
        begin = self._number(window.begin, late, 0)
        end = self._number(window.end, not allows, 1)
        return (
            begin,
            end,
            self._number(window.preferred_begin, late, begin),
            self._number(window.preferred_end, not allows, end),
        )

    def _number(self, point: Point | None, later: bool, otherwise: int) -> int:
        if point is None:
            return otherwise
        row = (*coded(self.protocol, point), int(later))
        if row not in self.found:
            self.found.append(row)
        return self.found.index(row)


def _stance(rule: Rule) -> int:
    """What a rule says of its concepts inside its window, when its condition holds."""
    match rule.verb:
        case Verb.AVOID:
            return PROHIBITED if rule.strength is Strength.REQUIRED else DISCOURAGED
        case Verb.BAR:
            certain = not rule.condition_words and rule.after_last is None
            return PROHIBITED if certain and rule.bar is not Barring.REVIEW else ASK
        case Verb.CALL:
            return ASK
        case Verb.TELL:
            return SILENT if rule.route is None else ASK
        case Verb.STAFF:
            return SILENT
        case Verb.MAY | Verb.DO | Verb.EXPECT:
            return PERMITTED
        case never:
            assert_never(never)
