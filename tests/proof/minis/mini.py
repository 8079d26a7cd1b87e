"""Small good and bad protocols, each with what the linter must say about it.

They are written from what the checks mean, not from how the linter works. Each bad one has a good
near miss. A mini is judged only by the checks that it watches: the head and the questions of the
tiny protocols leave much unsaid that it is not about.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.spec.tiny import write

Check = tuple[str, str]


class Mini(NamedTuple):
    """A small protocol and the (kind, check) pairs that it must give of those it watches.

    head: further lines for the head. subjects: where not empty, only findings that name one count.
    """

    name: str
    text: str
    decisions: str
    expected: frozenset[Check]
    watch: frozenset[Check]
    head: str = ""
    subjects: frozenset[str] = frozenset()


def write_mini(folder: Path, mini: Mini) -> None:
    """A mini as a protocol folder, with its own lines in the head."""
    write(folder, mini.text, mini.decisions)
    page = folder / "protocol.md"
    whole = page.read_text(encoding="utf-8")
    page.write_text(whole.replace("anchors: peel\n", f"anchors: peel\n{mini.head}"), "utf-8")


def says(*blocks: str) -> str:
    """Blocks as literate text: each is one sentence and then the lines of its block."""
    return "\n".join(_literate(*block.strip().split("\n", 1)) for block in blocks)


def _literate(sentence: str, lines: str) -> str:
    return f"{sentence}\n\n```yaml\n{lines}\n```\n"


def decides(name: str, more: str) -> str:
    """A decision; `more` holds the rules it is about, if any."""
    block = f"decision: {name}\nplaces: before 1\nreading: The longer.\nsigned: assumption\n{more}"
    return f"# {name}. Which one counts?\n\nTwo lines differ.\n\n```yaml\n{block.rstrip()}\n```\n"


def bad(name: str, check: Check, text: str, decisions: str = "", **more: str) -> Mini:
    """A mini that must give this finding."""
    return _mini(name, check, {check}, text, decisions, **more)


def good(name: str, check: Check, text: str, decisions: str = "", **more: str) -> Mini:
    """A near miss: a mini that must not give this finding."""
    return _mini(name, check, set(), text, decisions, **more)


def _mini(
    name: str,
    check: Check,
    expected: Iterable[Check],
    text: str,
    decisions: str,
    head: str = "",
    subject: str = "",
) -> Mini:
    subjects = frozenset({subject} if subject else ())
    watch = TOGETHER.get(check, frozenset({check}))
    return Mini(name, text, decisions, frozenset(expected), watch, head, subjects)


OPPOSED: Check = ("conflict", "opposed")
WAITS: Check = ("conflict", "waits")
# What opposes is found under one of the two names and never under both.
TOGETHER = {check: frozenset({OPPOSED, WAITS}) for check in (OPPOSED, WAITS)}
