"""From a draft to what patients follow: proved, signed, published."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import meantime as mt
from meantime.clinic.audit.chain import record
from meantime.clinic.design.as_written import as_written
from meantime.clinic.library.actions.drafting import current
from meantime.clinic.library.documents import checked
from meantime.clinic.library.models import State, Version
from meantime.clinic.library.proof import holds, proof_of, to_read
from meantime.clinic.library.reading import digest_of
from meantime.clinic.library.signing import signature
from meantime.clinic.refusing import Refused
from meantime.clinic.tenancy.models import Member
from meantime.linting import Report
from meantime.model.problem import MeantimeError

_SHORTEST, _LONGEST = 10, 300


def prove(member: Member, version: Version) -> Report:
    """Prove a draft over every timeline it can have, and keep what was found in `certificate`.

    It becomes proved only without an error. Raises Refused where it is signed or published, Stale
    where somebody changes it meanwhile. The proof takes its time, so it is made before the
    transaction: nobody else has to wait for it.
    """
    if version.state not in (State.DRAFT, State.PROVED):
        raise Refused(_("This version is proved and signed already."))
    protocol = checked(version.files, version.protocol)
    try:
        report = mt.lint(protocol)
    except MeantimeError as error:
        raise Refused(as_written(error)) from None
    _keep(member, version, report, proof_of(version.files, protocol, report, timezone.now()))
    return report


@transaction.atomic
def _keep(member: Member, version: Version, report: Report, proof: dict[str, Any]) -> None:
    found = current(member, version)
    if found.state not in (State.DRAFT, State.PROVED):
        raise Refused(_("This version is proved and signed already."))
    found.certificate = proof
    found.state = State.DRAFT if report.errors else State.PROVED
    found.save()
    record(
        member,
        "prove protocol",
        found,
        number=found.number,
        digest=found.digest,
        errors=proof["errors"],
        warnings=proof["warnings"],
        seal=report.certificate.seal if report.certificate else "",
    )
    version.certificate, version.state = found.certificate, found.state


@transaction.atomic
def sign(member: Member, version: Version, statement: str, read_all: bool = False) -> Version:
    """A clinician stands for a proved version, with a statement; both go into the record.

    read_all: whether they read the warnings and the worked cases that fail, where there are any.
    Raises Refused for anybody else, without a proof of exactly these files, and without words.
    """
    if not member.may("sign"):
        raise Refused(_("Only a clinician can sign a protocol."))
    found, words = current(member, version), " ".join(statement.split())
    if found.state != State.PROVED or not _stands(found):
        raise Refused(_("Prove this version first: there is no proof of what it says now."))
    if to_read(found.certificate) and not read_all:
        raise Refused(_("Read what the proof found, and say that you did."))
    if not _SHORTEST <= len(words) <= _LONGEST:
        raise Refused(_("Write in a sentence what you sign, in 10 to 300 letters."))
    found.state, found.statement = State.SIGNED, words
    found.signed, found.signed_by = timezone.now(), member.user
    found.save()
    told = {"number": found.number, "digest": found.digest, "signature": signature(found)}
    record(member, "sign protocol", found, **told)
    return found


@transaction.atomic
def publish(member: Member, version: Version) -> Version:
    """Let new sessions follow a signed version from now on; the one before is retired.

    Raises Refused without a signature and a proof of exactly these files.
    """
    if not member.may("publish"):
        raise Refused(_("Only an owner or a clinician can publish a protocol."))
    found, at = current(member, version), timezone.now()
    if found.state != State.SIGNED or found.signed_by is None or not _stands(found):
        raise Refused(_("A clinician has to sign this version first."))
    rows = Version.objects.of(member.clinic).select_for_update(of=("self",))
    before = rows.filter(protocol=found.protocol, state=State.PUBLISHED).first()
    if before is not None:
        before.state, before.retired = State.RETIRED, at
        before.save()
    found.state, found.published, found.published_by = State.PUBLISHED, at, member.user
    found.save()
    told = {"number": found.number, "digest": found.digest, "signature": signature(found)}
    record(member, "publish protocol", found, **told, before=before and before.number)
    return found


def _stands(version: Version) -> bool:
    """Whether the files are still those that were proved, to the letter."""
    return digest_of(version.files) == version.digest and holds(version.certificate, version.digest)
