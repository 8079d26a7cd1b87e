"""What a page says when something cannot be done: in words for whoever asked."""

from __future__ import annotations

from typing import Any


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
