"""Ids of a person: nobody can find one by trying."""

from __future__ import annotations

import secrets
import uuid

import pytest

import meantime as mt
from meantime.interop.ical import calendar
from tests.spec.tiny import Load, case
from tests.unit.interop.reading import MADE

TOKEN = "q7Yk_2dLr-XwB0vTz9HsNc"


@pytest.mark.parametrize(
    "person",
    [
        "",
        " ",
        "1",
        "7f3c9a",
        "Jane Doe",
        "Jane Doe, 12 March 1984, New York",
        TOKEN[:-1],
        f" {TOKEN}",
        f"{TOKEN}\n",
        "é" + TOKEN,
        "00000000-0000-0000-0000-000000004711",
        "1" * 40,
    ],
)
def test_an_id_that_can_be_guessed_is_refused_and_not_repeated(load: Load, person: str) -> None:
    with pytest.raises(mt.CaseError, match="person: this id can be guessed") as caught:
        calendar(mt.plan(load(""), case(), MADE), person=person, at=MADE)
    said = str(caught.value)
    assert 'python3 -c "import uuid; print(uuid.uuid4())"' in said
    assert "22 or more letters, digits, `-` or `_`" in said
    assert len(person) < 3 or person not in said


def test_a_random_one_is_taken_and_is_not_in_the_file(load: Load) -> None:
    plan = mt.plan(load(""), case(), MADE)
    for person in (TOKEN, str(uuid.uuid4()), uuid.uuid4().hex, secrets.token_urlsafe(16)):
        content = calendar(plan, person=person, at=MADE)
        assert person.encode() not in content.replace(b"\r\n ", b"")
