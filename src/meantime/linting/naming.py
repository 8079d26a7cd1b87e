"""Words for concepts: that each leads to one concept only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.concept import spelled
from meantime.model.problem import Problem
from meantime.model.protocol import Protocol

# The files of a protocol itself; every other one is of its vocabulary.
_OWN_FILE = re.compile(r"protocol\.md|decisions\.md|[a-z]{2}\.yaml")


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


def unreadable(problems: Iterable[Problem]) -> Iterator[Finding]:
    """What keeps a protocol from being read, as findings; in the vocabulary it is about concepts.

    The loader itself finds words of two concepts, circles of `broader` and missing labels, as no
    protocol can be trusted that has them.
    """
    for problem in problems:
        own = _OWN_FILE.fullmatch(problem.place.file) is not None
        yield Finding(
            Kind.DOCUMENT if own else Kind.CONCEPTS,
            "unreadable",
            Severity.ERROR,
            f"{problem.what}.",
            problem.cure,
            places=(problem.place,),
        )
