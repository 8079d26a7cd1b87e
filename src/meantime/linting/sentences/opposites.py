"""Whether a sentence tells people to do what its rule forbids, or the other way round."""

from __future__ import annotations

import re

from meantime.linting.sentences.actions import Order, orders_in
from meantime.linting.sentences.calling import puts_off
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Orders, plain
from meantime.linting.sentences.mentions import mentions, phrases
from meantime.linting.sentences.reading_level import sentences
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb


def is_opposite(protocol: Protocol, rule: Rule, text: str, language: str) -> bool:
    """Whether the text of an `avoid` allows, or that of a `may`, `do` or `call` forbids.

    What avoids has to forbid somewhere, and must not order one of its own things to be used, or
    anything at all where the vocabulary has no words of the language; nor forbid to avoid it. What
    allows must not begin by forbidding, unless it says until when. A call must not be put off.
    """
    if rule.verb is Verb.CALL:
        return puts_off(text, language)
    if rule.verb is Verb.AVOID:
        return _forbids_nothing(text, language) or any(
            _orders_own(protocol, rule, sentence, language) for sentence in sentences(text)
        )
    return rule.verb in (Verb.MAY, Verb.DO) and _begins_by_forbidding(text, language)


def _forbids_nothing(text: str, language: str) -> bool:
    return re.search(LANGUAGES[language].orders.forbidding, plain(text)) is None


def _orders_own(protocol: Protocol, rule: Rule, sentence: str, language: str) -> bool:
    words = LANGUAGES[language]
    is_caution = re.search(words.medicine.alone, plain(sentence)) is not None
    orders_use = not is_caution and any(
        not _forbids(order, words.orders)
        and re.match(f"{words.orders.using}|{words.orders.leaving}", order.words)
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
            return is_until is None and all(
                _forbids(order, LANGUAGES[language].orders) for order in orders
            )
    return False


def _forbids(order: Order, orders: Orders) -> bool:
    """Whether an order forbids; one not to avoid allows."""
    return order.is_forbidden != (re.match(orders.leaving, order.words) is not None)
