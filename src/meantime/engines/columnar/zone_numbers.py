"""Zones by number."""

from __future__ import annotations

from threading import Lock

import numpy as np
from numpy.typing import NDArray

from meantime.engines.columnar.calendar import Clocks, clocks
from meantime.engines.columnar.zones import zone_named


class Zones:
    """Zones by number, as they are met: each is read once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: list[str] = []
        self._clocks = clocks(["UTC"])

    def numbers(self, names: list[str | None]) -> tuple[NDArray[np.int16], Clocks]:
        """For each name its number, -1 where it is unknown, and the clocks of all known."""
        with self._lock:
            zones = [None if name is None else zone_named(name) for name in names]
            new = [zone for zone in dict.fromkeys(zones) if zone and zone not in self._names]
            if new:
                self._names = [*self._names, *new]
                self._clocks = clocks(self._names)
            places = {name: number for number, name in enumerate(self._names)}
            found = [-1 if zone is None else places[zone] for zone in zones]
            return np.array([*found, -1], np.int16), self._clocks
