"""Wrong use: exit code 2, nothing on stdout, one clear message on stderr, never a traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from meantime.cli import main
from tests.cli.conftest import Run
from tests.unit.literate.documents import document, write

ZONE = ("--zone", "America/New_York")
SESSION = ("--start", "2026-12-01 10:00", *ZONE)
SCREEN = ("screen", "microneedling", *SESSION)
SERIES = ("series", "microneedling", *SESSION)
ASK = ("ask", "microneedling", "gym")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND. See `meantime --help`."),
        (("screen",), "the following arguments are required: protocol, --start, --zone."),
        (("scren", "microneedling"), "invalid choice: 'scren'"),
        ((*SCREEN, "--wrong"), "unrecognized arguments: --wrong. See `meantime --help`."),
        (
            ("screen", "microneedeling", *SESSION),
            "There is no protocol `microneedeling`: neither shipped nor a folder with a "
            "`protocol.md`. Did you mean `microneedling`?",
        ),
        (("screen", "microneedling", "--start", "2026-12-01 10:00"), "required: --zone."),
        (("screen", "microneedling", *ZONE), "required: --start."),
        (
            ("screen", "microneedling", "--start", "2026-12-01 10:00", "--zone", "America/NewYork"),
            "zone: `America/NewYork` is unknown. Did you mean `America/New_York`",
        ),
        (
            ("screen", "microneedling", "--start", "2026-12-01 10:00", "--zone", ""),
            "zone: `` is unknown. ",
        ),
        (
            ("screen", "microneedling", "--start", "1 December", *ZONE),
            "`1 December` is not a moment; write it as `2026-12-01 10:00`.",
        ),
        (
            ("screen", "microneedling", "--start", "2026-13-01 10:00", *ZONE),
            "`2026-13-01 10:00` is not a moment: month must be in 1..12",
        ),
        (
            ("screen", "microneedling", "--start", "2026-03-08 02:30", *ZONE),
            "`2026-03-08 02:30` does not exist in America/New_York: the clocks go forward over it.",
        ),
        (
            ("screen", "microneedling", "--start", "2026-11-01 01:30", *ZONE),
            "`2026-11-01 01:30` occurs twice in America/New_York, as the clocks go back. Add the "
            "offset from UTC, such as `2026-11-01 01:30-0400`.",
        ),
        (
            ("screen", "microneedling", "--start", "1812-06-18 10:00", *ZONE),
            "start: the year 1812 is out of range; check the date.",
        ),
        (
            ("screen", "microneedling", "--start", "0001-01-01 00:00+14:00", *ZONE),
            "out of range",
        ),
        (
            (*SCREEN, "--end", "2026-12-01 09:00"),
            "end: the session ends before it starts; check the two times.",
        ),
        ((*SCREEN, "--session", "0"), "session: the first session is 1"),
        ((*SCREEN, "--session", "two"), "argument --session: invalid int value: 'two'."),
        ((*SCREEN, "--fact", "pregnat=no"), "--fact pregnat: Did you mean `pregnant`"),
        ((*SCREEN, "--fact", "pregnant"), "--fact pregnant: write it as `--fact name=value`."),
        (
            (*SCREEN, "--fact", "pregnant=maybe"),
            "--fact pregnant=maybe: Write yes, no, a date such as 2026-08-01, ongoing, never or",
        ),
        (
            (*SCREEN, "--fact", "pregnant=2026-08-01"),
            "fact `pregnant` is answered with yes or no (or left out if unknown).",
        ),
        (
            (*SCREEN, "--fact", "retinoid=yes"),
            'fact `retinoid` is answered with a date, "ongoing" or "never" (or left out if',
        ),
        (
            (*SCREEN, "--fact", "pregnant=no", "--fact", "pregnant=yes"),
            "--fact pregnant is given twice; keep one of them.",
        ),
        (
            (*SCREEN, "--fact", "pregnant=no", "--fact", "pregnant =yes"),
            "--fact pregnant is given twice; keep one of them.",
        ),
        ((*SCREEN, "--fact", "retinoid=9999-12-31"), "out of range"),
        ((*SCREEN, "--fact", "isotretinoin=9999-12-31"), "out of range"),
        ((*SCREEN, "--anchor", "peal=2026-12-01"), "`peal` is unknown. Did you mean `peel`?"),
        ((*SCREEN, "--anchor", "peel=soon"), "`soon` is not a date; write it as `2026-12-01`."),
        ((*SCREEN, "--anchor", "peel"), "--anchor peel: write it as `--anchor name=value`."),
        ((*SCREEN, "--anchor", "peel=0001-01-01"), "out of range"),
        ((*ASK, *SESSION), '--at is missing: the moment of asking, such as --at "2026-12-02'),
        ((*ASK, *SESSION, "--at", "now"), "`now` is not a moment; write it as"),
        ((*ASK, *SESSION, "--at", "2026-03-08 02:30"), "does not exist in America/New_York"),
        ((*SERIES, "--sessions", "0"), "sessions: plan at least 1 session"),
        ((*SERIES, "--by", "the wedding"), "`the wedding` is not a date; write it as"),
        ((*SERIES, "--by", "0001-01-01"), "out of range"),
        ((*SERIES, "--by", "9999-12-31"), "out of range"),
        (
            ("series", "microneedling", "--start", "2026-12-01 10:00", "--zone", "Asia/Tokyo",
             "--by", "0001-01-01"),
            "out of range",
        ),
        ((*SERIES, "--blackout", "soon"), "`soon` is not a date; write it as `2026-12-01`."),
        ((*SERIES, "--blackout", "2027-01-01..soon"), "`soon` is not a date"),
        (
            (*SERIES, "--blackout", "2027-01-20..2027-01-10"),
            "blackouts: 2027-01-20 to 2027-01-10 runs backwards; swap the two dates.",
        ),
        ((*SERIES, "--hours", "always"), "--hours always: write it as `mon-fri 09:00-17:00`."),
        ((*SERIES, "--hours", "xyz 09:00-17:00"), "--hours xyz 09:00-17:00: write it as"),
        ((*SERIES, "--hours", "mon 25:00-26:00"), "--hours mon 25:00-26:00: write it as"),
        ((*SERIES, "--hours", "mon-fri 17:00-09:00"), "--hours mon-fri 17:00-09:00: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_message_says_what_is_wrong_and_how_to_mend_it(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("meantime: ")
    assert message in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("hours", ["fri-mon 09:00-17:00", "sun-sat 09:00-17:00"])
def test_hours_over_the_end_of_the_week_are_open_on_those_days(run: Run, hours: str) -> None:
    said = run(*SERIES, "--sessions", "1", "--hours", hours, "--json")
    assert (said.code, said.err) == (0, "")
    assert '"feasible": true' in said.out or "clinic-days" not in said.out


def test_no_series(run: Run, tmp_path: Path) -> None:
    said = run("series", str(write(tmp_path)), *SESSION)
    assert said == (2, "", "meantime: The protocol `tiny` has no series.\n")


def test_windows_that_outlast_the_search_leave_no_series_but_an_answer_soon(
    run: Run, tmp_path: Path
) -> None:
    text = document(
        "id: x\navoid: retinoid\nfrom: end\nuntil: 60 months after\ncites: before 1",
        "series: yes\nleast: 1\nmost: 3\ninterval: 4 weeks",
    )
    began = time.process_time()
    said = run("series", str(write(tmp_path, text)), *SESSION, "--by", "2028-12-01", "--json")
    assert time.process_time() - began < 10
    assert (said.code, said.err) == (0, "")
    assert '"feasible": false' in said.out


def test_a_dated_peel_leaves_no_series_but_an_answer(run: Run) -> None:
    said = run(
        "series", "microneedling", "--start", "2026-12-03 10:00", *ZONE, "--anchor",
        "peel=2026-12-01", "--fact", "retinoid=2026-11-29", "--fact", "peel-planned=yes", "--json",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")


def test_a_broken_protocol_shows_every_problem(process: Run, tmp_path: Path) -> None:
    text = document("id: x\navoid: retinod\nfrom: 3 dys before\ncites: before 1")
    said = process("show", str(write(tmp_path, text)))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("meantime: 2 problems in the protocol:\nprotocol.md:")
    assert "Did you mean `retinoid`?" in said.err
    assert "Did you mean `day`?" in said.err
    assert "Traceback" not in said.err


def test_an_empty_protocol(run: Run, tmp_path: Path) -> None:
    said = run("show", str(write(tmp_path, "", "")))
    assert (said.code, said.out) == (2, "")
    assert "`protocol` is missing" in said.err


def test_broken_cases(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "cases.yaml").write_text("- nam: A\n")
    said = run("check", str(folder))
    assert (said.code, said.out) == (2, "")
    assert "cases.yaml:1:3: `nam` does not belong in a case" in said.err
    assert "Did you mean `name`?" in said.err


def test_a_name_far_too_long(run: Run) -> None:
    said = run("show", "x" * 5000)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("meantime: There is no protocol ")


def test_wrong_use_in_a_process_of_its_own(process: Run) -> None:
    said = process("screen", "microneedeling", *SESSION)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "meantime: There is no protocol `microneedeling`: neither shipped nor a folder with a "
        "`protocol.md`. Did you mean `microneedling`?\n"
    )


def test_another_missing_module_is_no_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(arguments: object) -> int:
        raise ModuleNotFoundError("No module named 'nothing'", name="nothing")

    monkeypatch.setattr("meantime.cli._parser", lambda: broken(()))
    with pytest.raises(ModuleNotFoundError, match="nothing"):
        main(())
