"""What a new version changes: for anybody, and for people whose plan is running."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import meantime as mt
from meantime.comparing import Difference, diff
from meantime.comparing.turned_answers import shown
from meantime.literate.cases import read_cases
from meantime.proving.cells import rows
from meantime.proving.replaying import NotReplayed
from tests.spec.tiny import write

Versions = Callable[..., Difference]

RULE = """Do not use a retinoid{when}.

```yaml
id: no-retinoid
avoid: [retinoid]
from: {begins}
cites: before 1
{more}
```
"""


def retinoid(begins: str, more: str = "", when: str = "") -> str:
    return RULE.format(begins=begins, more=more, when=when)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Two tiny protocols beside each other, and the people whose plan is running."""

    def compared(old: str, new: str, cases: str = "") -> Difference:
        protocols = []
        for name, text in (("old", old), ("new", new)):
            write(tmp_path / name, text, "")
            protocols.append(mt.load(str(tmp_path / name)))
        people = tmp_path / "cases.yaml"
        people.write_text(cases or "[]", "utf-8")
        return diff(protocols[0], protocols[1], read_cases(people))

    return compared


def test_only_words_changed(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("3 days before", when=" please"))
    assert [edit.what for edit in found.changed[0].edits] == ["the sentence"]
    assert found.turned == ()
    assert not found.is_empty


def test_an_earlier_stop_turns_yes_to_no_on_those_days_only(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("5 days before"))
    turn, of_prescribed = found.turned
    assert (turn.before, turn.after, turn.loosens) == ("yes", "no", False)
    assert (of_prescribed.before, of_prescribed.after) == ("ask", "no")
    assert (turn.concepts, of_prescribed.concepts) == (("retinoid",), ("tazarotene",))
    assert (
        turn.when == "from 00:00, 5 days before the session until 00:00, 3 days before the session"
    )
    assert turn.known == ""
    assert mt.ask(found.old, turn.witness.case, "retinoid", at=turn.witness.at).answer == "yes"
    assert mt.ask(found.new, turn.witness.case, "retinoid", at=turn.witness.at).answer == "no"


def test_a_new_condition_names_the_fact_that_decides(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("3 days before", "if: peel-planned"))
    assert {(turn.before, turn.after, turn.known) for turn in found.turned} >= {
        ("no", "not-covered", "peel-planned: no"),
    }
    assert any(turn.loosens for turn in found.turned)


def test_an_assumption_is_said_as_yes_or_no(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("3 days before", "assumption: yes"))
    edits = {edit.what: (edit.before, edit.after) for edit in found.changed[0].edits}
    assert edits == {"whether it is an assumption": ("no", "yes")}


def test_rules_that_come_and_go_are_named(versions: Versions) -> None:
    other = retinoid("3 days before").replace("no-retinoid", "another")
    found = versions(retinoid("3 days before"), other)
    assert [rule.id for rule in found.added] == ["another"]
    assert [rule.id for rule in found.removed] == ["no-retinoid"]
    assert found.turned == ()


PEOPLE = """
- name: used it four days before
  zone: America/New_York
  start: 2026-12-01 10:00
  known: all-clear
  facts: {retinoid: 2026-11-27}
- name: never used it
  zone: America/New_York
  start: 2026-12-01 10:00
  known: all-clear
"""


def test_running_plans_that_move_are_told_and_others_are_not(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("5 days before"), PEOPLE)
    used, never = found.plans
    assert [verdict.status for verdict in used.verdicts] == ["eligible", "deferred"]
    assert used.is_screened_anew
    assert not never.is_screened_anew
    assert [line.item.rule.id for line in never.lines] == ["no-retinoid"]


def test_a_fact_that_no_version_asks_for_is_refused(versions: Versions) -> None:
    people = PEOPLE.replace("retinoid: 2026", "retinod: 2026")
    with pytest.raises(mt.CaseError, match="Did you mean `retinoid`"):
        versions(retinoid("3 days before"), retinoid("5 days before"), people)


def test_a_question_asked_in_another_way_is_left_out_where_it_does_not_fit(
    versions: Versions,
) -> None:
    asked = "Is it so?\n\n```yaml\nfeature: it\nkind: {kind}\nconcept: hat\n```\n\n"
    rule = retinoid("3 days before", "if: it")
    found = versions(
        asked.format(kind="yes-no") + rule,
        asked.format(kind="date") + retinoid("3 days before"),
        PEOPLE,
    )
    assert found.plans[0].verdicts[1].status == "eligible"


