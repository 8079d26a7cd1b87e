"""Which concepts a question names. Words are known or unknown; nothing is ever guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from meantime.answers.question_time import TIME_WORDS, QuestionTime, is_amount, question_time
from meantime.model.concept import Vocabulary, spelled
from meantime.model.problem import nearest
from meantime.model.protocol import Protocol


class Question(NamedTuple):
    """A question as understood: the concepts it names, in its order, and the words nobody knows.

    `nearest` holds the labels of known concepts whose words are like the unknown ones. `time` is
    how far from now the question may reach. `turned` says that a word such as "stop", "without" or
    "problem" may turn its meaning round; `amount` that it may ask how much of a thing.
    """

    concepts: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    time: QuestionTime = QuestionTime()
    turned: bool = False
    amount: bool = False


# A phrase does not reach across these: "sun; holiday" is two things.
_CLAUSE = re.compile(r"[,;:!?]|\.(?!\d)")
# Words that may turn a question round: a yes to "should I stop?" is no permission.
_TURNING_WORDS = (
    "not no never without free instead except only neither nor none avoid stop quit skip pause "
    "wait leave forget miss wrong harm harmful danger dangerous risk risky problem issue matter "
    "mistake early bad unsafe hurt worry cannot cant dont doesnt didnt shouldnt wont isnt arent "
    "neednt mustnt couldnt"
)
_TURNING = frozenset(_TURNING_WORDS.split())


# A short word is like too many others for a likeness to mean anything.
SHORTEST_LIKENESS = 5


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
    pieces = [piece for clause in clauses for piece in _read(vocabulary, clause)]
    loose = [word for concept, word in pieces if concept is None]
    found = dict.fromkeys(concept for concept, _ in pieces if concept is not None)
    time = question_time(loose)
    if len(found) > 1 and protocol.procedure in found:
        # "I had microneedling yesterday" says when the session was, not when the thing was done.
        del found[protocol.procedure]
        time = time._replace(days_back=0)
    unknown = tuple(dict.fromkeys(word for word in loose if not _ordinary(vocabulary, word)))
    return Question(
        tuple(found),
        unknown,
        _nearest(vocabulary, unknown),
        time,
        not _TURNING.isdisjoint(loose),
        any(
            concept is None and is_amount(word) and following is not None
            for (concept, word), (following, _) in pairwise(pieces)
        )
        or ("every" in loose and "hour" in loose),
    )


def _ordinary(vocabulary: Vocabulary, word: str) -> bool:
    """Whether a word names nothing and may be passed over."""
    known = vocabulary.everyday
    return word in known or word.isdecimal() or word in TIME_WORDS or word in _TURNING


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
        if len(word) >= SHORTEST_LIKENESS
        for close in nearest(word, known)
    }
    return tuple(sorted(labels))
