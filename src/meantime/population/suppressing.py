"""Small numbers: what may be told of a few people, so that none of them can be found out.

A count below the smallest that is told is withheld, and with it as many others of its group as it
takes: the reader has the total, and would get a single gap by subtraction. What a reader can know
is taken to be everything: the numbers told, the total, and this rule itself. So

- the cells that are withheld along with small ones are the first of the group in an order that
  does not depend on the counts. Were it the smallest, that would bound the others;
- what is withheld has one mark, whether it is small or not;
- a zero is told. It is about nobody, most rules concern nobody in a small clinic, and a summary
  full of gaps would hide that. So a gap is at least 1, and where all who are in a group are in
  gaps, its zeros are gaps as well.

Each group is held apart for itself. What medicine alone tells of two sections of a summary (that
one rule never waits longer than four days) is not reckoned with here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from meantime.model.problem import MeantimeError

# None stands for a number that is withheld.
Told = dict[str, int | None]

ALL = 1
_LEAST = 3


class Nested(NamedTuple):
    """Groups and what is in them; `inside` has nothing for a group that is itself withheld."""

    totals: Told
    inside: dict[str, Told]


def checked(smallest: int) -> int:
    """The smallest count that is told; 1 tells all.

    Raises MeantimeError for less, and for 2: it would withhold nothing but ones.
    """
    if smallest == ALL or smallest >= _LEAST:
        return smallest
    raise MeantimeError(
        f"smallest count: {smallest} protects nobody. Give 3 or more (10 is usual), or 1 to tell "
        "every number."
    )


def withhold(counts: Mapping[str, int], smallest: int, also: Collection[str] = ()) -> Told:
    """The counts of a group whose total the reader knows, None where one is withheld.

    Every person is in exactly one cell. also: cells that are to be withheld in any case.
    """
    total = sum(counts.values())
    gaps = {name for name, count in counts.items() if 0 < count < smallest or name in also}
    gaps -= {name for name in gaps if not counts[name]}
    if not gaps:
        return dict(counts)
    spare = [name for name, count in counts.items() if count and name not in gaps]
    while spare and not _safe([counts[name] for name in gaps], smallest):
        gaps.add(spare.pop(0))
    everyone = not spare or total < smallest
    return {name: None if everyone or name in gaps else count for name, count in counts.items()}


def _safe(gaps: list[int], smallest: int) -> bool:
    """Whether nothing about one gap follows from the sum of all, which the reader can work out.

    The sum itself is that of some people, so it may not be small either. A sum as small as gaps
    can make it says that all are 1, one as large as small counts can make it that all are just
    below the smallest.
    """
    total, count = sum(gaps), len(gaps)
    return count > 1 and total >= smallest and total not in (count, count * (smallest - 1))


def apart(count: int, people: int, smallest: int) -> int | None:
    """How many of the people something is true of; None where they, or all others, are few."""
    few = any(0 < part < smallest for part in (count, people - count))
    return None if few else count


def nested(
    groups: Mapping[str, Mapping[str, int]], smallest: int, order: Collection[str]
) -> Nested:
    """Groups of one total that the reader knows, and the cells of each.

    order: of the groups, the first to be withheld along with a small one first. The cells of a
    group that is told are a group of their own. Of one that is withheld nothing is told, not even
    which cells it has: their number would bound it.
    """
    totals = withhold({name: sum(groups[name].values()) for name in order}, smallest)
    inside = {
        name: withhold(cells, smallest)
        for name, cells in groups.items()
        if totals[name] is not None
    }
    return Nested({name: totals[name] for name in groups}, inside)
