"""Phone numbers as people read them."""

from __future__ import annotations

import phonenumbers


def phone_words(number: str) -> str:
    """`+1 212-555-0100` for `+12125550100`; what is no number stays as it is."""
    try:
        found = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    kind = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(found, kind))
