"""Messages that wait for people, on pages beside their own."""

from __future__ import annotations

from datetime import datetime

from django import template

from meantime.clinic.reminders.watching import Unsent, unsent_of
from meantime.clinic.tenancy.models import Clinic

register = template.Library()


@register.simple_tag
def messages_unsent(clinic: Clinic, at: datetime) -> Unsent:
    """How much waits, for `reminders/stuck.html` and `reminders/unsent.html`."""
    return unsent_of(clinic, at)
