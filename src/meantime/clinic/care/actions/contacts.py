"""How patients are reached, and whether they agreed to messages there."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.actions.patients import index, mark
from meantime.clinic.care.changing import changed
from meantime.clinic.care.models import Agreement, Contact, Patient, SearchKey
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member, User
from meantime.clinic.tenancy.numbers import number_of

_OF_PATIENTS = lazy("Patients turn notifications on themselves, in the settings of their plan.")


@transaction.atomic
def add_contact(
    member: Member, patient: Patient, kind: str, value: str, at: datetime, agreed: bool = False
) -> Contact:
    """Add a phone number or an address; agreed: to messages there, as the patient said."""
    patient = hold(member.clinic_id, patient.pk)
    value = _reachable(kind, value, member.clinic)
    if any(
        other.value == value
        for other in Contact.objects.of(member.clinic).filter(patient=patient, kind=kind)
    ):
        raise Refused(_("That contact is there already."))
    contact = Contact.everywhere.create(
        clinic=member.clinic, patient=patient, kind=kind, value=value
    )
    index(patient)
    if agreed:
        settle(contact, True, Agreement.How.DESK, at, member.user)
    else:
        changed.send(Contact, patient=patient, at=at)
    record(member, "add contact", patient, kind=kind, agreed=agreed)
    return contact


@transaction.atomic
def remove_contact(member: Member, contact: Contact, at: datetime) -> None:
    """Remove a contact."""
    patient, kind = hold(member.clinic_id, contact.patient_id), contact.kind
    contact.delete()
    index(patient)
    changed.send(Contact, patient=patient, at=at)
    record(member, "remove contact", patient, kind=kind)


@transaction.atomic
def agree(member: Member, contact: Contact, at: datetime) -> None:
    """The patient agrees to messages there; where nothing came through before, it is tried anew.

    Raises Refused for a browser: only who has it in hand can turn notifications on.
    """
    if contact.kind == Contact.Kind.PUSH:
        raise Refused(_OF_PATIENTS)
    patient = settle(contact, True, Agreement.How.DESK, at, member.user)
    record(member, "agree to messages", patient, kind=contact.kind)


@transaction.atomic
def stop(member: Member, contact: Contact, at: datetime) -> None:
    """The patient wants no more messages there."""
    patient = settle(contact, False, Agreement.How.DESK, at, member.user)
    record(member, "stop messages", patient, kind=contact.kind)


@transaction.atomic
def settle(
    contact: Contact, agreed: bool, how: Agreement.How, at: datetime, by: User | None = None
) -> Patient:
    """Messages go there from now on, or do not: it is written down, and they follow.

    Agreed: where nothing came through before, it is tried anew. Whoever calls notes it in the
    audit. Gives back the patient, held.
    """
    patient = hold(contact.clinic_id, contact.patient_id)
    if agreed:
        contact.consented, contact.withdrawn, contact.dead = at, None, None
    else:
        contact.withdrawn = contact.withdrawn or at
    contact.save(update_fields=["consented", "withdrawn", "dead"])
    Agreement.everywhere.create(
        clinic_id=contact.clinic_id,
        patient_id=contact.patient_id,
        mark=mark(contact.clinic_id, contact.value).hex(),
        agreed=agreed,
        how=how,
        by=by,
        at=at,
    )
    changed.send(Contact, patient=patient, at=at)
    return patient


def contacts_of(number: str) -> list[Contact]:
    """Every contact with a phone number, of all clinics and whoever shares it, by its mark.

    For the server that sends texts, to which all clinics here are one. In the order in which their
    patients are to be held.
    """
    found: list[Contact] = []
    for clinic in Clinic.objects.all():
        keys = SearchKey.objects.of(clinic).filter(key=mark(clinic.pk, number))
        rows = Contact.objects.of(clinic).filter(kind=Contact.Kind.PHONE)
        joined = rows.filter(patient__in=keys.values("patient")).select_related("patient", "clinic")
        found += [row for row in joined if row.value == number]
    return sorted(found, key=lambda row: (str(row.clinic_id), str(row.patient_id)))


def _reachable(kind: str, value: str, clinic: Clinic) -> str:
    """The contact in its one form. Raises Refused where nobody can be reached by it."""
    if kind not in dict(Contact.TYPED):
        raise Refused(_OF_PATIENTS)
    if kind == Contact.Kind.EMAIL:
        try:
            validate_email(value.strip())
        except ValidationError:
            raise Refused(_("That is no e-mail address.")) from None
        return value.strip().lower()
    return number_of(value, clinic)
