"""What the log does not keep: links that let somebody in."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"/(join|recover|p(?:/calendar)?)/[^/\s]+")


class WithoutLinks(logging.Filter):
    """Takes the token out of the address of an invitation, a recovery or a plan."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without(value) for value in record.args)
        record.msg = _without(record.msg)
        return True


def _without(value: object) -> object:
    return _LINK.sub(r"/\1/...", value) if isinstance(value, str) else value
