"""Whatever a file, a question or a command line holds: an answer or a clear error, and soon."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import meantime as mt
from meantime.answers.asking import STRICTNESS
from meantime.cli import main
from meantime.literate.cases import load_cases
from meantime.literate.protocols import SHIPPED
from meantime.model.problem import Problem

# Of the processor's time; a debugger or a coverage tracer costs ten times as much.
MOST_SECONDS = 2.0 if sys.gettrace() is None else 20.0
usual = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
thorough = settings(usual, max_examples=20_000)

PROTOCOL = SHIPPED / "microneedling" / "protocol.md"
DECISIONS = SHIPPED / "microneedling" / "decisions.md"
CASES = SHIPPED / "microneedling" / "cases.yaml"
VOCABULARY = SHIPPED / "vocabulary"


# What is loaded


def folder_with(name: str, content: bytes) -> Iterator[Path]:
    """The shipped protocol, with one file of other content."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copy(PROTOCOL, folder)
        shutil.copy(DECISIONS, folder)
        if name.endswith(".yaml") and name != CASES.name:
            shutil.copytree(VOCABULARY, folder / "vocabulary")
            (folder / "vocabulary" / name).write_bytes(content)
        else:
            (folder / name).write_bytes(content)
        yield folder


def loads_or_says_why(read: Callable[[Path], object], name: str, content: bytes) -> None:
    """Loading succeeds or names the place of every problem, and takes no longer than it may."""
    for folder in folder_with(name, content):
        began = time.process_time()
        problems: Sequence[Problem] | None = None
        try:
            read(folder)
        except mt.ProtocolError as error:
            problems = error.problems
        assert time.process_time() - began < MOST_SECONDS
        assert problems is None or problems
        for problem in problems or ():
            assert problem.place.file
            assert problem.place.line >= 1
            assert problem.place.column >= 1
            assert problem.what


def loads(name: str, content: bytes) -> None:
    loads_or_says_why(lambda folder: mt.load(str(folder)), name, content)


# Documents nobody wrote


@cache
def shipped_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


FILES = [PROTOCOL, DECISIONS, *sorted(VOCABULARY.glob("*.yaml"))]

# Characters that mean something to Markdown, to YAML, to a terminal or to Python.
SPECIAL = st.sampled_from(
    list("`-#>|:,[]{}&*!?'\"%@\\()\t ~<=+.0123456789")
    + [
        "\x00",
        "\x07",
        "\x1b",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "\r",
        "\n",
        "\x0c",
        "é",
        "٣",
        "😀",
    ]
    + [
        "```",
        "```yaml",
        "---",
        "<<: *a",
        "&a ",
        "!!python/object:os.system ",
        "? ",
        "- ",
        "9" * 5000,
    ]
)
PIECE = st.one_of(SPECIAL, st.text(max_size=8))

Change = Callable[[str], str]


@st.composite
def changes_of_characters(draw: st.DrawFn) -> Change:
    where = draw(st.floats(0, 1))
    length = draw(st.integers(1, 12))
    kind = draw(st.sampled_from(["delete", "duplicate", "insert", "replace", "cut"]))
    piece = draw(PIECE)

    def change(text: str) -> str:
        at = int(where * len(text))
        before, inside, after = text[:at], text[at : at + length], text[at + length :]
        return {
            "delete": before + after,
            "duplicate": before + inside + inside + after,
            "insert": before + piece + inside + after,
            "replace": before + piece + after,
            "cut": before,
        }[kind]

    return change


@st.composite
def changes_of_lines(draw: st.DrawFn) -> Change:
    first, second = draw(st.floats(0, 1)), draw(st.floats(0, 1))
    kind = draw(st.sampled_from(["delete", "duplicate", "swap", "insert", "indent"]))
    piece = draw(PIECE)

    def change(text: str) -> str:
        lines = text.split("\n")
        here = int(first * (len(lines) - 1))
        there = int(second * (len(lines) - 1))
        if kind == "delete":
            del lines[here]
        elif kind == "duplicate":
            lines.insert(there, lines[here])
        elif kind == "swap":
            lines[here], lines[there] = lines[there], lines[here]
        elif kind == "insert":
            lines.insert(here, piece)
        else:
            lines[here] = "  " + lines[here]
        return "\n".join(lines)

    return change


CHANGES = st.lists(st.one_of(changes_of_characters(), changes_of_lines()), min_size=1, max_size=8)


def changed(path: Path, changes: Sequence[Change]) -> bytes:
    text = shipped_text(path)
    for change in changes:
        text = change(text)
    return text.encode("utf-8", errors="surrogatepass")


NAMES = st.sampled_from(
    ["protocol.md", "decisions.md", "words.yaml", "everyday.yaml", "cases.yaml"]
)
YAML_LIKE = st.lists(
    st.one_of(
        PIECE,
        st.sampled_from(
            ["a: b\n", "- a\n", "  ", "en: x\n", "feature: x\n", "avoid: [retinoid]\n", "\n"]
            + ["from: 3 days before\n", "```yaml\n", "```\n", "Say it.\n\n", "if: not (", "cites: "]
        ),
    ),
    max_size=30,
).map("".join)
CONTENT = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", errors="surrogatepass")),
    YAML_LIKE.map(lambda text: text.encode("utf-8", errors="surrogatepass")),
)


