"""Which places of the handout are said by which rules: sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meantime.model.citation import Citation
from meantime.model.protocol import Protocol


class Covered(NamedTuple):
    """A sentence of the handout, what says it, and how it is read.

    A place without rules, questions or series is an aside: deliberately not a rule, for a reason.
    """

    place: Citation
    rules: tuple[str, ...]
    questions: tuple[str, ...]
    series: bool
    decisions: tuple[str, ...]
    asides: tuple[str, ...]

    @property
    def said(self) -> bool:
        """Whether the place is a rule, a question or a series, or marked as none."""
        return bool(self.rules or self.questions or self.series or self.asides)


def coverage(protocol: Protocol) -> Iterator[Covered]:
    """Every sentence of the handout, in its order."""
    for section, items in protocol.outline.items():
        for item, sentences in enumerate(items, 1):
            for sentence in range(1, sentences + 1):
                whole = sentences == 1
                yield _covered(protocol, Citation(section, item, 0 if whole else sentence))


def _covered(protocol: Protocol, place: Citation) -> Covered:
    def cited(cites: tuple[Citation, ...]) -> bool:
        return any(cite.covers(place) for cite in cites)

    series = protocol.series
    return Covered(
        place,
        tuple(rule.id for rule in protocol.rules.values() if cited(rule.cites)),
        tuple(item.id for item in protocol.features.values() if cited(item.cites)),
        series is not None and cited(series.cites),
        tuple(item.id for item in protocol.decisions.values() if cited(item.places)),
        tuple(aside.why for aside in protocol.asides if cited((aside.place,))),
    )
