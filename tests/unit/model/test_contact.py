"""Phone numbers: one that can be called, or none at all."""

from __future__ import annotations

import pytest

import meantime as mt
from meantime.model.contact import phone_number


@pytest.mark.parametrize(
    ("typed", "shown", "dialled"),
    [
        ("112", "112", "112"),
        (" 555  0100 ", "555 0100", "5550100"),
        ("+1 (555) 555-0100", "+1 (555) 555-0100", "+15555550100"),
        ("(555)555.0100", "(555)555.0100", "5555550100"),
        ("+999999999999999", "+999999999999999", "+999999999999999"),
        ("555 0100 ext. 12", "555 0100 ext. 12", "5550100;ext=12"),
        ("555-0100, x7", "555-0100, x7", "5550100;ext=7"),
        ("٥٥٥ ٠١٠٠", "555 0100", "5550100"),
    ],
)
def test_a_number_as_people_write_it(typed: str, shown: str, dialled: str) -> None:
    assert phone_number(typed) == (shown, dialled)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12",
        "1234567890123456",
        "+",
        "555 0100, 555 0199",
        "555 0100 / 0101",
        "call 555 0100",
        "555 0100 from 9:00",
        "javascript:5550100",
        "55²",
        "(555 0100",
        "555--0100",
        "555 0100\u202e",
        "555 0100 ext.",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(mt.MeantimeError, match=r"phone: .* write one such as `\+1 \(555\) 555-"):
        phone_number(typed)
