"""The languages in which patients are spoken to, in their own names."""

from __future__ import annotations

LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
