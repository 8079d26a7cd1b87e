"""What somebody chooses for one browser."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal.models import Opening
from meantime.clinic.portal.noting import note
from meantime.clinic.refusing import Refused
from meantime.clinic.zones import ZONES


@transaction.atomic
def choose(opening: Opening, language: str, large: bool, zone: str = "") -> None:
    """Set the language, the size of the print, and by whose clocks times are shown.

    zone: "" for the patient's own, or else the clinic's. Raises Refused for what is not offered.
    """
    if language not in dict(LANGUAGES):
        raise Refused(_("Choose a language."))
    if zone and zone not in ZONES:
        raise Refused(_("Choose a place from the list."))
    rows = Opening.objects.of(opening.clinic_id).filter(pk=opening.pk)
    rows.update(language=language, large=large, zone=zone)
    note(opening.link, "choose settings")
