"""The sign of a line: nothing is called fine that the plan, when asked, does not say yes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from meantime.answers import asking
from meantime.answers.asking import Answer
from meantime.answers.planning import Item
from meantime.model.rule import Barring, Strength, Verb
from meantime.paper.graded import is_after
from meantime.paper.languages.words import Words
from meantime.paper.sheet import Mark
from meantime.paper.telling import Telling

_PLAIN_MARKS = {Verb.EXPECT: Mark.NORMAL, Verb.CALL: Mark.CALL}
_FREE = {Verb.MAY: Mark.FINE, Verb.DO: Mark.DO}


def mark_of(telling: Telling, item: Item) -> Mark:
    """The sign of a line at the moment of making or, where it begins later, at its begin."""
    match item.verb:
        case Verb.AVOID:
            strict = item.strength is Strength.REQUIRED and not is_after(item)
            return Mark.NOT_NOW if strict else Mark.CARE
        case Verb.MAY | Verb.DO:
            return _freed(telling, item)
        case Verb.TELL:
            return Mark.CARE if item.rule.route else Mark.KNOW
        case Verb.BAR:
            return Mark.CARE if item.rule.bar is Barring.REVIEW else Mark.NOT_NOW
        case verb:
            return _PLAIN_MARKS[verb]


def word_of(words: Words, mark: Mark) -> str:
    """What a sign means, in a word; a warning sign has none, as its heading says it."""
    said = {
        Mark.NOT_NOW: words.not_now,
        Mark.CARE: words.care,
        Mark.FINE: words.fine,
        Mark.DO: words.do,
        Mark.KNOW: words.know,
        Mark.NORMAL: words.normal,
    }
    return said.get(mark, "")


def to_ask_about(telling: Telling, item: Item) -> tuple[str, ...]:
    """What of a free line is not free after all, but for what only its own question keeps."""
    if item.verb not in _FREE:
        return ()
    return tuple(
        concept
        for concept, answer in _answers(telling, item).items()
        if answer.answer != "yes" and not (item.waits_for and _by_itself(item, answer))
    )


def _freed(telling: Telling, item: Item) -> Mark:
    said = {answer.answer for answer in _answers(telling, item).values()}
    if said == {"yes"}:
        return _FREE[item.verb]
    return Mark.NOT_NOW if said == {"no"} else Mark.CARE


def _by_itself(item: Item, answer: Answer) -> bool:
    return all(reason.rule.id == item.rule.id for reason in answer.reasons)


def _answers(telling: Telling, item: Item) -> Mapping[str, Answer]:
    timeline, moment = telling.plan.timeline, _moment(telling, item)
    return {name: asking.ask(timeline, name, moment) for name in item.rule.about}


def _moment(telling: Telling, item: Item) -> datetime:
    """When a line is asked about; the session, where it has always held and nobody is meant."""
    told = telling.at or telling.plan.timeline.case.start
    return told if item.begins is None else max(item.begins, telling.at or item.begins)
