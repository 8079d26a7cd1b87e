"""What stands on a handout, for everybody and for one person."""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from meantime import paper
from meantime.paper.sheet import Mark
from tests.spec.tiny import case, moment
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import AT, FEVER, PHONE, RULES, general, line, part, personal, plain
from tests.unit.paper.rules import rules_in as rules

SERIES = """
Book three sessions.

```yaml
series: three
least: 3
most: 3
interval: 4 weeks
target: 4 weeks
clinician-from: 4
cites: after 3
```
"""


def test_every_rule_has_its_part(load: Load) -> None:
    sheet = personal(load(RULES))
    assert rules(sheet, "warnings") == ["fever"]
    assert rules(sheet, "before") == ["waxing-5-to-7-days", "retinoid-3-days"]
    assert rules(sheet, "day") == ["makeup-on-the-day"]
    assert [group.title for group in part(sheet, "after").groups] == [
        "Not yet",
        "Do",
        "Fine again, and from when",
    ]
    assert rules(sheet, "after") == ["sun-3-to-10-days", "hat", "sunscreen-again", "retinoid-again"]
    assert rules(sheet, "any-time") == ["peel-ask"]
    assert rules(sheet, "asked") == ["bar-pregnancy", "review-breastfeeding"]
    assert rules(sheet, "expect") == ["day-0", "redness", "days-1-on"]


def test_warning_signs_stand_first_with_the_phone(load: Load) -> None:
    for sheet in (personal(load(RULES)), general(load(RULES))):
        said = [plain(text) for text in sheet.sentences()]
        first = said.index("Call the clinic now if you have a fever.")
        assert said.index(f"The clinic: {PHONE}") < first
        assert all(said.index(text.text) > first for text in sheet.lines() if text.rule != "fever")


def test_once_the_session_has_begun_nothing_is_called_before_it(load: Load) -> None:
    sheet = personal(load(RULES), case(), "2026-12-01 12:00")
    assert [found.key for found in sheet.parts][0] == "day"
    assert "retinoid-3-days" in rules(sheet, "day")


def test_a_step_for_staff_is_on_no_patients_paper(load: Load) -> None:
    for sheet in (personal(load(RULES)), general(load(RULES))):
        assert "record" not in [said.rule for said in sheet.lines()]


def test_a_time_has_weekday_date_and_clock(load: Load) -> None:
    found = line(personal(load(RULES)), "retinoid-3-days")
    assert plain(found.times) == "from Sat 28 Nov, 00:00 until Tue 1 Dec, 24:00"
    assert (found.mark, found.word) == (Mark.NOT_NOW, "Not now")


def test_what_is_required_and_what_is_better_are_one_line(load: Load) -> None:
    protocol = load(RULES)
    before, after = (
        line(personal(protocol), rule) for rule in ("waxing-5-to-7-days", "sun-3-to-10-days")
    )
    assert plain(before.times) == "from Thu 26 Nov, 00:00 until Tue 1 Dec, 24:00"
    assert [plain(note) for note in before.notes] == ["Better: from Tue 24 Nov, 00:00."]
    assert plain(after.times) == "from the end of the session until Fri 4 Dec, 24:00"
    assert [plain(note) for note in after.notes] == ["Better: until Fri 11 Dec, 24:00."]
    assert [stretch.soft for stretch in after.band] == [False, True]


def test_once_the_required_part_is_over_the_better_one_is_left(load: Load) -> None:
    found = line(personal(load(RULES), case(), "2026-12-06 09:00"), "sun-3-to-10-days")
    assert plain(found.times) == "until Fri 11 Dec, 24:00"
    assert (found.mark, found.notes) == (Mark.CARE, ("Better so, not a must.",))


