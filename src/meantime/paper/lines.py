"""The lines of a plan as a patient reads them: one for each rule that applies, its notes beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meantime.answers.planning import Item
from meantime.model.protocol import Protocol
from meantime.model.rule import Strength, Verb
from meantime.model.timing import END, Elapsed
from meantime.paper.drawing import band
from meantime.paper.graded import asks_after, better_from, is_after, points, unreported
from meantime.paper.marks import mark_of, to_ask_about, word_of
from meantime.paper.sheet import Line
from meantime.paper.telling import Telling
from meantime.paper.undated import span_words


def line(telling: Telling, items: list[Item]) -> Line:
    """One rule, its required items and those that are only better, as one line."""
    main = min(items, key=lambda item: item.strength is Strength.PREFERRED)
    rule = main.rule
    mark = mark_of(telling, main)
    timed = rule.verb not in (Verb.CALL, Verb.BAR)
    return Line(
        rule.id,
        mark,
        telling.translation.rules[rule.id],
        word_of(telling.words, mark),
        _times(telling, main) if timed else "",
        tuple(_notes(telling, main, [item for item in items if item is not main])),
        band(telling.plan, items) if timed else (),
        rule.assumption,
    )


def _times(telling: Telling, item: Item) -> str:
    """From when to when, a report that ends it named first; planned times are called so."""
    words, (begin, end) = telling.words, telling.times(item)
    if unreported(item) and not better_from(item):
        question = telling.translation.questions[str(item.rule.once)]
        answered = words.until_answer.format(question=question)
        over = not end or (telling.at is not None and item.placed.end <= telling.at)
        end = answered if over else words.at_least.format(until=answered, least=end)
    said = " ".join(filter(None, (begin, end)))
    return words.on_time.format(times=said) if _is_planned(telling, item) else said


def _is_planned(telling: Telling, item: Item) -> bool:
    """Whether a time on the line is hours from an end of the session that is only planned."""
    planned = telling.at is not None and telling.plan.end_basis == "planned"
    return planned and any(
        isinstance(point, Elapsed) and point.anchor == END and point.minutes != 0
        for point in points(item)
    )


def _notes(telling: Telling, main: Item, better: Iterable[Item]) -> list[str]:
    words, rule = telling.words, main.rule
    notes = [words.better.format(times=_times(telling, item)) for item in better]
    if main.strength is Strength.PREFERRED:
        notes.append(words.not_a_must)
    if rule.every_minutes:
        notes.append(words.every.format(span=span_words(words, rule.every_minutes)))
    if rule.id in telling.translation.limits:
        notes.append(words.limit.format(limit=telling.translation.limits[rule.id]))
    return [*notes, *_waits(telling, main), *_asking(telling, main)]


def _waits(telling: Telling, item: Item) -> Iterator[str]:
    """The questions a line depends on; of a prohibition its times say which report ends it."""
    questions = telling.translation.questions
    for name in item.waits_for:
        if name in item.placed.unknown:
            yield telling.words.depends.format(question=questions[name])
        elif not unreported(item):
            yield telling.words.once.format(question=questions[name])


def _asking(telling: Telling, item: Item) -> Iterator[str]:
    """That the clinic is to be asked, and about which things where the language has words."""
    words = telling.words
    if asks_after(item):
        yield words.ask_first if is_after(item) else words.ask_after
    concepts = [telling.protocol.concepts[name] for name in to_ask_about(telling, item)]
    if concepts and all(words.language in concept.words for concept in concepts):
        named = words.comma.join(concept.label(words.language) for concept in concepts)
        yield words.ask_about.format(things=named)
    elif concepts:
        yield words.ask_first


def starred(protocol: Protocol, decisions: Iterable[str]) -> bool:
    """Whether what rests on these decisions is an assumption: one of them is not signed."""
    return any(protocol.decisions[name].signed is None for name in decisions)
