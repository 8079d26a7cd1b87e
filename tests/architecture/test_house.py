"""The rules of the house that no linter knows: addresses, clocks, what an import costs, names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "meantime"

# Written so that this file does not match itself.
INDEX_ADDRESS = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:com|org)|deb[.]debian[.]org"
    r"|(?:index-url|find-links)[ =]+\S*:/|[a-z]+://\S+/simple\b"
)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home|Users|opt)/\w")

# Calls and names that reach for a clock, the environment or the system's zone, whoever owns them.
CLOCK_CALLS = frozenset({"now", "utcnow", "today", "now_in_system_tz", "today_in_system_tz"})
OUTSIDE_NAMES = frozenset(
    {"environ", "environb", "getenv", "getenvb", "assume_system_tz", "to_system_tz"}
)
OUTSIDE_MODULES = frozenset({"time", "locale", "socket", "ssl", "http", "urllib"})
MAY_LOOK_OUTSIDE = frozenset({"cli", "clinic"})


def project_files() -> list[Path]:
    """Every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    """The absolute name of every module that a piece of code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def top_levels(tree: ast.AST) -> set[str]:
    return {name.partition(".")[0] for name in imported(tree)}


def looks_outside(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in CLOCK_CALLS
        case ast.Attribute(attr=name):
            return name in OUTSIDE_NAMES
        case ast.ImportFrom(names=names):
            return any(alias.name in OUTSIDE_NAMES for alias in names)
        case _:
            return False


def looks_outside_at(source: str) -> list[str]:
    """The places where a piece of code reads a clock, the environment, the network or a zone."""
    tree = ast.parse(source)
    modules_found = sorted(f"import {name}" for name in top_levels(tree) & OUTSIDE_MODULES)
    return modules_found + [ast.unparse(node) for node in ast.walk(tree) if looks_outside(node)]


@pytest.mark.parametrize("pattern", [INDEX_ADDRESS, MACHINE_PATH], ids=["index", "machine"])
def test_no_file_names_a_package_index_or_a_path_of_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in project_files()
        for match in pattern.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INDEX_ADDRESS, "https://" + "pypi" + ".org/simple"),
        (INDEX_ADDRESS, "--extra-index" + "-url https://example.invalid/"),
        (MACHINE_PATH, "see /" + "home/ada/meantime"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_only_the_edges_read_a_clock_or_the_environment() -> None:
    found = {
        str(path.relative_to(SOURCE)): places
        for path in modules(SOURCE)
        if path.relative_to(SOURCE).with_suffix("").parts[0] not in MAY_LOOK_OUTSIDE
        and (places := looks_outside_at(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "datetime.now(UTC)",
        "dt.date.today()",
        "whenever.Instant.now()",
        "moment.astimezone()",
        "import time",
        "from time import monotonic",
        "import urllib.request",
        "os.environ['TZ']",
        "os.getenv('TZ')",
        "from os import environ",
    ],
)
def test_a_look_outside_is_found(source: str) -> None:
    assert looks_outside_at(source)


@pytest.mark.parametrize(
    "source", ["case.now", "from datetime import time", "moment.astimezone(UTC)", "import os"]
)
def test_a_value_handed_in_is_no_look_outside(source: str) -> None:
    assert looks_outside_at(source) == []


def test_import_meantime_brings_in_nothing_but_whenever() -> None:
    """Neither yaml, which waits for the first protocol, nor any optional extra."""
    script = (
        "import sys; before = set(sys.modules); import meantime; "
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    brought = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert "meantime" in brought
    assert set(brought) - sys.stdlib_module_names <= {"meantime", "whenever"}


def test_the_model_imports_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"meantime"}
    found = {
        path.name: foreign
        for path in modules(SOURCE / "model")
        if (foreign := top_levels(ast.parse(path.read_text(encoding="utf-8"))) - allowed)
    }
    assert found == {}


def test_no_module_is_named_for_being_a_leftover() -> None:
    leftovers = {"util", "utils", "helper", "helpers", "common", "misc"}
    found = [
        str(path.relative_to(ROOT))
        for folder in (SOURCE, ROOT / "tests")
        for path in modules(folder)
        if leftovers & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert found == []
