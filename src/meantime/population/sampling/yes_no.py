"""The answers to yes-no questions of a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from meantime.model.protocol import Feature, Kind, Protocol
from meantime.population.sampling import distributions as shares
from meantime.population.sampling.draws import SLOTS, Draws

Bools = npt.NDArray[np.bool_]

# The first draws mean unknown, the last ones yes.
_UNKNOWN_SLOTS = round(shares.UNKNOWN * SLOTS)


class YesNo(NamedTuple):
    """A question: the row of draws it looks at, and from which draw on the answer is yes.

    For people with a yes to `given` that is so from another draw on, `given_from`.
    """

    row: int
    yes_from: int
    given: YesNo | None = None
    given_from: int = SLOTS

    def known(self, drawn: Draws) -> Bools:
        """Who answered it."""
        own: Draws = drawn[self.row]
        return own >= _UNKNOWN_SLOTS

    def yes(self, drawn: Draws) -> Bools:
        """Who said yes."""
        own: Draws = drawn[self.row]
        if self.given is None:
            return own >= self.yes_from
        return own >= np.where(self.given.yes(drawn), self.given_from, self.yes_from)


def yes_no(protocol: Protocol) -> dict[str, YesNo]:
    """Every yes-no question of a protocol; its row is its place among all of the questions."""
    rows = {name: row for row, name in enumerate(protocol.features)}
    asked = [item for item in protocol.features.values() if item.kind is Kind.YES_NO]
    plain = {item.id: _plain(item, rows) for item in asked}
    return {name: _hung(name, plain) for name in plain}


def _plain(feature: Feature, rows: Mapping[str, int]) -> YesNo:
    other = shares.OTHER_REPORT if feature.report else shares.OTHER_YES
    known = shares.YES.get(feature.id, other)
    return YesNo(rows[feature.id], _limit(known.otherwise if known.given else known.share))


def _hung(name: str, plain: Mapping[str, YesNo]) -> YesNo:
    known = shares.YES.get(name, shares.OTHER_YES)
    if known.given not in plain:
        return plain[name]
    return plain[name]._replace(given=plain[known.given], given_from=_limit(known.share))


def _limit(share: float) -> int:
    return SLOTS - round(share * (SLOTS - _UNKNOWN_SLOTS))
