"""Drafts: from what is shipped, from a version, from documents of one's own; changed, discarded."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _

from meantime.clinic.audit.chain import record
from meantime.clinic.library.documents import changed, checked, own, stored
from meantime.clinic.library.models import OPEN, State, Version
from meantime.clinic.library.reading import digest_of, files_of, shipped
from meantime.clinic.refusing import Refused, Stale
from meantime.clinic.tenancy.models import Clinic, Member
from meantime.literate.protocols import SHIPPED
from meantime.model.protocol import Protocol


@transaction.atomic
def adopt(member: Member, shipped_name: str) -> Version:
    """A draft from a protocol that comes with Meantime. Raises Refused where there is none such."""
    if shipped_name not in shipped():
        raise Refused(_("That protocol does not come with Meantime. Choose one of the list."))
    files = files_of(SHIPPED / shipped_name)
    version = _draft(member, checked(files), files)
    record(member, "adopt protocol", version, number=version.number, digest=version.digest)
    return version


@transaction.atomic
def bring(member: Member, files: Mapping[str, str]) -> Version:
    """A draft from documents of the clinic's own, by name: `protocol.md` and `decisions.md` at the
    least. Raises NoProtocol with every problem where they do not load; then nothing is kept.
    """
    kept = own({name: stored(text) for name, text in files.items()})
    version = _draft(member, checked(kept), kept)
    record(member, "bring protocol", version, number=version.number, digest=version.digest)
    return version


@transaction.atomic
def new_draft(member: Member, version: Version) -> Version:
    """A draft with the documents of a version. Raises Refused while there is another draft."""
    based_on = Version.objects.one(member.clinic, version.pk)
    draft = _draft(member, checked(based_on.files), based_on.files, based_on)
    record(member, "draft protocol", draft, number=draft.number, based_on=based_on.number)
    return draft


def _draft(
    member: Member,
    protocol: Protocol,
    files: Mapping[str, str],
    based_on: Version | None = None,
) -> Version:
    # Whoever drafts at the same time waits here, and then finds this draft.
    Clinic.objects.select_for_update().get(pk=member.clinic_id)
    rows = Version.objects.of(member.clinic).filter(protocol=protocol.id)
    if rows.filter(state__in=OPEN).exists():
        raise Refused(
            _("Somebody is working on a version of this protocol. Publish or discard it first.")
        )
    return Version.everywhere.create(
        clinic=member.clinic,
        protocol=protocol.id,
        title=protocol.title,
        number=1 + (rows.aggregate(most=Max("number"))["most"] or 0),
        files=dict(files),
        digest=digest_of(files),
        based_on=based_on,
        made_by=member.user,
    )


def change(member: Member, version: Version, name: str, text: str, revision: int) -> Version:
    """Put a text in the place of one document of a draft; see `change_documents`."""
    return change_documents(member, version, {name: text}, revision)


@transaction.atomic
def change_documents(
    member: Member, version: Version, texts: Mapping[str, str], revision: int
) -> Version:
    """Put texts in the place of documents of a draft, all of them or none.

    An empty text takes a translation, or the worked cases, out.
    A proof and a signature of what was there before are void. Raises NoProtocol with every problem
    where the documents do not load any more, Refused for a published version, Stale for a form
    that was filled in from an older revision.
    """
    found = current(member, version, revision)
    if found.is_frozen:
        raise Refused(_("A published version never changes. Draft a new one from it."))
    before, state = found.digest, found.state
    files = changed(found.files, texts)
    found.title = checked(files, found.protocol).title
    if files == found.files:
        return found
    found.files, found.digest = files, digest_of(files)
    found.revision += 1
    found.state, found.certificate, found.statement = State.DRAFT, {}, ""
    found.signed = found.signed_by = None
    found.save()
    told = {"number": found.number, "documents": sorted(texts), "was": state}
    record(member, "change protocol", found, **told, before=before, digest=found.digest)
    return found


@transaction.atomic
def discard(member: Member, version: Version) -> None:
    """Throw a version away that was never published. Raises Refused for any other."""
    found = current(member, version)
    if found.is_frozen:
        raise Refused(_("A published version is kept for good."))
    record(member, "discard protocol", found, number=found.number, digest=found.digest)
    found.delete()


def current(member: Member, version: Version, revision: int | None = None) -> Version:
    """The version as it is now, kept for this transaction.

    Raises Stale where somebody has changed it since `version` was read, or since that revision.
    """
    rows = Version.objects.of(member.clinic).select_for_update(of=("self",))
    found: Version | None = rows.filter(pk=version.pk).first()
    if found is None:
        raise Http404
    if found.revision != (version.revision if revision is None else revision):
        raise Stale(_("Somebody else has changed this version meanwhile. Look at it again."))
    return found
