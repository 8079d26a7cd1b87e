"""Adding to a chain, and finding where one was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from meantime.clinic.audit.models import NOWHERE, Event, Head
from meantime.clinic.tenancy.models import Member

_FIELDS = ("chain", "number", "at", "actor", "role", "verb", "subject", "why", "detail", "before")


class Break(NamedTuple):
    """A place at which a chain does not hold."""

    chain: str
    number: int
    what: str


def record(
    member: Member | None,
    verb: str,
    subject: Any = None,
    *,
    why: str = "",
    **detail: Any,
) -> Event:
    """Note what a member did (None: the program itself), in the transaction that does it.

    subject: a row, of which the kind and the id are kept. detail: plain values; nothing personal.
    """
    chain = str(member.clinic_id) if member else str(getattr(subject, "clinic_id", NOWHERE))
    actor, role = (str(member.user_id), member.role) if member else ("system", "")
    named = "" if subject is None else f"{subject._meta.model_name}:{subject.pk}"
    return append(chain, actor, role, verb, named, why, detail)


@transaction.atomic
def append(
    chain: str, actor: str, role: str, verb: str, subject: str, why: str, detail: dict[str, Any]
) -> Event:
    """Add one event to the end of a chain; who adds to the same one meanwhile waits."""
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    event = Event(
        chain=chain,
        number=head.number + 1,
        at=timezone.now(),
        actor=actor,
        role=role,
        verb=verb,
        subject=subject,
        why=why,
        detail=detail,
        before=head.digest,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save()
    return event


def digest_of(event: Event) -> str:
    """The SHA-256, in hex, of everything that an event says."""
    told = {name: getattr(event, name) for name in _FIELDS}
    told["at"] = _moment(told["at"])
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def verify() -> Iterator[Break]:
    """Every place at which a chain was changed, cut, put in another order or lengthened by hand."""
    heads = {head.chain: head for head in Head.objects.all()}
    chains = {*heads, *Event.objects.order_by().values_list("chain", flat=True).distinct()}
    for chain in sorted(chains):
        yield from _verify(chain, heads.get(chain))


def _verify(chain: str, head: Head | None) -> Iterator[Break]:
    number, digest = 0, ""
    for event in Event.objects.filter(chain=chain).order_by("number", "id").iterator():
        number += 1
        if event.number != number:
            yield Break(chain, number, "an event is missing or stands twice")
            number = event.number
        if event.before != digest:
            yield Break(chain, number, "the event before it is another one")
        if event.digest != digest_of(event):
            yield Break(chain, number, "its contents were changed")
        digest = event.digest
    if head is None or (head.number, head.digest) != (number, digest):
        yield Break(chain, number + 1, "the end was cut off or added by hand")
