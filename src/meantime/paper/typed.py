"""What a clinic types for its handouts, on one line."""

from __future__ import annotations

from meantime.model.problem import MeantimeError

_MOST = 120


def one_line(name: str, text: str) -> str:
    """The text on one line; raises MeantimeError where it is long or holds what nobody can see."""
    line = " ".join(text.split())
    if len(line) > _MOST:
        raise MeantimeError(f"{name}: it is longer than {_MOST} signs; shorten it.")
    if not line.isprintable():
        raise MeantimeError(f"{name}: it holds a sign that does not show; type it anew.")
    return line
