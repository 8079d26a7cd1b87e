"""Every command end to end, as people and as programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import meantime as mt
from tests.cli.conftest import Run
from tests.unit.literate.documents import document, write

SESSION = ("--start", "2026-12-01 10:00", "--zone", "America/New_York")
ENDED = (*SESSION, "--end", "2026-12-01 11:00")
CLEAR = tuple(
    f"--fact={feature.id}={'no' if feature.kind == 'yes-no' else 'never'}"
    for feature in mt.load("microneedling").features.values()
)
ASKED = ("--at", "2026-12-02 09:00")


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (
            ("screen", "microneedling", *SESSION),
            ["status", "date", "earliest", "governing", "findings", "missing"],
        ),
        (
            ("plan", "microneedling", *SESSION),
            ["protocol", "version", "zone", "start", "end", "end_basis", "items"],
        ),
        (("ask", "microneedling", "gym", *ENDED, *ASKED), ["answer"]),
        (("series", "microneedling", *SESSION, *CLEAR), ["direction", "feasible", "constraint"]),
        (("show", "microneedling"), ["protocol", "title", "version", "source", "check_ins"]),
    ],
    ids=["screen", "plan", "ask", "series", "show"],
)
def test_a_command_answers_people_and_programs(
    process: Run, arguments: tuple[str, ...], keys: list[str]
) -> None:
    shown = process(*arguments)
    assert (shown.code, shown.err) == (0, "")
    assert "Microneedling" in shown.out
    assert "\x1b" not in shown.out
    plain = process(*arguments, "--json")
    assert (plain.code, plain.err) == (0, "")
    found = json.loads(plain.out)
    assert list(found)[: len(keys)] == keys


def test_json_is_the_plain_form_of_the_result(run: Run) -> None:
    protocol = mt.load("microneedling")
    assert json.loads(run("show", "microneedling", "--json").out) == protocol.to_dict()


def facts(**given: str) -> tuple[str, ...]:
    """Nothing against the treatment but this."""
    names = {name.replace("_", "-"): value for name, value in given.items()}
    kept = [item for item in CLEAR if item.split("=")[1] not in names]
    return (*kept, *(f"--fact={name}={value}" for name, value in names.items() if value))


def test_screen_eligible(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *CLEAR)
    assert said.code == 0
    assert said.out == (
        "\nMicroneedling (collagen induction therapy)\n"
        "Session 1: Tuesday 1 December 2026, 10:00 (America/New_York)\n"
        "\n   CAN BE TREATED  on Tuesday 1 December 2026\n\n"
    )


def test_screen_deferred(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(isotretinoin="2026-08-15"))
    assert "NOT YET  the first good date is Monday 15 February 2027" in said.out
    assert "deferred: isotretinoin = Saturday 15 August 2026, gone from Monday 15" in said.out
    assert "handout: before 1" in said.out


def test_screen_that_no_date_clears(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(pregnant="yes"))
    assert "CANNOT BE TREATED  no date clears this by itself; the clinic decides" in said.out
    assert "contraindicated: pregnant = yes" in said.out


def test_screen_review(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(breastfeeding="yes"))
    assert "A CLINICIAN DECIDES FIRST" in said.out
    assert " ".join(said.out.split()).endswith("an assumption until a clinician signs it.")


@pytest.mark.parametrize(
    ("missing", "words"),
    [(("warts",), "1 question still open"), (("warts", "waxing"), "2 questions still open")],
)
def test_screen_incomplete(run: Run, missing: tuple[str, ...], words: str) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(**dict.fromkeys(missing, "")))
    assert f"NOT KNOWN YET  {words}" in said.out
    assert f"Still to ask ({len(missing)}):" in said.out
    assert "warts: Do you have warts on your face?" in said.out


def test_screen_graded_use_is_for_a_clinician(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(waxing="2026-11-26"))
    assert "(a clinician may allow it from " in " ".join(said.out.split())


def test_screen_an_unknown_condition_names_what_would_lift_the_finding(run: Run) -> None:
    said = run(
        "screen", "microneedling", *SESSION, *facts(retinoid="2026-11-27", peel_planned="unknown")
    )
    assert "Not so if this is known otherwise: peel-planned." in said.out


def test_screen_ongoing_use(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, *facts(retinoid="ongoing"))
    assert "deferred: retinoid = ongoing" in said.out


def test_screen_with_a_moment_of_asking_counts_the_time_to_prepare(run: Run) -> None:
    said = run(
        "screen",
        "microneedling",
        *SESSION,
        *facts(cold_sore_history="yes"),
        "--at",
        "2026-12-01 09:00",
    )
    assert "gone from Thursday 3 December 2026" in said.out


def test_plan_says_what_it_counts_from(run: Run) -> None:
    planned = run("plan", "microneedling", *SESSION)
    assert "End of the session (planned): Tuesday 1 December 2026, 11:00" in planned.out
    recorded = run("plan", "microneedling", *ENDED)
    assert "End of the session (recorded): Tuesday 1 December 2026, 11:00" in recorded.out
    unrecorded = run("plan", "microneedling", *SESSION, "--at", "2026-12-01 10:30")
    assert "End of the session (unrecorded): Wednesday 2 December 2026, 00:00" in unrecorded.out


@pytest.mark.parametrize(
    "words",
    [
        "\nBefore you come\n",
        "\nAfter the session\n",
        "\nAt any time\n",
        "\nWhat is normal\n",
        "\nWhen to call\n",
        "\nTell the clinic before the day\n",
        "\nSteps for the clinic, not for the patient\n",
        "\n  At once: ",
        "It depends on: ",
        "Every 2 hours.",
        "Normal means: ",
        "Better so, not a must.",
        "  from the end of the session until ",
        "until the session is over\n",
        "until Tue 1 Dec 2026, 24:00\n",
    ],
)
def test_plan_has_every_part(run: Run, words: str) -> None:
    assert words in run("plan", "microneedling", *SESSION).out


def test_plan_leaves_out_the_bars_that_are_answered_with_no(run: Run) -> None:
    assert "pregnant" not in run("plan", "microneedling", *SESSION, *CLEAR).out


def test_no_line_of_a_plan_is_wider_than_the_terminal(run: Run) -> None:
    """But for the lines that begin with a line of time, which are not wrapped."""
    lines = run("plan", "microneedling", *SESSION).out.splitlines()
    assert max(len(line) for line in lines if "┄" not in line and "━" not in line) <= 100


@pytest.mark.parametrize(
    ("question", "more", "words"),
    [
        ("Can I go to the gym?", (*ENDED, *ASKED), "  NO  until "),
        (
            "gym",
            (*SESSION, *ASKED),
            "the end of the session is not recorded, so hours count from",
        ),
        ("Can I use retinol?", (*ENDED, *ASKED), "ask the person who prescribed it"),
        ("Can I drink alcohol?", (*ENDED, *ASKED), "NOT COVERED - ASK THE CLINIC"),
        ("Can I use flurble?", (*ENDED, *ASKED), "Not known here: flurble."),
        ("Can I use retinoll?", (*ENDED, *ASKED), "Known words like these: "),
        ("Can I use make-up and go to the gym?", (*ENDED, *ASKED), "make-up: "),
        ("paracetamol", (*ENDED, *ASKED), "  YES "),
        ("Can I wear foundation?", (*ENDED, *ASKED), "About: "),
        (
            "foundation",
            (*ENDED, "--at", "2026-12-05 09:00"),
            "It depends on: Is your skin calm now",
        ),
        ("make-up", (*ENDED, "--at", "2026-12-02 12:00"), "Allowed now: "),
    ],
)
def test_ask(run: Run, question: str, more: tuple[str, ...], words: str) -> None:
    said = run("ask", "microneedling", question, *more)
    assert (said.code, said.err) == (0, "")
    assert words in " ".join(said.out.split()) or words in said.out


def test_ask_before_the_session_says_that_its_end_is_planned(run: Run) -> None:
    said = run("ask", "microneedling", "gym", *SESSION, "--at", "2026-11-30 09:00")
    assert "Asked Monday 30 November 2026, 09:00" in said.out


def test_series_forward(run: Run) -> None:
    said = run("series", "microneedling", *SESSION, *CLEAR, "--sessions", "3")
    assert "Planned forward, America/New_York" in said.out
    assert [f"Session {number}: " in said.out for number in (1, 2, 3, 4)] == [True] * 3 + [False]
    assert "Can be treated. On tuesday 1 december 2026." not in said.out
    assert "Healed by " in said.out
    assert "Before it: " in said.out


def test_series_back_from_an_event(run: Run) -> None:
    said = run("series", "microneedling", *SESSION, *CLEAR, "--by", "2027-06-12")
    assert "Planned back from the event" in said.out
    assert "Preparation begins " in said.out
    assert "It could begin up to " in said.out


def test_series_of_one(run: Run) -> None:
    said = run("series", "microneedling", *SESSION, *CLEAR, "--sessions", "1")
    assert "Session 1: Tuesday 1 December 2026, 10:00" in said.out


def test_series_that_does_not_fit_is_an_answer(run: Run) -> None:
    said = run("series", "microneedling", *SESSION, *CLEAR, "--by", "2026-12-24")
    assert said.code == 0
    assert "DOES NOT FIT  (event)" in said.out
    assert "The event is 44 days too early." in " ".join(said.out.split())


def test_series_around_blackouts_and_hours(run: Run) -> None:
    said = run(
        "series", "microneedling", *SESSION, *CLEAR, "--sessions", "2", "--json",
        "--blackout", "2026-12-01..2026-12-03", "--blackout", "2026-12-04",
        "--hours", "mon-fri 09:00-17:00", "--hours", "sat 09:00-10:00",
    )  # fmt: skip
    first, second = json.loads(said.out)["sessions"]
    assert first["date"] == "2026-12-07"
    assert second["date"] == "2027-01-04"


def test_series_of_the_second_and_third_session(run: Run) -> None:
    said = run(
        "series", "microneedling", *SESSION, *CLEAR, "--session", "2", "--sessions", "2", "--json"
    )
    assert [item["session"] for item in json.loads(said.out)["sessions"]] == [2, 3]


def test_show(run: Run) -> None:
    said = run("show", "microneedling")
    protocol = mt.load("microneedling")
    for rule in protocol.rules.values():
        assert f"\n  {rule.id}  {rule.verb} " in said.out
    for decision in protocol.decisions.values():
        assert decision.title.split()[0] in said.out
    assert "[assumption]" in said.out
    assert "; if " in said.out
    assert "; once " in said.out


def test_an_anchor(run: Run) -> None:
    said = run(
        "screen", "microneedling", *SESSION, *facts(retinoid="2026-11-25", peel_planned="yes"),
        "--anchor", "peel=2026-11-29", "--json",
    )  # fmt: skip
    assert json.loads(said.out)["status"] == "deferred"


def test_check_runs_the_worked_cases(process: Run) -> None:
    said = process("check", "microneedling")
    assert (said.code, said.err) == (0, "")
    assert said.out.rstrip().endswith("expectations hold.")


CASE = """- name: A
  zone: America/New_York
  start: 2026-12-01 10:00
  known: all-clear
  screen: {status: STATUS}
  ask:
    - at: 2026-12-01 09:00
      question: retinoid
      answer: no
