"""That a message stays neutral: the words by which somebody would know what is treated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.reading import protocol_of
from meantime.clinic.reminders.texts import KINDS, usual_words
from meantime.clinic.tenancy.models import Clinic
from meantime.model.concept import spelled
from meantime.model.protocol import Protocol

# "And", "with" and "the" stand before an Arabic word without a space.
_BEFORE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)")
# A shorter word of a title is "with" or "por"; Arabic ones are written without most vowels.
_SHORTEST, _SHORTEST_ARABIC = 4, 3
# "Fine", of a needle, and "minute".
_OF_TWO_MEANINGS = frozenset({"دقيقة"})
# A name may be typed in so many words: "skin needling", "micro needling".
_WORDS = 6
_MARKS = ".,;:!?()\"'“”«»،؛؟"


def names_of(clinic: Clinic) -> frozenset[str]:
    """What its published protocols and their procedures are called, in every language, as compared:
    in one word.
    """
    rows = Version.objects.of(clinic).filter(state=State.PUBLISHED)
    light = rows.defer("files", "certificate")
    return frozenset().union(*(_names(protocol_of(version)) for version in light))


def named_in(text: str, names: frozenset[str]) -> str:
    """The first words of a text that are one of the names, as typed; "" where none are."""
    words = [(word, typed) for typed in text.split() for word in _bare(typed)]
    for at in range(len(words)):
        for size in range(1, _WORDS + 1):
            run = words[at : at + size]
            if "".join(word for word, _typed in run) in names:
                return " ".join(dict.fromkeys(typed.strip(_MARKS) for _word, typed in run))
    return ""


@lru_cache(maxsize=32)
def _names(protocol: Protocol) -> frozenset[str]:
    return frozenset((*_of_procedure(protocol), *_of_titles(protocol)))


def _of_procedure(protocol: Protocol) -> Iterator[str]:
    for name in protocol.vocabulary.below(protocol.procedure):
        concept = protocol.concepts[name]
        for words in (*concept.words.values(), *concept.names.values()):
            yield from ("".join(_bare(word)) for word in words)


def _of_titles(protocol: Protocol) -> Iterator[str]:
    """The words of its titles, but for those that say nothing: Meantime's messages have them too,
    or they are in every sentence.
    """
    for translation in protocol.translations.values():
        for word in _bare(translation.title):
            shortest = _SHORTEST if word.isascii() else _SHORTEST_ARABIC
            is_common = word in _common() or word in protocol.vocabulary.everyday
            if len(word) >= shortest and not is_common:
                yield word


@cache
def _common() -> frozenset[str]:
    said = (usual_words(language, kind) for language, _name in LANGUAGES for kind in KINDS)
    return _OF_TWO_MEANINGS.union(word for text in said for word in _bare(text))


def _bare(text: str) -> tuple[str, ...]:
    return tuple(_BEFORE.sub("", word) for word in spelled(text))
