"""A face as a drawing, for the demo: nobody's photo, and seen at once to be none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

from meantime.clinic.photos.models import View

_SIZE = (600, 800)
_WALL, _SKIN, _RED, _INK = (214, 222, 224), (231, 190, 163), (214, 92, 84), (74, 58, 52)
# How far what is in the middle of a face moves when it turns, in pixels.
_TURN = {View.FRONT: 0, View.LEFT: -70, View.RIGHT: 70}


def face(view: View, redness: float) -> bytes:
    """A JPEG. redness: of the cheeks and the forehead, from 0 to 1."""
    image = Image.new("RGB", _SIZE, _WALL)
    draw, turn = ImageDraw.Draw(image), _TURN[view]
    red = tuple(
        round(skin + (warm - skin) * redness) for skin, warm in zip(_SKIN, _RED, strict=True)
    )
    draw.rounded_rectangle((240, 560, 360, 800), 40, fill=_SKIN)
    draw.ellipse((120, 90, 480, 660), fill=_SKIN, outline=_INK, width=6)
    for left in (150 + turn // 2, 350 + turn // 2):
        draw.ellipse((left, 390, left + 100, 490), fill=red)
    draw.rounded_rectangle((210 + turn // 2, 170, 390 + turn // 2, 240), 35, fill=red)
    for left in (210 + turn, 350 + turn):
        draw.ellipse((left, 320, left + 40, 345), fill=_INK)
    draw.line([(300 + turn, 350), (285 + turn * 1.3, 440), (310 + turn, 445)], fill=_INK, width=6)
    draw.arc((240 + turn, 480, 360 + turn, 560), 20, 160, fill=_INK, width=8)
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()
