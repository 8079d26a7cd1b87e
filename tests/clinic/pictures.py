"""Pictures of the tests' own: four colours in four corners, written in every way there is."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from meantime.clinic.care.models import Appointment
from meantime.clinic.photos.models import Photo
from meantime.clinic.photos.picture import picture_of
from meantime.clinic.portal.models import PatientLink

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (220, 220, 40)
SIZE = (800, 600)


def corners(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Red, green; below them blue, yellow."""
    width, height = size
    found = Image.new("RGB", size)
    colours = {(0, 0): RED, (1, 0): GREEN, (0, 1): BLUE, (1, 1): YELLOW}
    for (column, row), colour in colours.items():
        left, top = column * width // 2, row * height // 2
        found.paste(colour, (left, top, left + width - width // 2, top + height - height // 2))
    return found.convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """As the bytes of a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(size: tuple[int, int] = SIZE) -> bytes:
    """What a phone sends."""
    return written(corners(size))


def kept(link: PatientLink, session: Appointment, at: datetime) -> Photo:
    """A photo as it is kept, of the day after a session."""
    large, small = picture_of(photo())
    found: Photo = Photo.everywhere.create(
        clinic=link.clinic,
        patient=session.patient,
        appointment=session,
        link=link,
        view="front",
        day=1,
        at=at,
        large=large,
        small=small,
    )
    return found


def opened(jpeg: bytes) -> Image.Image:
    """What is kept, decoded; raises where it is no whole JPEG."""
    found = Image.open(BytesIO(jpeg), formats=("JPEG",))
    found.load()
    return found


def seen(jpeg: bytes) -> list[tuple[int, int, int]]:
    """The colours of its corners, in the order of `corners`, each as the nearest of the four."""
    image = opened(jpeg)
    width, height = image.size
    places = [(width // 4, height // 4), (3 * width // 4, height // 4)]
    places += [(x, 3 * height // 4) for x, _y in places]
    return [_nearest(image.getpixel(place)) for place in places]


def _nearest(found: Any) -> tuple[int, int, int]:
    def apart(colour: tuple[int, int, int]) -> int:
        return sum(abs(one - other) for one, other in zip(colour, found, strict=True))

    near = min((RED, GREEN, BLUE, YELLOW), key=apart)
    assert apart(near) < 90, found
    return near
