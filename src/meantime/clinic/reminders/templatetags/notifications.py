"""Notifications, on pages of the portal beside their own."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from meantime.clinic.care.models import Contact
from meantime.clinic.portal.door import openings_in
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.reminders.channels import carries

register = template.Library()


@register.simple_tag
def notifications_offered(link: PatientLink) -> bool:
    """Whether whoever holds a link can turn them on."""
    return not link.holder and carries(Contact.Kind.PUSH) is not None


@register.simple_tag(takes_context=True)
def is_browser_notified(context: RequestContext) -> bool:
    """Whether any plan that is open in this browser has them on here."""
    openings = openings_in(context["request"])
    return any(one.notified is not None and one.notified.is_open for one in openings)
