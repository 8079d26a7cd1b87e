"""Whether a sentence says on what its rule waits, and makes no exception of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import compared, plain
from meantime.linting.sentences.mentions import mentions, phrases
from meantime.linting.sentences.texts import Text
from meantime.model.condition import ALWAYS, features_in
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.translation import Translation

# What staff do, they know when to do; and a plan somebody else wrote says whom it is for.
_SAYING = (Verb.AVOID, Verb.MAY, Verb.DO, Verb.EXPECT)
# A word of fewer letters ("is", "the") tells no question from another.
_FEWEST_LETTERS = 4
# A word that more questions have ("skin", "face") is the key to none of them.
_MOST_QUESTIONS = 2


def conditions_against(
    protocol: Protocol, rule: Rule, text: Text, translation: Translation
) -> Iterator[Finding]:
    """Exceptions that the rule does not have, and conditions that the text leaves out."""
    orders, read = LANGUAGES[text.language].orders, plain(text.words)
    is_free = rule.condition == ALWAYS and rule.verb in _SAYING
    if is_free and (found := re.search(orders.excepting, read)):
        yield _finding(
            text,
            f"makes an exception (\u201c{found[0].strip()}\u201d) that its rule does not have.",
            "Take it out, or give the rule an `if`.",
        )
    if rule.verb is Verb.AVOID and (found := re.search(orders.either, read)):
        yield _finding(
            text,
            f"ends at the sooner of two (\u201c{found[0].strip()}\u201d); its rule at the later.",
            "Say \u201cand until\u201d.",
        )
    for feature in _needed(rule):
        if not _mentions(protocol, feature, text, translation):
            yield _finding(
                text,
                f"does not mention `{feature}`, on which its rule waits.",
                "Say it in the words of its question.",
            )


def _needed(rule: Rule) -> Iterator[str]:
    if rule.verb in _SAYING:
        yield from sorted(features_in(rule.condition))
        if rule.once is not None:
            yield rule.once


def _mentions(protocol: Protocol, feature: str, text: Text, translation: Translation) -> bool:
    """Whether a text names a feature's concept, or has a key word of its question.

    Where the vocabulary has no words of the language nothing can be said, and nothing is.
    """
    if not phrases(protocol, text.language):
        return True
    concept = protocol.features[feature].concept
    if any(each.concept == concept for each in mentions(protocol, text.words, text.language)):
        return True
    keys = _keys(tuple(translation.questions.values()), translation.questions[feature])
    return not keys.isdisjoint(compared(text.words))


@lru_cache(maxsize=256)
def _keys(questions: tuple[str, ...], question: str) -> frozenset[str]:
    """The words of a question that few others have."""
    others = [frozenset(compared(other)) for other in questions]
    return frozenset(
        word
        for word in compared(question)
        if len(word) >= _FEWEST_LETTERS
        and sum(word in other for other in others) <= _MOST_QUESTIONS
    )


def _finding(text: Text, what: str, cure: str) -> Finding:
    sentence = f"The sentence of `{text.subject}` {what}"
    return text.finding(Kind.DRIFT, "condition", Severity.ERROR, sentence, cure)
