"""What a patient may not do, does, and may do at this moment.

Every line is a rule of the plan; whether it counts is asked of the core, for each thing that it is
about, so that a line never says more than "May I ...?" would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import meantime as mt
from meantime.answers.asking import STRICTNESS, Answer
from meantime.answers.planning import Item
from meantime.clinic.care.telling import sentence
from meantime.clinic.design.line_of_time import parted
from meantime.clinic.portal.standing import Standing, Standings
from meantime.model.rule import Strength, Verb
from meantime.model.ruling import Stance


class Line(NamedTuple):
    """A line of a list.

    first, more: its first sentence, and those after it. until: the moment at which the answer
    changes by itself. opens: whether it is a yes then; otherwise the clinic has to be asked.
    better: advised, no must. waits: whether it ends with a report of the patient only.
    """

    first: str
    more: str
    until: datetime | None
    opens: bool
    better: bool
    waits: bool
    cites: str
    assumption: bool


class Now(NamedTuple):
    """The lists of the page. call: when to call the clinic, whatever the day."""

    avoid: tuple[Line, ...]
    do: tuple[Line, ...]
    fine: tuple[Line, ...]
    know: tuple[Line, ...]
    normal: tuple[Line, ...]
    call: tuple[Line, ...]


def now_of(standings: Standings, at: datetime, language: str) -> Now:
    """The lists at a moment, in a language where the protocol has it."""
    held = list(_held(standings, at))

    def lines(*verbs: Verb) -> tuple[Line, ...]:
        found = (_line(item, of, standings, at, language) for item, of in _of(held, verbs))
        return tuple(dict.fromkeys(line for line in found if line is not None))

    return Now(
        lines(Verb.AVOID),
        lines(Verb.DO),
        lines(Verb.MAY),
        lines(Verb.TELL),
        lines(Verb.EXPECT),
        lines(Verb.CALL),
    )


def _held(standings: Standings, at: datetime) -> Iterator[tuple[Item, Standing]]:
    """The items of every session that hold at a moment; the last ones first: they are nearer.

    What had to be left before a session holds to the end of its day; once it is over nobody has to
    be told. "May I ...?" still knows.
    """
    for standing in (*standings.last, *standings.ahead):
        plan = mt.plan(standing.protocol, standing.case, at)
        for item in plan.items:
            if item.holds_at(at) and not (standing.is_over(at) and is_before(item, standing)):
                yield item, standing


def is_before(item: Item, standing: Standing) -> bool:
    """Whether a line begins on an earlier day than its session, and ends with that day at last."""
    if item.begins is None or item.rule.window.ends_after:
        return False
    zone = ZoneInfo(standing.case.zone)
    begins, start = item.begins.astimezone(zone), standing.case.start.astimezone(zone)
    return begins.date() < start.date()


def _of(
    held: Iterable[tuple[Item, Standing]], verbs: Sequence[Verb]
) -> list[tuple[Item, Standing]]:
    """A rule that is graded holds as its stricter part alone."""
    found: dict[tuple[str, str], tuple[Item, Standing]] = {}
    for item, standing in held:
        key = standing.protocol.id, item.rule.id
        if item.verb in verbs and (key not in found or item.strength is Strength.REQUIRED):
            found[key] = item, standing
    return list(found.values())


def _line(
    item: Item, standing: Standing, standings: Standings, at: datetime, language: str
) -> Line | None:
    """None for what is not so after all, since another rule or session is stricter."""
    answers = [answer for concept in item.concepts if (answer := standings.ask(concept, at))]
    if item.verb is Verb.MAY and any(answer.answer != "yes" for answer in answers):
        return None
    until, opens = (None, False)
    if item.verb in (Verb.AVOID, Verb.MAY):
        until, opens = _change(answers, item, standings)
    first, more = parted(sentence(standing.protocol, item.rule, language))
    return Line(
        first,
        more,
        until,
        opens,
        better=item.strength is Strength.PREFERRED,
        waits=bool(item.waits_for),
        cites=", ".join(map(str, item.cites)),
        assumption=item.assumption,
    )


def _change(
    answers: list[Answer], item: Item, standings: Standings
) -> tuple[datetime | None, bool]:
    """When the strictest answer changes by itself, and whether all are a yes then."""
    strictest = max(answers, key=_strictness, default=None)
    if strictest is None or strictest.until is None:
        return None, False
    then = [standings.ask(concept, strictest.until) for concept in item.concepts]
    return strictest.until, all(answer and answer.answer == "yes" for answer in then)


def _strictness(answer: Answer) -> tuple[Stance, bool, float]:
    """Of two that are as strict, the one that lasts."""
    ends = answer.until.timestamp() if answer.until else 0.0
    return STRICTNESS[answer.answer], answer.until is None, ends
