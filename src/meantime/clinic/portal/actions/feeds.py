"""A calendar that follows the plan: its address made, ended, and what is served there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

import meantime as mt
from meantime.clinic.care.actions.judging import hold
from meantime.clinic.portal.models import Feed, PatientLink
from meantime.clinic.portal.noting import note
from meantime.clinic.portal.standing import standings_of
from meantime.clinic.tenancy.actions.links import digest_of, new_token
from meantime.interop.ical import feed as ical
from meantime.interop.ical import plain
from meantime.interop.ical.revising import Revision


class Served(NamedTuple):
    """The events that are given out. shows: whether they are of a plan. changed: whether that they
    are others than before was noted.
    """

    events: list[Revision]
    shows: bool
    changed: bool


@transaction.atomic
def make(link: PatientLink, language: str, at: datetime) -> tuple[Feed, str]:
    """A feed of a link, with the token of its address, which nobody knows afterwards.

    The one before it ends.
    """
    hold(link.clinic_id, link.patient_id)
    _end(link, at)
    token = new_token()
    made: Feed = Feed.everywhere.create(
        clinic=link.clinic,
        link=link,
        digest=digest_of(token),
        language=language,
        made=at,
        served=[],
    )
    note(link, "make feed")
    return made, token


@transaction.atomic
def end(link: PatientLink, at: datetime) -> None:
    """The feed of a link shows nothing any more."""
    if _end(link, at):
        note(link, "end feed")


def _end(link: PatientLink, at: datetime) -> bool:
    rows = Feed.objects.of(link.clinic_id).select_for_update().filter(link=link, ended=None)
    for row in (found := list(rows)):
        row.ended, row.served = at, []
        row.save(update_fields=["ended", "served"])
    return bool(found)


@transaction.atomic
def serve(feed: Feed, at: datetime) -> Served:
    """The events of a feed at a moment; once it does not count any more, that it has ended.

    Only what changed since it was served last is kept, and noted.
    """
    rows = Feed.objects.of(feed.clinic_id).select_for_update(of=("self",))
    found = rows.select_related("link__patient__clinic").filter(pk=feed.pk).first()
    if found is None or not found.counts(at):
        return Served(ical.ended(at, feed.language), shows=False, changed=False)
    before = plain.read(found.served)
    events = _events(found, before, at)
    changed = events != before
    if changed:
        found.served = plain.told(events)
        found.save(update_fields=["served"])
        note(found.link, "update feed")
    return Served(events, shows=True, changed=changed)


def _events(feed: Feed, before: list[Revision], at: datetime) -> list[Revision]:
    patient = feed.link.patient
    standings = standings_of(patient)
    sessions = [
        ical.Session(mt.plan(item.protocol, item.case, at), str(item.session.pk))
        for item in (*standings.last, *standings.ahead)
    ]
    phone = patient.clinic.phone
    return ical.feed(sessions, at=at, previous=before, language=feed.language, phone=phone)