def load_anything(name: str, content: bytes) -> None:
    read = load_cases if name == CASES.name else lambda folder: mt.load(str(folder))
    loads_or_says_why(read, name, content)


@usual
@given(NAMES, CONTENT)
def test_any_bytes_load_or_say_why(name: str, content: bytes) -> None:
    load_anything(name, content)


@pytest.mark.long
@thorough
@given(NAMES, CONTENT)
def test_any_bytes_load_or_say_why_at_length(name: str, content: bytes) -> None:
    load_anything(name, content)


def load_changed(path: Path, changes: Sequence[Change]) -> None:
    load_anything(path.name, changed(path, changes))


@usual
@given(st.sampled_from([*FILES, CASES]), CHANGES)
def test_a_changed_file_loads_or_says_why(path: Path, changes: Sequence[Change]) -> None:
    load_changed(path, changes)


@pytest.mark.long
@thorough
@given(st.sampled_from([*FILES, CASES]), CHANGES)
def test_a_changed_file_loads_or_says_why_at_length(path: Path, changes: Sequence[Change]) -> None:
    load_changed(path, changes)


HEAD = "---\nprotocol: x\ntitle: X\nversion: 1\nprocedure: microneedling\nhandout:\n  a: 1\n---\n"
BLOCK = "Say it.\n\n```yaml\n{}\n```\n\n"


def in_a_block(body: str) -> bytes:
    return (HEAD + BLOCK.format(body)).encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("protocol.md", in_a_block("id: x\navoid: [" + "no-such-word, " * 3_000 + "]")),
        ("protocol.md", in_a_block("id: x\navoid: [" + ",".join(map(str, range(4_000))) + "]")),
        ("protocol.md", in_a_block("cites: [" + "a 1, " * 100_000 + "]\nid: x\ntell: retinoid")),
        ("protocol.md", in_a_block("[" * 100_000)),
        ("protocol.md", in_a_block("a: " * 100_000)),
        ("protocol.md", in_a_block("id: x\navoid: retinoid\nif: " + "(" * 290)),
        ("protocol.md", in_a_block("id: x\navoid: retinoid\nif: " + "not " * 1_000_000)),
        ("protocol.md", in_a_block("id: x\navoid: retinoid\nfrom: 3 " + "a" * 900_000)),
        ("protocol.md", in_a_block(f"id: x\navoid: {'a' * 900_000}")),
        ("protocol.md", (HEAD + "```\n```\n" * 30_000).encode()),
        ("protocol.md", (HEAD + "Nothing.\n\n" * 30_000).encode()),
        ("protocol.md", HEAD.replace("a: 1", "a: " + "1, " * 100_000).encode()),
        ("protocol.md", HEAD.replace("a: 1", "a: " + "9" * 5_000).encode()),
        ("protocol.md", b"\n" * 3_900_000),
        ("protocol.md", b"a" * 3_900_000),
        ("protocol.md", b"# " + b"x" * 5_000_000),
        ("words.yaml", "".join(f"c{n}: {{en: w{n}, es: w{n}}}\n" for n in range(8_000)).encode()),
        (
            "words.yaml",
            "".join(
                f"c{n}: {{en: w{n}, es: w{n}, broader: c{n + 1}}}\n" for n in range(8_000)
            ).encode(),
        ),
        ("words.yaml", b"".join(b"c%d: x\n" % n for n in range(30_000))),
        ("words.yaml", b"a: &a [" + b"*a, " * 100_000 + b"]"),
        ("words.yaml", b"a: {en: " + b"x, " * 200_000 + b"es: y}"),
        ("words.yaml", b"a: {en: [" + b"x, " * 200_000 + b"], es: y}"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-{value[-60:-40]!r}",
)
def test_what_is_made_to_be_slow_is_not(name: str, content: bytes) -> None:
    loads(name, content)


# Questions


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


@cache
def words() -> list[str]:
    return sorted(
        {word for item in protocol().concepts.values() for word in item.words["en"]}
        | set(protocol().vocabulary.everyday)
    )


SESSION = datetime(2026, 12, 1, 15, tzinfo=UTC)
MOMENTS = st.datetimes(
    datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC)
) | st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 20), timezones=st.just(UTC))
QUESTIONS = st.one_of(
    st.text(max_size=300),
    st.deferred(lambda: st.lists(st.sampled_from(words()) | PIECE, max_size=20)).map(" ".join),
)


def answers(question: str, at: datetime) -> mt.Answer:
    case = mt.Case(start=SESSION, zone="America/New_York")
    began = time.process_time()
    answer = mt.ask(protocol(), case, question, at=at)
    assert time.process_time() - began < MOST_SECONDS
    assert answer.answer in STRICTNESS
    assert set(answer.concepts) <= set(protocol().concepts)
    assert answer.concepts or answer.answer == "not-covered"
    assert answer.until is None or answer.until > at
    assert answer.to_dict()["answer"] == answer.answer
    return answer


