"""One person, as far as a version of a protocol asks about them."""

from __future__ import annotations

from dataclasses import replace

from meantime.model.case import Case, Fact
from meantime.model.protocol import Protocol


def fitted(protocol: Protocol, case: Case) -> Case:
    """The case without the facts and anchors that the protocol does not know, or asks otherwise."""
    known = {name: value for name, value in case.facts.items() if _asks_for(protocol, name, value)}
    anchors = {name: day for name, day in case.anchors.items() if name in protocol.anchors}
    return replace(case, facts=known, anchors=anchors)


def _asks_for(protocol: Protocol, name: str, value: Fact) -> bool:
    yes_no = protocol.is_yes_no.get(name)
    return yes_no is not None and (value is None or isinstance(value, bool) is yes_no)
