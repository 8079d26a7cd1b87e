"""Whether a sentence tells people to do what its rule forbids, or the other way round."""

from __future__ import annotations

import re

from meantime.linting.sentences.actions import orders_in
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import plain
from meantime.linting.sentences.mentions import mentions, phrases
from meantime.linting.sentences.reading_level import sentences
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb


def is_opposite(protocol: Protocol, rule: Rule, text: str, language: str) -> bool:
    """Whether the text of an `avoid` allows, or that of a `may` or a `do` forbids.

    What avoids has to forbid somewhere, and must not order one of its own things to be used, or
    anything at all where the vocabulary has no words of the language. What allows must not begin
    by forbidding, unless it says until when.
    """
    if rule.verb is Verb.AVOID:
        return _forbids_nothing(text, language) or any(
            _orders_own(protocol, rule, sentence, language) for sentence in sentences(text)
        )
    return rule.verb in (Verb.MAY, Verb.DO) and _begins_by_forbidding(text, language)


def _forbids_nothing(text: str, language: str) -> bool:
    return re.search(LANGUAGES[language].orders.forbidding, plain(text)) is None


def _orders_own(protocol: Protocol, rule: Rule, sentence: str, language: str) -> bool:
    using = LANGUAGES[language].orders.using
    orders_use = any(
        not order.is_forbidden and re.match(using, order.words)
        for order in orders_in(sentence, language)
    )
    scope = protocol.scope(rule)
    named = mentions(protocol, sentence, language)
    is_own = any(mention.concept in scope for mention in named)
    return orders_use and (is_own or not phrases(protocol, language))


def _begins_by_forbidding(text: str, language: str) -> bool:
    for sentence in sentences(text):
        orders = orders_in(sentence, language)
        if orders:
            is_until = re.search(LANGUAGES[language].orders.unless, plain(sentence))
            return is_until is None and all(order.is_forbidden for order in orders)
    return False
