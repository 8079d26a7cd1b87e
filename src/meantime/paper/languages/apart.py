"""Numbers and names of another script keep their own direction inside a right-to-left sentence."""

from __future__ import annotations

from meantime.paper.languages.words import Words

# FIRST STRONG ISOLATE and LEFT-TO-RIGHT ISOLATE, each until POP DIRECTIONAL ISOLATE: UAX #9, 2.4.
_FIRST_STRONG, _LEFT_TO_RIGHT, _POP = "\u2068", "\u2066", "\u2069"


def apart(words: Words, text: str) -> str:
    """The text so that its order survives: "+1 555 0100" is never read backwards in Arabic."""
    if words.direction == "ltr" or not text:
        return text
    has_letters = any(sign.isalpha() for sign in text)
    return f"{_FIRST_STRONG if has_letters else _LEFT_TO_RIGHT}{text}{_POP}"