@usual
@given(QUESTIONS, MOMENTS)
def test_any_question_has_an_answer(question: str, at: datetime) -> None:
    answers(question, at)


@pytest.mark.long
@thorough
@given(QUESTIONS, MOMENTS)
def test_any_question_has_an_answer_at_length(question: str, at: datetime) -> None:
    answers(question, at)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " " * 1_000_000,
        "x" * 1_000_000,
        "x " * 200_000,
        "retinol " * 100_000,
        "é" * 300_000,
        "\u0301" * 300_000,
        "a\u0301" * 100_000,
        ",;" * 300_000,
        "can i use my " * 50_000,
        " ".join(f"word{number}" for number in range(50_000)),
        "\ud800",
        "\x00",
    ],
    ids=lambda text: f"{len(text)}-{text[:6]!r}".encode("ascii", "backslashreplace").decode(),
)
def test_a_very_long_or_strange_question_has_an_answer(question: str) -> None:
    answers(question, SESSION)


# Command lines

DAYS = st.one_of(
    st.dates().map(str),
    st.sampled_from(["2026-12-01", "0001-01-01", "9999-12-31", "2026-02-30", "20261201", ""]),
    st.text(max_size=6),
)
CLOCKS = st.one_of(
    st.builds(lambda day, clock: f"{day} {clock:%H:%M}", DAYS, st.times()),
    st.sampled_from(
        ["2026-12-01 10:00", "2026-03-08 02:30", "2026-11-01 01:30", "2026-12-01 10:00Z"]
        + ["0001-01-01 00:00+14:00", "9999-12-31 23:59-12:00", "2026-12-01 10:00+99:99"]
    ),
    st.text(max_size=12),
)
ZONES = st.one_of(
    st.sampled_from(
        ["America/New_York", "Asia/Tokyo", "Pacific/Apia", "UTC", "../../etc/passwd", ""]
    ),
    st.text(max_size=8),
)
FEATURES = st.deferred(lambda: st.sampled_from([*protocol().features, "no-such-thing"]))
FACTS = st.one_of(
    st.builds(
        lambda name, value: f"{name}={value}",
        FEATURES,
        st.sampled_from(["yes", "no", "never", "ongoing", "unknown", "maybe"]) | DAYS,
    ),
    st.text(max_size=10),
)
NUMBERS = st.integers(-5, 9).map(str) | st.sampled_from(["1" + "0" * 30, "x", "", "1.5"])
HOURS = st.sampled_from(
    ["mon-fri 09:00-17:00", "sun 10:00-11:00", "fri-mon 09:00-17:00", "mon 17:00-09:00", "mon"]
) | st.text(max_size=12)
OPTIONS = st.one_of(
    st.tuples(st.just("--end"), CLOCKS),
    st.tuples(st.just("--at"), CLOCKS),
    st.tuples(st.just("--session"), NUMBERS),
    st.tuples(st.just("--fact"), FACTS),
    st.tuples(st.just("--anchor"), st.builds("peel={}".format, DAYS) | st.text(max_size=8)),
    st.tuples(st.just("--sessions"), NUMBERS),
    st.tuples(st.just("--by"), DAYS),
    st.tuples(st.just("--blackout"), DAYS | st.builds("{}..{}".format, DAYS, DAYS)),
    st.tuples(st.just("--hours"), HOURS),
    st.tuples(st.just("--json")),
    st.tuples(st.text(max_size=8)),
)
COMMANDS = st.sampled_from(["screen", "plan", "ask", "series", "show", "check", "wrong", ""])
# `--opt=value` keeps a value that begins with a dash with its option.
JOINED = st.lists(OPTIONS, max_size=6).map(lambda options: ["=".join(option) for option in options])


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    if draw(st.integers(0, 9)) == 0:
        return draw(st.lists(st.text(max_size=12), max_size=6))
    command = draw(COMMANDS)
    name = draw(st.sampled_from(["microneedling"] * 9 + ["botox"]) | st.text(max_size=6))
    question = [draw(QUESTIONS)] if command == "ask" else []
    given_case = [f"--start={draw(CLOCKS)}", f"--zone={draw(ZONES)}"]
    usual_case = ["--start=2026-12-01 10:00", "--zone=America/New_York"]
    case = usual_case if draw(st.booleans()) else given_case
    return [
        command,
        name,
        *question,
        *([] if command in ("show", "check") else case),
        *draw(JOINED),
    ]


def ends_well(arguments: list[str]) -> None:
    """0, 1 or 2; wrong use with a message, and nothing on stdout then."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code: object = main(arguments)
        except SystemExit as ended:  # --help and --version leave so
            code = ended.code
    assert code in (0, 1, 2)
    if code == 2:
        assert out.getvalue() == ""
        assert err.getvalue().startswith("meantime: ")
    else:
        assert err.getvalue() == ""


@usual
@given(command_lines())
def test_any_command_line_ends_well(arguments: list[str]) -> None:
    ends_well(arguments)


@pytest.mark.long
@thorough
@given(command_lines())
def test_any_command_line_ends_well_at_length(arguments: list[str]) -> None:
    ends_well(arguments)
