"""`meantime calendar`, from the first file to a session called off."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Said
from tests.unit.interop.reading import Event, events

ZONE = ("--zone", "America/New_York")
PERSON = ("--person", "0b9f6c1e-52d7-4a83-9e64-7d1f3a8c2b05")
OTHER = "d41c77aa-9f3b-4c02-8b6e-15e0a9f2c3d8"
MADE = ("--at", "2026-11-20 09:00")
BOOKED = ("calendar", "microneedling", "--start", "2026-12-01 10:00", *ZONE, *PERSON)
MOVED = ("calendar", "microneedling", "--start", "2026-12-03 10:00", *ZONE, *PERSON)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "care.ics"


def read(file: Path) -> dict[str, Event]:
    return events(file.read_bytes())


def session(file: Path) -> Event:
    (found,) = [event for event in read(file).values() if event.busy]
    return found


def refused(said: Said, message: str) -> None:
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("meantime: ")
    assert message in said.err
    assert said.err.count("\n") == 1


def test_a_calendar_is_printed_or_written(process: Run, run: Run, file: Path) -> None:
    printed = process(*BOOKED, *MADE)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out.startswith("BEGIN:VCALENDAR\n")
    assert printed.out.endswith("END:VCALENDAR\n")
    assert run(*BOOKED, *MADE, "--out", str(file)) == (0, "", "")
    assert file.read_bytes().decode() == printed.out.replace("\n", "\r\n")
    assert run(*BOOKED, *MADE).out.encode() == file.read_bytes()
    assert session(file).begin == datetime(2026, 12, 1, 15, tzinfo=UTC)


def test_what_is_printed_has_the_line_ends_of_a_calendar(file: Path, run: Run) -> None:
    command = [sys.executable, "-m", "meantime", *BOOKED, *MADE]
    printed = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout
    run(*BOOKED, *MADE, "--out", str(file))
    assert printed == file.read_bytes()


def test_the_file_written_before_is_the_one_revised(run: Run, file: Path) -> None:
    out = ("--out", str(file))
    run(*BOOKED, *MADE, *out)
    first = file.read_bytes()
    assert run(*BOOKED, "--at", "2026-11-21 09:00", *out) == (0, "", "")
    assert file.read_bytes() == first
    assert run(*MOVED, "--at", "2026-11-22 09:00", *out) == (0, "", "")
    assert session(file).sequence == 1
    assert session(file).modified == datetime(2026, 11, 22, 14, tzinfo=UTC)
    assert run(*MOVED, "--at", "2026-11-23 09:00", *out, "--cancel") == (0, "", "")
    assert {event.status for event in read(file).values()} == {"CANCELLED"}
    assert session(file).sequence == 2


def test_an_earlier_calendar_from_elsewhere(run: Run, file: Path, tmp_path: Path) -> None:
    run(*BOOKED, *MADE, "--out", str(file))
    first, second = file.read_bytes(), tmp_path / "second.ics"
    later = ("--at", "2026-11-22 09:00", "--previous", str(file))
    assert run(*MOVED, *later, "--out", str(second)) == (0, "", "")
    assert session(second).sequence == 1
    assert file.read_bytes() == first


def test_details_are_asked_for(run: Run, file: Path) -> None:
    run(*BOOKED, *MADE, "--out", str(file))
    assert {event.title for event in read(file).values()} == {"Appointment", "Care step"}
    run(*BOOKED, "--at", "2026-11-20 09:01", "--details", "--out", str(file))
    assert session(file).title == "Microneedling (collagen induction therapy)"
    assert session(file).sequence == 1


def test_a_number_to_call_is_in_every_event(run: Run, file: Path) -> None:
    run(*BOOKED, *MADE, "--phone", "555 0100", "--out", str(file))
    last = {event.text.splitlines()[-1] for event in read(file).values()}
    assert last == {"Call your clinic: 555 0100"}


def test_somebody_who_cannot_be_treated_gets_no_confirmed_appointment(run: Run, file: Path) -> None:
    run(*BOOKED, *MADE, "--otherwise-no", "--out", str(file))
    assert session(file).status == "CONFIRMED"
    pregnant = ("--otherwise-no", "--fact", "pregnant=yes", "--at", "2026-11-21 09:00")
    assert run(*BOOKED, *pregnant, "--out", str(file)) == (0, "", "")
    assert {event.status for event in read(file).values()} == {"TENTATIVE"}
    assert session(file).text.startswith("The date of your appointment is not certain. Call your")


@pytest.mark.parametrize("person", ["Jane Doe", "7f3c9a", "-1"])
def test_a_refused_id_is_not_repeated(run: Run, person: str) -> None:
    said = run(*BOOKED[:-1], person, *MADE)
    assert (said.code, said.out) == (2, "")
    assert person not in said.err


def test_once_the_session_has_begun_its_end_is_waited_for(run: Run, file: Path) -> None:
    """Nothing after it is free from a planned end on, once it is known that it may be late."""
    out = ("--out", str(file))
    run(*BOOKED, *MADE, *out)
    assert session(file).end - session(file).begin == timedelta(hours=1)
    run(*BOOKED, "--at", "2026-12-01 10:30", *out)
    assert session(file).end == datetime(2026, 12, 2, 5, tzinfo=UTC)
    run(*BOOKED, "--at", "2026-12-01 11:30", "--end", "2026-12-01 11:20", *out)
    assert session(file).end == datetime(2026, 12, 1, 16, 20, tzinfo=UTC)
    assert session(file).sequence == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (BOOKED, "--at is missing: the moment of making it, such as --at"),
        (BOOKED[:-2], "the following arguments are required: --person."),
        (
            (*BOOKED[:-1], "4711", *MADE),
            "person: this id can be guessed. Give a random one of 22 or",
        ),
        ((*BOOKED, *MADE, "--language", "xx"), "has no calendar in `xx`. Known here: `"),
        ((*BOOKED, *MADE, "--end", "2026-12-01 11:00"), "Leave --end out until the session is"),
        ((*BOOKED, *MADE, "--phone", "call us"), "phone: this is not one number that can be"),
        ((*BOOKED, *MADE, "--cancel"), "cancel: there is nothing to cancel. Give the calendar"),
        ((*BOOKED[:1], "microneedeling", *BOOKED[2:], *MADE), "Did you mean `microneedling`?"),
        (("calendar", "microneedling", *ZONE, *PERSON, *MADE), "are required: --start."),
    ],
    ids=lambda value: "" if isinstance(value, tuple) else value,
)
def test_wrong_use_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    refused(run(*arguments, "--out", str(tmp_path / "care.ics")), message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a shopping list", "previous: this is not a calendar (.ics)."),
        (b"x" * 600_000, "previous: the file is far too large for a calendar."),
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
            "previous: this calendar was not made by Meantime.",
        ),
    ],
)
def test_a_file_that_is_something_else_is_not_touched(
    run: Run, file: Path, content: bytes, message: str
) -> None:
    file.write_bytes(content)
    refused(run(*BOOKED, *MADE, "--out", str(file)), message)
    assert file.read_bytes() == content


def test_the_calendar_of_another_person_is_not_touched(run: Run, file: Path) -> None:
    run(*BOOKED[:-1], OTHER, *MADE, "--out", str(file))
    theirs = file.read_bytes()
    refused(run(*BOOKED, *MADE, "--out", str(file)), "is of another person, protocol or session.")
    assert file.read_bytes() == theirs


def test_an_earlier_moment_is_not_written(run: Run, file: Path) -> None:
    run(*BOOKED, *MADE, "--out", str(file))
    first = file.read_bytes()
    said = run(*MOVED, "--at", "2026-11-19 09:00", "--out", str(file))
    refused(said, "at: the calendar was last changed at 2026-11-20 14:00:00 UTC, and 2026-11-19")
    assert file.read_bytes() == first


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none.ics", "cannot be read: No such file or directory. Name the calendar made before."),
        (".", "is not an ordinary file. Name the calendar made before."),
        ("x" * 5000, "cannot be read: File name too long. Name the calendar made before."),
    ],
)
def test_an_earlier_calendar_that_cannot_be_read(
    run: Run, tmp_path: Path, name: str, why: str
) -> None:
    refused(run(*BOOKED, *MADE, "--previous", str(tmp_path / name)), why)


def test_a_dash_is_standard_output_and_no_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*BOOKED, *MADE, "--out", "-")
    assert said.code == 0
    assert said.out.startswith("BEGIN:VCALENDAR")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    said = run(*BOOKED, *MADE, "--out", str(tmp_path / "none" / "care.ics"))
    refused(said, "cannot be written: No such file or directory. Name a file in a folder that")


def test_without_the_library_for_calendars(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("meantime.interop.ical")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "icalendar", None)
    refused(
        run(*BOOKED, *MADE),
        "`icalendar` is not installed. Paper and calendars need the extra `paper`: "
        "pip install 'meantime[paper]'.",
    )
