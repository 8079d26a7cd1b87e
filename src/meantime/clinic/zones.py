"""The time zones that people choose from: places, as the pinned IANA data names them."""

from __future__ import annotations

from itertools import groupby
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


def city_of(zone: str) -> str:
    """What a zone is called, without its region: `Tokyo`, `Port-au-Prince`."""
    return zone.partition("/")[2].replace("_", " ") or zone


# The same for a list to choose from, by region: each with the name of its place.
BY_REGION = tuple(
    (region, tuple((zone, city_of(zone)) for zone in zones))
    for region, zones in groupby(ZONES, key=lambda zone: zone.split("/")[0])
)
