"""How far a long run is: people, share, rate and time left, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from meantime.population.running import Progress

# Seconds between two looks: on a terminal one line changes, elsewhere each look is a new one.
_ON_TERMINAL, _ELSEWHERE = 0.1, 2.0


class Bar:
    """Writes a line of progress now and then."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = monotonic) -> None:
        self._stream, self._clock = stream, clock
        self._terminal = stream.isatty()
        self._every = _ON_TERMINAL if self._terminal else _ELSEWHERE
        self._began = clock()
        self._told = self._began
        self._width = 0

    def say(self, text: str) -> None:
        """Say something that stays."""
        self._stream.write(text + "\n")
        self._stream.flush()

    def tell(self, progress: Progress) -> None:
        """Say how far it is, if that was not said just now."""
        now = self._clock()
        if now - self._told >= self._every:
            self._told = now
            self._write(line(progress, now - self._began))

    def _write(self, text: str) -> None:
        if not self._terminal:
            self._stream.write(text + "\n")
        else:
            self._stream.write("\r" + text.ljust(self._width))
            self._width = len(text)
        self._stream.flush()

    def end(self) -> None:
        """Take the line away: what comes now says more."""
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()


def bar(*, wanted: bool) -> Bar | None:
    """A line of progress, where it is wanted or where standard error is a terminal."""
    return Bar(sys.stderr) if wanted or sys.stderr.isatty() else None


def line(progress: Progress, seconds: float) -> str:
    """`1,048,576 people, 12 %, 8.4 million a second, 1:05 left, 3 rejected`."""
    parts = [f"{progress.read:,} people"]
    if progress.whole:
        parts.append(f"{(progress.before + progress.now) / progress.whole:.0%}".replace("%", " %"))
    parts.append(f"{progress.read / seconds / 1e6:.2f} million a second")
    if progress.whole and progress.now:
        left = progress.whole - progress.before - progress.now
        parts.append(f"{_span(seconds * left / progress.now)} left")
    if progress.rejected:
        parts.append(f"{progress.rejected:,} rejected")
    return ", ".join(parts)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
