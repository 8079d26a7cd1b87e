"""Whether a sentence is about the things that its rule is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import plain
from meantime.linting.sentences.mentions import Mention, mentions, phrases
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb


def names_subject(protocol: Protocol, rule: Rule, text: str, language: str) -> bool:
    """Whether a text names anything its rule is about, or something broader or narrower.

    The procedure itself is named by "session" as well. Where the vocabulary has no words of the
    language nothing can be said, and nothing is.
    """
    if not phrases(protocol, language):
        return True
    named = {mention.concept for mention in mentions(protocol, text, language)}
    if not named.isdisjoint(_related(protocol, rule, language)):
        return True
    is_procedure = protocol.procedure in protocol.subjects(rule)
    return is_procedure and re.search(LANGUAGES[language].session, plain(text)) is not None


def listed_beside(protocol: Protocol, rule: Rule, text: str, language: str) -> Iterator[str]:
    """What stands in one list with the rule's own things and is none of them.

    A thing named elsewhere in the sentence is advice ("Wear a hat on the way"), not a claim. What
    staff put on is theirs to choose: their rules bind no patient.
    """
    if rule.verb is Verb.STAFF:
        return
    related = _related(protocol, rule, language)
    for chain in _lists(text, language, mentions(protocol, text, language), related):
        strangers = [mention.concept for mention in chain if mention.concept not in related]
        if len(strangers) < len(chain):
            yield from strangers


def _related(protocol: Protocol, rule: Rule, language: str) -> frozenset[str]:
    """What a rule binds and everything broader; for a bar also what its questions name."""
    subjects = protocol.subjects(rule)
    broader = frozenset().union(*(protocol.vocabulary.above(name) for name in subjects))
    questions = protocol.translations[language].questions
    asked = (questions[feature] for feature in rule.about if rule.bar)
    named = {item.concept for text in asked for item in mentions(protocol, text, language)}
    return protocol.scope(rule) | broader | named


def _lists(
    text: str, language: str, named: tuple[Mention, ...], related: frozenset[str]
) -> Iterator[list[Mention]]:
    """Mentions with nothing but commas and little words between them.

    Examples make a list with what they are examples of, if that is related: in "a cream for
    spots, such as retinol" the spots are not what retinol is an example of.
    """
    words = LANGUAGES[language]
    chain = list(named[:1])
    for before, mention in pairwise(named):
        gap = plain(text[before.end : mention.begin])
        if re.fullmatch(words.glue, gap) is None:
            yield chain
            is_example = before.concept in related and re.fullmatch(words.such_as, gap)
            chain = [before] if is_example else []
        chain.append(mention)
    yield chain
