"""`meantime lint` and `meantime diff`, as a clinician and as a program call them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from meantime.literate.protocols import SHIPPED
from tests.cli.conftest import Run
from tests.spec.tiny import write
from tests.unit.comparing.test_diff import MANY_FACTS, NINE, retinoid

LITERAL = str(Path(__file__).parents[1] / "proof" / "literal")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Microneedling with an earlier stop, a longer rest, a new rule and one less."""
    folder = tmp_path / "newer"
    shutil.copytree(SHIPPED / "microneedling", folder)
    page = folder / "protocol.md"
    text = page.read_text("utf-8")
    for old, new in (
        ("version: 0.1.0", "version: 0.2.0"),
        ("from: 3 days before\ncites: before 2", "from: 5 days before\ncites: before 2"),
        (
            "from: 48 hours after\nonce: skin-calm\ncites: day-1 1, days-2",
            "from: 48 hours after\ncites: day-1 1, days-2",
        ),
        ("id: numbing-cream-ask", "id: numbing-cream-first"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    page.write_text(text, "utf-8")
    for language in ("es.yaml", "ar.yaml"):
        path = folder / language
        words = path.read_text("utf-8").replace("numbing-cream-ask:", "numbing-cream-first:")
        path.write_text(words, "utf-8")
    decisions = folder / "decisions.md"
    decisions.write_text(
        decisions.read_text("utf-8").replace("numbing-cream-ask", "numbing-cream-first"), "utf-8"
    )
    return folder


def test_a_clean_protocol_gets_a_certificate(run: Run) -> None:
    said = run("lint", "microneedling")
    assert said.code == 0
    assert "Nothing to mend" in said.out
    assert "Certificate" in said.out
    assert "Waiting for a clinician's signature (55)" in said.out
    assert said.err == ""


def test_a_certificate_names_the_files_it_is_about_and_is_the_same_twice(run: Run) -> None:
    first, second = (json.loads(run("lint", "microneedling", "--json").out) for _ in range(2))
    certificate = first["certificate"]
    assert certificate == second["certificate"]
    for name in ("protocol", "vocabulary", "engine", "seal"):
        assert re.fullmatch("[0-9a-f]{64}", certificate[name])
    assert certificate["cells"] == first["cells"] > 6_000
    assert certificate["proved"]
    assert certificate["relative_to"]


def test_a_protocol_that_contradicts_itself_fails_with_who_when_and_where(run: Run) -> None:
    said = run("lint", LITERAL)
    assert said.code == 1
    assert "opposed: `washing-next-day` allows what `no-washing-4-hours` forbids" in said.out
    assert "only when the session ends after 20:00" in " ".join(said.out.split())
    assert re.search(r"protocol\.md:\d+; protocol\.md:\d+; handout", said.out)
    assert "For example: a session on" in said.out
    assert "Certificate" not in said.out


def test_findings_as_json_carry_their_witness(run: Run) -> None:
    said = run("lint", LITERAL, "--json")
    findings = json.loads(said.out)["findings"]
    shown = next(item for item in findings if item["check"] == "opposed")
    assert said.code == 1
    assert {"start", "end", "zone", "facts", "at", "question", "answer"} <= set(shown["witness"])
    assert shown["places"][0]["file"] == "protocol.md"
    assert json.loads(said.out)["certificate"] is None


def test_what_cannot_be_loaded_is_a_finding_with_its_place(run: Run, newer: Path) -> None:
    page = newer / "protocol.md"
    page.write_text(page.read_text("utf-8").replace("avoid: [shaving]", "avoid: [shavng]"), "utf-8")
    said = run("lint", str(newer))
    assert said.code == 1
    assert "`shavng` is not a concept" in said.out
    assert "Did you mean `shaving`" in said.out


def test_a_word_of_two_concepts_is_a_finding_about_concepts(run: Run, newer: Path) -> None:
    shutil.copytree(SHIPPED / "vocabulary", newer / "vocabulary")
    words = newer / "vocabulary" / "sun.yaml"
    words.write_text(words.read_text("utf-8") + "\nbeach:\n  en: retinol\n  es: playa\n", "utf-8")
    findings = json.loads(run("lint", str(newer), "--json").out)["findings"]
    assert {item["kind"] for item in findings} == {"concepts"}
    assert "`retinol` is a word for both" in findings[0]["sentence"]


def test_an_unknown_protocol_is_wrong_use(run: Run) -> None:
    said = run("lint", "microneeding")
    assert said.code == 2
    assert "Did you mean `microneedling`?" in said.err
    assert said.out == ""


def test_the_same_version_changes_nothing(run: Run) -> None:
    said = run("diff", "microneedling", "microneedling")
    assert said.code == 0
    assert "Nothing changes for patients." in said.out


def test_a_new_version_says_what_turns_and_for_whom(run: Run, newer: Path) -> None:
    said = run("diff", "microneedling", str(newer))
    text = " ".join(said.out.split())
    assert said.code == 0
    assert "version 0.1.0 to 0.2.0" in text
    assert "Allowed more than before NO becomes YES from 48 hours after the end" in text
    assert "YES becomes NO from 00:00, 5 days before the session" in text
    assert "New rules numbing-cream-first:" in text
    assert "Rules taken out numbing-cream-ask:" in text
    assert "when: from 3 days before -> from 5 days before" in text
    assert "what it waits for: skin-calm -> nothing" in text
    assert "For example: a session on" in text


def test_running_cases_are_named_with_what_moves(run: Run, newer: Path, tmp_path: Path) -> None:
    cases = tmp_path / "running.yaml"
    cases.write_text(
        "- name: person 1\n  zone: America/New_York\n  start: 2026-12-01 10:00\n"
        "  known: all-clear\n  facts: {retinoid: 2026-11-27}\n"
        "- name: person 2\n  zone: America/New_York\n  start: 2026-12-01 10:00\n"
        "  known: all-clear\n",
        "utf-8",
    )
    said = run("diff", "microneedling", str(newer), "--cases", str(cases))
    text = " ".join(said.out.split())
    assert "Running plans that change: 2" in text
    assert "CAN BE TREATED, first date Tuesday 1 December 2026 -> NOT YET, first date" in text
    assert "actives-3-days: from Sat 28 Nov 2026, 00:00" in text
    assert "-> not in the plan" in text
    assert "NOT YET" not in text.partition("person 2")[2]
    as_json = json.loads(
        run("diff", "microneedling", str(newer), "--cases", str(cases), "--json").out
    )
    assert as_json["plans"][0]["case"] == "person 1"
    assert as_json["plans"][0]["verdict"][1]["status"] == "deferred"
    assert as_json["turned"][0]["witness"]["answer"] == as_json["turned"][0]["after"]


def test_a_missing_file_of_cases_is_one_clear_message(run: Run) -> None:
    said = run("diff", "microneedling", "microneedling", "--cases", "nowhere.yaml")
    assert said.code == 2
    assert "nowhere.yaml" in said.err
    assert "Traceback" not in said.err


def test_what_could_not_be_compared_is_said(run: Run, tmp_path: Path) -> None:
    condition = f"if: {' or '.join(NINE)}"
    for version, begins in (("old", "3 days before"), ("new", "5 days before")):
        write(tmp_path / version, MANY_FACTS + retinoid(begins, condition), "")
    said = run("diff", str(tmp_path / "old"), str(tmp_path / "new"))
    assert "Not compared: too many facts decide" in said.out
    assert "retinoid" in said.out.partition("Not compared")[2]
