"""What a protocol says to patients, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Translation(NamedTuple):
    """Every sentence a patient reads, by the id of what says it.

    rules, limits: by rule id. questions: by feature id. phases: title and sentence by phase id.
    reviewed: who has read it and when; None while nobody who should has. The language that the
    protocol itself is written in is one of them, so that no reader of a protocol is a special case.
    """

    language: str
    reviewed: str | None
    title: str
    rules: Mapping[str, str]
    limits: Mapping[str, str]
    questions: Mapping[str, str]
    phases: Mapping[str, tuple[str, str]]
    series: str
