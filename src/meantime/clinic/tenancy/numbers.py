"""Phone numbers as people type them at a clinic, in the one form in which they are kept."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext as _

from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic


def number_of(text: str, clinic: Clinic) -> str:
    """`+12125550100`; one without a country is of the country of the clinic's own phone.

    Raises Refused for what is no phone number.
    """
    try:
        number = phonenumbers.parse(text, _region(clinic))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise Refused(_("That is no phone number. Begin with + and the country."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _region(clinic: Clinic) -> str | None:
    try:
        own = phonenumbers.parse(clinic.phone, None)
    except phonenumbers.NumberParseException:
        return None
    region: str | None = phonenumbers.region_code_for_number(own)
    return region
