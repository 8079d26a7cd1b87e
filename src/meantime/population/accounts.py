"""What was done with the rows of a cohort: counts that have to add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from meantime.model.problem import MeantimeError
from meantime.population.tasks.task import Task


class Done(NamedTuple):
    """A piece of the cohort that is done.

    read: its rows, good and bad. cases: who was worked on. rejected: who was not. rows: how many
    rows of results there are. tally: what was counted.
    """

    source: str
    read: int
    cases: int
    rejected: int
    rows: int
    tally: Any

    def checked(self) -> Done:
        """Itself; raises MeantimeError where a row is neither a case nor rejected, or is both."""
        if self.read != self.cases + self.rejected:
            raise MeantimeError(
                f"`{self.source}`: {self.read} rows were read, and {self.cases} + {self.rejected} "
                "accounted for. This is a mistake in Meantime; please report it."
            )
        return self

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**self._asdict(), "tally": self.tally.to_dict()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], task: Task) -> Done:
        """What `to_dict` gave."""
        return cls(**{**values, "tally": task.tally(values["tally"])})


class Outcome(NamedTuple):
    """A whole cohort: the sums of its pieces. before: the pieces that an earlier run had done."""

    read: int
    cases: int
    rejected: int
    rows: int
    tally: Any
    before: int = 0

    def plus(self, done: Done) -> Outcome:
        """With one more piece."""
        return Outcome(
            self.read + done.read,
            self.cases + done.cases,
            self.rejected + done.rejected,
            self.rows + done.rows,
            self.tally.merge(done.tally),
            self.before,
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; which run did what is left out."""
        sums = {name: getattr(self, name) for name in ("read", "cases", "rejected", "rows")}
        return {**sums, "tally": self.tally.to_dict()}
