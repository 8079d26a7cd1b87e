"""Adding to a chain, and finding where one was changed.

A chain shows every change of what is in it. Whoever writes to the database itself can make a chain
anew from some event on: heads that are kept elsewhere (`meantime audit head`) show that too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meantime.clinic.audit.models import NOWHERE, Event, Head
from meantime.clinic.kept import Kept
from meantime.clinic.tenancy.models import Member

_WHY = Event._meta.get_field("why").max_length
# A verb that begins so tells of a look; all else may have changed something.
_LOOKED = "read"
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
    return append(chain, actor, role, verb, _named(subject), why, detail)


def record_each(member: Member, verb: str, told: Iterable[tuple[Any, dict[str, Any]]]) -> None:
    """Note that a member did the same with many rows: an event for each, with its details."""
    rows = [(_named(subject), detail) for subject, detail in told]
    if rows:
        _add(str(member.clinic_id), str(member.user_id), member.role, verb, "", rows)


def append(
    chain: str, actor: str, role: str, verb: str, subject: str, why: str, detail: dict[str, Any]
) -> Event:
    """Add one event to the end of a chain; who adds to the same one meanwhile waits."""
    return _add(chain, actor, role, verb, why, [(subject, detail)])[0]


@transaction.atomic
def _add(
    chain: str, actor: str, role: str, verb: str, why: str, rows: list[tuple[str, dict[str, Any]]]
) -> list[Event]:
    head, at = _held(chain), timezone.now()
    same = {"chain": chain, "at": at, "actor": actor, "role": role, "verb": verb, "why": why[:_WHY]}
    events = []
    for subject, detail in rows:
        own = {"number": head.number + 1, "subject": subject, "detail": detail}
        event = Event(**same, **own, before=head.digest)
        event.digest = digest_of(event)
        head.number, head.digest = event.number, event.digest
        events.append(event)
    if rows and not verb.startswith(_LOOKED):
        head.changed = head.digest
    Event.objects.bulk_create(events)
    head.save(force_update=True)
    return events


def _named(subject: Any) -> str:
    """The kind and the id of a row."""
    return "" if subject is None else f"{subject._meta.model_name}:{subject.pk}"


def _held(chain: str) -> Head:
    """The head of a chain, held until the transaction ends; made where there is none."""
    found: Head | None = _HEAD.one(chain)
    if found is None:
        Head.objects.get_or_create(chain=chain)
        found = _HEAD.one(chain)
    assert found is not None
    return found


_HEAD = Kept(lambda chain: Head.objects.select_for_update().filter(chain=chain), str)


def state_of(chain: str) -> str:
    """A word that is another one after every change that is noted in a chain.

    Whatever changes a clinic is noted in its chain by the same transaction, so what was made of its
    rows still holds while this word stands. Asked for before they are read.
    """
    found = _CHANGED.rows(chain)
    return found[0][0] or "" if found else ""


_CHANGED = Kept(lambda chain: Head.objects.filter(chain=chain).values_list("changed"), str)


def digest_of(event: Event) -> str:
    """The SHA-256, in hex, of everything that an event says."""
    told = {name: getattr(event, name) for name in _FIELDS}
    told["at"] = _moment(told["at"])
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def heads() -> list[Head]:
    """The last event of every chain, to keep somewhere else."""
    return list(Head.objects.order_by("chain"))


def verify(using: str = "default") -> Iterator[Break]:
    """Every place at which a chain was changed, cut, put in another order or lengthened by hand."""
    chains = set(Head.objects.using(using).values_list("chain", flat=True))
    chains |= set(Event.objects.using(using).order_by().values_list("chain", flat=True).distinct())
    for chain in sorted(chains):
        yield from verify_chain(chain, using)


def verify_chain(chain: str, using: str = "default") -> list[Break]:
    """Every such place in one chain. Whoever adds to it waits for the last few events only."""
    walk = _Walk(chain, using)
    found = list(walk.on())
    with transaction.atomic(using=using):
        head = Head.objects.using(using).select_for_update().filter(chain=chain).first()
        found += walk.on()  # what was added meanwhile
    if (walk.number, walk.digest) != ((head.number, head.digest) if head else (0, "")):
        found.append(Break(chain, walk.number + 1, _("the end was cut off or added by hand")))
    return found


class _Walk:
    """A walk along a chain, event by event: how far it is, and what it finds."""

    def __init__(self, chain: str, using: str) -> None:
        self.chain, self.number, self.digest = chain, 0, ""
        self._events = Event.objects.using(using).filter(chain=chain).order_by("number", "id")
        self._begun = False

    def on(self) -> Iterator[Break]:
        """Go to the end as it is now."""
        rows = self._events.filter(number__gt=self.number) if self._begun else self._events
        self._begun = True
        for event in rows.iterator():
            yield from self._step(event)

    def _step(self, event: Event) -> Iterator[Break]:
        if event.number != self.number + 1:
            yield Break(self.chain, self.number + 1, _("an event is missing or stands twice"))
        if event.before != self.digest:
            yield Break(self.chain, event.number, _("the event before it is another one"))
        if event.digest != digest_of(event):
            yield Break(self.chain, event.number, _("its contents were changed"))
        self.number, self.digest = event.number, event.digest


def compare(kept: Iterable[Head]) -> Iterator[Break]:
    """Every chain that does not have, at its place, the event of a head that was kept elsewhere."""
    for head in kept:
        there = Event.objects.filter(chain=head.chain, number=head.number).first()
        if head.number and (there is None or there.digest != head.digest):
            yield Break(head.chain, head.number, _("it is not the event of the head that was kept"))
