"""From placed rules to rulings: what each verb says of its concepts, and the strictest wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from meantime.engines.base import Placed
from meantime.model.rule import Barring, Outside, Strength, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Reason, Ruling, Segment, Stance
from meantime.model.truth import Truth

_OUTSIDE = {
    Outside.ALLOWED: Stance.PERMITTED,
    Outside.SILENT: Stance.SILENT,
    Outside.ASK: Stance.ASK,
}


def resolve(placed: Iterable[Placed]) -> tuple[Segment, ...]:
    """The rulings that these rules give together, over all of time.

    At every moment the strictest stance wins, and every rule that takes it is a reason. Where no
    rule says anything the ruling is silent, which is never permission.
    """
    reasons = [reason for rule in placed for reason in stances(rule)]
    cuts = {BEFORE_ALL, AFTER_ALL}
    for reason in reasons:
        cuts.update((reason.begin, reason.end))
    moments = sorted(cuts)
    return tuple(
        Segment(begin, end, _strictest(reasons, begin))
        for begin, end in zip(moments, moments[1:], strict=False)
    )


def _strictest(reasons: list[Reason], moment: datetime) -> Ruling:
    holding = [reason for reason in reasons if reason.begin <= moment < reason.end]
    if not holding:
        return Ruling(Stance.SILENT, ())
    stance = max(reason.stance for reason in holding)
    strict = [reason for reason in holding if reason.stance is stance]
    # The rule that holds longest explains the answer best, so it comes first.
    return Ruling(stance, tuple(sorted(strict, key=lambda reason: reason.end, reverse=True)))


def stances(placed: Placed) -> Iterator[Reason]:
    """What a placed rule says of its concepts: a stance for each stretch it speaks of."""
    match placed.rule.verb:
        case Verb.AVOID:
            parts = _avoid(placed)
        case Verb.MAY:
            parts = _may(placed)
        case Verb.DO:
            parts = _do(placed)
        case Verb.EXPECT:
            parts = _expect(placed)
        case Verb.BAR:
            parts = _bar(placed)
        case Verb.CALL:
            parts = iter([_say(placed, Stance.ASK, placed.begin, placed.end)])
        case Verb.TELL:
            parts = _tell(placed)
        case Verb.STAFF:
            parts = iter(())
        case never:
            assert_never(never)
    return (reason for reason in parts if reason.begin < reason.end)


def _say(placed: Placed, stance: Stance, begin: datetime, end: datetime, *lifted_by: str) -> Reason:
    return Reason(placed.rule, stance, begin, end, lifted_by)


def _avoid(placed: Placed) -> Iterator[Reason]:
    """A prohibition. An unknown condition leaves it standing; it ends only with its report."""
    rule = placed.rule
    closing, preferred_closing, lifted_by = placed.end, placed.preferred_end, placed.unknown
    if placed.reported is not Truth.YES:
        closing = preferred_closing = AFTER_ALL
        lifted_by = (*lifted_by, str(rule.once))
    binding = Stance.PROHIBITED if rule.strength is Strength.REQUIRED else Stance.DISCOURAGED
    yield _say(placed, binding, placed.begin, closing, *lifted_by)
    core = min(placed.begin, closing)
    yield _say(placed, Stance.DISCOURAGED, placed.preferred_begin, core, *lifted_by)
    yield _say(placed, Stance.DISCOURAGED, closing, preferred_closing, *lifted_by)
    # Whether a rule that may not apply allows anything is not known; that it keeps quiet is.
    if placed.holds is Truth.YES or rule.outside is not Outside.ALLOWED:
        outside = _OUTSIDE[rule.outside]
        if not rule.window.is_after:
            yield _say(placed, outside, BEFORE_ALL, placed.preferred_begin, *placed.unknown)
        if rule.window.ends_after:
            yield _say(placed, outside, preferred_closing, AFTER_ALL, *placed.unknown)


def _may(placed: Placed) -> Iterator[Reason]:
    """A permission from a moment on, which forbids from the end of the session until then."""
    yield _say(placed, Stance.PROHIBITED, placed.session_end, placed.begin)
    lifted_by: tuple[str, ...]
    if placed.reported is Truth.NO:
        stance, lifted_by = Stance.PROHIBITED, (str(placed.rule.once),)
    elif placed.reported is Truth.UNKNOWN:
        stance, lifted_by = Stance.ASK, (*placed.unknown, str(placed.rule.once))
    elif placed.holds is Truth.UNKNOWN:
        stance, lifted_by = Stance.ASK, placed.unknown
    else:
        stance, lifted_by = Stance.PERMITTED, ()
    yield _say(placed, stance, placed.begin, placed.end, *lifted_by)


def _do(placed: Placed) -> Iterator[Reason]:
    stance = Stance.PERMITTED if placed.holds is Truth.YES else Stance.ASK
    yield _say(placed, stance, placed.begin, placed.end, *placed.unknown)


def _expect(placed: Placed) -> Iterator[Reason]:
    """Normal inside its window; earlier or longer than that is for the clinic to judge."""
    yield _say(placed, Stance.ASK, placed.session_end, placed.begin)
    stance = Stance.PERMITTED if placed.holds is Truth.YES else Stance.ASK
    yield _say(placed, stance, placed.begin, placed.end, *placed.unknown)
    yield _say(placed, Stance.ASK, placed.end, AFTER_ALL)


def _bar(placed: Placed) -> Iterator[Reason]:
    """No treatment in that state; what a clinician weighs, or what came after, is asked."""
    rule = placed.rule
    certain = not rule.condition_words and rule.after_last is None
    refused = certain and rule.bar is not Barring.REVIEW
    yield _say(placed, Stance.PROHIBITED if refused else Stance.ASK, BEFORE_ALL, placed.end)
    yield _say(placed, Stance.ASK, placed.end, AFTER_ALL)


def _tell(placed: Placed) -> Iterator[Reason]:
    if placed.rule.route is not None:
        yield _say(placed, Stance.ASK, placed.begin, placed.end)
