"""Notifications in a browser: turned on and off by the patient, and kept alive by the browser."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.care.actions.contacts import settle
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.changing import changed
from meantime.clinic.care.models import Agreement, Contact
from meantime.clinic.portal.models import Opening, PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.channels.push.subscription import (
    NoSubscription,
    Subscription,
    endpoint_of,
    subscription_of,
)

_KIND, _HOW = Contact.Kind.PUSH, Agreement.How.PAGE
_TOLD = {"kind": _KIND.value, "by": _HOW.value}


@transaction.atomic
def turn_on(opening: Opening, told: str, at: datetime) -> None:
    """Messages come to the browser of an opening from now on. told: its subscription.

    The same browser is one contact, however often it is turned on. Raises Refused for somebody who
    cares for the patient, for what is no subscription of a push service that is known here, and
    where the link was ended meanwhile.
    """
    _must_be_own(opening.link)
    browser = _browser(told)
    held = _held(opening, at)
    contact = _contact_of(held, browser) or Contact(
        clinic=held.clinic, patient_id=held.link.patient_id, kind=_KIND.value, verified=at
    )
    contact.value = browser.written
    contact.save()
    Opening.objects.of(held.clinic_id).filter(pk=held.pk).update(notified=contact)
    settle(contact, True, _HOW, at)
    note(held.link, "agree to messages", **_TOLD)


@transaction.atomic
def turn_off(opening: Opening, contact: Contact, at: datetime) -> None:
    """No more messages come to a browser of the patient, this one or another.

    Raises Refused for somebody who cares for the patient.
    """
    _must_be_own(opening.link)
    settle(contact, False, _HOW, at)
    note(opening.link, "stop messages", **_TOLD)


@transaction.atomic
def renew(opening: Opening, told: str, at: datetime) -> None:
    """The browser has another subscription than before, by its own choice: they go on coming.

    Nothing is turned on by it. Raises Refused as `turn_on` does.
    """
    browser = _browser(told)
    held = _held(opening, at)
    contact = held.notified
    if contact is None or contact.withdrawn:
        return
    contact.value, contact.dead = browser.written, None
    contact.save()
    changed.send(Contact, patient=held.link.patient, at=at)
    note(held.link, "renew notifications")


def _must_be_own(link: PatientLink) -> None:
    """Messages go to one place, which the patient chooses. Raises Refused for a carer's link."""
    if link.holder:
        raise Refused(_("Only the patient can do that, with their own link."))


def _browser(told: str) -> Subscription:
    try:
        return subscription_of(told)
    except NoSubscription:
        raise Refused(_("Notifications of this browser do not work here.")) from None


def _held(opening: Opening, at: datetime) -> Opening:
    """The opening as it is now, with its patient held."""
    hold(opening.clinic_id, opening.link.patient_id)
    rows = Opening.objects.of(opening.clinic_id).filter(pk=opening.pk, closed=None)
    found = rows.select_related("clinic", "link__patient__clinic", "notified").first()
    if found is None or not found.link.counts(at):
        raise Refused(_("This link has ended. Ask the clinic for a new one."))
    return found


def _contact_of(opening: Opening, browser: Subscription) -> Contact | None:
    """The contact of the browser: the one with that endpoint, or the one that it was before."""
    rows = Contact.objects.of(opening.clinic_id).filter(patient=opening.link.patient_id, kind=_KIND)
    same = (row for row in rows if endpoint_of(row.value) == browser.endpoint)
    return next(same, opening.notified)
