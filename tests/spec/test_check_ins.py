"""The head of a protocol says on which days after a session somebody is asked how it heals.

`check-ins: 1, 3, 7` counts days after the session; 0 is its own day, and 60 the last.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import meantime as mt
from tests.spec.test_end_of_session import RULES
from tests.spec.tiny import DAY, case, moment, write


def protocol(folder: Path, line: str) -> mt.Protocol:
    """A tiny protocol with one line more in its head."""
    write(folder, RULES, "")
    page = folder / "protocol.md"
    text = page.read_text("utf-8").replace("anchors: peel", f"anchors: peel\n{line}", 1)
    page.write_text(text, "utf-8")
    return mt.load(str(folder))


def test_somebody_is_asked_on_the_days_that_are_named(tmp_path: Path) -> None:
    assert protocol(tmp_path, "check-ins: 0, 1, 60").check_ins == (0, 1, 60)


def test_without_the_line_nobody_is_asked(tmp_path: Path) -> None:
    assert protocol(tmp_path, "").check_ins == ()


@pytest.mark.parametrize("line", ["check-ins: 3, 1", "check-ins: 1, 1", "check-ins: 61"])
def test_the_days_rise_and_each_stands_once(tmp_path: Path, line: str) -> None:
    with pytest.raises(mt.ProtocolError) as caught:
        protocol(tmp_path, line)
    (problem,) = caught.value.problems
    assert problem.cure


def test_the_days_of_check_ins_change_no_answer(tmp_path: Path) -> None:
    person = case()
    asked, silent = (
        protocol(tmp_path / name, line) for name, line in (("a", "check-ins: 1, 3"), ("b", ""))
    )
    for days in range(9):
        at = moment("2026-12-01 12:00") + days * DAY
        for thing in ("sun", "makeup", "gym"):
            found = [mt.ask(one, person, thing, at=at).to_dict() for one in (asked, silent)]
            assert found[0] == found[1]
