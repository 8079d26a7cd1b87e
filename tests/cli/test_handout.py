"""`meantime handout`: a file written whole, or one clear message and nothing."""

from __future__ import annotations

import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from meantime.cli import main
from tests.cli.conftest import Run

PHONE = ("--phone", "555 0100")
HANDOUT = ("handout", "microneedling", *PHONE)
ZONE = ("--zone", "America/New_York")
START = ("--start", "2026-12-01 10:00")
PERSON = (*START, *ZONE, "--at", "2026-11-24 12:00", "--otherwise-no")


def test_text_goes_to_standard_output(run: Run) -> None:
    said = run(*HANDOUT)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Microneedling")
    assert "from 3 days before the session" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("form", "begins"), [("html", "<!doctype html>"), ("markdown", "# Micro"), ("text", "Micro")]
)
def test_a_format_goes_to_standard_output(run: Run, form: str, begins: str) -> None:
    assert run(*HANDOUT, "--format", form).out.startswith(begins)


def test_a_handout_of_one_person_has_dates(run: Run) -> None:
    said = run(*HANDOUT, *PERSON).out.replace("\u00a0", " ")
    assert "Session 1: Tuesday 1 December 2026, 10:00" in said
    assert "from Sat 28 Nov, 00:00 until Tue 1 Dec, 24:00" in said


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("handout.pdf", b"%PDF-"),
        ("handout.html", b"<!doctype html>"),
        ("handout.md", b"# "),
        ("HANDOUT.TXT", b"Micro"),
    ],
)
def test_the_ending_of_the_file_is_its_format(
    run: Run, tmp_path: Path, name: str, begins: bytes
) -> None:
    file = tmp_path / name
    said = run(*HANDOUT, "--out", str(file))
    assert said == (0, "", "")
    assert file.read_bytes().startswith(begins)
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_a_format_can_be_asked_for_whatever_the_ending(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "handout"
    assert run(*HANDOUT, "--out", str(file), "--format", "pdf", "--paper", "letter").code == 0
    large = tmp_path / "large.pdf"
    assert run(*HANDOUT, "--out", str(large), "--large").code == 0
    assert file.read_bytes()[:5] == large.read_bytes()[:5] == b"%PDF-"
    assert file.read_bytes() != large.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("handout", "microneedeling", *PHONE), "Did you mean `microneedling`?"),
        (("handout", "microneedling"), "phone: no handout goes without a number to call."),
        ((*HANDOUT, "--language", "fr"), "`microneedling` cannot be printed in `fr`. Known here:"),
        ((*HANDOUT, *ZONE), "--zone: a case without a date. Add `--start` and `--zone`"),
        ((*HANDOUT, "--fact", "pregnant=no"), "--fact: a case without a date."),
        ((*HANDOUT, "--end", "2026-12-01 11:00"), "--end: a case without a date."),
        ((*HANDOUT, "--otherwise-no"), "--otherwise-no: a case without a date."),
        ((*HANDOUT, "--at", "2026-12-01 11:00"), "--at: a case without a date."),
        ((*HANDOUT, "--session", "2"), "--session: a case without a date."),
        ((*HANDOUT, *START), "--start: a handout with dates needs --zone too"),
        ((*HANDOUT, *START, *ZONE), "--start: a handout with dates needs --at too"),
        ((*HANDOUT, *PERSON, "--fact", "pregnent=no"), "Did you mean `pregnant`"),
        ((*HANDOUT, "--format", "pdf"), "--format pdf: a PDF needs a file; add `--out"),
        ((*HANDOUT, "--format", "docx"), "invalid choice: 'docx'"),
        ((*HANDOUT, "--link", "clinic.example"), "link: `clinic.example` is not the address"),
    ],
)
def test_wrong_use_is_one_message(run: Run, arguments: tuple[str, ...], message: str) -> None:
    said = run(*arguments)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("handout.docx", (), "no format ends so."),
        ("handout.pdf", ("--clinic", "\u672f\u540e"), "could not be displayed"),
        ("handout.pdf", ("--language", "xx"), "cannot be printed in `xx`"),
        ("missing/handout.pdf", (), "cannot be written"),
    ],
)
def test_nothing_is_half_written(
    run: Run, tmp_path: Path, name: str, options: tuple[str, ...], message: str
) -> None:
    kept = tmp_path / "handout.pdf"
    kept.write_text("yesterday's", encoding="utf-8")
    said = run(*HANDOUT, "--out", str(tmp_path / name), *options)
    assert said.code == 2 and message in said.err and said.err.count("\n") == 1
    assert [found.name for found in tmp_path.iterdir()] == ["handout.pdf"]
    assert kept.read_text(encoding="utf-8") == "yesterday's"


def test_without_the_extra_it_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("meantime.paper")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("meantime.paper", raising=False)
    monkeypatch.setitem(sys.modules, "segno", None)
    said = run(*HANDOUT)
    assert said.code == 2
    assert "`segno` is not installed." in said.err
    assert "pip install 'meantime[paper]'" in said.err


def test_no_value_of_the_person_is_in_a_message(run: Run) -> None:
    said = run(*HANDOUT, *PERSON, "--language", "fr", "--fact", "pregnant=yes")
    assert "pregnant" not in said.err


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_standard_output_is_utf_8_whatever_a_terminal_shows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii", write_through=True))
    arguments = (*HANDOUT, "--format", form, "--language", "ar")
    assert main(arguments) == 0
    assert main((*arguments, "--out", str(tmp_path / "made"))) == 0
    assert raw.getvalue() == (tmp_path / "made").read_bytes()
    assert "العيادة" in raw.getvalue().decode()


def test_standard_output_without_bytes_takes_text(monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    assert main((*HANDOUT, "--language", "ar")) == 0
    assert "العيادة" in written.getvalue()


def test_a_session_is_not_over_before_it_is(run: Run) -> None:
    said = run(*HANDOUT, *PERSON, "--end", "2026-12-01 11:00")
    assert (said.code, said.out) == (2, "")
    assert "leave --end out until it is." in said.err
