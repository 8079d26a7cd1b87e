"""Words for concepts: that each leads to one concept only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meantime.lint.finding import Finding, Kind, Severity
from meantime.model.concept import spelled
from meantime.model.problem import Problem
from meantime.model.protocol import Protocol

_VOCABULARY = "vocabulary"


def naming(protocol: Protocol) -> Iterator[Finding]:
    """Words that are also the id of another concept. Other double words do not load at all."""
    ids = {spelled(name): name for name in protocol.concepts}
    for concept in protocol.concepts.values():
        for word in concept.words["en"]:
            other = ids.get(spelled(word), concept.id)
            if other != concept.id:
                yield Finding(
                    Kind.CONCEPTS,
                    "two-concepts",
                    Severity.ERROR,
                    f"`{word}` is a word for `{concept.id}` and the id of `{other}`.",
                    "Leave the word to one of them.",
                    (concept.id, other),
                )


def unreadable(problems: Iterable[Problem], vocabulary_files: Iterable[str]) -> Iterator[Finding]:
    """What keeps a protocol from being read, as findings; in the vocabulary it is about concepts.

    The loader itself finds words of two concepts, circles of `broader` and missing labels, as no
    protocol can be trusted that has them.
    """
    words = frozenset(vocabulary_files)
    for problem in problems:
        about_words = problem.place.file in words
        yield Finding(
            Kind.CONCEPTS if about_words else Kind.DOCUMENT,
            "unreadable",
            Severity.ERROR,
            f"{problem.what}.",
            problem.cure,
            places=(problem.place,),
        )