def test_an_all_clear_person_answers_what_each_version_asks(versions: Versions) -> None:
    asked = "Is it so?\n\n```yaml\nfeature: it\nkind: yes-no\nconcept: hat\n```\n\n"
    bar = "Tell us.\n\n```yaml\nid: it-bars\nbar: [it]\ncites: before 1\n```\n"
    found = versions(asked + bar, "", PEOPLE)
    assert [verdict.status for verdict in found.plans[0].verdicts] == ["eligible", "eligible"]


SERIES = "Come.\n\n```yaml\nseries: three\nmost: 3\ninterval: {0}\ncites: after 1\n```\n"


def test_what_is_no_rule_is_told_too(versions: Versions) -> None:
    found = versions(SERIES.format("4 weeks"), SERIES.format("1 weeks"))
    assert not found.is_empty
    assert [edit.what for edit in found.parts] == ["the series"]
    assert "28 days" in found.parts[0].before
    assert "7 days" in found.parts[0].after


def test_a_thing_that_is_prescribed_now_is_asked_about(tmp_path: Path) -> None:
    for name in ("old", "new"):
        write(tmp_path / name, retinoid("3 days before"), "")
    words = tmp_path / "new" / "vocabulary" / "words.yaml"
    text = words.read_text("utf-8").replace(
        "prescription: possible\niso", "prescription: usual\niso"
    )
    words.write_text(text, "utf-8")
    old, new = (mt.load(str(tmp_path / name)) for name in ("old", "new"))
    found = diff(old, new)
    assert [edit.what for edit in found.parts] == ["concept retinoid"]
    assert {(turn.concepts, turn.before, turn.after) for turn in found.turned} == {
        (("retinoid",), "yes", "ask")
    }


def test_a_longer_session_is_told_and_no_unrecorded_end_is_compared(tmp_path: Path) -> None:
    for name, begins in (("old", "3 days before"), ("new", "5 days before")):
        write(tmp_path / name, retinoid(begins), "")
    page = tmp_path / "new" / "protocol.md"
    page.write_text(page.read_text("utf-8").replace("60 minutes", "180 minutes"), "utf-8")
    found = diff(mt.load(str(tmp_path / "old")), mt.load(str(tmp_path / "new")))
    assert ("the usual duration", "60 minutes", "180 minutes") in found.parts
    assert all(turn.witness.case.end is not None for turn in found.turned)


def test_other_days_of_check_ins_are_told(tmp_path: Path) -> None:
    for name in ("old", "new"):
        write(tmp_path / name, retinoid("3 days before"), "")
    page = tmp_path / "new" / "protocol.md"
    page.write_text(
        page.read_text("utf-8").replace("procedure:", "check-ins: 1, 3\nprocedure:", 1), "utf-8"
    )
    found = diff(mt.load(str(tmp_path / "old")), mt.load(str(tmp_path / "new")))
    assert found.parts == (("the days of check-ins", "nothing", "1, 3"),)


def test_who_is_not_touched_is_not_told(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("3 days before", when=" please"), PEOPLE)
    assert found.plans == ()


def test_a_line_of_one_version_only_has_no_other_side(versions: Versions) -> None:
    found = versions("", retinoid("5 days before"), PEOPLE)
    line = found.plans[1].lines[0]
    assert line.before is None
    assert line.item is line.after
    assert found.plans[1].to_dict()["lines"][0]["before"] is None


NINE = [f"fact-{number}" for number in range(9)]
MANY_FACTS = "".join(
    f"Is it so?\n\n```yaml\nfeature: {name}\nkind: yes-no\nconcept: hat\n```\n\n" for name in NINE
)


def test_too_many_facts_are_said_and_not_sampled(versions: Versions) -> None:
    condition = f"if: {' or '.join(NINE)}"
    found = versions(
        MANY_FACTS + retinoid("3 days before", condition),
        MANY_FACTS + retinoid("5 days before", condition),
    )
    assert found.turned == ()
    assert set(found.undecided) == {"retinoid", "tazarotene"}
    assert found.to_dict()["undecided"]


def test_a_turn_that_the_engine_does_not_show_is_refused(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("5 days before"))
    row = next(iter(rows(found.new, found.new.bound["retinoid"])))
    with pytest.raises(NotReplayed, match="retinoid"):
        shown((found.old, found.new), row, row.stretches[0], "retinoid", ("no", "yes"))


def test_a_concept_that_a_version_does_not_have_is_not_covered_by_it(versions: Versions) -> None:
    found = versions(retinoid("3 days before"), retinoid("5 days before"))
    row = next(iter(rows(found.new, found.new.bound["retinoid"])))
    with pytest.raises(NotReplayed):
        shown((found.old, found.new), row, row.stretches[0], "nothing-known", ("yes", "yes"))
