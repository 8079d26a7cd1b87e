"""One person, as far as a version of a protocol asks about them."""

from __future__ import annotations

from dataclasses import replace

from meantime.model.case import Case
from meantime.model.protocol import Protocol


def fitted(protocol: Protocol, case: Case) -> Case:
    """The case without the facts and anchors that the protocol does not know."""
    known = {name: value for name, value in case.facts.items() if name in protocol.features}
    anchors = {name: day for name, day in case.anchors.items() if name in protocol.anchors}
    return replace(case, facts=known, anchors=anchors)
