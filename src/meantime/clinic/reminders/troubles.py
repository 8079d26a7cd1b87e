"""Why a message did not go, for people: what is stored of it is English, and short."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_KNOWN = frozenset(
    {
        _("An older state was put back"),
        _("It is too long for a notification"),
        _("Nothing is sent to that push service from here"),
        _("The browser takes no notifications any more"),
        _("The mail server cannot be reached"),
        _("The mail server did not take it yet"),
        _("The mail server refused it"),
        _("The phone network did not deliver it"),
        _("The SMS server cannot be reached"),
        _("The SMS server did not take it"),
        _("The SMS server does not send there"),
        _("The push service cannot be reached"),
        _("The push service did not take it"),
        _("The worker ended while it was sending"),
        _("There is no way to send to it here"),
    }
)
# A sentence, and behind it what only whoever runs the machine understands.
_TOLD = re.compile(r"(?P<words>\S+ .+?)(?P<code> \([\w.-]+\))?\.")


def trouble_words(told: str) -> str:
    """What is stored of a trouble, in the language that is on; "" where there was none.

    A bare word is the name of an error that nobody foresaw.
    """
    if not told:
        return ""
    found = _TOLD.fullmatch(told)
    if found is None:
        return gettext("Something broke while it was sent (%(name)s).") % {"name": told}
    words = found["words"]
    said = gettext(words) if words in _KNOWN else words
    return f"{said}{found['code'] or ''}."
