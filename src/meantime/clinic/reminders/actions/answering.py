"""What patients text back: no more, again, help; and what they are answered.

A phone may be shared. "No more" holds for everybody of that number, in every clinic here: all texts
to it come from one. "Again" opens only what its patient had agreed to before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import append
from meantime.clinic.care.actions.contacts import contacts_of, settle
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Agreement, Contact
from meantime.clinic.design.phones import phone_words
from meantime.clinic.portal.noting import PATIENT
from meantime.clinic.reminders.channels.sms.wishes import Wish, is_keyword, wish_of
from meantime.clinic.reminders.texts import language_of
from meantime.clinic.sealing.sealed import lookup
from meantime.clinic.tenancy.models import Clinic
from meantime.model.protocol import SOURCE_LANGUAGE

# Two programs that answer each other stop there.
_PAUSE = 3600


def answer(number: str, text: str, told: str, at: datetime) -> str:
    """Do what a text from a number asks for; gives back what to text there, "" for nothing.

    told: what the server that sends texts took it for, and has answered; "" where it did not.
    """
    wish = Wish(told) if told in set(Wish) else wish_of(text)
    if wish == Wish.STOP:
        stopped = stop(number, at)
        return "" if told or is_keyword(text) else _to_each(stopped, _stopped)
    if wish == Wish.START:
        start(number, at)
        return ""
    # Nobody reads what is texted: whoever texts about their health has to hear that.
    is_first = cache.add(f"texted:{lookup('texted', number).hex()}", True, _PAUSE)
    return _help_for(number) if not told and (wish or is_first) else ""


@transaction.atomic
def stop(number: str, at: datetime) -> list[Contact]:
    """Nobody of that number gets texts from now on; gives back those for whom that is new."""
    found = []
    for contact in _held(number):
        if contact.withdrawn is None:
            found.append(contact)
        _settle(contact, False, at)
    return found


@transaction.atomic
def start(number: str, at: datetime) -> None:
    """Whoever of that number had agreed to texts gets them again."""
    for contact in _held(number):
        if contact.consented and not contact.is_open:
            _settle(contact, True, at)


def _held(number: str) -> list[Contact]:
    """The contacts of a number, as they are once all their patients are held."""
    held = set()
    for contact in contacts_of(number):
        hold(contact.clinic_id, contact.patient_id)
        held.add(contact.pk)
    return [contact for contact in contacts_of(number) if contact.pk in held]


def _settle(contact: Contact, agreed: bool, at: datetime) -> None:
    settle(contact, agreed, Agreement.How.TEXT, at)
    verb = "agree to messages" if agreed else "stop messages"
    told = {"kind": contact.kind, "by": Agreement.How.TEXT.value}
    chain, subject = str(contact.clinic_id), f"patient:{contact.patient_id}"
    append(chain, PATIENT, "", verb, subject, "", told)


def _to_each(contacts: Iterable[Contact], said: Callable[[Clinic], str]) -> str:
    """A line of each clinic, in the language of its patient."""
    told = {contact.clinic_id: contact for contact in contacts}.values()
    return "\n".join(_in(language_of(contact), said, contact.clinic) for contact in told)


def _in(language: str, said: Callable[[Clinic], str], clinic: Clinic) -> str:
    with translation.override(language):
        return said(clinic)


def _help_for(number: str) -> str:
    """Of a number that nobody has, it is only known whom it meant where there is but one clinic."""
    contacts, clinics = contacts_of(number), list(Clinic.objects.all()[:2])
    if not contacts and len(clinics) == 1:
        return _in(SOURCE_LANGUAGE, _help, clinics[0])
    return _to_each(contacts, _help)


def _stopped(clinic: Clinic) -> str:
    return _("%(clinic)s: you will get no more texts. To get them again, text START.") % {
        "clinic": clinic.name
    }


def _help(clinic: Clinic) -> str:
    told = {"clinic": clinic.name, "phone": phone_words(clinic.phone)}
    said = _("%(clinic)s: nobody reads texts here. Call %(phone)s. For no more texts, text STOP.")
    return f"{said % told} {clinic.emergency}".strip()
