"""Questions of yes and no for 64 people at a time: a protocol's conditions as steps over words.

A word holds one bit a person. A truth of three values is two words: who it is surely so for, and
who it may be so for (surely or unknown). Each step writes one register, and no step is written
twice: two rules with the same condition share it.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import count
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from meantime.model.condition import (
    Always,
    Both,
    Condition,
    Either,
    Not,
    Reported,
    SessionIs,
)
from meantime.model.protocol import Protocol


class Code(IntEnum):
    """What a step does with its two operands; `machine` carries it out."""

    BOTH = 0  # register and register
    EITHER = 1  # register or register
    WITHOUT = 2  # register, but not register
    ANSWERED_YES = 3  # column of answers
    ANSWERED = 4  # column of answers
    DATED = 5  # column of dates as answered: all but unknown; what is no date is noted as wrong
    NEVER = 6  # column of dates
    NEAR = 7  # limit: used so late that it may matter
    SESSION = 8  # least and most
    WASHED_OUT = 9  # register of whom to look at, washout
    SINCE_LAST = 10  # register of whom to look at, dated bar
    PREPARED = 11  # register of who is barred, bar that takes days of preparation
    LAST = 12  # column of dates that sessions may give: all but unknown, and nothing is wrong


NOBODY, EVERYBODY = 0, 1
NO_LIMIT = 2**31 - 1


class Bits(NamedTuple):
    """A truth: the registers of whom it is surely so for, and of whom it may be so for."""

    surely: int
    maybe: int


class Steps:
    """A list of steps, each a row (code, register written, operand, operand)."""

    def __init__(self) -> None:
        self._written: dict[tuple[int, int, int], int] = {}
        self._registers = count(2)

    def table(self) -> NDArray[np.int64]:
        """The steps in order, ready for the machine."""
        rows = [(code, out, a, b) for (code, a, b), out in self._written.items()]
        return np.array(rows, np.int64).reshape(-1, 4)

    @property
    def registers(self) -> int:
        """How many registers the steps need."""
        return len(self._written) + 2

    def add(self, code: Code, first: int, second: int = 0) -> int:
        """The register with the result of a step, which is written where it is new."""
        key = (int(code), first, second)
        if key not in self._written:
            self._written[key] = next(self._registers)
        return self._written[key]

    def both(self, first: int, second: int) -> int:
        """Who is in both registers."""
        if NOBODY in (first, second):
            return NOBODY
        if EVERYBODY in (first, second):
            return max(first, second) if first != second else EVERYBODY
        return first if first == second else self.add(Code.BOTH, *sorted((first, second)))

    def either(self, first: int, second: int) -> int:
        """Who is in one of the registers."""
        if EVERYBODY in (first, second):
            return EVERYBODY
        if NOBODY in (first, second) or first == second:
            return max(first, second)
        return self.add(Code.EITHER, *sorted((first, second)))

    def without(self, first: int, second: int) -> int:
        """Who is in the first register and not in the second."""
        if first in (NOBODY, second) or second == EVERYBODY:
            return NOBODY
        return first if second == NOBODY else self.add(Code.WITHOUT, first, second)

    def opposite(self, truth: Bits) -> Bits:
        """Not: surely where it may not be so."""
        return Bits(self.without(EVERYBODY, truth.maybe), self.without(EVERYBODY, truth.surely))

    def unknown(self, truth: Bits) -> int:
        """Whom it is neither so nor not so for."""
        return self.without(truth.maybe, truth.surely)


class Facts:
    """The truth of yes-no questions; a dated one is known not to be a plain yes once answered.

    answers, dates: the number of each question's column.
    """

    def __init__(self, steps: Steps, answers: dict[str, int], dates: dict[str, int]) -> None:
        self.steps, self.answers, self.dates = steps, answers, dates

    def check_dates(self, protocol: Protocol) -> None:
        """Have every dated column read once, so that what is no date is noted, used or not."""
        for feature in protocol.features:
            if feature in self.dates:
                self.known(feature)

    def known(self, feature: str) -> int:
        """Who has answered."""
        if feature in self.answers:
            return self.steps.add(Code.ANSWERED, self.answers[feature])
        return self.steps.add(Code.DATED, self.dates[feature])

    def reported(self, feature: str) -> Bits:
        """Who says yes."""
        known = self.known(feature)
        if feature not in self.answers:
            return Bits(NOBODY, self.steps.without(EVERYBODY, known))
        yes = self.steps.add(Code.ANSWERED_YES, self.answers[feature])
        no = self.steps.without(known, yes)
        return Bits(yes, self.steps.without(EVERYBODY, no))

    def decide(self, condition: Condition) -> Bits:
        """Whom a condition holds for, in Kleene's logic."""
        match condition:
            case Reported(feature):
                return self.reported(feature)
            case SessionIs(least, most):
                register = self.steps.add(Code.SESSION, least, NO_LIMIT if most is None else most)
                return Bits(register, register)
            case Not(part):
                return self.steps.opposite(self.decide(part))
            case Both(parts):
                found = Bits(EVERYBODY, EVERYBODY)
                for truth in map(self.decide, parts):
                    found = Bits(*map(self.steps.both, found, truth))
                return found
            case Either(parts):
                found = Bits(NOBODY, NOBODY)
                for truth in map(self.decide, parts):
                    found = Bits(*map(self.steps.either, found, truth))
                return found
            case Always():
                return Bits(EVERYBODY, EVERYBODY)
            case never:
                assert_never(never)

    def undecided(self, condition: Condition, above: int = EVERYBODY) -> dict[str, int]:
        """For each feature, whom it keeps the condition from being decided for."""
        here = self.steps.both(above, self.steps.unknown(self.decide(condition)))
        match condition:
            case Reported(feature):
                return {feature: here}
            case Not(part):
                return self.undecided(part, here)
            case Both(parts) | Either(parts):
                found: dict[str, int] = {}
                for part in parts:
                    for feature, register in self.undecided(part, here).items():
                        found[feature] = self.steps.either(found.get(feature, NOBODY), register)
                return found
            case _:
                return {}
