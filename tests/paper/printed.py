"""A PDF as a reader takes text from it, and how that is compared with what the sheet says.

Compared are words in their order. Before, both texts lose what is no letter or digit, and letters
become their plain forms (NFKC), as a font may draw "fi" as one sign. A hyphen inside a word is
left out, as `pdftotext` takes one at the end of a line for a broken word.

Arabic is compared a little more loosely, because of how `pdftotext` reads it back: where a font
draws two letters as one sign (lam and alef) it gives the two in the order of the picture, so the
letters of each Arabic word are compared sorted; and where a vowel sign stands on a letter it gives
that letter twice. A letter or word that is missing, added or another one is still found.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata

import pytest

from meantime.paper import Sheet

_VOWEL_SIGN = re.compile(r"\s*(.)?([\u064b-\u0652])\1?")
_HYPHEN = re.compile(r"(?<=\w)-\s*(?=\w)")
_WORD = re.compile(r"[^\W\d_\u0621-\u064a]+|[\u0621-\u064a]+|\d+")
_PAGE_NUMBER = re.compile(r"^\W*\d+\s*/\s*\d+\W*$", re.MULTILINE)


def run(tool: str, *arguments: str, given: bytes) -> str:
    """What a tool of poppler says of a PDF."""
    if shutil.which(tool) is None:
        pytest.fail(f"{tool} is missing: install poppler-utils.")
    return subprocess.run(
        [tool, *arguments], input=given, capture_output=True, check=True, timeout=60
    ).stdout.decode()


def extracted(made: bytes) -> str:
    """The text of a PDF."""
    return run("pdftotext", "-", "-", given=made)


def words(text: str) -> list[str]:
    """The words of a text as they are compared."""
    plain = _HYPHEN.sub("", unicodedata.normalize("NFKC", text))
    plain = _VOWEL_SIGN.sub(lambda match: match[1] or "", plain)
    shown = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return [_as_compared(word) for word in _WORD.findall(shown.casefold())]


def _as_compared(word: str) -> str:
    return "".join(sorted(word)) if "\u0621" <= word[0] <= "\u064a" else word


def missing(sheet: Sheet, text: str) -> list[str]:
    """The sentences of a sheet that the text does not hold, word for word.

    A page break may fall inside a paragraph, so the numbers of pages are left out. A right-to-left
    line with a name and a number of another script has no one order on paper: the words of the
    phone's line only have to be there.
    """
    found = words(_PAGE_NUMBER.sub("", text))
    joined = f" {' '.join(found)} "
    return [
        sentence
        for sentence in sheet.sentences()
        if f" {' '.join(words(sentence))} " not in joined
        and not (
            sheet.direction == "rtl"
            and sentence == sheet.phone
            and set(words(sentence)) <= set(found)
        )
    ]
