"""The languages whose sentences the linter can read."""

from __future__ import annotations

from meantime.linting.languages.arabic import ARABIC
from meantime.linting.languages.english import ENGLISH
from meantime.linting.languages.language import Language
from meantime.linting.languages.spanish import SPANISH

LANGUAGES = {language.code: language for language in (ENGLISH, SPANISH, ARABIC)}

__all__ = ["LANGUAGES", "Language"]
