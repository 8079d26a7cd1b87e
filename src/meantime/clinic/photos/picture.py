"""What a camera sent, made a picture that can be kept: upright, plain, small, with nothing hidden.

Nothing of it is trusted: not its name, not the type that the browser says, not what its own header
promises. Nothing is written to a disk.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple
from warnings import catch_warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageCms

from meantime.clinic.photos.scans import scans_of
from meantime.clinic.receiving import MOST_BYTES
from meantime.clinic.refusing import Refused

# A JPEG is decoded in part, the others whole: 25 million pixels of WebP take 440 MB.
MOST_PIXELS, MOST_PIXELS_AT_ONCE = 50_000_000, 25_000_000
MOST_SCANS = 50
# The shorter edge of what is kept, at least; below it no pore can be seen.
LEAST_EDGE = 320
EDGE, SMALL_EDGE, QUALITY = 1600, 240, 85

_FORMATS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112  # Exif 2.32, table 4
# How the first row and column lie, and what puts them upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# How numbers become colours; anything else is no photo.
_MODES = ("RGB", "L", "CMYK", "YCbCr", "RGBA", "LA", "P", "PA", "1")

# `_opened` looks at the size itself, before anything is decoded, and says it in words.
Image.MAX_IMAGE_PIXELS = None


class Picture(NamedTuple):
    """Two JPEGs in sRGB without metadata: the longest edge at most 1600 and 240 pixels."""

    large: bytes
    small: bytes


def picture_of(sent: bytes) -> Picture:
    """The picture in what was sent.

    Raises Refused, with words for whoever sent it, for what is none: empty, too large (15 MB, or
    what it would unfold to), too small to see anything, moving, cut off, or another kind of file.
    """
    if not sent:
        raise Refused(_("No photo came. Choose one first."))
    if len(sent) > MOST_BYTES:
        raise too_large()
    with catch_warnings(action="ignore"):  # what a photo says wrongly of itself
        shown = _upright(_opened(sent))
    if min(shown.size) < LEAST_EDGE:
        raise Refused(_("This photo is too small to see the skin. Take it with the camera."))
    small = shown.copy()
    small.thumbnail(_within(SMALL_EDGE, small.size))
    return Picture(_jpeg(shown), _jpeg(small))


def too_large() -> Refused:
    """What is said to a photo that is too large to be taken."""
    return Refused(_("This photo is too large. Take a new one with the camera: 15 MB at most."))


def _opened(sent: bytes) -> Image.Image:
    """The picture, not decoded yet."""
    try:
        image = Image.open(BytesIO(sent), formats=_FORMATS)
        frames = getattr(image, "n_frames", 1)
    except Exception:  # its readers raise whatever their format's code stumbles over
        raise Refused(
            _("This is no photo that can be read. Take one with the camera, or choose a JPEG.")
        ) from None
    most = MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_PIXELS_AT_ONCE
    if image.width * image.height > most or scans_of(sent) > MOST_SCANS:
        raise too_large()
    # A phone puts a second picture behind the first, such as how deep it is: that is no film.
    if frames > 1 and image.format != "MPO":
        raise Refused(_("This is a moving picture. Take a photo instead."))
    return image


def _upright(image: Image.Image) -> Image.Image:
    """A new picture with the same to be seen: decoded, small, turned, in sRGB, and nothing else."""
    try:
        if image.mode not in _MODES:
            raise ValueError(image.mode)
        turn = _TURNS.get(_orientation(image))
        if image.mode in ("P", "PA", "LA", "1"):
            image = image.convert("RGBA")
        image.thumbnail(_within(EDGE, image.size))
        seen = _in_srgb(image)
        seen = seen.transpose(turn) if turn is not None else seen
        plain = Image.new("RGB", seen.size)
        plain.paste(seen)
    except Exception:  # as above
        raise Refused(_("This photo is damaged, or did not come whole. Send it again.")) from None
    return plain


def _within(edge: int, size: tuple[int, int]) -> tuple[int, int]:
    """The size with that longest edge. Of a JPEG no more is decoded than this asks for."""
    width, height = size
    longest = max(size)
    return max(1, round(width * edge / longest)), max(1, round(height * edge / longest))


def _orientation(image: Image.Image) -> int:
    """How it lies; upright where what it says of itself cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # as above
        return 1


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as every screen shows them: a phone writes them for its own."""
    profile = image.info.get("icc_profile")
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    if profile:
        try:
            told = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, told, screen, outputMode="RGB")
            assert turned is not None
            return turned
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that is none, or of other colours: the numbers are taken as they are
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
