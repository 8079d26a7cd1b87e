"""What stays in the language of protocols, on a page that may be in another one."""

from __future__ import annotations

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from meantime.model.protocol import SOURCE_LANGUAGE


class AsWritten(str):
    """A text that stays as it was written, in whole or in part.

    A page marks what stays with its language, so that a screen reader speaks it as what it is.
    Everywhere else it is a plain text.
    """

    __slots__ = ("_marked",)
    _marked: SafeString

    def __new__(cls, text: str, marked: SafeString) -> AsWritten:
        """The text, and what a page shows of it."""
        found = super().__new__(cls, text)
        found._marked = marked
        return found

    def __html__(self) -> SafeString:
        """What a page shows; a template asks for it."""
        return self._marked


def as_written(text: object) -> AsWritten:
    """A text that stays as it is; an empty one stays empty."""
    plain = str(text)
    marked = format_html('<span lang="{}">{}</span>', SOURCE_LANGUAGE, plain)
    return AsWritten(plain, marked if plain else SafeString(""))


def filled(words: object, **written: str) -> AsWritten:
    """Words of the page whose gaps are filled with what stays as it is."""
    marked = {name: as_written(text).__html__() for name, text in written.items()}
    return AsWritten(str(words) % written, SafeString(escape(str(words)) % marked))
