"""Writes docs/pictures/clinic-*.png and the icons of the portal; the same pictures each time."""

from __future__ import annotations

from pathlib import Path

from tests.pictures.clinic import site
from tests.pictures.icons import STATIC, icons
from tests.pictures.kept import kept
from tests.pictures.takes import taken

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

with site() as found:
    for name, picture in taken(found):
        path = FOLDER / f"clinic-{name}.png"
        path.write_bytes(kept(picture))
    for name, picture in icons(found.browser):
        (STATIC / f"{name}.png").write_bytes(picture)
