"""A claim is told only if the engine shows it."""

from __future__ import annotations

import pytest

from meantime.literate.protocols import load
from meantime.model.protocol import Protocol
from meantime.model.ruling import Reason, Stance
from meantime.proving.cells import Row, Stretch, rows
from meantime.proving.replaying import NotReplayed, moment_in, replay


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load("microneedling")


def after_the_end(protocol: Protocol) -> tuple[Row, Stretch, Reason]:
    row = next(iter(rows(protocol, protocol.bound["strenuous-exercise"])))
    stretch = next(it for it in row.stretches if it.begin == row.shape.over)
    return row, stretch, stretch.reasons[0]


def test_what_the_engine_shows_becomes_a_witness(protocol: Protocol) -> None:
    row, stretch, reason = after_the_end(protocol)
    witness = replay(protocol, row, stretch, "strenuous-exercise", reason)
    assert witness.answer == "no"
    assert stretch.begin <= witness.at < stretch.end


def test_what_the_engine_does_not_show_is_refused(protocol: Protocol) -> None:
    row, stretch, reason = after_the_end(protocol)
    false = reason._replace(stance=Stance.PERMITTED)
    with pytest.raises(NotReplayed, match="no-exercise-24-hours"):
        replay(protocol, row, stretch, "strenuous-exercise", false)


def test_a_moment_lies_in_every_stretch_of_every_row(protocol: Protocol) -> None:
    for row in rows(protocol, protocol.bound["retinoid"]):
        for stretch in row.stretches:
            assert stretch.begin <= moment_in(row, stretch) < stretch.end
