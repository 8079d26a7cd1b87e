"""Whose clocks the pages go by.

The plan itself goes by the clinic's: its days begin and end with them. A place changes only how a
moment is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from meantime.clinic.care.models import Patient
from meantime.clinic.zones import ZONES, city_of


class Place(NamedTuple):
    """A zone, as the filters of templates take it."""

    zone: str

    @property
    def clocks(self) -> ZoneInfo:
        """Its clocks."""
        return ZoneInfo(self.zone)

    @property
    def city(self) -> str:
        """What it is called, without its region."""
        return city_of(self.zone)


def place_of(patient: Patient, chosen: str = "") -> Place:
    """The zone that was chosen in a browser, the patient's own, or else the clinic's."""
    return Place(chosen if chosen in ZONES else patient.zone or patient.clinic.zone)


def by_clocks(plan: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """A plan (plain values) by the clocks of a place; its moments stay the same."""

    def told(moment: str | None) -> str | None:
        return moment and datetime.fromisoformat(moment).astimezone(place.clocks).isoformat()

    items = [
        {**item, "begins": told(item["begins"]), "ends": told(item["ends"])}
        for item in plan["items"]
    ]
    return {**plan, "start": told(plan["start"]), "end": told(plan["end"]), "items": items}
