"""What a message says: the clinic, the date where it is about one, and where the plan is.

It names neither the patient nor the treatment nor a step: whoever reads it over a shoulder learns
that somebody has an appointment. It is no key either: the address opens the plan only where the
clinic's link was opened before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.answers.notices import Kind
from meantime.clinic.care.models import Contact
from meantime.clinic.design.moments import full_words
from meantime.clinic.design.phones import phone_words
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.outside import origin
from meantime.clinic.reminders.channels.base import Message
from meantime.clinic.reminders.models import Delivery
from meantime.clinic.reminders.wanted import BOOKED, MOVED, OFF
from meantime.model.protocol import SOURCE_LANGUAGE

# In this order in a message; where the day is told, the date alone need not be.
_SENTENCES: dict[str, Promise] = {
    BOOKED: lazy("Your visit is on %(when)s."),
    MOVED: lazy("Your visit has moved to %(when)s."),
    OFF: lazy("Your visit on %(when)s is off. Is that wrong? Call %(phone)s."),
    Kind.CALL: lazy("Call us before your visit on %(when)s: %(phone)s."),
    Kind.EVE: lazy("Your visit is on %(when)s."),
    Kind.DAY: lazy("Your visit is today, %(when)s."),
    Kind.QUESTIONS: lazy("Answer the questions in your plan before you come."),
    Kind.NOW: lazy("Some steps of your plan start now."),
    Kind.STEPS: lazy("There is a new step in your plan."),
    Kind.SHEET: lazy("Your plan for the next days is there."),
    Kind.LIFTED: lazy("Your plan has changed: look at what holds now."),
    Kind.NORMAL: lazy("Read what is normal now."),
    Kind.CHECK_IN: lazy("How is it healing? Tell us today."),
    Kind.RETURN: lazy("It is time to plan your next visit: %(phone)s."),
}


def message_of(row: Delivery) -> Message:
    """What goes out, in the patient's language."""
    with translation.override(language_of(row)):
        subject = _("Your visit at %(clinic)s") % {"clinic": row.clinic.name}
    return Message(row.contact.value, subject, body_of(row), str(row.pk), row.until)


def language_of(row: Delivery | Contact) -> str:
    """The patient's language, where messages speak it."""
    language = str(row.patient.language)
    return language if language in dict(LANGUAGES) else SOURCE_LANGUAGE


def body_of(row: Delivery) -> str:
    """The text of a message as it would go out now, in the patient's language.

    The first text about a session says how to end them, as the networks ask (CTIA, Messaging
    Principles and Best Practices).
    """
    is_first = row.contact and row.contact.kind == Contact.Kind.PHONE and BOOKED in row.kinds
    with translation.override(language_of(row)):
        text = f"{row.clinic.name}: {said(row.kinds, row.start, row.clinic)} {address()}"
        return f"{text} {_('Text STOP to end.')}" if is_first else text


def said(kinds: Sequence[str], start: datetime, clinic: Any) -> str:
    """The sentences of a message, in the language that is active."""
    when = full_words(start.astimezone(ZoneInfo(clinic.zone)))
    told = {"when": when, "phone": phone_words(clinic.phone)}
    return " ".join(str(words) % told for kind, words in _SENTENCES.items() if kind in kinds)


def address() -> str:
    """Where a plan is found, by whoever has opened its link before."""
    return f"{origin()}{reverse('portal-mine')}"
