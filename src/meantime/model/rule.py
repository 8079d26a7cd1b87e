"""Rules: a verb, what it is about, when it holds, and the patient's sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meantime.model.citation import Citation
from meantime.model.condition import ALWAYS, Condition
from meantime.model.problem import Place
from meantime.model.timing import Window


class Verb(StrEnum):
    """The eight things a rule can say."""

    AVOID = "avoid"
    MAY = "may"
    DO = "do"
    BAR = "bar"
    EXPECT = "expect"
    CALL = "call"
    TELL = "tell"
    STAFF = "staff"


class Strength(StrEnum):
    """Whether a rule binds, or is the better choice."""

    REQUIRED = "required"
    PREFERRED = "preferred"


class Barring(StrEnum):
    """What a bar does: refuse the treatment, defer it, or leave it to a clinician."""

    REFUSE = "refuse"
    DEFER = "defer"
    REVIEW = "review"


class Urgency(StrEnum):
    """How soon a warning sign needs a person."""

    EMERGENCY = "emergency"
    NOW = "now"
    SAME_DAY = "same-day"
    NEXT_DAY = "next-day"


class Outside(StrEnum):
    """What a prohibition means on its side of the session once its window is not open."""

    ALLOWED = "allowed"
    SILENT = "silent"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a protocol.

    `about` holds concept ids, or for a `bar` feature ids. `once` names a report that a window also
    waits for: no report is "not yet". `lead_days` is how many days before the session something
    has to begin that a bar asks for. `after_last` is how many days after the date of its feature
    a bar ends. `assumption` marks what the handout does not say and no clinician has signed.
    """

    id: str
    verb: Verb
    about: tuple[str, ...]
    text: str
    place: Place
    heading: str = ""
    exceptions: tuple[str, ...] = ()
    window: Window = Window()
    condition: Condition = ALWAYS
    condition_words: str = ""
    once: str | None = None
    strength: Strength = Strength.REQUIRED
    outside: Outside = Outside.ALLOWED
    route: str | None = None
    every_minutes: int | None = None
    bar: Barring | None = None
    urgency: Urgency | None = None
    limit: str = ""
    lead_days: int = 0
    after_last: int | None = None
    cites: tuple[Citation, ...] = ()
    decisions: tuple[str, ...] = ()
    assumption: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "verb": self.verb.value,
            "about": list(self.about),
            "except": list(self.exceptions),
            "window": self.window.words,
            "if": self.condition_words,
            "once": self.once,
            "strength": self.strength.value,
            "outside": self.outside.value,
            "route": self.route,
            "every_minutes": self.every_minutes,
            "so": self.bar and self.bar.value,
            "lead_days": self.lead_days,
            "lasts_days": self.after_last,
            "act": self.urgency and self.urgency.value,
            "limit": self.limit,
            "text": self.text,
            "cites": [str(place) for place in self.cites],
            "decisions": list(self.decisions),
            "assumption": self.assumption,
        }
