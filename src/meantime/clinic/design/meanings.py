"""What the words of the engine look like: a shade, a drawing and a word; never a shade alone."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Look(NamedTuple):
    """shade: `fine`, `care`, `stop` or `plain`. icon: see `icons`. word: for people."""

    shade: str
    icon: str
    word: str | Promise


STATUS: dict[str, Look] = {
    "eligible": Look("fine", "fine", _("Fine to treat")),
    "review": Look("care", "care", _("Clinician decides")),
    "incomplete": Look("care", "open", _("Questions open")),
    "deferred": Look("stop", "clock", _("Not yet")),
    "contraindicated": Look("stop", "stop", _("Do not treat")),
}

STATE: dict[str, Look] = {
    "booked": Look("plain", "calendar", _("Booked")),
    "arrived": Look("plain", "person", _("Checked in")),
    "treating": Look("plain", "clock", _("In treatment")),
    "done": Look("plain", "check", _("Done")),
    "cancelled": Look("plain", "shut", _("Cancelled")),
    "missed": Look("plain", "shut", _("Did not come")),
}

VERB: dict[str, Look] = {
    "avoid": Look("stop", "stop", _("Avoid")),
    "do": Look("do", "check", _("Do")),
    "tell": Look("plain", "document", _("To know")),
    "staff": Look("plain", "board", _("Staff")),
    "expect": Look("warm", "clock", _("Normal")),
    "may": Look("fine", "fine", _("Fine")),
    "call": Look("care", "phone", _("Call")),
}


def look_of(looks: dict[str, Look], value: Any) -> Look:
    """How a word is shown; one that nobody knows is shown as it is, with no meaning."""
    return looks.get(str(value)) or Look("plain", "open", str(value))
