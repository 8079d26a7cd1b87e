"""Writes docs/pictures/clinic-*.png; the same pictures each time."""

from __future__ import annotations

from pathlib import Path

from tests.pictures.clinic import site
from tests.pictures.kept import kept
from tests.pictures.takes import taken

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

with site() as found:
    for name, picture in taken(found):
        path = FOLDER / f"clinic-{name}.png"
        path.write_bytes(kept(picture))
