"""What patients asked, on pages beside its own."""

from __future__ import annotations

from typing import Any

from django import template

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.portal.asked import unseen_by, waiting_in
from meantime.clinic.portal.models import PatientLink
from meantime.clinic.tenancy.models import Clinic

register = template.Library()


@register.inclusion_tag("portal/waiting.html")
def questions_waiting(clinic: Clinic) -> dict[str, Any]:
    """How many questions of patients wait for an answer, with the way there."""
    return {"clinic": clinic, "waiting": waiting_in(clinic).count()}


@register.inclusion_tag("portal/unseen.html")
def answers_unseen(link: PatientLink) -> dict[str, Any]:
    """That the clinic has answered, for whoever asked; nothing where it has not."""
    return {"link": link, "unseen": unseen_by(link)}


@register.filter
def in_its_own_name(language: str) -> str:
    """A language as those who speak it call it."""
    return dict(LANGUAGES).get(language, language)
