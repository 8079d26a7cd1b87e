"""A question that the plan leaves open: sent to the clinic, answered, seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.care.models import Appointment
from meantime.clinic.portal.asked import asked_as, question_of, waiting_of
from meantime.clinic.portal.models import PatientLink, PatientQuestion
from meantime.clinic.portal.noting import note
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Member

LONGEST, LONGEST_ANSWER = 200, 1000
# So many of a patient's questions wait for an answer at once.
MOST_OPEN = 10
# The same words again so soon are a second tap, not a second question.
SAME = timedelta(hours=1)
# Signs that nobody sees but that join letters and drawings.
_JOINERS = "\u200c\u200d"


@transaction.atomic
def send(
    link: PatientLink,
    appointment: Appointment,
    text: str,
    word: str,
    concepts: Sequence[str],
    at: datetime,
) -> PatientQuestion:
    """Send what the plan leaves open to the clinic; what was sent just now is not sent twice.

    Raises Refused without words, with too many of them, and while ten wait for an answer.
    """
    patient = hold(link.clinic_id, link.patient_id)
    if patient.erased:
        raise Refused(_("This link has ended. Ask the clinic for a new one."))
    text = _line(text)
    if not text:
        raise Refused(_("Write your question first."))
    if len(text) > LONGEST:
        raise Refused(_("Write a shorter question: 200 letters at most."))
    sent = _sent_just_now(link, text, at)
    if sent is not None:
        return sent
    if waiting_of(patient).count() >= MOST_OPEN:
        phone = {"phone": link.clinic.phone}
        raise Refused(_("Ten questions wait for an answer already. Call: %(phone)s.") % phone)
    made: PatientQuestion = PatientQuestion.everywhere.create(
        clinic=link.clinic,
        link=link,
        patient=patient,
        appointment=appointment,
        text=text,
        word=word,
        concepts=list(concepts),
        at=at,
        answer="",
    )
    note(link, "send question", question=str(made.pk))
    return made


def _sent_just_now(link: PatientLink, text: str, at: datetime) -> PatientQuestion | None:
    rows = PatientQuestion.objects.of(link.clinic_id).filter(patient=link.patient_id)
    lately = rows.filter(at__gt=at - SAME).select_related("link").order_by("-at")
    same = (one for one in asked_as(link, lately) if one.text.casefold() == text.casefold())
    return next(same, None)


@transaction.atomic
def answer(member: Member, question: PatientQuestion, text: str, at: datetime) -> PatientQuestion:
    """Answer a question; whoever asked sees it on their page.

    Raises Refused without words or with too many, and Stale where it was answered meanwhile.
    """
    hold(member.clinic_id, question.patient_id)
    found = question_of(member.clinic, question.pk)
    text = "\n".join(map(_line, text.splitlines())).strip()
    if found.answered:
        if (found.by_id, found.answer) == (member.user_id, text):
            return found
        raise Stale(_("This question was answered meanwhile. Read the answer."))
    if not text:
        raise Refused(_("Write an answer first."))
    if len(text) > LONGEST_ANSWER:
        raise Refused(_("Write a shorter answer: 1000 letters at most."))
    found.answer, found.by, found.answered = text, member.user, at
    found.save(update_fields=["answer", "by", "answered"])
    record(member, "answer question", found, patient=str(found.patient_id))
    return found


@transaction.atomic
def see(link: PatientLink, questions: Iterable[PatientQuestion], at: datetime) -> None:
    """The answers among these have stood on the page of whoever asked."""
    unseen = [one.pk for one in questions if one.answered and one.seen is None]
    if not unseen:
        return
    rows = PatientQuestion.objects.of(link.clinic_id).filter(pk__in=unseen, seen=None)
    number = rows.update(seen=at)
    if number:
        note(link, "see answers", number=number)


def _line(text: str) -> str:
    """Without signs that nobody sees, and with one space between words."""
    seen = (sign for sign in " ".join(text.split()) if sign.isprintable() or sign in _JOINERS)
    return "".join(seen).strip()
