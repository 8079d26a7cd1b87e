"""What the linter says beside the findings that small protocols pin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import meantime as mt
from meantime.linting import Kind, Severity, lint
from meantime.linting.certificate import certify, engine_digest
from meantime.model.concept import Concept, Vocabulary
from tests.spec.tiny import write
from tests.unit.comparing.test_diff import MANY_FACTS, NINE, retinoid


def test_too_many_facts_are_an_error_and_not_sampled(tmp_path: Path) -> None:
    write(tmp_path, MANY_FACTS + retinoid("3 days before", f"if: {' or '.join(NINE)}"), "")
    report = mt.lint(mt.load(str(tmp_path)))
    found = [item for item in report.findings if item.check == "undecided"]
    assert [item.severity for item in found] == [Severity.ERROR]
    assert "More than 8 facts decide" in found[0].sentence
    assert report.certificate is None


def test_a_word_that_is_the_id_of_another_concept_is_found(tmp_path: Path) -> None:
    write(tmp_path, retinoid("3 days before"), "")
    protocol = mt.load(str(tmp_path))
    twice = Concept("cap", {"en": ("cap", "hat"), "es": ("gorra",)})
    words = Vocabulary({**protocol.concepts, "cap": twice})
    findings = lint(replace(protocol, vocabulary=words)).findings
    assert [item.subjects for item in findings if item.kind is Kind.CONCEPTS] == [("cap", "hat")]


def test_calling_the_linter_twice_works(tmp_path: Path) -> None:
    """A package of the same name once took the function's place."""
    write(tmp_path, retinoid("3 days before"), "")
    protocol = mt.load(str(tmp_path))
    assert mt.lint(protocol).cells == mt.lint(protocol).cells
    assert isinstance(mt.lint(protocol), mt.Report)


@pytest.mark.parametrize("file", ["protocol.md", "decisions.md", "vocabulary/words.yaml"])
def test_another_byte_in_a_file_is_another_certificate(tmp_path: Path, file: str) -> None:
    write(tmp_path, retinoid("3 days before"), "")
    first = certify(mt.load(str(tmp_path)), 1)
    path = tmp_path / file
    path.write_bytes(path.read_bytes() + b"\n")
    second = certify(mt.load(str(tmp_path)), 1)
    assert first.seal != second.seal
    assert (first.protocol != second.protocol) is (not file.startswith("vocabulary"))
    assert (first.vocabulary != second.vocabulary) is file.startswith("vocabulary")
    assert first.engine == second.engine == engine_digest()


AFTER_A_PEEL = """Go.

```yaml
id: go
do: [gym]
from: 1 months after the peel
until: start
cites: after 1
```

Rest.

```yaml
id: rest
avoid: [gym]
from: any time
until: 29 days after the peel
outside: silent
cites: after 2
```
"""


def test_the_clock_is_not_blamed_for_what_months_and_another_anchor_do(tmp_path: Path) -> None:
    """A month after 10 February is 28 days; it takes no odd hour for the two to meet."""
    write(tmp_path, AFTER_A_PEEL, "")
    found = [item for item in mt.lint(mt.load(str(tmp_path))).findings if item.check == "opposed"]
    assert [item.subjects[:2] for item in found] == [("go", "rest")]
    assert "only when" not in found[0].sentence
