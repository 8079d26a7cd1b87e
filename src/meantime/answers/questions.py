"""Which concepts a question names. Words are known or unknown; nothing is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meantime.answers.looking_ahead import TIME_WORDS, around_the_session, days_ahead
from meantime.model.concept import Vocabulary, spelled
from meantime.model.problem import nearest
from meantime.model.protocol import Protocol

# A phrase does not reach across these: "sun; holiday" is two things.
_CLAUSE = re.compile(r"[,;:!?]|\.(?!\d)")


class Question(NamedTuple):
    """A question as understood: the concepts it names, in its order, and the words nobody knows.

    `nearest` holds the labels of known concepts whose words are like the unknown ones.
    `days_ahead` is how far from now the question may be about: 0 for now, more for "tomorrow".
    `around` says that it may be about any time up to the session or right after it.
    """

    concepts: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    days_ahead: int = 0
    around: bool = False


@lru_cache(maxsize=4096)
def understand(protocol: Protocol, text: str) -> Question:
    """Read a concept id, a word or a whole question in English; the longest known phrase wins.

    The name of the procedure itself ("after microneedling") counts only where nothing else is
    named.
    """
    vocabulary = protocol.vocabulary
    if text in vocabulary.concepts:
        return Question((text,))
    clauses = [spelled(clause) for clause in _CLAUSE.split(text)]
    words = [word for clause in clauses for word in clause]
    found: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for clause in clauses:
        for concept, word in _read(vocabulary, clause):
            if concept is not None:
                found[concept] = None
            elif not (word in vocabulary.everyday or word.isdecimal() or word in TIME_WORDS):
                unknown[word] = None
    if len(found) > 1:
        found.pop(protocol.procedure, None)
    return Question(
        tuple(found),
        tuple(unknown),
        _nearest(vocabulary, tuple(unknown)),
        days_ahead(words),
        around_the_session(words),
    )


def _read(vocabulary: Vocabulary, words: tuple[str, ...]) -> Iterator[tuple[str | None, str]]:
    """Each known phrase with its concept, and each word that begins none."""
    index, longest = vocabulary.index, vocabulary.longest
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            concept = index.get(words[at : at + size])
            if concept is not None:
                yield concept, " ".join(words[at : at + size])
                at += size
                break
        else:
            yield None, words[at]
            at += 1


def _nearest(vocabulary: Vocabulary, unknown: tuple[str, ...]) -> tuple[str, ...]:
    if not unknown:
        return ()
    known = {" ".join(word): word for word in vocabulary.index}
    labels = {
        vocabulary.concepts[vocabulary.index[known[close]]].label()
        for word in unknown[:5]
        for close in nearest(word, known)
    }
    return tuple(sorted(labels))
