"""How a plan is told: in which words, to whom, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from meantime.answers.planning import Item, Plan
from meantime.answers.screening import Verdict
from meantime.model.protocol import Protocol
from meantime.model.translation import Translation
from meantime.paper.languages.words import Words
from meantime.paper.sheet import Drawing


class Telling(NamedTuple):
    """How a plan is told: in which words, and how the begin and the end of a line are said.

    at, verdict: when it is told to one person, and whether that person's date holds.
    """

    words: Words
    translation: Translation
    plan: Plan
    times: Callable[[Item], tuple[str, str]]
    drawing: Drawing
    at: datetime | None = None
    verdict: Verdict | None = None

    @property
    def protocol(self) -> Protocol:
        """The protocol of the plan."""
        return self.plan.timeline.protocol

    @property
    def begun(self) -> bool:
        """Whether the session has begun, so that nothing about its date is to be decided."""
        return self.at is not None and self.at >= self.plan.timeline.case.start
