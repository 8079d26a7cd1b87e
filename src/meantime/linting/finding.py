"""What the linter finds: what is wrong, where, for whom and when, and how to mend it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from meantime.model.citation import Citation
from meantime.model.problem import Place
from meantime.proving.replaying import Witness


class Kind(StrEnum):
    """The families of findings."""

    CONFLICT = "conflict"
    SILENCE = "silence"
    VAGUENESS = "vagueness"
    DEAD = "dead"
    COVERAGE = "coverage"
    DRIFT = "drift"
    WORDS = "words"
    CONCEPTS = "concepts"
    ASSUMPTION = "assumption"
    DOCUMENT = "document"


class Severity(StrEnum):
    """Whether a protocol can be signed: not with an error, and not with a warning nobody read.

    `unsigned` is what only a clinician can mend: a reading that waits for a name and a date.
    """

    ERROR = "error"
    WARNING = "warning"
    UNSIGNED = "unsigned"


class Finding(NamedTuple):
    """One thing the linter found.

    check: the stable name of the check within its kind, such as `opposed`. sentence: what is wrong,
    in plain words. places: where in the protocol's files; cites: where in the handout. cure: how to
    mend it. subjects: the ids of rules, decisions, concepts or questions it is about.
    """

    kind: Kind
    check: str
    severity: Severity
    sentence: str
    cure: str
    subjects: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    cites: tuple[Citation, ...] = ()
    language: str = "en"
    witness: Witness | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "kind": self.kind.value,
            "check": self.check,
            "severity": self.severity.value,
            "sentence": self.sentence,
            "cure": self.cure,
            "subjects": list(self.subjects),
            "places": [{"file": place.file, "line": place.line} for place in self.places],
            "cites": [str(place) for place in self.cites],
            "language": self.language,
            "witness": self.witness and self.witness.to_dict(),
        }
