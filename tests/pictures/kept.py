"""Pictures made small enough to keep."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

_COLOURS = 160


def kept(picture: bytes) -> bytes:
    """A PNG with as many colours as a page needs."""
    with Image.open(BytesIO(picture)) as found:
        few = found.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    written = BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()
