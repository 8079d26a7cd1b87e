"""Giving a patient a link, opening it, closing it, taking it back."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from hmac import compare_digest

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.contacts import settle
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Agreement, Patient
from meantime.clinic.portal.models import Feed, Opening, PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.refusing import Refused
from meantime.clinic.sealing.sealed import lookup
from meantime.clinic.tenancy.actions.links import UNKNOWN, digest_of, new_token
from meantime.clinic.tenancy.models import Member, User

# A series of sessions and the months after its last one.
LIFE = timedelta(days=365)
_LONGEST_NAME = 120
DIGITS = 6


def new_code() -> str:
    """Six digits for a link, to be told by another way than the link itself."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


@transaction.atomic
def give(
    member: Member,
    patient: Patient,
    holder: str,
    asks_birthday: bool,
    at: datetime,
    code: str = "",
) -> tuple[PatientLink, str]:
    """A link for a patient (holder: "") or for somebody who cares for them; with its token.

    code: asked before it opens, instead of the date of birth (`new_code`). Token and code are known
    to nobody afterwards. The patient's own link before it no longer counts; a carer's counts on
    until it is taken back. Raises Refused for a name that is too long.
    """
    holder = " ".join(holder.split())
    if len(holder) > _LONGEST_NAME:
        raise Refused(_("Write a shorter name."))
    patient = hold(member.clinic_id, patient.pk)
    for link in links_of(patient, at):
        if link.holder == holder:
            _revoke(member, link, at)
    token = new_token()
    made = PatientLink(
        clinic=member.clinic,
        patient=patient,
        digest=digest_of(token),
        holder=holder,
        asks_birthday=asks_birthday and not code,
        by=member.user,
        made=at,
        expires=at + LIFE,
    )
    made.code = _mark(made, code) if code else ""
    made.save()
    asks = {"asks_birthday": made.asks_birthday, "asks_code": bool(code)}
    record(member, "give link", patient, carer=bool(holder), **asks)
    return made, token


def _mark(link: PatientLink, code: str) -> str:
    """What is stored of a code: without the key nobody can try all the million."""
    return lookup(f"code of a link:{link.pk}", code).hex()


@transaction.atomic
def take_back(member: Member, link: PatientLink, at: datetime) -> None:
    """A link opens nothing any more, also where it is open now."""
    hold(link.clinic_id, link.patient_id)
    _revoke(member, link, at)
    record(member, "take back link", link.patient, carer=bool(link.holder))


def links_of(patient: Patient, at: datetime) -> list[PatientLink]:
    """The links of a patient that count; `feeds_a_calendar`, whether a calendar follows one."""
    rows = PatientLink.objects.of(patient.clinic_id).filter(patient=patient, revoked=None)
    feeds = Feed.objects.of(patient.clinic_id).filter(link=OuterRef("pk"), ended=None)
    rows = rows.filter(expires__gt=at).annotate(feeds_a_calendar=Exists(feeds))
    return list(rows.select_related("patient").order_by("made"))


def _revoke(member: Member, link: PatientLink, at: datetime) -> None:
    """The patient is held by whoever calls."""
    PatientLink.objects.of(link.clinic_id).filter(pk=link.pk, revoked=None).update(revoked=at)
    openings = Opening.objects.of(link.clinic_id).filter(link=link)
    _end_notifications(openings, Agreement.How.DESK, at, member.user)


def _end_notifications(
    openings: QuerySet[Opening], how: Agreement.How, at: datetime, by: User | None = None
) -> None:
    """Nobody is notified in a browser in which a link is not open any more."""
    rows = openings.filter(notified__isnull=False, notified__withdrawn=None)
    contacts = {one.notified_id: one.notified for one in rows.select_related("notified")}
    for contact in contacts.values():
        settle(contact, False, how, at, by)


@transaction.atomic
def open_link(
    token: str,
    born: date | None,
    at: datetime,
    code: str = "",
    language: str = "",
    held: str = "",
) -> tuple[Opening, str] | None:
    """Open a link in a browser; with what that browser has to show from now on.

    born: the date of birth that was typed; code: the code; language: the one chosen there; held:
    what that browser had to show before. None where what the link asks for is wrong: that is
    counted. Raises Refused for a link that opens nothing.
    """
    link = _held(token, at)
    if not _is_right(link, born, code):
        PatientLink.objects.of(link.clinic_id).filter(pk=link.pk).update(tries=link.tries + 1)
        note(link, "fail to open link")
        return None
    PatientLink.objects.of(link.clinic_id).filter(pk=link.pk).update(tries=0)
    key, before = new_token(), Opening.objects.of(link.clinic_id).filter(link=link, closed=None)
    same = before.filter(digest=digest_of(held)).first()
    made = Opening.everywhere.create(
        clinic=link.clinic,
        link=link,
        digest=digest_of(key),
        at=at,
        language=language,
        notified=same.notified if same else None,
    )
    note(link, "open link")
    return made, key


def _is_right(link: PatientLink, born: date | None, code: str) -> bool:
    """Whether it is what the link asks for; how long the answer takes says nothing of a code."""
    if link.code:
        return compare_digest(link.code, _mark(link, code))
    return not link.asks_birthday or born == link.patient.birthday


def _held(token: str, at: datetime) -> PatientLink:
    """The link of a token, held until the transaction ends; raises Refused."""
    rows = PatientLink.everywhere.select_for_update(of=("self",)).select_related(
        "patient", "clinic"
    )
    return standing_link(rows.filter(digest=digest_of(token)).first(), at)


def standing_link(link: PatientLink | None, at: datetime) -> PatientLink:
    """A link that opens something at a moment; raises Refused for any other and says why."""
    if link is None:
        raise Refused(UNKNOWN)
    if not link.counts(at):
        raise Refused(_("This link has ended. Ask the clinic for a new one."))
    if link.is_shut and link.code:
        raise Refused(_("The code was wrong too often, so this link is shut. Call the clinic."))
    if link.is_shut:
        raise Refused(
            _("The date of birth was wrong too often, so this link is shut. Call the clinic.")
        )
    return link


@transaction.atomic
def close(opening: Opening, at: datetime) -> None:
    """Close a link in one browser; it can be opened there again."""
    hold(opening.clinic_id, opening.link.patient_id)
    rows = Opening.objects.of(opening.clinic_id).filter(pk=opening.pk)
    rows.update(closed=at)
    _end_notifications(rows, Agreement.How.PAGE, at)
    note(opening.link, "close link")