def test_what_waits_for_an_answer_is_not_called_fine(load: Load) -> None:
    sheet = personal(load(RULES))
    waiting, free = line(sheet, "retinoid-again"), line(sheet, "sunscreen-again")
    assert waiting.mark is Mark.CARE
    assert waiting.notes == ("Not before the answer is yes: Is your skin calm now?",)
    assert (free.mark, free.notes) == (Mark.FINE, ())
    calm = personal(load(RULES), case(facts={"skin-calm": True}), "2026-12-02 12:00")
    assert line(calm, "retinoid-again").mark is Mark.FINE


def test_notes_say_how_often_how_much_is_normal_and_what_is_no_must(load: Load) -> None:
    sheet = personal(load(RULES))
    assert line(sheet, "hat").notes == ("Better so, not a must.", "Every 2 hours.")
    assert line(sheet, "redness").notes == ("Normal means: less each day.",)


def test_a_bar_that_was_answered_with_no_is_left_out(load: Load) -> None:
    person = case(lasts=None, facts={"pregnant": False})
    assert rules(personal(load(RULES), person), "asked") == ["review-breastfeeding"]


def test_a_bar_that_holds_is_said_and_the_date_with_it(load: Load) -> None:
    person = case(lasts=None, facts={"pregnant": True, "breastfeeding": False})
    sheet = personal(load(RULES), person)
    assert rules(sheet, "asked") == ["bar-pregnancy"]
    assert [notice.text for notice in sheet.notices][0].startswith("You cannot have this treatment")


def test_a_bar_waits_for_the_fact_its_condition_needs(load: Load) -> None:
    protocol = load(
        FEVER
        + """
Tell the clinic about cold sores.

```yaml
id: cold-sores
bar: [cold-sore-history]
so: defer
if: not antiviral-plan
cites: before 1
```
"""
    )
    unknown = personal(protocol, case(lasts=None, facts={"cold-sore-history": True}))
    assert rules(unknown, "asked") == ["cold-sores"]
    never = personal(protocol, case(lasts=None, facts={"cold-sore-history": False}))
    assert [found.key for found in never.parts] == []


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"pregnant": False, "breastfeeding": False, "retinoid": "never"}, []),
        ({"pregnant": False, "breastfeeding": True}, ["A clinician decides", "Some questions"]),
        ({"pregnant": False}, ["Some questions are still open."]),
        (
            {"pregnant": False, "breastfeeding": True, "retinoid": "never"},
            ["A clinician decides first"],
        ),
        (
            {"pregnant": False, "breastfeeding": False, "retinoid": date(2026, 11, 30)},
            ["This date does not work yet."],
        ),
    ],
)
def test_a_date_that_does_not_hold_is_said_above_all(
    load: Load, facts: dict[str, mt.Fact], said: list[str]
) -> None:
    known: dict[str, mt.Fact] = {"waxing": "never", **facts}
    sheet = personal(load(RULES), case(lasts=None, facts=known))
    texts = [notice.text for notice in sheet.notices]
    assert len(texts) == len(said)
    assert all(text.startswith(begin) for text, begin in zip(texts, said, strict=True))


def test_why_a_date_does_not_hold_stands_with_it(load: Load) -> None:
    known: dict[str, mt.Fact] = {"waxing": "never", "pregnant": False, "breastfeeding": False}
    wash = personal(load(RULES), case(lasts=None, facts={**known, "retinoid": date(2026, 11, 30)}))
    assert wash.notices[0].why == (
        "Do not use a retinoid for three days before.",
        "Not before Friday 4 December 2026.",
    )
    known |= {"retinoid": "never", "breastfeeding": True}
    review = personal(load(RULES), case(lasts=None, facts=known))
    assert review.notices[0].why == ("Tell the clinic that you are breastfeeding.",)
    asked = personal(load(RULES), case(lasts=None))
    assert [notice.why for notice in asked.notices] == [()]


def test_once_the_session_has_begun_nothing_is_said_of_its_date(load: Load) -> None:
    person = case(facts={"pregnant": True})
    sheet = personal(load(RULES), person, "2026-12-01 12:00")
    assert sheet.notices == ()


