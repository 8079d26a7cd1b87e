"""The hazard log says nothing that is not so."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.clinic.hazards import LOG, NOT_BUILT, ROOT, Hazard, decorators_in, hazards, scores, wrong

TEXT = LOG.read_text(encoding="utf-8")
ALL = hazards(TEXT)
TABLE = scores(TEXT)
# Words of parts that are still to come, and where such a part will be: until it is there, no
# control may speak of it.
TO_COME = {
    r"remind|messag|\btexts? (is|are) sent": "src/meantime/clinic/reminders",
    r"check-in question|service worker|offline|personal link|patient's (own )?(page|link)": (
        "src/meantime/clinic/portal"
    ),
    r"\bFHIR\b|webhook|\bAPI\b": "src/meantime/clinic/api",
}


def test_every_hazard_is_there_once() -> None:
    assert sorted(int(hazard.id[1:]) for hazard in ALL) == list(range(1, 31))


@pytest.mark.parametrize("hazard", ALL, ids=lambda hazard: hazard.id)
def test_a_row_says_only_what_is_so(hazard: Hazard) -> None:
    assert list(wrong(hazard, TABLE)) == []


@pytest.mark.parametrize("hazard", ALL, ids=lambda hazard: hazard.id)
def test_no_control_speaks_of_what_is_not_there(hazard: Hazard) -> None:
    control = hazard.says.get("Control", "")
    for words, place in TO_COME.items():
        assert (ROOT / place).exists() or not re.search(words, control), words


def test_everything_else_that_the_page_names_is_there() -> None:
    for path in re.findall(r"`((?:tests|src|docs)/[\w/.]+)`", TEXT):
        assert (ROOT / path).exists(), path
    counted = sum(len(hazard.modules) for hazard in ALL)
    assert len(re.findall("`meantime", TEXT)) == counted, "a module stands outside a control"
    assert TEXT.count(".py::") == sum(len(hazard.tests) for hazard in ALL)


def test_the_scores_rise_with_severity_and_likelihood() -> None:
    severities = list(dict.fromkeys(severity for severity, _ in TABLE))
    likelihoods = list(dict.fromkeys(likelihood for _, likelihood in TABLE))
    assert (len(severities), len(likelihoods)) == (5, 5)
    for likelihood in likelihoods:
        line = [TABLE[severity, likelihood] for severity in severities]
        assert line == sorted(line)
    for severity in severities:
        column = [TABLE[severity, likelihood] for likelihood in likelihoods]
        assert column == sorted(column, reverse=True)


def test_nobody_who_is_not_named_has_agreed_to_it() -> None:
    assert "No clinician has agreed to any score or control." in TEXT


GOOD = """### H1. Something

- Cause: a cause.
- Effect: an effect.
- Before: Minor × High = 2
- After: Minor × Low = 1
- State: exists
- Control: it is in `meantime.model.rule`.
- Verified by: `tests/clinic/test_hazards.py::test_every_hazard_is_there_once`
"""


@pytest.mark.parametrize(
    ("told", "instead", "found"),
    [
        ("", "", None),
        ("meantime.model.rule", "meantime.model.rules", "there is no module"),
        ("there_once", "there_twice", "there is no test"),
        ("clinic/test_hazards", "clinic/test_dangers", "there is no test"),
        ("it is in `meantime.model.rule`.", "it is there.", "names no module"),
        ("Minor × High = 2", "Minor × High = 3", "its score before"),
        ("Minor × High = 2", "Small × High = 2", "its score before"),
        ("Minor × Low = 1", "Minor × Very high = 3", "makes it worse"),
        ("- State: exists", "- State: in part", "instead of"),
        ("- State: exists", "- State: soon", "its state"),
        ("- State: exists", f"- State: {NOT_BUILT}", "nothing is built"),
        ("- Cause: a cause.\n", "", "instead of"),
    ],
)
def test_what_is_not_so_is_found(told: str, instead: str, found: str | None) -> None:
    (hazard,) = hazards(GOOD.replace(told, instead))
    said = list(wrong(hazard, TABLE))
    assert any(found in one for one in said) if found else said == []


def test_a_test_that_is_left_out_verifies_nothing() -> None:
    fuzzing = "tests/generative/test_loader_fuzz.py"
    found = decorators_in(ROOT / fuzzing)
    name = next(name for name, marks in found.items() if "mark.long" in marks)
    cited = "tests/clinic/test_hazards.py::test_every_hazard_is_there_once"
    (hazard,) = hazards(GOOD.replace(cited, f"{fuzzing}::{name}"))
    assert any("does not run" in one for one in wrong(hazard, TABLE))


def test_the_tests_of_the_log_carry_its_marker() -> None:
    named = "tests/spec/test_call.py"
    asked = ("--collect-only", "-q", "-p", "no:cacheprovider", "-m", "hazard(id='H11')", named)
    command = [sys.executable, "-m", "pytest", *asked]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"{named}::test_a_warning_sign_says_how_soon_to_act" in found
    assert "test_a_warning_sign_has_no_end" not in found
