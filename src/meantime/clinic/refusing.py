"""What a page says when something cannot be done: in words for whoever asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _


class Refused(Exception):
    """Something cannot be done; the reason is for the person on the page, translated."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Stale(Refused):
    """A form was filled in from something that somebody else has changed since."""


def status_of(error: Refused) -> int:
    """The status of a page that says so: 409 where somebody else was faster, else 400."""
    return 409 if isinstance(error, Stale) else 400


def revision_of(request: HttpRequest) -> int:
    """Which state of a row a form was filled in from; 0 where it does not say."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def go_on_from(row: Any, revision: int) -> None:
    """Count one change more of a row that is held. Raises Stale where there was one meanwhile."""
    if row.revision != revision:
        raise Stale(_("Somebody else has changed this meanwhile. Look at it again."))
    row.revision += 1
