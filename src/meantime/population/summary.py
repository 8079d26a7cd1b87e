"""What is told of a screened population: rows of counts and shares, with small numbers withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.counting import Counts
from meantime.population.summary_rows import Row, rows
from meantime.population.suppressing import checked


@dataclass(frozen=True)
class Summary:
    """A screened population in numbers.

    people: how many were screened, None where so few that nothing is told. rejected: rows that
    could not be read; they are in no other number. smallest: the smallest count that is told, 1
    for all. rows by section: `verdict` (a status; share of all), `reason` (status, governing rule;
    share of the status), `finding` (rule, feature; share of all, each person in any number),
    `question` (a feature that is missing; likewise), `wait` (status, days to the first good date;
    share of the status) and, where every number is told, `week` (the Monday of the first good date;
    share of those who have one). texts: the sentence of each rule and the question of each feature.
    """

    protocol: str
    version: str
    title: str
    people: int | None
    rejected: int
    smallest: int
    rows: tuple[Row, ...]
    texts: Mapping[str, str]

    @classmethod
    def of(
        cls, protocol: Protocol, counts: Counts, *, rejected: int = 0, smallest: int = 10
    ) -> Summary:
        """The summary of what was counted.

        Raises MeantimeError where the counts name what is not in the protocol, or where `smallest`
        protects nobody.
        """
        _check(protocol, counts)
        few = 0 < counts.people < checked(smallest)
        return cls(
            protocol.id,
            protocol.version,
            protocol.title,
            None if few else counts.people,
            rejected,
            smallest,
            () if few else tuple(rows(counts, protocol.rules, smallest)),
            {rule.id: rule.text for rule in protocol.rules.values()}
            | {item.id: item.question for item in protocol.features.values()},
        )

    def section(self, name: str, key: str | None = None) -> tuple[Row, ...]:
        """The rows of a section, or of one key of it."""
        return tuple(row for row in self.rows if row.section == name and key in (None, row.key))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "protocol": self.protocol,
            "version": self.version,
            "people": self.people,
            "rejected": self.rejected,
            "smallest": self.smallest,
            "rows": [asdict(row) for row in self.rows],
        }


def _check(protocol: Protocol, counts: Counts) -> None:
    named = {rule for rules in counts.governing.values() for rule in rules} - {""}
    for name in sorted(named - protocol.rules.keys() | counts.missing.keys() - protocol.features):
        raise MeantimeError(
            f"counts: `{name}` is not in {protocol.id} {protocol.version}. Summarise with the "
            "protocol that the people were screened with."
        )
