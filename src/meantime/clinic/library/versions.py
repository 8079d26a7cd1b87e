"""What the pages of the library show, read in a few queries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

import meantime as mt
from meantime.clinic.library.models import FROZEN, OPEN, State, Version
from meantime.clinic.library.reading import shipped
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Clinic, Member


class Step(NamedTuple):
    """What is to be done next with a version: on which page, in which words, and by whom.

    may: whether the member can do it; else `waits` says whom it waits for.
    """

    page: str
    label: str
    may: bool
    waits: str


class Row(NamedTuple):
    """A version in the list. running: sessions that follow it now."""

    version: Version
    running: int
    step: Step | None


class Shelf(NamedTuple):
    """A protocol of the clinic with its versions, the newest first. others: sessions that run on
    older versions than the published one.
    """

    protocol: str
    title: str
    rows: tuple[Row, ...]
    others: int

    @property
    def published(self) -> Version | None:
        """The version that new sessions follow."""
        versions = (row.version for row in self.rows)
        return next((item for item in versions if item.state == State.PUBLISHED), None)


def _light(clinic: Clinic) -> QuerySet[Version]:
    """Versions without their documents, for lists."""
    people = ("made_by", "signed_by", "published_by", "based_on")
    heavy = ("files", "certificate", "based_on__files", "based_on__certificate")
    return Version.objects.of(clinic).select_related(*people).defer(*heavy)


def shelves(member: Member, running: Mapping[UUID, int]) -> list[Shelf]:
    """The clinic's protocols with all their versions."""
    rows = _light(member.clinic).order_by("protocol", "-number")
    return [
        _shelf(protocol, list(versions), member, running)
        for protocol, versions in groupby(rows, key=lambda item: item.protocol)
    ]


def _shelf(
    protocol: str, versions: list[Version], member: Member, running: Mapping[UUID, int]
) -> Shelf:
    published = next((item for item in versions if item.state == State.PUBLISHED), None)
    rows = tuple(
        Row(
            item, running.get(item.pk, 0), next_step(member, item, _others(versions, item, running))
        )
        for item in versions
    )
    others = _others(versions, published, running) if published else 0
    return Shelf(protocol, (published or versions[0]).title, rows, others)


def _others(versions: list[Version], version: Version, running: Mapping[UUID, int]) -> int:
    return sum(running.get(item.pk, 0) for item in versions if item.pk != version.pk)


def next_step(member: Member, version: Version, others: int) -> Step | None:
    """What comes next for a version; None where nothing does. others: running on other versions."""
    match version.state:
        case State.DRAFT:
            waits = _("An owner or a clinician proves it next.")
            return Step("protocol-prove", _("Prove it"), member.may("draft"), waits)
        case State.PROVED:
            waits = _("It waits for a clinician's signature.")
            return Step("protocol-sign", _("Sign it"), member.may("sign"), waits)
        case State.SIGNED:
            waits = _("An owner or a clinician publishes it next.")
            return Step("protocol-publish", _("Publish it"), member.may("publish"), waits)
        case State.PUBLISHED if others:
            waits = _("Some sessions still follow an older version.")
            label = _("Move running sessions")
            return Step("protocol-migrate", label, member.may("publish"), waits)
    return None


def adoptable(clinic: Clinic) -> list[tuple[str, str]]:
    """The shipped protocols, by name and title, of which a draft can be made: none is open yet."""
    rows = Version.objects.of(clinic).filter(state__in=OPEN)
    taken = set(rows.values_list("protocol", flat=True))
    return [(name, _title(name)) for name in shipped() if name not in taken]


@lru_cache(maxsize=64)
def _title(name: str) -> str:
    return mt.load(name).title


def version_of(clinic: Clinic, pk: object) -> Version:
    """A version of a clinic with its documents; raises Http404 for any other."""
    found: Version = Version.objects.one(clinic, pk)
    return found


def siblings(version: Version) -> list[Version]:
    """Every version of the same protocol, without documents, the newest first."""
    rows = _light(version.clinic).filter(protocol=version.protocol)
    return list(rows.order_by("-number"))


def in_work(version: Version) -> Version | None:
    """The version of the same protocol that somebody works on."""
    rows = _light(version.clinic).filter(protocol=version.protocol, state__in=OPEN)
    return rows.first()


def compared_with(version: Version, asked: str) -> Version:
    """The version that another is compared with: the one asked for, the published, or its base.

    Raises Refused where there is none.
    """
    rows = Version.objects.of(version.clinic_id).filter(protocol=version.protocol)
    others = rows.exclude(pk=version.pk)
    if asked.isdecimal() and len(asked) < 7:
        found = others.filter(number=int(asked)).first()
    else:
        found = others.filter(state=State.PUBLISHED).first() or _before(others, version)
    if found is None:
        raise Refused(_("There is no other version to compare with yet."))
    return found


def _before(others: QuerySet[Version], version: Version) -> Any:
    if version.based_on_id:
        return others.filter(pk=version.based_on_id).first()
    earlier = others.filter(number__lt=version.number, state__in=FROZEN)
    return earlier.order_by("-number").first()
