"""What patients agree to: a new wording each time, never a changed one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.care.models import ConsentText
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member

_LEAST, _MOST = 40, 20_000


@transaction.atomic
def new_wording(member: Member, language: str, body: str) -> ConsentText:
    """The next wording in a language. Raises Refused where it says nothing, or the same again."""
    body = body.strip()
    if language not in member.clinic.languages:
        raise Refused(_("Choose one of the clinic's languages."))
    if not _LEAST <= len(body) <= _MOST:
        raise Refused(_("Write what the patient agrees to, in some sentences."))
    Clinic.objects.select_for_update().get(pk=member.clinic_id)
    rows = ConsentText.objects.of(member.clinic).filter(language=language)
    last = rows.order_by("-number").first()
    if last is not None and last.body == body:
        raise Refused(_("That is the wording in force. Nothing has changed."))
    text = ConsentText.everywhere.create(
        clinic=member.clinic,
        language=language,
        number=1 + (last.number if last else 0),
        body=body,
        made_by=member.user,
    )
    record(member, "new consent wording", text, language=language, number=text.number)
    return text
