"""Zones by number."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import Clocks, clocks
from meantime.engines.columnar.zones import known_zones


class Zones:
    """Zones by number, as they are met: each is read once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: list[str] = []
        self._clocks = clocks(["UTC"])

    def numbers(self, names: list[str | None]) -> tuple[NDArray[np.int16], Clocks]:
        """For each name its number, -1 where it is unknown, and the clocks of all known."""
        with self._lock:
            new = [n for n in dict.fromkeys(names) if n in known_zones() and n not in self._names]
            if new:
                self._names = [*self._names, *map(str, new)]
                self._clocks = clocks(self._names)
            places = {name: number for number, name in enumerate(self._names)}
            found = [places.get(str(name), -1) for name in names]
            return np.array([*found, -1], np.int16), self._clocks
