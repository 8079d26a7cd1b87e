"""Words of medicine that a text uses and nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Medicine, plain
from meantime.linting.sentences.mentions import Mention, mentions, phrases
from meantime.model.concept import Prescription
from meantime.model.protocol import Protocol


def unexplained(protocol: Protocol, text: str, language: str) -> Iterator[str]:
    """The words of a text that need explaining and are not explained, as the text writes them.

    They are what may be prescribed and the language's own list of terms. A `means` of the concept
    or of a broader one explains, and so does the sentence: "hydroquinone, a cream that ...". What
    is given as an example ("such as Accutane") explains and needs no explaining. In a language of
    which the vocabulary has no words, nobody can tell what a `means` is the meaning of: nothing.
    """
    if not phrases(protocol, language):
        return
    medicine = LANGUAGES[language].medicine
    named = mentions(protocol, text, language)
    for mention in named:
        words = text[mention.begin : mention.end]
        if _is_hard(protocol, mention, words, medicine) and not (
            _has_meaning(protocol, mention.concept, language)
            or _is_explained(text, mention.begin, mention.end, medicine)
        ):
            yield words
    yield from _loose_terms(text, named, medicine)


def _loose_terms(text: str, named: tuple[Mention, ...], medicine: Medicine) -> Iterator[str]:
    """Terms that name no concept of the vocabulary."""
    covered = [(plain(text[: item.begin]), plain(text[: item.end])) for item in named]
    read = plain(text)
    for match in re.finditer(medicine.terms, read):
        inside = any(
            len(begin) <= match.start() and match.end() <= len(end) for begin, end in covered
        )
        if not inside and not _is_explained(read, match.start(), match.end(), medicine):
            yield match[0]


def _is_hard(protocol: Protocol, mention: Mention, words: str, medicine: Medicine) -> bool:
    concept = protocol.concepts[mention.concept]
    is_medicine = concept.prescription is not Prescription.NO
    return is_medicine or re.search(medicine.terms, plain(words)) is not None


def _has_meaning(protocol: Protocol, concept: str, language: str) -> bool:
    above = protocol.vocabulary.above(concept)
    return any(language in protocol.concepts[name].means for name in above)


def _is_explained(text: str, begin: int, end: int, medicine: Medicine) -> bool:
    return (
        re.match(medicine.explaining, plain(text[end:])) is not None
        or re.search(medicine.examples, plain(text[:begin])) is not None
    )
