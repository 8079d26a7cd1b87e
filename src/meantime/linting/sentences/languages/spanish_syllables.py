"""How many syllables a Spanish word has, by its spelling."""

from __future__ import annotations

import re

_MUTE_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_VOWELS = re.compile(r"[aeiouáéíóúüy]+")
_STRONG = re.compile(r"[aeoáéíóú]")


def syllables(word: str) -> int:
    """The syllables of a word, at least one.

    Each strong vowel (a, e, o and whatever bears an accent) is the heart of a syllable; a weak one
    (i, u, ü, y) joins a strong one beside it, and weak ones among themselves are one syllable
    (Ortografía de la lengua española, 2010, on diphthongs and hiatus).
    """
    runs = _VOWELS.findall(_MUTE_U.sub("", word.casefold()))
    return max(1, sum(max(1, len(_STRONG.findall(run))) for run in runs))