- name: B
  zone: America/Nowhere
  start: 2026-12-01 10:00
  screen: {status: eligible}
"""


def test_check_fails_with_the_place_of_each_expectation_that_fails(
    run: Run, tmp_path: Path
) -> None:
    folder = write(
        tmp_path, document("id: x\navoid: retinoid\nfrom: 3 days before\ncites: before 1")
    )
    (folder / "cases.yaml").write_text(CASE.replace("STATUS", "deferred"))
    said = run("check", str(folder))
    assert (said.code, said.err) == (1, "")
    assert "cases.yaml:1: A: screening\n    status: expected deferred, got eligible" in said.out
    assert "cases.yaml:10: B: the case itself" in said.out
    assert said.out.endswith("2 cases: 1 of 3 expectations hold.\n")


def test_check_as_json(run: Run, tmp_path: Path) -> None:
    folder = write(
        tmp_path, document("id: x\navoid: retinoid\nfrom: 3 days before\ncites: before 1")
    )
    (folder / "cases.yaml").write_text(CASE.replace("STATUS", "eligible").partition("- name: B")[0])
    said = run("check", str(folder), "--json")
    assert said.code == 0
    assert json.loads(said.out)["outcomes"] == [
        {
            "case": "A",
            "line": 1,
            "about": "screening",
            "key": "status",
            "expected": "eligible",
            "got": "eligible",
            "holds": True,
        },
        {
            "case": "A",
            "line": 7,
            "about": "retinoid (2026-12-01 09:00)",
            "key": "answer",
            "expected": "no",
            "got": "no",
            "holds": True,
        },
    ]


def test_check_without_cases_is_wrong_use(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path)
    said = run("check", str(folder))
    assert said == (2, "", f"meantime: `{folder}` has no worked cases; add them in `cases.yaml`.\n")


def test_a_protocol_of_ones_own_with_every_command(run: Run, tmp_path: Path) -> None:
    folder = str(write(tmp_path))
    assert run("show", folder).code == 0
    assert run("screen", folder, *SESSION).code == 0
    assert run("plan", folder, *SESSION).code == 0
    assert run("ask", folder, "retinoid", *SESSION, *ASKED).code == 0


def test_otherwise_no_answers_every_other_question(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, "--otherwise-no", "--json")
    assert json.loads(said.out)["status"] == "eligible"
    said = run(
        "screen", "microneedling", *SESSION, "--otherwise-no", "--fact", "pregnant=yes", "--json"
    )
    assert json.loads(said.out)["status"] == "contraindicated"


def test_screen_a_first_date_is_only_a_bound_while_questions_are_open(run: Run) -> None:
    said = run("screen", "microneedling", *SESSION, "--fact", "isotretinoin=2026-08-15")
    assert "questions still open" in said.out


def test_ask_about_a_later_time_says_from_when(run: Run) -> None:
    said = run("ask", "microneedling", "Can I use retinol next week?", *ENDED, *ASKED)
    assert (said.code, said.err) == (0, "")


def test_a_prescribed_thing_is_never_simply_stopped(run: Run) -> None:
    said = run("ask", "microneedling", "isotretinoin", *SESSION, "--at", "2026-11-01 09:00")
    assert "Do not change a prescribed medicine on your own" in " ".join(said.out.split())


def test_a_series_with_nothing_to_prepare(run: Run, tmp_path: Path) -> None:
    text = document(
        "id: x\navoid: retinoid\nfrom: 3 days before\ncites: before 1",
        "series: yes\nleast: 1\nmost: 2\ninterval: 4 weeks\nclinician-from: 1",
    )
    folder = str(write(tmp_path, text))
    said = run("series", folder, *SESSION, "--fact", "retinoid=never", "--fact", "pregnant=no")
    assert (said.code, said.err) == (0, "")
    assert "Preparation begins" not in said.out
    assert "A clinician has to agree to this session." in said.out


def test_a_series_with_a_finding_says_it_with_the_session(run: Run) -> None:
    said = run("series", "microneedling", *SESSION, *facts(breastfeeding="yes"))
    assert "Tell the clinic if you are breastfeeding." in said.out


def test_a_sharp_change_is_told_in_minutes(run: Run) -> None:
    said = run("ask", "microneedling", "gym", *ENDED, "--at", "2026-12-02 10:20")
    assert "(in 40 minutes)" in said.out


def test_the_plain_forms_of_plan_and_answer(run: Run) -> None:
    plan = json.loads(run("plan", "microneedling", *ENDED, "--json").out)
    assert plan["end"] == "2026-12-01T11:00:00-05:00"
    answer = json.loads(run("ask", "microneedling", "gym", *ENDED, *ASKED, "--json").out)
    assert (answer["answer"], answer["until"]) == ("no", "2026-12-02T11:00:00-05:00")


def test_one_open_question_is_one_question(run: Run) -> None:
    given = facts(isotretinoin="2026-08-15", breastfeeding="")
    said = run("screen", "microneedling", *SESSION, *given)
    assert "1 questions" not in said.out
    assert "1 question still open" in said.out


def test_a_question_about_a_later_time_says_from_when(run: Run) -> None:
    said = run(
        "ask", "microneedling", "Can I use retinol tomorrow?", "--start", "2026-12-01 10:00",
        "--zone", "America/New_York", "--at", "2026-11-26 20:00",
        "--fact", "peel-planned=no",
    )  # fmt: skip
    assert said.code == 0
    assert "NO  from Saturday 28 November 2026, 00:00 until " in said.out


def test_aftercare_of_an_unrecorded_end_stands_after_the_session(run: Run) -> None:
    said = run(
        "plan", "microneedling", "--start", "2026-12-01 10:00", "--zone", "America/New_York",
        "--at", "2026-12-01 12:00",
    )  # fmt: skip
    before, after = said.out.split("After the session")
    assert "Do not wash your face in the first four hours" not in before
    assert "from the end of the session" in after


def test_an_empty_question_is_wrong_use(run: Run) -> None:
    said = run(
        "ask", "microneedling", " ", "--start", "2026-12-01 10:00", "--zone", "America/New_York",
        "--at", "2026-12-01 12:00",
    )  # fmt: skip
    assert (said.code, said.out) == (2, "")
    assert "The question is empty" in said.err
