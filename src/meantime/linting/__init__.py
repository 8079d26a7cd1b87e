"""Proofs over every possible timeline of a protocol, and a reading of its sentences."""

from __future__ import annotations

from typing import Any, NamedTuple

from meantime.linting import dead
from meantime.linting.barring import bars
from meantime.linting.certificate import Certificate, certify
from meantime.linting.conflicts import Conflicts
from meantime.linting.covering import covering, unsigned
from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.naming import naming, unreadable
from meantime.linting.phases import phases
from meantime.linting.sentences.drift import drift
from meantime.linting.sentences.words import words
from meantime.linting.silences import Silences, calls, owed
from meantime.linting.vagueness import vagueness
from meantime.model.protocol import Protocol
from meantime.proving.cells import MOST_FACTS, Group, groups, is_decidable, rows
from meantime.proving.replaying import Witness

__all__ = ["Certificate", "Finding", "Kind", "Report", "Severity", "Witness", "lint", "unreadable"]


class Report(NamedTuple):
    """What was found, over how many cells; a certificate only where nothing is left to mend."""

    findings: tuple[Finding, ...]
    cells: int
    certificate: Certificate | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings with which a protocol must not be published."""
        return tuple(item for item in self.findings if item.severity is Severity.ERROR)

    @property
    def is_clean(self) -> bool:
        """Whether all that is left are assumptions that wait for a signature."""
        return all(item.severity is Severity.UNSIGNED for item in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "findings": [item.to_dict() for item in self.findings],
            "cells": self.cells,
            "certificate": self.certificate and self.certificate.to_dict(),
        }


def lint(protocol: Protocol) -> Report:
    """Prove a protocol over every timeline it can have, and read its sentences.

    Raises NotReplayed, a MeantimeError, where the proof and the reference engine disagree.
    """
    conflicts, silences, mattering = (
        Conflicts(protocol),
        Silences(protocol),
        dead.Mattering(protocol),
    )
    cells, undecided = 0, []
    for group, concepts in groups(protocol).items():
        if not is_decidable(group):
            undecided.append(_undecided(protocol, group, concepts))
            continue
        for row in rows(protocol, group):
            cells += len(row.stretches)
            conflicts.look(concepts, row)
            silences.look(concepts, row)
            mattering.look(row)
    duplicates = list(dead.duplicates(protocol))
    excused = protocol.yielding.union(*(item.subjects for item in duplicates))
    findings = (
        *undecided,
        *conflicts.findings(),
        *phases(protocol),
        *silences.findings(),
        *owed(protocol),
        *calls(protocol),
        *bars(protocol),
        *vagueness(protocol),
        *mattering.findings(excused),
        *duplicates,
        *dead.conditions(protocol),
        *dead.windows(protocol),
        *dead.decisions(protocol, conflicts),
        *dead.questions(protocol),
        *covering(protocol),
        *drift(protocol),
        *words(protocol),
        *naming(protocol),
        *unsigned(protocol),
    )
    report = Report(findings, cells, None)
    return report._replace(certificate=certify(protocol, cells)) if report.is_clean else report


def _undecided(protocol: Protocol, group: Group, concepts: tuple[str, ...]) -> Finding:
    label = protocol.concepts[concepts[0]].label()
    return Finding(
        Kind.CONFLICT,
        "undecided",
        Severity.ERROR,
        f"More than {MOST_FACTS} facts decide about {label}, too many to try them all.",
        "Let fewer facts decide: split the rules, or ask one question in place of several.",
        tuple(rule.id for rule in group),
        tuple(rule.place for rule in group),
    )
