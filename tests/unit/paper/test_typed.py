"""What a clinic types: checked once, and text ever after."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import meantime as mt
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import RULES, general, plain


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phone": ""}, "phone: no handout goes without a number to call. Give the clinic's"),
        ({"clinic": "A" * 121}, "clinic: it is longer than 120 signs; shorten it."),
        ({"clinic": "Harbour\u202eSkin"}, "clinic: it holds a sign that does not show"),
        ({"emergency": "911\x07"}, "emergency: it holds a sign that does not show"),
        ({"link": "ftp://clinic.example"}, "link: `ftp://clinic.example` is not the address"),
        ({"link": "javascript:alert(1)"}, "is not the address of a web page"),
        ({"link": "https://clinic.example@evil.example/"}, "is not the address of a web page"),
        ({"link": "https://clinic.example/" + "a" * 300}, "is not the address of a web page"),
        ({"link": 'https://clinic.example/"><script>'}, "is not the address of a web page"),
    ],
)
def test_what_cannot_be_printed_is_one_message(
    load: Load, options: dict[str, str], message: str
) -> None:
    with pytest.raises(mt.MeantimeError) as caught:
        general(load(RULES), **options)
    assert message in str(caught.value)


def test_spaces_and_line_breaks_become_one_space(load: Load) -> None:
    assert general(load(RULES), clinic=" Harbour \n Skin ").head[0] == "Harbour Skin"


def test_the_phone_of_the_protocol_is_printed_where_none_is_given(load: Load) -> None:
    own = replace(load(RULES), phone="555 0199")
    assert plain(general(own, phone="").phone) == "The clinic: 555 0199"
    assert plain(general(own, phone="555 0100").phone) == "The clinic: 555 0100"


def test_each_clinic_prints_its_own_number_where_the_protocol_says_so(load: Load) -> None:
    with pytest.raises(mt.MeantimeError, match="no handout goes without a number"):
        general(replace(load(RULES), phone="clinic"), phone="")


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+1 (555) 010-0199", "+15550100199"),
        ("(555)010.0199", "5550100199"),
        ("911", "911"),
        ("123456789012345", "123456789012345"),
        ("٥٥٥ ٠١٠٠", "5550100"),
        ("555 0100 ext. 12", "5550100;ext=12"),
        ("555 0100 Ext 12", "5550100;ext=12"),
        ("555 0100, x12", "5550100;ext=12"),
    ],
)
def test_the_number_to_dial_is_the_number_shown(load: Load, typed: str, dialled: str) -> None:
    sheet = general(load(RULES), phone=typed)
    assert sheet.dialled == dialled
    assert dialled.split(";")[0] == re.sub(r"e?xt?.*|[^0-9+]", "", sheet.phone.split(": ")[1])


@pytest.mark.parametrize(
    "typed",
    [
        "ask",
        "12",
        "1234567890123456",
        "555 0100 / 555 0199",
        "555 0100, 555 0199",
        "555 0100 or 555 0199",
        "555 0100 +1 555 0199",
        "555 0100 9:00-17:00",
        "Mon 555 0100",
        "555 0100²",
        "555--0100",
        "555 - 0100",
        "(555 0100",
        "555 0100 ext.",
        "555 0100 ext. 1234567",
        "javascript:5550100",
        "++5550100",
        "5550100#",
    ],
)
def test_what_is_not_one_number_is_refused_with_a_right_one(load: Load, typed: str) -> None:
    with pytest.raises(mt.MeantimeError) as caught:
        general(load(RULES), phone=typed)
    assert str(caught.value).startswith("phone: this is not one number that can be called")
    assert general(load(RULES), phone="+1 (555) 555-0100").dialled == "+15555550100"
    assert "`+1 (555) 555-0100`" in str(caught.value)


def test_a_link_comes_with_its_code(load: Load) -> None:
    code = general(load(RULES), link="https://clinic.example/p/7").code
    assert code is not None
    assert code.words == "Live page: https://clinic.example/p/7"
    assert len({len(row) for row in code.rows} | {len(code.rows)}) == 1
    assert code.rows[0].startswith("1111111")
    assert general(load(RULES)).code is None
