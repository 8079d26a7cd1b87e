"""Whether the session of a plan will take place, as far as screening can tell."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from meantime.answers.planning import Plan
from meantime.answers.screening import Severity, screen
from meantime.model.problem import CaseError


class Certainty(NamedTuple):
    """Whether the date of the session holds, and whether the steps around it do.

    Steps hold for somebody who may be treated once a question is answered or a clinician has
    looked, but not for somebody who, by what is known, is not treated on that date.
    """

    session: bool
    steps: bool


def certainty(plan: Plan, at: datetime) -> Certainty:
    """What is certain at a moment; once the session has begun, all of it.

    Raises CaseError where the recorded end of the session lies after that moment.
    """
    case = plan.timeline.case
    if case.end is not None and case.end > at:
        raise CaseError(
            "end: the recorded end of the session lies after `at`, the moment of making the "
            "calendar. Leave --end out until the session is over."
        )
    if at >= case.start:
        return Certainty(session=True, steps=True)
    verdict = screen(plan.timeline, at)
    worst = verdict.governing
    treatable = worst is None or worst.severity < Severity.DEFERRED
    return Certainty(session=verdict.status == Severity.ELIGIBLE.word, steps=treatable)
