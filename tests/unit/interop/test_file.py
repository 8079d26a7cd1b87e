"""The file itself: what RFC 5545 and RFC 7986 ask, and files that are not such a calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

import meantime as mt
from meantime.interop.ical.file import LARGEST
from tests.spec.tiny import HOUR, Load, case, utc
from tests.unit.interop.reading import MADE, events, made, uid

TEXT = """
Do not go to the gym; not, even, for a \\\\ walk, as "long" words: Übermüdungserscheinungen 日本語.

```yaml
id: gym
avoid: [gym]
from: end
until: 24 hours after
cites: after 1
```
"""
CURE = "Give the file that `meantime calendar` made last for this session, or leave it out."


@pytest.fixture
def content(load: Load) -> bytes:
    return made(load(TEXT), case(), details=True)


def lines(content: bytes) -> list[str]:
    """The unfolded lines."""
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_the_head_is_what_clients_read(content: bytes) -> None:
    assert lines(content)[:7] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Meantime//Care calendar//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Care calendar",
        "X-WR-CALNAME:Care calendar",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]


def test_every_line_ends_in_crlf_and_is_folded_at_75_octets(content: bytes) -> None:
    rows = content.split(b"\r\n")
    assert rows.pop() == b""
    assert all(len(row) <= 75 and b"\n" not in row and b"\r" not in row for row in rows)
    assert any(row.startswith(b" ") for row in rows)


def test_text_is_escaped_and_comes_back_whole(content: bytes, load: Load) -> None:
    (raw,) = [line for line in lines(content) if "Up to now" in line]
    assert raw.startswith("DESCRIPTION:Up to now: Do not go to the gym\\; not\\, even\\, for")
    sentence = load(TEXT).rules["gym"].text
    found = events(content)[uid("gym", "end")]
    assert found.text == f"Up to now: {sentence}\nHandout: after 1"


def test_moments_are_utc_with_a_begin_and_an_end(content: bytes) -> None:
    found = [line for line in lines(content) if re.match("DT|LAST", line)]
    assert len(found) == 8
    assert all(
        re.fullmatch(r"(DTSTART|DTEND|DTSTAMP|LAST-MODIFIED):\d{8}T\d{6}Z", line) for line in found
    )
    assert not any(re.match("DURATION|BEGIN:VTIMEZONE|BEGIN:VALARM|METHOD", line)
                   for line in lines(content))  # fmt: skip


def test_a_stamp_is_the_last_change(content: bytes) -> None:
    """RFC 5545, 3.8.7.2: without a METHOD, DTSTAMP and LAST-MODIFIED are the same."""
    stamps = {line.partition(":")[2] for line in lines(content) if re.match("DTSTAMP|LAST", line)}
    assert stamps == {"20261210T140000Z"}


def test_the_session_takes_time_and_a_step_does_not(content: bytes) -> None:
    found = events(content)
    session, step = found[uid("session")], found[uid("gym", "end")]
    assert (session.begin, session.end) == (utc("2026-12-01 15:00"), utc("2026-12-01 16:00"))
    assert session.busy
    assert (step.begin, step.end) == (utc("2026-12-02 16:00"), utc("2026-12-02 16:15"))
    assert not step.busy
    assert lines(content).count("CLASS:PRIVATE") == 2


def test_a_part_of_a_second_never_makes_anything_early(load: Load) -> None:
    person = case()
    odd = replace(person, end=person.start + HOUR + timedelta(microseconds=1))
    found = events(made(load(TEXT), odd))[uid("gym", "end")]
    assert found.begin == utc("2026-12-02 16:00:01")


def test_a_session_of_no_length_still_has_one(load: Load) -> None:
    found = events(made(load(TEXT), case(lasts=timedelta())))[uid("session")]
    assert found.end - found.begin == timedelta(seconds=1)


def refused(load: Load, previous: bytes) -> str:
    with pytest.raises(mt.CaseError) as caught:
        made(load(TEXT), case(), MADE + HOUR, previous)
    assert str(caught.value).endswith(CURE)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"not a calendar",
        b"\x00\xff\xfe",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
    ],
)
def test_no_calendar(load: Load, foreign: bytes) -> None:
    assert refused(load, foreign).startswith("previous: this is not a calendar (.ics). ")


@pytest.mark.parametrize(
    "foreign",
    [
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//EN\r\nEND:VCALENDAR\r\n",
    ],
)
def test_no_calendar_of_ours(load: Load, foreign: bytes) -> None:
    assert refused(load, foreign).startswith("previous: this calendar was not made by Meantime. ")


def test_another_session(load: Load) -> None:
    other = made(load(TEXT), case(session=2))
    assert "of another person, protocol or session." in refused(load, other)


def test_a_file_far_too_large(load: Load, content: bytes) -> None:
    assert "far too large" in refused(load, content + b" " * LARGEST)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (rb"UID:.*\r\n", b""),
        (rb"DTSTART:.*\r\n", b""),
        (rb"DTSTART:.*\r\n", b"DTSTART;VALUE=DATE:20261201\r\n"),
        (rb"DTSTART:(.*)Z\r\n", rb"DTSTART:\1\r\n"),
        (rb"DTSTART:.*\r\n", b"DTSTART;TZID=America/New_York:20261201T100000\r\n"),
        (rb"DTSTART:.*\r\n", b"DTSTART:soon\r\n"),
        (rb"(DTSTART:.*\r\n)", rb"\1\1"),
        (rb"SEQUENCE:0\r\n", b""),
        (rb"SEQUENCE:0\r\n", b"SEQUENCE:many\r\n"),
        (rb"STATUS:.*\r\n", b"STATUS:PERHAPS\r\n"),
        (rb"SUMMARY:.*\r\n", b""),
        (rb"LAST-MODIFIED:.*\r\n", b""),
    ],
)
def test_an_event_that_was_tampered_with(
    load: Load, content: bytes, old: bytes, new: bytes
) -> None:
    broken = re.sub(old, new, content, count=1)
    assert broken != content
    assert "an event of this calendar cannot be read" in refused(load, broken)


def test_an_event_that_stands_there_twice(load: Load, content: bytes) -> None:
    event = re.search(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", content, re.DOTALL)
    assert event
    twice = content.replace(b"END:VCALENDAR", event[0] + b"END:VCALENDAR")
    assert "an event stands in this calendar twice" in refused(load, twice)


ADDED = """BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261201T000000Z
DTSTART;VALUE=DATE:20261224
SUMMARY:Dinner with Ana
END:VEVENT
""".replace("\n", "\r\n")


def added(content: bytes, *uids: str) -> bytes:
    """The calendar with events that its owner wrote into it."""
    own = "".join(ADDED.format(uid=uid) for uid in uids)
    return content.replace(b"END:VCALENDAR", own.encode() + b"END:VCALENDAR")


def test_an_event_that_the_patient_added_is_let_be(load: Load, content: bytes) -> None:
    """Neither cancelled nor copied, whatever shape it has, and whether or not it stands twice."""
    theirs = added(content, "dinner@example.org", "dinner@example.org")
    assert made(load(TEXT), case(), MADE + HOUR, theirs, details=True) == content
    gone = events(made(load(TEXT), case(), MADE + HOUR, theirs, cancel=True))
    assert set(gone) == set(events(content))


def test_an_event_of_ours_that_lost_its_rest_is_not_let_be(load: Load, content: bytes) -> None:
    assert "cannot be read" in refused(load, added(content, "0@meantime"))
