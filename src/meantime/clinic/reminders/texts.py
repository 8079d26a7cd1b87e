"""What a message says: the clinic, the date where it is about one, and where the plan is.

It names neither the patient nor the treatment nor a step: whoever reads it over a shoulder learns
that somebody has an appointment. It is no key either: the address opens the plan only where the
clinic's link was opened before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID
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
from meantime.clinic.kept import Kept
from meantime.clinic.languages import LANGUAGES
from meantime.clinic.outside import origin
from meantime.clinic.reminders.channels.base import Message
from meantime.clinic.reminders.models import Delivery, Wording
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
KINDS = tuple(_SENTENCES)
# What a sentence has filled in, by the names that clinics write in braces.
WHEN, PHONE = "{when}", "{phone}"
# A number is read from the left among words that are read from the right.
_FROM_LEFT, _TO_HERE = "\u2066", "\u2069"
_LANGUAGES = frozenset(code for code, _name in LANGUAGES)

# A clinic's own words by language and kind of sentence; for all else Meantime's stand.
Words = Mapping[tuple[str, str], str]
_NONE: Words = {}


def own_words(clinic: UUID) -> Words:
    """What a clinic says in words of its own, read once for many messages."""
    return {(language, kind): text for language, kind, text in _OWN.rows(clinic)}


_OWN = Kept(
    lambda clinic: (
        Wording.objects.of(clinic).exclude(text="").values_list("language", "kind", "text")
    ),
    UUID,
)


def message_of(row: Delivery, own: Words | None = None) -> Message:
    """What goes out, in the patient's language. own: of its clinic; else they are read for it."""
    name, language = row.clinic.name, language_of(row)
    is_push = row.contact.kind == Contact.Kind.PUSH
    subject = name if is_push else _subject(language) % {"clinic": name}
    return Message(row.contact.value, subject, body_of(row, own), str(row.pk), row.until)


def language_of(row: Delivery | Contact) -> str:
    """The patient's language, where messages speak it."""
    language = str(row.patient.language)
    return language if language in _LANGUAGES else SOURCE_LANGUAGE


def body_of(row: Delivery, own: Words | None = None) -> str:
    """The text of a message as it would go out now, in the patient's language.

    The first text about a session says how to end them, as the networks ask (CTIA, Messaging
    Principles and Best Practices).
    """
    own = own_words(row.clinic_id) if own is None else own
    told = (row.kinds, row.start, row.clinic, language_of(row), own)
    kind = row.contact.kind if row.contact else ""
    if kind == Contact.Kind.PUSH:  # a browser shows who says it, and knows where the plan is
        return said(*told)
    is_first = kind == Contact.Kind.PHONE and BOOKED in row.kinds
    return ended(whole(*told), language_of(row)) if is_first else whole(*told)


def whole(
    kinds: Sequence[str], start: datetime, clinic: Any, language: str, own: Words = _NONE
) -> str:
    """Who says it, what, and where the plan is."""
    return f"{clinic.name}: {said(kinds, start, clinic, language, own)} {address()}"


def said(
    kinds: Sequence[str], start: datetime, clinic: Any, language: str, own: Words = _NONE
) -> str:
    """The sentences of a message."""
    told = [
        own.get((language, kind)) or usual_words(language, kind) for kind in KINDS if kind in kinds
    ]
    text = " ".join(told).replace(WHEN, _when(start, clinic.zone, language))
    return text.replace(PHONE, _phone(clinic.phone, language))


def address() -> str:
    """Where a plan is found, by whoever has opened its link before."""
    return f"{origin()}{_mine()}"


def ended(text: str, language: str) -> str:
    """A first text, which says how to get no more."""
    return f"{text} {_end(language)}"


# All below is the same for thousands of messages, and to look it up takes most of their time.


@cache
def usual_words(language: str, kind: str) -> str:
    """What Meantime says there, as a clinic would write it: `Your visit is on {when}.`"""
    with translation.override(language):
        text = str(_SENTENCES[kind]) % {"when": WHEN, "phone": PHONE}
    return text.replace(_FROM_LEFT, "").replace(_TO_HERE, "")


@cache
def _subject(language: str) -> str:
    with translation.override(language):
        return _("Your visit at %(clinic)s")


@cache
def _end(language: str) -> str:
    with translation.override(language):
        return _("Text STOP to end.")


@lru_cache(maxsize=4096)
def _when(start: datetime, zone: str, language: str) -> str:
    with translation.override(language):
        return full_words(start.astimezone(ZoneInfo(zone)))


@lru_cache(maxsize=256)
def _phone(number: str, language: str) -> str:
    words = phone_words(number)
    is_from_right = translation.get_language_info(language)["bidi"]
    return f"{_FROM_LEFT}{words}{_TO_HERE}" if is_from_right else words


@cache
def _mine() -> str:
    return reverse("portal-mine")
