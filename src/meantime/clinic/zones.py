"""The time zones that people choose from: places, as the pinned IANA data names them."""

from __future__ import annotations

from zoneinfo import available_timezones

_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

ZONES = tuple(
    sorted(
        zone for zone in available_timezones() if zone.split("/")[0] in _REGIONS or zone == "UTC"
    )
)
