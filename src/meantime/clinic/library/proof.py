"""A proof of a version as plain values: what was found, over how much, and the certificate.

    {"digest": of the files, "at": when, "meantime": by which release, "cells": how many,
     "findings": [...], "errors": n, "warnings": n, "certificate": {...} or None,
     "cases": {"count": n, "expectations": n, "failed": [...]}}

A finding is what `meantime.linting` says of it, with an `example` in words where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import meantime as mt
from meantime.answers.checking import check
from meantime.answers.wording import moment_words
from meantime.clinic.library.reading import cases_in, digest_of
from meantime.engines.reference.calendar import Calendar
from meantime.linting import Finding, Report, Severity, Witness
from meantime.model.protocol import Protocol
from meantime.proving.pointing import facts_words

_ANSWERS = {
    "yes": "yes",
    "no": "no",
    "not-advised": "better not",
    "ask": "ask the clinic",
    "not-covered": "not covered, ask the clinic",
}
_MOST_FAILED = 200


def proof_of(
    files: Mapping[str, str], protocol: Protocol, report: Report, at: datetime
) -> dict[str, Any]:
    """What a report and the worked cases say of exactly these documents."""
    severities = [item.severity for item in report.findings]
    return {
        "digest": digest_of(files),
        "at": at.isoformat(),
        "meantime": mt.__version__,
        "cells": report.cells,
        "findings": [told(item) for item in report.findings],
        "errors": severities.count(Severity.ERROR),
        "warnings": severities.count(Severity.WARNING),
        "certificate": report.certificate and report.certificate.to_dict(),
        "cases": _cases(files, protocol),
    }


def told(finding: Finding) -> dict[str, Any]:
    """A finding as plain values, with its example in words."""
    return finding.to_dict() | {"example": finding.witness and _example(finding.witness)}


def holds(proof: Mapping[str, Any], digest: str) -> bool:
    """Whether a proof is one of these files, by this release, and found no error."""
    same = (proof.get("digest"), proof.get("meantime")) == (digest, mt.__version__)
    return same and proof.get("errors") == 0


def to_read(proof: Mapping[str, Any]) -> int:
    """How much of a proof somebody has to read before signing: warnings, cases that fail."""
    return proof.get("warnings", 0) + len(proof.get("cases", {}).get("failed", ()))


def made(proof: Mapping[str, Any]) -> datetime | None:
    """When a proof was made; None before there is one."""
    return datetime.fromisoformat(proof["at"]) if proof else None


def to_mend(proof: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The errors of a proof, then its warnings."""
    found = [item for item in proof.get("findings", ()) if item["severity"] != "unsigned"]
    return sorted(found, key=lambda item: item["severity"] != "error")


def unsigned(proof: Mapping[str, Any]) -> list[str]:
    """The decisions that wait for a clinician's name in the document."""
    found = [item for item in proof.get("findings", ()) if item["severity"] == "unsigned"]
    return [item["subjects"][0] for item in found]


def _cases(files: Mapping[str, str], protocol: Protocol) -> dict[str, Any]:
    cases = cases_in(files)
    outcomes = list(check(protocol, cases))
    failed = [item.to_dict() for item in outcomes if not item.holds]
    return {
        "count": len(cases),
        "expectations": len(outcomes),
        "failed": failed[:_MOST_FAILED],
    }


def _example(witness: Witness) -> str:
    case, local = witness.case, Calendar(witness.case.zone).local
    ends = f" to {local(case.end):%H:%M}" if case.end else ", its end not recorded"
    known = [f"{name} on {day}" for name, day in case.anchors.items()]
    known += [facts_words(case.facts)] if case.facts else []
    people = f" ({'; '.join(known)})" if known else ""
    return (
        f"For example: a session on {moment_words(local(case.start))}{ends} in {case.zone}"
        f"{people}; asked about {witness.question} on {moment_words(local(witness.at))}, the "
        f"answer is {_ANSWERS[witness.answer]}."
    )
