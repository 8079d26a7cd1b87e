"""Worked cases: what they say, and every problem with its place and its cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from meantime.literate.cases import FACT_CURE, fact, load_cases
from meantime.model.case import Fact
from meantime.model.problem import Problem, ProtocolError
from tests.unit.literate.documents import unmarked

FULL = """
- name: Somebody
  zone: America/New_York
  start: 2026-12-01 10:00
  end: 2026-12-01 11:00
  session: 2
  known: all-clear
  facts: {pregnant: no, retinoid: 2026-11-01, ipl: ongoing, waxing: never, wart: unknown, gym: yes}
  screen: {status: deferred, earliest: 2026-12-05, missing: [b, a], asked: 2026-11-20 09:00}
  ask:
    - at: 2026-12-02 09:00
      question: Can I go to the gym?
      answer: no
      until: 2026-12-04 11:00
      alternatives: walking, bathing
      because: no-gym
- name: Somebody else
  zone: Asia/Tokyo
  start: 2026-12-01 10:00
"""


def write(folder: Path, text: str | bytes) -> Path:
    (folder / "cases.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def refused(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(ProtocolError) as caught:
        load_cases(folder)
    return caught.value.problems


def test_a_case_in_full(tmp_path: Path) -> None:
    first, second = load_cases(write(tmp_path, FULL))
    assert (first.name, first.zone, first.session) == ("Somebody", "America/New_York", 2)
    assert (first.start, first.end) == ("2026-12-01 10:00", "2026-12-01 11:00")
    assert first.all_clear
    assert first.facts == {
        "pregnant": False,
        "retinoid": date(2026, 11, 1),
        "ipl": "ongoing",
        "waxing": "never",
        "wart": None,
        "gym": True,
    }
    assert first.asked == "2026-11-20 09:00"
    assert first.expected == {"status": "deferred", "earliest": "2026-12-05", "missing": "a, b"}
    (question,) = first.questions
    assert (question.at, question.question) == ("2026-12-02 09:00", "Can I go to the gym?")
    assert question.expected == {
        "answer": "no",
        "until": "2026-12-04 11:00",
        "alternatives": "bathing, walking",
        "because": "no-gym",
    }
    assert (first.place.line, question.place.line, second.place.line) == (2, 11, 17)
    assert (second.end, second.session, second.asked) == (None, 1, None)
    assert (second.all_clear, second.facts, second.expected, second.questions) == (
        False,
        {},
        {},
        (),
    )


def test_a_folder_without_cases(tmp_path: Path) -> None:
    assert load_cases(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("yes", True),
        ("No", False),
        (" ongoing ", "ongoing"),
        ("never", "never"),
        ("unknown", None),
        ("2026-08-01", date(2026, 8, 1)),
    ],
)
def test_a_fact(text: str, meaning: Fact) -> None:
    assert fact(text) == meaning


@pytest.mark.parametrize("text", ["", "maybe", "2026-13-01", "2026-02-30", "01.08.2026", "true"])
def test_what_is_no_fact(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        fact(text)


HEAD = "- name: A\n  zone: Asia/Tokyo\n  start: 2026-12-01 10:00\n"


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("", [("not a list of cases", "Begin each with `- name:`.")]),
        ("▸name: A\n", [("not a list of cases", "Begin each with `- name:`.")]),
        ("▸just text\n", [("not a list of cases", "Begin each with `- name:`.")]),
        ("- ▸just text\n", [("not a case", "Write `- name: ...`.")]),
        (
            "- ▸▸▸end: 2026-12-01 10:00\n",
            [
                ("`name` is missing", "Name the case: `name: ...`."),
                ("`zone` is missing", "Name its zone: `zone: America/New_York`."),
                ("`start` is missing", "Give its start: `start: 2026-12-01 10:00`."),
            ],
        ),
        (
            HEAD + "  ▸fact: {a: yes}\n",
            [("`fact` does not belong in a case", "Did you mean `facts`?")],
        ),
        (
            HEAD + "  screen: {▸stauts: eligible}\n",
            [("`stauts` does not belong in `screen`", "Did you mean `status`?")],
        ),
        (
            HEAD + "  screen: ▸eligible\n",
            [("`screen` is not a mapping", "Write `screen: {name: value}`.")],
        ),
        (
            HEAD + "  facts: ▸[a]\n",
            [("`facts` is not a mapping", "Write `facts: {name: value}`.")],
        ),
        (
            HEAD + "  facts: {a: ▸maybe, b: ▸[c], d: ▸2026-02-30}\n",
            [
                ("`maybe` is not a fact", FACT_CURE),
                ("`b` is not a single value", "Write `b: value`."),
                ("`2026-02-30` is not a fact", FACT_CURE),
            ],
        ),
        (
            HEAD + "  session: ▸two\n",
            [("`two` is not a whole number", "Write `session: 3`.")],
        ),
        (
            HEAD + "  ask:\n    - ▸▸answer: no\n",
            [
                ("`at` is missing", "Give the moment: `at: 2026-12-02 09:00`."),
                (
                    "`question` is missing",
                    "Give the question: `question: Can I wear foundation?`.",
                ),
            ],
        ),
        (
            HEAD + "  ask:\n    - at: x\n      question: y\n      ▸anwser: no\n",
            [("`anwser` does not belong in `ask`", "Did you mean `answer`?")],
        ),
        (
            "- a: &b c\n".replace("&b", "▸&b"),
            [
                (
                    "an anchor or alias",
                    "Write the text out; anchors (&) and aliases (*) are not used here.",
                )
            ],
        ),
    ],
)
def test_an_error_names_its_place_and_its_cure(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    text, places = unmarked(marked, "cases.yaml")
    problems = refused(write(tmp_path, text))
    assert [(problem.what, problem.cure) for problem in problems] == said
    if places:
        assert [problem.place for problem in problems] == places


@pytest.mark.parametrize("asks", ["ask: ▸{at: x, question: y}", "ask: ▸x", "ask: [▸x]"])
def test_a_question_that_would_never_be_asked_is_a_problem(tmp_path: Path, asks: str) -> None:
    text, (place,) = unmarked(f"{HEAD}  {asks}\n", "cases.yaml")
    (problem,) = refused(write(tmp_path, text))
    assert problem.place == place
    assert problem.cure


def test_a_misspelled_all_clear_is_a_problem(tmp_path: Path) -> None:
    text, (place,) = unmarked(HEAD + "  known: ▸all-cleer\n", "cases.yaml")
    (problem,) = refused(write(tmp_path, text))
    assert problem.place == place
    assert "`all-clear`" in problem.cure


def test_cases_that_are_not_utf_8(tmp_path: Path) -> None:
    problems = refused(write(tmp_path, b"- name: caf\xe9\n"))
    assert problems[0].what == "not UTF-8 text"
    assert len(problems) == 1
