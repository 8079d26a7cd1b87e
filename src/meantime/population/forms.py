"""The formats of a cohort and of results, by what the name of a file ends in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """How rows are written in a file."""

    PARQUET = "parquet"
    ARROW = "arrow"
    CSV = "csv"


ENDINGS = {
    ".parquet": Form.PARQUET,
    ".arrow": Form.ARROW,
    ".feather": Form.ARROW,
    ".csv": Form.CSV,
}


def form_of(path: Path) -> Form | None:
    """The format that a name ends in, None where it is none of them."""
    return ENDINGS.get(path.suffix.lower())
