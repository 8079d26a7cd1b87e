"""The hazard log as values, read from its page; imports no Django."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs/safety/hazard-log.md"
EXISTS, IN_PART, NOT_BUILT = "exists", "in part", "not built yet: issue 6/7"
_HAZARD = re.compile(r"^### (H\d+)\. (.+)$", re.MULTILINE)
_FIELD = re.compile(r"^- ([A-Z][a-z ]+): ", re.MULTILINE)
_MODULE = re.compile(r"`(meantime\.[a-z0-9_.]+)`")
_TEST = re.compile(r"`(tests/[\w/.]+\.py::\w+)`")


class Hazard(NamedTuple):
    """One row: its id, its name, and what it says by field."""

    id: str
    name: str
    says: Mapping[str, str]

    @property
    def modules(self) -> list[str]:
        """Where its control is said to be."""
        return _MODULE.findall(self.says.get("Control", ""))

    @property
    def tests(self) -> list[str]:
        """What is said to verify it, as `path::name`."""
        return _TEST.findall(self.says.get("Verified by", ""))


def hazards(text: str) -> list[Hazard]:
    """Every hazard of a log."""
    _before, *parts = _HAZARD.split(text)
    return [
        Hazard(name, title, _fields(body.partition("\n## ")[0]))
        for name, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]


def _fields(body: str) -> dict[str, str]:
    _before, *parts = _FIELD.split(body)
    return {
        name: " ".join(text.split()) for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def scores(text: str) -> dict[tuple[str, str], int]:
    """The table of a log: severity and likelihood to a score."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    (_corner, *severities), *likelihoods = rows
    return {
        (severity, name): int(score)
        for name, *line in likelihoods
        for severity, score in zip(severities, line, strict=True)
    }


def cited() -> dict[str, list[str]]:
    """The tests that the log names, each with the hazards it is about."""
    found: dict[str, list[str]] = defaultdict(list)
    for hazard in hazards(LOG.read_text(encoding="utf-8")):
        for test in hazard.tests:
            found[test].append(hazard.id)
    return found


@cache
def decorators_in(path: Path) -> dict[str, str]:
    """The tests of a file by name, each with the source of its decorators."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        item.name: " ".join(map(ast.unparse, item.decorator_list))
        for item in ast.walk(tree)
        if isinstance(item, ast.FunctionDef) and item.name.startswith("test_")
    }


def wrong(hazard: Hazard, table: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """Everything that a row says and that is not so."""
    yield from _wrong_scores(hazard, table)
    yield from _wrong_state(hazard)
    for name in hazard.modules:
        if not _module(name):
            yield f"there is no module {name}"
    for test in hazard.tests:
        path, _, name = test.partition("::")
        known = decorators_in(ROOT / path) if (ROOT / path).is_file() else {}
        if name not in known:
            yield f"there is no test {test}"
        elif re.search(r"mark\.(skip|xfail|long)", known[name]):
            yield f"{test} does not run with the others"


def _module(name: str) -> bool:
    place = ROOT / "src" / name.replace(".", "/")
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def _wrong_scores(hazard: Hazard, table: Mapping[tuple[str, str], int]) -> Iterator[str]:
    found = []
    for when in ("Before", "After"):
        told = re.fullmatch(r"([A-Z][a-z]+) × ([A-Z][a-z ]+) = (\d)", hazard.says.get(when, ""))
        if told is None or table.get((told[1], told[2])) != int(told[3]):
            yield f"its score {when.lower()} is not one of the table"
        else:
            found.append(int(told[3]))
    if found != sorted(found, reverse=True):
        yield "its control makes it worse"
    if hazard.says.get("State") == NOT_BUILT and hazard.says.get("Before") != hazard.says["After"]:
        yield "nothing is built, and yet its score is better"


def _wrong_state(hazard: Hazard) -> Iterator[str]:
    state, says = hazard.says.get("State"), hazard.says
    wanted = {"Cause", "Effect", "Before", "After", "State"}
    if state in (EXISTS, IN_PART):
        wanted |= {"Control", "Verified by"}
        if not hazard.modules or not hazard.tests:
            yield "it names no module or no test"
    if state in (IN_PART, NOT_BUILT):
        wanted.add("Missing")
    if state not in (EXISTS, IN_PART, NOT_BUILT):
        yield f"its state is {state!r}"
    if set(says) != wanted:
        yield f"it says {sorted(says)} instead of {sorted(wanted)}"