def test_what_is_over_is_left_out_but_no_warning_sign(load: Load) -> None:
    sheet = personal(load(RULES), case(), "2027-03-01 09:00")
    assert [found.rule for found in sheet.lines() if found.times] == [
        "sunscreen-again",
        "retinoid-again",
    ]
    assert rules(sheet, "warnings") == ["fever"]


def test_a_rule_that_a_decision_sets_aside_is_not_printed(load: Load) -> None:
    decided = """
# F1. Which number counts?

Two lines of the handout give two numbers.

```yaml
decision: F1
places: before 1
reading: Three days.
prevails: strict
yields: mild
signed: assumption
```
"""
    rule = """
Leave it for {1}.

```yaml
id: {0}
avoid: [retinoid]
from: {1} before
cites: before 1
decisions: F1
```
"""
    text = FEVER + rule.format("strict", "3 days") + rule.format("mild", "2 days")
    protocol = load(text, decisions=decided)
    for sheet in (personal(protocol), general(protocol)):
        assert rules(sheet, "before") == ["strict"]
        assert line(sheet, "strict").star


@pytest.mark.parametrize(
    ("person", "at", "said"),
    [
        (
            case(lasts=None),
            AT,
            "The session is planned to end Tuesday 1 December 2026, 11:00. "
            "If it ends later, hours count from then.",
        ),
        (
            case(),
            "2026-12-01 12:00",
            "The session ended Tuesday 1 December 2026, 11:00.",
        ),
        (
            case(lasts=None),
            "2026-12-01 12:00",
            "Nobody wrote down when the session ended. "
            "So hours count from Wednesday 2 December 2026, 00:00.",
        ),
    ],
)
def test_the_head_says_what_hours_count_from(
    load: Load, person: mt.Case, at: str, said: str
) -> None:
    sheet = personal(load(RULES), person, at, clinic="Harbour Skin")
    assert sheet.head == (
        "Harbour Skin",
        "Session 1: Tuesday 1 December 2026, 10:00",
        said,
        "All times are local times of the clinic (America/New_York).",
    )


def test_the_foot_says_when_it_was_made_and_from_what(load: Load) -> None:
    assert personal(load(RULES)).foot[:2] == (
        "Made Tuesday 24 November 2026, 09:00. Ask for a new page if your date moves.",
        "Protocol tiny, version 1.0.0.",
    )
    assert general(load(RULES)).foot[0] == "Protocol tiny, version 1.0.0."


def test_a_sheet_without_warning_signs_still_has_the_phone(load: Load) -> None:
    sheet = general(load(""))
    assert sheet.warnings.groups == ()
    assert plain(sheet.phone) == f"The clinic: {PHONE}"
    assert sheet.parts == ()


def test_an_emergency_names_whom_to_call(load: Load) -> None:
    protocol = load(FEVER.replace("act: now", "act: emergency"))
    titles = [
        general(protocol, **options).warnings.groups[0].title
        for options in ({}, {"emergency": "911"})
    ]
    assert titles == ["At once: the emergency number", "At once: 911"]


def test_the_series_is_said_with_its_star(load: Load) -> None:
    sheet = general(load(FEVER + SERIES))
    (said,) = part(sheet, "series").groups[0].lines
    assert (said.text, said.star) == ("Book three sessions.", False)


def test_the_general_sheet_has_the_rules_of_every_session(load: Load) -> None:
    rule = """
Ask before the fourth session.

```yaml
id: fourth
tell: [needling]
from: 3 days before
until: start
if: session from 4
cites: before 1
```
"""
    protocol = load(FEVER + rule)
    assert rules(general(protocol), "before") == ["fourth"]
    assert personal(protocol).parts == ()


