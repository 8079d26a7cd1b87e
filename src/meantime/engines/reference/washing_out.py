"""Dated uses held against the windows before a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from meantime.engines.base import Placed, Washout
from meantime.engines.reference.placing import Anchors
from meantime.model.case import Case
from meantime.model.protocol import Protocol


def washouts(
    protocol: Protocol, case: Case, placed: Iterable[Placed], anchors: Anchors
) -> Iterator[Washout]:
    """Every use that is dated or goes on, against every rule whose window before it touches."""
    for rule in placed:
        for feature in protocol.washed_out.get(rule.rule.id, ()):
            used = case.facts.get(feature)
            if isinstance(used, date):
                window = rule.rule.window
                required = anchors.clear(window.begin, used)
                preferred = anchors.clear(window.preferred_begin or window.begin, used)
                yield Washout(rule, feature, used, required, preferred)
            elif used == "ongoing":
                yield Washout(rule, feature, None, None, None)
