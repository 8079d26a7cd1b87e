"""Sentences that start, stop or dose what a clinician may have prescribed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from meantime.linting.sentences.actions import Order, orders_in
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Medicine, plain
from meantime.linting.sentences.mentions import mentions
from meantime.linting.sentences.reading_level import sentences
from meantime.model.concept import Concept, Prescription
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb

# What these say of a thing, a patient does or leaves.
_GOVERNING = (Verb.AVOID, Verb.MAY, Verb.DO)


def prescribes(protocol: Protocol, text: str, language: str) -> Iterator[str]:
    """The sentences of a text that tell somebody how to take what may have been prescribed.

    A dose is one wherever it stands. An order to start, stop, use or avoid such a thing, by its
    name or as "it", is one unless the same text sends to the person who prescribed it. "Keep
    taking it" and "Do not stop it" change nothing.
    """
    medicine = LANGUAGES[language].medicine
    sends = _sends(text, language)
    is_named = _names_medicine(protocol, text, language)
    for sentence in sentences(text):
        read = plain(sentence)
        changing = [order for order in orders_in(sentence, language) if _changes(order, medicine)]
        is_meant = _names_medicine(protocol, sentence, language) or (
            is_named and any(re.match(medicine.it, order.words) for order in changing)
        )
        is_dosed = re.search(medicine.dose, read) is not None
        is_timed = re.search(medicine.rates, read) is not None
        if is_dosed or (changing and is_meant and (is_timed or not sends)):
            yield sentence


def sends_nobody(protocol: Protocol, rule: Rule, text: str, language: str) -> bool:
    """Whether a rule governs what may be prescribed and its text, however it is put, sends nobody
    to the person who prescribed it.
    """
    if rule.verb not in _GOVERNING:
        return False
    subjects = (protocol.concepts[name] for name in protocol.subjects(rule))
    return _is_medicine(subjects) and not _sends(text, language)


def _sends(text: str, language: str) -> bool:
    return re.search(LANGUAGES[language].medicine.sending, plain(text)) is not None


def _changes(order: Order, medicine: Medicine) -> bool:
    if order.is_forbidden and re.match(medicine.stopping, order.words):
        return False
    return re.match(medicine.changing, order.words) is not None


def _names_medicine(protocol: Protocol, text: str, language: str) -> bool:
    named = mentions(protocol, text, language)
    return _is_medicine(protocol.concepts[mention.concept] for mention in named)


def _is_medicine(concepts: Iterable[Concept]) -> bool:
    return any(concept.prescription is not Prescription.NO for concept in concepts)
