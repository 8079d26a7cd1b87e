"""The languages whose sentences the linter can read."""

from __future__ import annotations

from meantime.linting.sentences.languages.arabic import ARABIC
from meantime.linting.sentences.languages.english import ENGLISH
from meantime.linting.sentences.languages.language import Language
from meantime.linting.sentences.languages.spanish import SPANISH

LANGUAGES = {language.code: language for language in (ENGLISH, SPANISH, ARABIC)}

__all__ = ["LANGUAGES", "Language"]
