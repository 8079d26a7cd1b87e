"""The clinic's phone number as it stands on paper."""

from __future__ import annotations

from meantime.model.contact import Phone, phone_number
from meantime.model.problem import MeantimeError


def printed_phone(text: str) -> Phone:
    """The number, kept together on one line; raises MeantimeError where there is none."""
    if not text.strip():
        raise MeantimeError(
            "phone: no handout goes without a number to call. Give the clinic's: "
            '`--phone "555 0100"`, or write `phone:` in the head of the protocol.'
        )
    number = phone_number(text)
    return number._replace(shown=number.shown.replace(" ", "\u00a0"))
