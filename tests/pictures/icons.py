"""The mark as a phone's home screen shows it: with its own round corners, and filling the tile."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

STATIC = Path(__file__).parents[2] / "src/meantime/clinic/design/static/meantime"
_GROUND = "#0d5c5f"
# A tile may be cut to a circle of four fifths: https://www.w3.org/TR/appmanifest/#icon-masks
_WHOLE = f"background:{_GROUND};padding:10%;box-sizing:border-box"
_COLOURS = 64


def icons(browser: Browser) -> Iterator[tuple[str, bytes]]:
    """Each icon with its name, as a PNG."""
    for name, size, style in (
        ("icon-192", 192, ""),
        ("icon-512", 512, ""),
        ("icon-whole-512", 512, _WHOLE),
    ):
        yield name, _drawn(browser, size, style)


def _drawn(browser: Browser, size: int, style: str) -> bytes:
    page = browser.new_page(viewport={"width": size, "height": size})
    mark = (STATIC / "mark.svg").read_text(encoding="utf-8")
    page.set_content(f'<body style="margin:0"><div style="height:100vh;{style}">{mark}</div>')
    picture = page.screenshot(omit_background=not style)
    page.close()
    written = BytesIO()
    with Image.open(BytesIO(picture)) as found:
        kind = "RGB" if style else "RGBA"
        few = found.convert(kind).quantize(_COLOURS, Image.Quantize.FASTOCTREE)
        few.save(written, "PNG", optimize=True)
    return written.getvalue()
