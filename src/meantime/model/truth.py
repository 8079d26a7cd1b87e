"""Three-valued truth: unknown is a value, never an exception and never "no"."""

from __future__ import annotations

from enum import IntEnum


class Truth(IntEnum):
    """Kleene's strong logic, ordered so that *and* is the least and *or* the greatest."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def negated(self) -> Truth:
        """Not: yes and no change places, unknown stays."""
        return Truth(2 - self)