def test_an_effect_before_every_phase_has_no_phase(load: Load) -> None:
    rule = """
Expect some redness at any time.

```yaml
id: early
expect: [redness]
from: 2 days before
until: end
cites: before 1
```
"""
    groups = part(general(load(RULES + rule)), "expect").groups
    assert [(group.title, group.lines[0].rule) for group in groups] == [
        ("", "early"),
        ("The day", "day-0"),
        ("From day 1", "days-1-on"),
    ]


def test_a_rule_with_an_open_condition_says_on_which_question_it_depends(load: Load) -> None:
    rule = """
Do not use an acid for four days before a peel.

```yaml
id: acid-with-peel
avoid: [acid]
from: 4 days before the peel
if: peel-planned
cites: before 1
```
"""
    protocol = load(FEVER + rule)
    for sheet in (general(protocol), personal(protocol)):
        assert line(sheet, "acid-with-peel").notes == (
            "It depends on: Will a peel be done with this session?",
        )
    assert personal(protocol, case(lasts=None, facts={"peel-planned": False})).parts == ()


@pytest.mark.parametrize(
    ("window", "phase"),
    [
        ("from: any time\nuntil: end", ""),
        ("from: 1 months before\nuntil: end", "Before"),
        ("from: 24 hours before\nuntil: end", "Before"),
        ("from: start\nuntil: end", "The day"),
        ("from: end\nuntil: day 2", "The day"),
        ("from: day 1\nuntil: day 2", "From day 1"),
        ("from: 1 months after\nuntil: open", "From day 1"),
    ],
)
def test_an_effect_stands_in_the_phase_in_which_it_begins(
    load: Load, window: str, phase: str
) -> None:
    text = f"""
Expect it.

```yaml
id: effect
expect: [redness]
{window}
cites: before 1
```

Nothing shows yet.

```yaml
phase: before
title: Before
from: 2 months before
until: start
```
"""
    groups = part(general(load(RULES + text)), "expect").groups
    (found,) = (group for group in groups if "effect" in [said.rule for said in group.lines])
    assert found.title == phase


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-12-01 23:59", ["day-0", "redness", "days-1-on"]),
        ("2026-12-02 00:00", ["redness", "days-1-on"]),
        ("2026-12-05 00:00", ["days-1-on"]),
    ],
)
def test_a_phase_that_is_over_is_left_out(load: Load, at: str, said: list[str]) -> None:
    assert rules(personal(load(RULES), case(), at), "expect") == said


def test_words_that_need_it_are_explained(load: Load) -> None:
    protocol = mt.load("microneedling")
    sheet = general(protocol)
    labels = [entry.label for entry in sheet.glossary.entries]
    assert labels == sorted(labels, key=str.casefold) != []
    assert {entry.meaning for entry in sheet.glossary.entries} >= {
        protocol.concepts["isotretinoin"].means["en"],
        protocol.concepts["hydroquinone"].means["en"],
    }
    assert general(load(RULES)).glossary.entries == ()


def test_a_sheet_with_dates_needs_the_moment_of_making(load: Load) -> None:
    protocol = load(RULES)
    with pytest.raises(mt.CaseError, match="at: a handout for one person says when it was made"):
        paper.handout(protocol, plan=mt.plan(protocol, case()), phone=PHONE)


def test_an_end_that_has_not_come_is_refused(load: Load) -> None:
    protocol = load(RULES)
    assert personal(protocol, case(), "2026-12-01 11:00").head[1].startswith("The session ended")
    with pytest.raises(mt.CaseError, match="end: the session is not over .*leave --end out"):
        personal(protocol, case(), "2026-12-01 10:59")


def test_a_plan_of_another_protocol_is_refused(load: Load) -> None:
    protocol = load(RULES)
    with pytest.raises(mt.CaseError, match="made from another protocol"):
        paper.handout(
            mt.load("microneedling"),
            plan=mt.plan(protocol, case()),
            at=moment(AT),
            phone=PHONE,
        )
