"""The generated pages of docs/: what the protocol covers, and the manual from the spec tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import meantime as mt
from meantime.answers.coverage import Covered, coverage

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SPEC = ROOT / "tests" / "spec"
_MADE = "Made by `make docs`; change the protocol or the spec tests, not this page.\n"


def pages() -> Mapping[Path, str]:
    """Every generated page and its text."""
    return {
        DOCS / "handout-coverage.md": "\n".join(_coverage_page()) + "\n",
        DOCS / "manual.md": "\n".join(_manual()) + "\n",
    }


def _coverage_page() -> Iterator[str]:
    protocol = mt.load("microneedling")
    yield "# The microneedling handout, sentence by sentence\n"
    yield _MADE
    yield (
        "Each place of the handout is named by section, item and sentence; its words are not "
        "repeated here. A place is a rule, a question, the series, or marked as none of them.\n"
    )
    yield "| place | rules | questions | decisions | not a rule, because |"
    yield "|---|---|---|---|---|"
    for row in coverage(protocol):
        yield _row(row)


def _row(row: Covered) -> str:
    rules = [*row.rules, *(["(the series)"] if row.series else [])]
    cells = (rules, row.questions, row.decisions, row.asides)
    return f"| {row.place} | " + " | ".join(", ".join(cell) for cell in cells) + " |"


def _manual() -> Iterator[str]:
    yield "# What rules and phrases mean\n"
    yield _MADE
    yield (
        "Each line is the name of a test in `tests/spec` that holds on every engine. The page "
        "cannot say what is not so.\n"
    )
    for path in sorted(SPEC.glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        title = path.stem.removeprefix("test_").replace("_", " ").capitalize()
        yield f"## {title}\n"
        yield f"{ast.get_docstring(module) or ''}\n"
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"- {node.name.removeprefix('test_').replace('_', ' ')}"
        yield ""
