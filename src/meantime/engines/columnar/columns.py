"""Which columns of a cohort a protocol reads, by number."""

from __future__ import annotations

from typing import NamedTuple

from meantime.model.protocol import Protocol


class Columns(NamedTuple):
    """The number of every column that screening reads.

    answers: yes-no questions. dates: dated ones as they were answered, then, with `last:` before
    their names, those that earlier sessions answer instead, then the anchors with `anchor.`.
    """

    answers: dict[str, int]
    dates: dict[str, int]


def columns_of(protocol: Protocol) -> Columns:
    """The columns of a protocol."""
    answers = [name for name, plain in protocol.is_yes_no.items() if plain]
    dates = [name for name, plain in protocol.is_yes_no.items() if not plain]
    dates += [f"last:{name}" for name in protocol.previous_session]
    dates += [f"anchor.{name}" for name in protocol.anchors]
    return Columns(
        {name: number for number, name in enumerate(answers)},
        {name: number for number, name in enumerate(dates)},
    )
