"""Whether every sentence says what its rule says: numbers, units, directions and substances.

The sentence is what the patient reads and the rule is what the program does; where they differ,
one of them is wrong, and no reader can tell which.
"""

from __future__ import annotations

from collections.abc import Iterator

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.amounts import amounts_against, numbers_against
from meantime.linting.sentences.bounds import Bound, bounds, series_bounds, side, window_bounds
from meantime.linting.sentences.calling import urgency_against
from meantime.linting.sentences.conditions import conditions_against
from meantime.linting.sentences.edges import edges_against
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.opposites import is_opposite
from meantime.linting.sentences.quantities import other_numbers, quantities, sides
from meantime.linting.sentences.substances import listed_beside, names_subject
from meantime.linting.sentences.texts import Text
from meantime.model.protocol import SOURCE_LANGUAGE, Protocol, SeriesPlan
from meantime.model.rule import Rule
from meantime.model.translation import Translation


def drift(protocol: Protocol) -> Iterator[Finding]:
    """Every sentence that says something else than its rule, in every language there is."""
    for language, translation in protocol.translations.items():
        if language not in LANGUAGES:
            yield _unread(language)
            continue
        for rule in protocol.rules.values():
            yield from _rule(protocol, rule, translation)
        yield from _phases(protocol, translation)
        yield from _questions(protocol, translation)
        if protocol.series is not None:
            yield from _series(protocol.series, translation)


def _unread(language: str) -> Finding:
    return Finding(
        Kind.DRIFT,
        "unread",
        Severity.ERROR,
        f"Nothing here can read `{language}`: nobody checks what its sentences say.",
        f"Leave `{language}.yaml` out, or add the language to `linting/sentences/languages`. "
        f"Known: {', '.join(sorted(LANGUAGES))}.",
        language=language,
    )


def _rule(protocol: Protocol, rule: Rule, translation: Translation) -> Iterator[Finding]:
    language, source = translation.language, protocol.translations[SOURCE_LANGUAGE]
    text = Text(rule.id, translation.rules[rule.id], language, (rule.place,), rule.cites)
    limit = text._replace(words=translation.limits.get(rule.id, ""))
    own = [*bounds(rule), *_asked(rule, translation)]
    yield from amounts_against(text, own)
    yield from amounts_against(limit, [bound._replace(is_needed=False) for bound in own])
    yield from numbers_against(text, source.rules[rule.id])
    yield from numbers_against(limit, source.limits.get(rule.id, ""))
    yield from _unasked(text, rule, translation)
    yield from _side(text, rule)
    yield from edges_against(text, rule, own)
    yield from conditions_against(protocol, rule, text, translation)
    yield from urgency_against(text, rule)
    yield from _opposite(protocol, rule, text)
    yield from _substance(protocol, rule, text)


def _asked(rule: Rule, translation: Translation) -> Iterator[Bound]:
    """What the questions of a bar name, such as "in the past month", its sentence may name too."""
    for feature in rule.about if rule.bar else ():
        for quantity in quantities(translation.questions[feature], translation.language):
            yield Bound(frozenset({quantity.amount}), None, is_needed=False)


def _unasked(text: Text, rule: Rule, translation: Translation) -> Iterator[Finding]:
    """Other numbers of a bar, such as an age, are those that its questions ask for."""
    if rule.bar:
        asked = " ".join(translation.questions[feature] for feature in rule.about)
        said = other_numbers(text.words, text.language)
        for number in sorted(said - other_numbers(asked, text.language)):
            yield _finding(
                text,
                "number",
                f"The sentence of `{rule.id}` says {number}; its question does not.",
                "Let the sentence and its question say the same number.",
            )


def _phases(protocol: Protocol, translation: Translation) -> Iterator[Finding]:
    source = protocol.translations[SOURCE_LANGUAGE]
    for phase in protocol.phases:
        text = Text(phase.id, " ".join(translation.phases[phase.id]), translation.language)
        edges = [bound._replace(is_needed=False) for bound in window_bounds(phase.window)]
        yield from amounts_against(text, edges)
        yield from numbers_against(text, " ".join(source.phases[phase.id]))


def _questions(protocol: Protocol, translation: Translation) -> Iterator[Finding]:
    """A question has no rule of its own to differ from, but may differ from the source."""
    for feature in protocol.features.values():
        words = translation.questions[feature.id]
        text = Text(feature.id, words, translation.language, cites=feature.cites)
        asked = quantities(feature.question, SOURCE_LANGUAGE)
        own = [Bound(frozenset({each.amount}), each.side, is_needed=True) for each in asked]
        yield from amounts_against(text, own)
        yield from numbers_against(text, feature.question)


def _series(series: SeriesPlan, translation: Translation) -> Iterator[Finding]:
    text = Text("series", translation.series, translation.language, cites=series.cites)
    yield from amounts_against(text, list(series_bounds(series)), sessions=True)
    yield from numbers_against(text, series.text)


def _side(text: Text, rule: Rule) -> Iterator[Finding]:
    """What is outright said to be on the one side of the session, and is on the other."""
    said, meant = sides(text.words, text.language), side(rule)
    if meant is not None and said and meant not in said:
        yield _finding(
            text,
            "direction",
            f"The sentence of `{rule.id}` never speaks of {meant} the session, and its rule only "
            "does.",
            "Let the sentence and the rule be on the same side of the session.",
        )


def _opposite(protocol: Protocol, rule: Rule, text: Text) -> Iterator[Finding]:
    if is_opposite(protocol, rule, text.words, text.language):
        yield _finding(
            text,
            "opposite",
            f"The sentence of `{rule.id}` says the opposite of its rule, which says `{rule.verb}`.",
            "Let the sentence forbid what the rule avoids, allow what it allows, and put off no "
            "call.",
        )


def _substance(protocol: Protocol, rule: Rule, text: Text) -> Iterator[Finding]:
    label = protocol.concepts[protocol.subjects(rule)[0]].label(text.language)
    if not names_subject(protocol, rule, text.words, text.language):
        yield _finding(
            text,
            "substance",
            f"The sentence of `{rule.id}` names nothing that its rule is about.",
            f"Name it by a word the vocabulary knows, such as \u201c{label}\u201d.",
        )
    for concept in listed_beside(protocol, rule, text.words, text.language):
        other = protocol.concepts[concept].label(text.language)
        yield _finding(
            text,
            "substance",
            f"The sentence of `{rule.id}` lists {other}, which its rule does not bind.",
            "Take it out of the list, or add it to the rule.",
        )


def _finding(text: Text, check: str, sentence: str, cure: str) -> Finding:
    return text.finding(Kind.DRIFT, check, Severity.ERROR, sentence, cure)
