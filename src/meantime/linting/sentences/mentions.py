"""Which concepts a sentence names, and where in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import compared
from meantime.model.protocol import Protocol

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[,;:!?.\u060c\u061f()]")


class Mention(NamedTuple):
    """A concept, and the stretch of the text that names it."""

    concept: str
    begin: int
    end: int


@lru_cache(maxsize=16)
def phrases(protocol: Protocol, language: str) -> Mapping[tuple[str, ...], str]:
    """Every word of the vocabulary for a concept in one language, as words are compared.

    The vocabulary holds what patients ask ("prepare my skin"); their sentences answer with "your".
    """
    answered = LANGUAGES[language].answered
    found: dict[tuple[str, ...], str] = {}
    for concept in protocol.concepts.values():
        for word in concept.words.get(language, ()):
            key = compared(word)
            found.setdefault(key, concept.id)
            found.setdefault(tuple(answered.get(part, part) for part in key), concept.id)
    return found


@lru_cache(maxsize=16)
def _longest_phrase(protocol: Protocol, language: str) -> int:
    return max(map(len, phrases(protocol, language)), default=0)


@lru_cache(maxsize=16)
def names(protocol: Protocol, language: str) -> frozenset[str]:
    """Every word of the vocabulary for a concept in one language, as it is written."""
    return frozenset(
        chain.from_iterable(item.words.get(language, ()) for item in protocol.concepts.values())
    )


@lru_cache(maxsize=4096)
def mentions(protocol: Protocol, text: str, language: str) -> tuple[Mention, ...]:
    """The concepts a text names, the longest known phrase first; none reaches over a comma."""
    return tuple(_mentions(protocol, text, language))


def _mentions(protocol: Protocol, text: str, language: str) -> Iterator[Mention]:
    known, longest = phrases(protocol, language), _longest_phrase(protocol, language)
    tokens = [(compared(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        size, concept = _longest(known, tokens[at : at + longest])
        if concept:
            yield Mention(concept, tokens[at][1], tokens[at + size - 1][2])
        at += size


def _longest(
    known: Mapping[tuple[str, ...], str], tokens: list[tuple[tuple[str, ...], int, int]]
) -> tuple[int, str]:
    key: tuple[str, ...] = ()
    best = (1, "")
    for size, (words, _, _) in enumerate(tokens, start=1):
        if not words:
            break
        key += words
        best = (size, known[key]) if key in known else best
    return best
