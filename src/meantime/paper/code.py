"""The address of the live page, and its QR code."""

from __future__ import annotations

import re

import segno

from meantime.model.problem import MeantimeError
from meantime.paper.languages.apart import apart
from meantime.paper.languages.words import Words
from meantime.paper.sheet import Code

# Plain signs of an address only, and no `@`, which could hide where it leads.
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9._~:/?#!$&'()*+,;=%-]*)?"
)
_MOST = 300


def code_of(words: Words, link: str) -> Code:
    """The code of an address; raises MeantimeError where it is not one of a web page."""
    if _ADDRESS.fullmatch(link) is None or len(link) > _MOST:
        raise MeantimeError(
            f"link: `{link[:_MOST]}` is not the address of a web page; "
            "write it as `https://clinic.example/plan`."
        )
    rows = segno.make(link, micro=False, error="m").matrix
    return Code(
        link,
        words.live_page.format(link=apart(words, link)),
        words.scan.format(link=apart(words, link)),
        tuple("".join(str(square) for square in row) for row in rows),
    )
