"""A protocol's own worked people and moments, with the answers a clinician expects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from meantime.literate.fields import Fields
from meantime.literate.files import text_of
from meantime.literate.tree import Branch, Refused, Tree, parse
from meantime.model.case import Fact
from meantime.model.problem import Place, Problem, ProtocolError

CASES = "cases.yaml"
ALL_CLEAR = "all-clear"
_PERSON = ("name", "zone", "start", "end", "session", "known", "facts", "screen", "ask")
_SCREEN = ("status", "earliest", "governing", "missing", "asked")
_ASK = ("at", "question", "answer", "until", "alternatives", "because")
_WORDS: dict[str, Fact] = {
    "yes": True,
    "no": False,
    "ongoing": "ongoing",
    "never": "never",
    "unknown": None,
}


@dataclass(frozen=True, slots=True)
class WorkedQuestion:
    """A moment and a question, and what is expected: by key, as written."""

    at: str
    question: str
    expected: dict[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A worked person: moments as written in local time, facts, and what is expected."""

    name: str
    zone: str
    start: str
    end: str | None
    session: int
    all_clear: bool
    facts: dict[str, Fact]
    asked: str | None
    expected: dict[str, str]
    questions: tuple[WorkedQuestion, ...]
    place: Place


def load_cases(folder: Path) -> tuple[WorkedCase, ...]:
    """The worked cases of a protocol folder, none where it has none.

    Raises ProtocolError with every problem at once.
    """
    path = folder / CASES
    return read_cases(path) if path.is_file() else ()


def read_cases(path: Path) -> tuple[WorkedCase, ...]:
    """The worked cases of a file. Raises ProtocolError with every problem at once."""
    problems: list[Problem] = []
    text = text_of(path, problems)
    if problems:
        raise ProtocolError(problems)
    try:
        node = parse(text, path.name)
    except Refused as refused:
        raise ProtocolError([refused.problem]) from None
    items = node.items if isinstance(node, Branch) else []
    if not isinstance(node, Branch):
        problems.append(Problem(node.place, "not a list of cases", "Begin each with `- name:`."))
    found = []
    for item in items:
        if isinstance(item, Tree):
            found.append(_case(item, problems))
        else:
            problems.append(Problem(item.place, "not a case", "Write `- name: ...`."))
    if problems:
        raise ProtocolError(problems)
    return tuple(found)


def _case(tree: Tree, problems: list[Problem]) -> WorkedCase:
    fields = Fields(tree, problems)
    fields.only(_PERSON, "in a case")
    screen = fields.inner("screen")
    screen.only(_SCREEN, "in `screen`")
    known = fields.leaf("known")
    if known is not None and known.text != ALL_CLEAR:
        fields.problem(
            known.place, f"`{known.text}` is not known", f"Leave it out, or write `{ALL_CLEAR}`."
        )
    return WorkedCase(
        fields.required("name", "Name the case: `name: ...`."),
        fields.required("zone", "Name its zone: `zone: America/New_York`."),
        fields.required("start", "Give its start: `start: 2026-12-01 10:00`."),
        fields.text("end") or None,
        fields.number("session", 1),
        fields.text("known") == ALL_CLEAR,
        _facts(fields.inner("facts"), problems),
        screen.text("asked") or None,
        _expected(screen, ("status", "earliest", "governing", "missing")),
        tuple(_questions(fields)),
        tree.place,
    )


def _facts(fields: Fields, problems: list[Problem]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name in fields.tree.entries:
        leaf = fields.leaf(name)
        if leaf is not None:
            try:
                facts[name] = fact(leaf.text)
            except ValueError:
                problems.append(Problem(leaf.place, f"`{leaf.text}` is not a fact", FACT_CURE))
    return facts


FACT_CURE = "Write yes, no, a date such as 2026-08-01, ongoing, never or unknown."


def fact(text: str) -> Fact:
    """A fact as people write it; raises ValueError where it is none."""
    word = text.strip().lower()
    return _WORDS[word] if word in _WORDS else date.fromisoformat(word)


def _questions(fields: Fields) -> Iterator[WorkedQuestion]:
    node = fields.tree.entries.get("ask")
    if node is not None and not isinstance(node, Branch):
        fields.problem(node.place, "`ask` is not a list", "Begin each question with `- at:`.")
        return
    for item in node.items if node is not None else []:
        if isinstance(item, Tree):
            yield _question(item, fields.problems)
        else:
            fields.problem(item.place, "not a question", "Write `- at:` and `question:`.")


def _question(tree: Tree, problems: list[Problem]) -> WorkedQuestion:
    fields = Fields(tree, problems)
    fields.only(_ASK, "in `ask`")
    return WorkedQuestion(
        fields.required("at", "Give the moment: `at: 2026-12-02 09:00`."),
        fields.required("question", "Give the question: `question: Can I wear foundation?`."),
        _expected(fields, ("answer", "until", "alternatives", "because")),
        tree.place,
    )


def _expected(fields: Fields, keys: tuple[str, ...]) -> dict[str, str]:
    return {
        key: ", ".join(sorted(leaf.text for leaf in fields.leaves(key)))
        for key in keys
        if key in fields
    }
