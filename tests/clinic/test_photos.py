"""A picture that comes from anywhere: kept upright and plain, or refused in words."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from meantime.clinic.photos.picture import EDGE, SMALL_EDGE, picture_of
from meantime.clinic.photos.scans import scans_of
from meantime.clinic.receiving import MOST_BYTES
from meantime.clinic.refusing import Refused
from tests.clinic.pictures import BLUE, GREEN, RED, YELLOW, corners, opened, photo, seen, written

UPRIGHT = [RED, GREEN, BLUE, YELLOW]
# What turns an upright picture into what a camera writes with that orientation.
WRITTEN_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
SECRET = b"Zebulon was here"


def oriented(image: Image.Image, number: int, kind: str) -> bytes:
    turn = WRITTEN_AS[number]
    exif = Image.Exif()
    exif[0x0112] = number
    return written(image.transpose(turn) if turn is not None else image, kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("number", WRITTEN_AS)
def test_however_the_camera_was_held_the_photo_is_upright(number: int, kind: str) -> None:
    found = picture_of(oriented(corners(), number, kind))
    for jpeg in found:
        assert seen(jpeg) == UPRIGHT
        width, height = opened(jpeg).size
        assert width > height


@pytest.mark.parametrize("number", [0, 9, 4711])
def test_an_orientation_that_there_is_not_turns_nothing(number: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = number
    assert seen(picture_of(written(corners(), exif=exif)).large) == UPRIGHT


def test_words_that_cannot_be_read_turn_nothing_and_refuse_nothing() -> None:
    broken = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x05\x01\x12\x00"
    assert seen(picture_of(written(corners(), exif=broken)).large) == UPRIGHT


def told_everything(kind: str) -> bytes:
    """A photo that says where it was taken, when, by whom, with what."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Maker", "Model", SECRET.decode()
    exif[0x0132] = "2026:11:30 10:00:00"
    exif.get_ifd(0x8825)[2] = (40.0, 44.0, 54.0)
    options: dict[str, Any] = {"exif": exif, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = SECRET
    return written(corners(), kind, **options)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_where_and_when_and_by_whom_it_was_taken_is_gone(kind: str) -> None:
    sent = told_everything(kind)
    assert SECRET in sent and b"Exif" in sent or b"EXIF" in sent
    for jpeg in picture_of(sent):
        kept = opened(jpeg)
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for words in (SECRET, b"Exif", b"http", b"ICC_PROFILE", b"2026", b"Maker"):
            assert words not in jpeg


def test_words_of_a_png_are_gone_and_what_stands_behind_a_picture_too() -> None:
    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("Comment", SECRET.decode(), zip=False)
    for sent in (written(corners(), "PNG", pnginfo=words), photo() + SECRET):
        assert SECRET in sent
        assert all(SECRET not in jpeg for jpeg in picture_of(sent))


@pytest.mark.parametrize(
    ("size", "kept", "small"),
    [
        ((4000, 3000), (EDGE, 1200), (SMALL_EDGE, 180)),
        ((3000, 4000), (1200, EDGE), (180, SMALL_EDGE)),
        ((800, 600), (800, 600), (240, 180)),
        ((320, 320), (320, 320), (240, 240)),
    ],
)
def test_it_is_made_small_and_never_larger(size: Any, kept: Any, small: Any) -> None:
    found = picture_of(photo(size))
    assert (opened(found.large).size, opened(found.small).size) == (kept, small)
    assert opened(found.large).mode == "RGB"
    assert len(found.small) < 20_000


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("L", kind) for kind in ("JPEG", "PNG")),
        ("CMYK", "JPEG"),
        *((mode, "PNG") for mode in ("P", "1", "RGBA", "LA", "RGB")),
        *((mode, "WEBP") for mode in ("RGB", "RGBA")),
    ],
)
def test_every_way_to_write_colours_is_read(mode: str, kind: str) -> None:
    found = opened(picture_of(written(corners(mode=mode), kind)).large)
    assert (found.mode, found.size) == ("RGB", (800, 600))
    if mode not in ("L", "LA", "1"):
        assert seen(picture_of(written(corners(mode=mode), kind)).large) == UPRIGHT


def test_a_palette_with_a_hole_in_it_is_seen_on_white() -> None:
    image = corners().quantize(8, dither=Image.Dither.NONE)
    hole = image.getpixel((10, 10))
    kept = opened(picture_of(written(image, "PNG", transparency=hole)).large)
    white, green = kept.getpixel((20, 20)), kept.getpixel((700, 20))
    assert isinstance(white, tuple) and isinstance(green, tuple)
    assert min(white) > 240
    assert green[1] > 100 > max(green[0], green[2])


