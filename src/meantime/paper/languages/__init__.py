"""The languages that a handout can be printed in."""

from __future__ import annotations

from collections.abc import Mapping

from meantime.model.problem import MeantimeError, did_you_mean
from meantime.model.protocol import Protocol
from meantime.model.translation import Translation
from meantime.paper.languages.ar import ARABIC
from meantime.paper.languages.en import ENGLISH
from meantime.paper.languages.es import SPANISH
from meantime.paper.languages.words import Words

LANGUAGES: Mapping[str, Words] = {words.language: words for words in (ENGLISH, SPANISH, ARABIC)}


def spoken(protocol: Protocol, language: str) -> tuple[Words, Translation]:
    """The handout's words and the protocol's sentences in a language.

    Raises MeantimeError where either of the two does not have it.
    """
    known = [name for name in LANGUAGES if name in protocol.translations]
    if language not in known:
        raise MeantimeError(
            f"`{protocol.id}` cannot be printed in `{language}`. {did_you_mean(language, known)}"
        )
    return LANGUAGES[language], protocol.translations[language]
