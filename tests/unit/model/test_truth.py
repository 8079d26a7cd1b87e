"""Kleene's strong logic."""

from __future__ import annotations

import pytest

from meantime.model.truth import Truth


def test_unknown_lies_between_no_and_yes() -> None:
    assert Truth.NO < Truth.UNKNOWN < Truth.YES


@pytest.mark.parametrize(
    ("value", "opposite"),
    [(Truth.YES, Truth.NO), (Truth.NO, Truth.YES), (Truth.UNKNOWN, Truth.UNKNOWN)],
)
def test_not(value: Truth, opposite: Truth) -> None:
    assert value.negated() is opposite