def test_colours_of_another_screen_are_turned_into_those_of_every_screen() -> None:
    """A profile whose red and blue are swapped shows that it was read."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = picture_of(written(corners())).large
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert picture_of(written(corners(), icc_profile=srgb)).large != b""
    for useless in (lab, b"no profile at all", srgb[:200]):
        assert picture_of(written(corners(), icc_profile=useless)).large == plain
    wide = bytes(_swapped(srgb))
    found = opened(picture_of(written(corners(), icc_profile=wide)).large)
    red, blue = found.getpixel((100, 100)), found.getpixel((100, 500))
    assert isinstance(red, tuple) and isinstance(blue, tuple)
    assert red[2] > red[0] and blue[0] > blue[2]


def _swapped(profile: bytes) -> bytearray:
    """The same profile with the places of its red and its blue exchanged (ICC.1, tag table)."""
    made, count = bytearray(profile), struct.unpack(">I", profile[128:132])[0]
    at = {profile[132 + 12 * one : 136 + 12 * one]: 132 + 12 * one for one in range(count)}
    red, blue = at[b"rXYZ"], at[b"bXYZ"]
    made[red : red + 4], made[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return made


# What is refused


def said(sent: bytes) -> str:
    with pytest.raises(Refused) as refused:
        picture_of(sent)
    return str(refused.value)


def test_nothing_is_no_photo() -> None:
    assert said(b"") == "No photo came. Choose one first."


def test_what_is_too_large_is_not_even_opened() -> None:
    assert "too large" in said(photo() + bytes(MOST_BYTES))
    assert picture_of(photo() + bytes(MOST_BYTES - len(photo()))).large


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises a size, with little behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        told = name + data
        return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(5001, 5000), (20_000, 20_000), (65_535, 65_535), (1, 2**31 - 1)])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused_before_it_does(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "thumbnail", lambda *_: pytest.fail("it was decoded"))
    assert "too large" in said(png_of(*size))


def test_a_jpeg_that_asks_for_the_same_work_again_and_again_is_refused() -> None:
    """A scan more costs 75 bytes, and as much time as the whole picture."""
    whole = written(Image.new("L", (4000, 4000), 128), progressive=True)
    scan = whole[whole.rindex(b"\xff\xda") : -2]
    assert len(scan) < 100
    started = monotonic()
    assert "too large" in said(whole[:-2] + scan * 10_000 + whole[-2:])
    assert monotonic() - started < 2
    assert scans_of(whole) == 6
    assert picture_of(whole).large


def test_only_the_scans_of_the_picture_itself_are_counted() -> None:
    film = b"\xff\xda" * 1000  # behind a photo, as some phones put one
    assert scans_of(photo() + film) == 1
    assert seen(picture_of(photo() + film).large) == UPRIGHT
    inside = written(corners(), comment=film)
    assert scans_of(inside) == 1
    for size in range(len(inside)):
        assert scans_of(inside[:size]) <= 1


def test_a_png_whose_words_unfold_without_end_is_refused_or_read() -> None:
    words = b"zTXt"
    data = b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9)
    chunk = struct.pack(">I", len(data)) + words + data
    chunk += struct.pack(">I", zlib.crc32(words + data))
    whole = written(corners(), "PNG")
    said(whole[:33] + chunk + whole[33:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_did_not_come_whole_is_refused(kind: str) -> None:
    whole = written(corners(), kind)
    for size in (1, 10, 30, 200, len(whole) // 2, len(whole) - len(whole) // 20):
        assert said(whole[:size]).startswith(("This photo is damaged", "This is no photo"))


@pytest.mark.parametrize(
    "sent",
    [
        b"MZ\x90\x00" + bytes(500),
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='800' height='600'/>",
        b"%PDF-1.7\n1 0 obj",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 800 600\n",
        b"\xff\xd8\xff\xe0" + bytes(1000),
        b"\x00\x00\x00\x18ftypheic" + bytes(500),
        b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(50),
    ],
)
def test_what_only_calls_itself_a_photo_is_refused(sent: bytes) -> None:
    assert "no photo" in said(sent)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "TGA"])
def test_kinds_that_no_camera_sends_are_refused(kind: str) -> None:
    assert "no photo" in said(written(corners((255, 255)), kind))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused(kind: str) -> None:
    others = [corners().rotate(90), corners().rotate(180)]
    sent = written(corners(), kind, save_all=True, append_images=others)
    assert "moving picture" in said(sent)


def test_of_a_photo_with_a_second_one_behind_it_the_first_is_kept() -> None:
    sent = written(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300))])
    assert seen(picture_of(sent).large) == UPRIGHT


@pytest.mark.parametrize("size", [(319, 800), (800, 319), (1, 1), (16, 9), (320, 9000)])
def test_what_shows_nothing_is_refused(size: tuple[int, int]) -> None:
    assert "too small" in said(photo(size))


def test_numbers_that_are_no_colours_are_refused() -> None:
    assert "damaged" in said(written(Image.new("I;16", (800, 600)), "PNG"))


JPEG, PNG, WEBP = (written(corners((400, 330)), kind) for kind in ("JPEG", "PNG", "WEBP"))


def kept_or_refused(sent: bytes) -> None:
    """Anything else that is raised fails the test."""
    with suppress(Refused):
        found = picture_of(sent)
        assert max(opened(found.large).size) <= EDGE
        assert not opened(found.large).getexif()


@given(some.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_bytes_of_any_kind_are_kept_or_refused(sent: bytes) -> None:
    kept_or_refused(sent)


@given(
    some.sampled_from([JPEG, PNG, WEBP, b"\xff\xd8\xff", PNG[:33], WEBP[:16]]),
    some.lists(some.tuples(some.floats(0, 1), some.binary(min_size=1, max_size=8)), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_a_photo_with_other_bytes_in_it_is_kept_or_refused(
    whole: bytes, changes: list[tuple[float, bytes]]
) -> None:
    made = BytesIO(whole)
    for place, other in changes:
        made.seek(int(place * len(whole)))
        made.write(other)
    kept_or_refused(made.getvalue())
