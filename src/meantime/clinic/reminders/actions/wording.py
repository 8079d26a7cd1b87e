"""What messages say in words of a clinic's own, and that Meantime's stand again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meantime.clinic.audit.chain import record
from meantime.clinic.refusing import go_on_from
from meantime.clinic.reminders.models import Wording
from meantime.clinic.reminders.texts import usual_words
from meantime.clinic.reminders.wording.accepting import accepted, rules_of
from meantime.clinic.tenancy.actions.clinics import held
from meantime.clinic.tenancy.models import Member


@transaction.atomic
def word(
    member: Member, language: str, kind: str, typed: str, revision: int, at: datetime
) -> Wording:
    """Say a sentence so from now on, in every message that has not gone out.

    Raises Refused for what no message may say, and Stale where somebody else was faster.
    """
    row = _held(member, language, kind, revision)
    text = accepted(rules_of(member.clinic, at), language, kind, typed)
    return _say(member, row, "" if text == usual_words(language, kind) else text, at)


@transaction.atomic
def put_back(member: Member, language: str, kind: str, revision: int, at: datetime) -> Wording:
    """Say it in Meantime's words again. Raises Stale where somebody else was faster."""
    return _say(member, _held(member, language, kind, revision), "", at)


def _held(member: Member, language: str, kind: str, revision: int) -> Wording:
    """The row as it is now, or a new one; whoever words something in the clinic meanwhile waits."""
    same = {"clinic": held(member), "language": language, "kind": kind}
    row = Wording.objects.of(member.clinic).filter(**same).first() or Wording(**same)
    go_on_from(row, revision)
    return row


def _say(member: Member, row: Wording, text: str, at: datetime) -> Wording:
    if row.text != text:
        row.text, row.changed = text, at
        row.save()
        told = {"language": row.language, "kind": row.kind}
        record(member, "word message" if text else "put back words of message", row, **told)
    return row
