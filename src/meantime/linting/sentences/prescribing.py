"""Sentences that start, stop or dose what a clinician may have prescribed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from meantime.linting.sentences.actions import Order, orders_in
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Medicine, plain
from meantime.linting.sentences.mentions import mentions
from meantime.linting.sentences.reading_level import sentences
from meantime.linting.sentences.texts import Text
from meantime.model.concept import Concept, Prescription
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb

# What these say of a thing, a patient does or leaves.
_GOVERNING = (Verb.AVOID, Verb.MAY, Verb.DO)


def prescribes(protocol: Protocol, text: Text) -> Iterator[str]:
    """The sentences of a text that tell somebody how to take what may have been prescribed.

    A dose is one wherever it stands. So is an order to stop, start or change such a thing, by its
    name or as "it": nobody excuses it by sending to the person who prescribed it. An order to use
    or avoid it is none where a rule is about that, the thing is not always prescribed and the text
    sends there. "Keep taking it" and "Do not stop it" change nothing.
    """
    medicine = LANGUAGES[text.language].medicine
    is_named = _is_meant(protocol, text.words, text.language)
    is_excused = _sends(text.words, text.language) and _is_governing(text.rule)
    for sentence in sentences(text.words):
        is_use = _uses(protocol, sentence, text.language, is_named=is_named)
        is_let_be = is_excused and _is_excusable(protocol, sentence, text.language)
        if (
            (is_use and not is_let_be)
            or _changes(protocol, sentence, text.language, is_named=is_named)
            or re.search(medicine.dose, plain(sentence))
        ):
            yield sentence


def sends_nobody(protocol: Protocol, rule: Rule, text: str, language: str) -> bool:
    """Whether a rule governs what may be prescribed and its text, however it is put, sends nobody
    to the person who prescribed it.
    """
    if not _is_governing(rule):
        return False
    subjects = (protocol.concepts[name] for name in protocol.subjects(rule))
    return _is_medicine(subjects) and not _sends(text, language)


def _sends(text: str, language: str) -> bool:
    return re.search(LANGUAGES[language].medicine.sending, plain(text)) is not None


def _is_governing(rule: Rule | None) -> bool:
    return rule is not None and rule.verb in _GOVERNING


def _changes(protocol: Protocol, sentence: str, language: str, *, is_named: bool) -> bool:
    """Whether a sentence stops, starts or changes a medicine, by an order or otherwise."""
    medicine, read = LANGUAGES[language].medicine, plain(sentence)
    is_own = _is_meant(protocol, sentence, language)
    for order in orders_in(sentence, language):
        verbs = medicine.keeping if order.is_forbidden else medicine.changing
        if re.match(verbs, order.words) and (is_own or is_named and _is_on_it(order, medicine)):
            return True
    # An order also stands behind what the sentence begins with: "Before the session, stop it".
    altering = re.search(rf"{medicine.altering}|[,\u060c] {medicine.changing}", read)
    is_altered = altering and not re.search(medicine.denying, read[: altering.start()])
    return is_own and bool(is_altered or re.search(medicine.parts, read))


def _uses(protocol: Protocol, sentence: str, language: str, *, is_named: bool) -> bool:
    """Whether a sentence orders to use a medicine or not to, or not to start one."""
    medicine = LANGUAGES[language].medicine
    is_own = _is_meant(protocol, sentence, language)
    return any(
        _is_use(order, medicine) and (is_own or is_named and _is_on_it(order, medicine))
        for order in orders_in(sentence, language)
    )


def _is_use(order: Order, medicine: Medicine) -> bool:
    if re.match(medicine.using, order.words):
        return True
    starts = re.match(medicine.changing, order.words) is not None
    return order.is_forbidden and starts and not re.match(medicine.stopping, order.words)


def _is_excusable(protocol: Protocol, sentence: str, language: str) -> bool:
    """Whether what a sentence is about is not always prescribed, and no rate is given of it."""
    medicine, read = LANGUAGES[language].medicine, plain(sentence)
    named = mentions(protocol, sentence, language)
    is_usual = any(
        protocol.concepts[mention.concept].prescription is Prescription.USUAL for mention in named
    )
    return not is_usual and not re.search(rf"{medicine.prescribed}|{medicine.rates}", read)


def _is_on_it(order: Order, medicine: Medicine) -> bool:
    return re.match(medicine.it, order.words) is not None


def _is_meant(protocol: Protocol, text: str, language: str) -> bool:
    """Whether a text names what may have been prescribed, or medicine as such."""
    named = mentions(protocol, text, language)
    return (
        _is_medicine(protocol.concepts[mention.concept] for mention in named)
        or re.search(LANGUAGES[language].medicine.medicines, plain(text)) is not None
    )


def _is_medicine(concepts: Iterable[Concept]) -> bool:
    return any(concept.prescription is not Prescription.NO for concept in concepts)
