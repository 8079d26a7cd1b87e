"""A warning sign that nobody has looked at, on every page of the clinic."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from meantime.clinic.portal.looking import waiting_of

register = template.Library()


@register.inclusion_tag("portal/alarm.html", takes_context=True)
def alarm(context: Context) -> dict[str, Any]:
    """How many wait too long; nothing for whoever may not see them. A page that has asked already,
    for `unlooked`, does not ask again.
    """
    clinic, member = context["clinic"], context["member"]
    waiting = context.get("unlooked")
    if waiting is None and member.may("see"):
        waiting = waiting_of(clinic, timezone.now())
    return {"clinic": clinic, "waiting": waiting}
