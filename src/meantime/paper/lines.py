"""The lines of a plan as a patient reads them: one for each rule that applies, its notes beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from meantime.answers.planning import Item, Plan
from meantime.answers.screening import Verdict
from meantime.model.protocol import Protocol
from meantime.model.rule import Barring, Strength, Verb
from meantime.model.translation import Translation
from meantime.paper.drawing import band
from meantime.paper.languages.words import Words
from meantime.paper.sheet import Drawing, Line, Mark
from meantime.paper.undated import span_words

_NO = (False, "never")


class Telling(NamedTuple):
    """How a plan is told: in which words, and how a time is said.

    at, verdict: when it is told to one person, and whether that person's date holds.
    """

    words: Words
    translation: Translation
    plan: Plan
    times: Callable[[Item], str]
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


def applying(telling: Telling) -> tuple[list[Item], ...]:
    """The items of the plan that apply, in its order, those of one rule together.

    Left out: steps for staff, rules that a decision sets aside, stretches that are over, and bars
    that were asked about and found not to hold. A warning sign is never left out.
    """
    found: dict[str, list[Item]] = {}
    for item in telling.plan.items:
        if _applies(telling, item):
            found.setdefault(item.rule.id, []).append(item)
    return tuple(found.values())


def _applies(telling: Telling, item: Item) -> bool:
    if item.verb is Verb.CALL:
        return True
    if item.verb is Verb.STAFF or item.rule.id in telling.protocol.yielding:
        return False
    if item.opens >= item.closes or (telling.at is not None and item.closes <= telling.at):
        return False
    return item.verb is not Verb.BAR or _open(telling, item)


def _open(telling: Telling, item: Item) -> bool:
    """Whether a bar holds, or nobody can say yet that it does not."""
    facts, waits = telling.plan.timeline.case.facts, item.placed.unknown
    verdict = telling.verdict
    if verdict is None:
        return True
    if any(finding.rule.id == item.rule.id for finding in verdict.findings):
        return True
    if any(name in verdict.missing for name in item.rule.about):
        return True
    return bool(waits) and any(facts.get(name) not in _NO for name in item.rule.about)


def line(telling: Telling, items: list[Item]) -> Line:
    """One rule, its required items and those that are only better, as one line."""
    main = min(items, key=lambda item: item.strength is Strength.PREFERRED)
    rule = main.rule
    mark = _mark(main)
    timed = rule.verb not in (Verb.CALL, Verb.BAR)
    return Line(
        rule.id,
        mark,
        telling.translation.rules[rule.id],
        _word(telling.words, mark),
        telling.times(main) if timed else "",
        tuple(_notes(telling, main, [item for item in items if item is not main])),
        band(telling.plan, items) if timed else (),
        rule.assumption,
    )


def _mark(item: Item) -> Mark:
    match item.verb:
        case Verb.AVOID:
            return Mark.NOT_NOW if item.strength is Strength.REQUIRED else Mark.CARE
        case Verb.MAY:
            # What still waits for an answer is not given free yet.
            return Mark.CARE if item.waits_for else Mark.FINE
        case Verb.TELL:
            return Mark.CARE if item.rule.route else Mark.KNOW
        case Verb.BAR:
            return Mark.CARE if item.rule.bar is Barring.REVIEW else Mark.NOT_NOW
        case verb:
            return _PLAIN_MARKS[verb]


_PLAIN_MARKS = {Verb.DO: Mark.DO, Verb.EXPECT: Mark.NORMAL, Verb.CALL: Mark.CALL}


def _word(words: Words, mark: Mark) -> str:
    said = {
        Mark.NOT_NOW: words.not_now,
        Mark.CARE: words.care,
        Mark.FINE: words.fine,
        Mark.DO: words.do,
        Mark.KNOW: words.know,
        Mark.NORMAL: words.normal,
    }
    return said.get(mark, "")


def _notes(telling: Telling, main: Item, better: Iterable[Item]) -> list[str]:
    words, rule = telling.words, main.rule
    notes = [words.better.format(times=telling.times(item)) for item in better]
    if main.strength is Strength.PREFERRED:
        notes.append(words.not_a_must)
    if rule.every_minutes:
        notes.append(words.every.format(span=span_words(words, rule.every_minutes)))
    if rule.id in telling.translation.limits:
        notes.append(words.limit.format(limit=telling.translation.limits[rule.id]))
    return [*notes, *_waits(telling, main)]


def _waits(telling: Telling, item: Item) -> Iterator[str]:
    """The questions a line depends on; a report opens or ends it at the earliest."""
    questions = telling.translation.questions
    for name in item.waits_for:
        said = telling.words.depends if name in item.placed.unknown else telling.words.once
        yield said.format(question=questions[name])


def starred(protocol: Protocol, decisions: Iterable[str]) -> bool:
    """Whether what rests on these decisions is an assumption: one of them is not signed."""
    return any(protocol.decisions[name].signed is None for name in decisions)
