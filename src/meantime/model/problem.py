"""What is wrong, where, and how to mend it: errors a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_LIKENESS = 0.7
# How much of a line an error shows, around the place.
_SHOWN = 160


class MeantimeError(ValueError):
    """Something given that Meantime cannot use; the text says what, where and how to mend it."""


class CaseError(MeantimeError):
    """A case (dates, zone, facts) that does not make sense, or does not fit the protocol."""


class Place(NamedTuple):
    """A place in a file: 1-based line and column, and the line itself."""

    file: str
    line: int
    column: int = 1
    source: str = ""


class Problem(NamedTuple):
    """One thing that is wrong with a document, where, and its cure."""

    place: Place
    what: str
    cure: str = ""

    def __str__(self) -> str:
        at = self.place
        lines = [f"{at.file}:{at.line}:{at.column}: {self.what}"]
        if at.source:
            cut = max(0, at.column - _SHOWN // 2)
            shown = at.source[cut : cut + _SHOWN]
            lines += [f"    {shown}", "    " + " " * (at.column - 1 - cut) + "^"]
        if self.cure:
            lines.append(f"    {self.cure}")
        return "\n".join(lines)


class ProtocolError(MeantimeError):
    """A protocol that cannot be loaded; `problems` holds every one found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        count = len(self.problems)
        title = f"{count} problem{'s' if count != 1 else ''} in the protocol:"
        super().__init__("\n".join([title, *map(str, self.problems)]))


def nearest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known words most like `word`, best first; none where nothing is that much alike."""
    # Only who makes a mistake pays for the import.
    from difflib import get_close_matches

    return tuple(get_close_matches(word, list(known), n=3, cutoff=_LIKENESS))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A cure that offers the nearest known words, or lists a few of them."""
    options = sorted(known)
    close = nearest(word, options)
    if close:
        return "Did you mean " + " or ".join(f"`{option}`" for option in close) + "?"
    shown = ", ".join(f"`{option}`" for option in options[:12])
    return f"Known here: {shown}{', ...' if len(options) > 12 else ''}."
