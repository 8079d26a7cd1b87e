"""By whose clocks the times of a plan are, for templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from meantime.clinic.portal.place import Place
from meantime.clinic.portal.place import by_clocks as written

register = template.Library()


@register.filter
def by_clocks(plan: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """A plan (plain values) by the clocks of a place."""
    return written(plan, place)
