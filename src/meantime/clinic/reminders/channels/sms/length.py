"""How long a text is on the phone network, and how to keep it short (3GPP TS 23.038)."""

from __future__ import annotations

import unicodedata

# The alphabet of 7 bits a letter. What a text has beside it makes all of it 16 bits a letter.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")  # in two places each
# In one part, and in each of several: these are joined by what stands at their head.
_SHORT, _SHORT_JOINED, _WIDE, _WIDE_JOINED = 160, 153, 70, 67
_SPELT = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}


def segments(text: str) -> int:
    """In how many parts a text goes out. Each is paid for, and a phone may show them apart."""
    if _is_narrow(text):
        return _parts([1 + (letter in _TWICE) for letter in text], _SHORT, _SHORT_JOINED)
    wide = [len(letter.encode("utf-16-be")) // 2 for letter in text]
    return _parts(wide, _WIDE, _WIDE_JOINED)


def fitted(text: str) -> str:
    """The text without the accents that would more than halve its room, where that is all of it.

    `Está mañana` becomes `Esta mañana`; what is in another script stays as it is.
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    return plain if _is_narrow(plain) else text


def widening(text: str) -> str:
    """The letters, each once, because of which a text has less than half the room."""
    letters = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(sign for sign in letters if not _is_narrow(_plain(sign))))


def _plain(letter: str) -> str:
    if letter in _BASIC or letter in _TWICE:
        return letter
    return _SPELT.get(letter) or unicodedata.normalize("NFKD", letter)[0]


def _is_narrow(text: str) -> bool:
    return all(letter in _BASIC or letter in _TWICE for letter in text)


def _parts(sizes: list[int], alone: int, joined: int) -> int:
    """No letter lies in two parts."""
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, joined
    for size in sizes:
        if size > room:
            parts, room = parts + 1, joined
        room -= size
    return parts
