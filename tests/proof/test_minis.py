"""Small good and bad protocols: the linter finds exactly what is wrong with each."""

from __future__ import annotations

from pathlib import Path

import pytest

import meantime as mt
from meantime.linting import lint
from tests.proof.minis import MINIS, Mini, write_mini


@pytest.mark.parametrize("mini", MINIS, ids=lambda mini: mini.name)
def test_the_linter_finds_what_is_wrong_and_no_more(mini: Mini, tmp_path: Path) -> None:
    write_mini(tmp_path, mini)
    found = {
        (item.kind.value, item.check)
        for item in lint(mt.load(str(tmp_path))).findings
        if (item.kind.value, item.check) in mini.watch
        and (not mini.subjects or mini.subjects.intersection(item.subjects))
    }
    assert found == mini.expected
