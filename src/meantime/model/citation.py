"""Where in the handout something stands."""

from __future__ import annotations

from typing import NamedTuple


class Citation(NamedTuple):
    """A place in the handout: section, item, and the sentence in it (0: the whole item)."""

    section: str
    item: int
    sentence: int = 0

    def __str__(self) -> str:
        return f"{self.section} {self.item}" + (f".{self.sentence}" if self.sentence else "")

    def covers(self, place: Citation) -> bool:
        """Whether citing this place also cites `place` (an item cites all of its sentences)."""
        return (self.section, self.item) == (place.section, place.item) and self.sentence in (
            0,
            place.sentence,
        )
