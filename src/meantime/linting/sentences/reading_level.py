"""How many years of school a sentence asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Measure, compared

HIGHEST_GRADE = 6.0
# Both formulas were fitted on passages of a hundred words. In a sentence of three, one long word
# would decide; so it is measured as though words of one syllable filled it up to five.
FEWEST_WORDS = 5
# A name is learnt whole, as one word, whatever its length.
MOST_SYLLABLES_OF_A_NAME = 2

_WORD = re.compile(r"[^\W_]+(?:['\u2019.,-][^\W_]+)*")
_ABBREVIATIONS = (
    r"\b(?:(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|vs|approx|aprox|Ud|Uds|p\. ?ej)\.|(?:[A-Za-z]\.){2,}"
    r"|(?:No|Nr)\.(?= \d))"
)
_END = re.compile(rf"{_ABBREVIATIONS}|(?P<end>[.!?\u061f]+[\"'\u201d\u00bb)]*)(?=\s|$)")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the space around them.

    A full stop in a number or after an abbreviation ("Dr.", "e.g.") ends nothing.
    """
    ends = [match.end() for match in _END.finditer(text) if match["end"]]
    parts = [text[begin:end].strip() for begin, end in zip([0, *ends], [*ends, None], strict=True)]
    return [part for part in parts if part]


def grade(sentence: str, language: str, names: Collection[str]) -> float | None:
    """The school grade a sentence asks for; None in a language without an accepted formula.

    English by Flesch-Kincaid, Spanish by Crawford's formula for primary school, both over this one
    sentence; for Arabic no formula is as widely accepted, and none is used. `names` are the
    vocabulary's words for things: such a name, of one word or several, counts as one word of at
    most two syllables. A thing has the name it has and the reader meets it again and again, and
    syllables tell how hard a word looks, not how hard it is (Kauchak and Leroy, IT Professional
    18(3), 2016). Whether a name is explained is a question of its own. A number written in digits
    is one word of one syllable.
    """
    measure = LANGUAGES[language].measure
    if measure is None:
        return None
    counts = list(_syllables(sentence, _known(frozenset(names)), measure))
    missing = max(0, FEWEST_WORDS - len(counts))
    return measure.grade(len(counts) + missing, sum(counts) + missing)


def _syllables(sentence: str, names: _Names, measure: Measure) -> Iterator[int]:
    """The syllables of each word; the longest name that begins at a word is one word."""
    words = _WORD.findall(sentence)
    keys = [compared(word) for word in words]
    at = 0
    while at < len(words):
        size = _length_of_name(keys, at, names)
        count = sum(_heard(word, measure) for word in words[at : at + max(size, 1)])
        yield min(count, MOST_SYLLABLES_OF_A_NAME) if size else count
        at += max(size, 1)


def _length_of_name(keys: list[tuple[str, ...]], at: int, names: _Names) -> int:
    for size in range(min(names.longest, len(keys) - at), 0, -1):
        if tuple(chain.from_iterable(keys[at : at + size])) in names.keys:
            return size
    return 0


def _heard(word: str, measure: Measure) -> int:
    if any(letter.isdecimal() for letter in word):
        return 1
    return sum(measure.syllables(part) for part in word.split("-"))


class _Names(NamedTuple):
    keys: frozenset[tuple[str, ...]]
    longest: int


@lru_cache(maxsize=8)
def _known(names: frozenset[str]) -> _Names:
    keys = frozenset(compared(name) for name in names)
    return _Names(keys, max(map(len, keys), default=0))
