"""Stances, ordered by how strict they are."""

from __future__ import annotations

from datetime import UTC

from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Stance


def test_silence_is_stricter_than_permission_and_prohibition_strictest() -> None:
    assert sorted(Stance) == [
        Stance.PERMITTED,
        Stance.DISCOURAGED,
        Stance.SILENT,
        Stance.ASK,
        Stance.PROHIBITED,
    ]


def test_the_ends_of_time_are_aware() -> None:
    assert BEFORE_ALL.tzinfo is AFTER_ALL.tzinfo is UTC
    assert BEFORE_ALL < AFTER_ALL
