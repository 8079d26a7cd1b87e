"""The sentences of a clinic's messages, as its settings show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language_info

from meantime.clinic.languages import LANGUAGES
from meantime.clinic.refusing import Refused
from meantime.clinic.reminders.models import Wording
from meantime.clinic.reminders.texts import KINDS, usual_words
from meantime.clinic.reminders.wording.accepting import LONGEST, Rules, accepted, costly, rules_of
from meantime.clinic.reminders.wording.measuring import Measured, measured
from meantime.clinic.reminders.wording.occasions import OCCASIONS
from meantime.clinic.tenancy.models import Clinic

_SPOKEN = dict(LANGUAGES)


class Tried(NamedTuple):
    """What words make of a message. refused: why they may not be said; "" where they may.

    costly: which signs make the message long that could be short, or "".
    """

    whole: Measured
    refused: Any
    costly: str


class Sentence(NamedTuple):
    """What is said on an occasion. row: the clinic's words, or None where it never had any.

    tried: what it makes of a message; own words may be refused by what has come since.
    """

    language: str
    kind: str
    occasion: Promise
    row: Wording | None
    text: str
    usual: str
    tried: Tried

    @property
    def is_own(self) -> bool:
        """Whether it is in the clinic's own words."""
        return bool(self.row and self.row.text)

    @property
    def is_from_right(self) -> bool:
        """Whether it is read from the right."""
        return bool(get_language_info(self.language)["bidi"])


class Spoken(NamedTuple):
    """Every sentence in a language; name: as those who speak it call it."""

    language: str
    name: str
    sentences: list[Sentence]


def spoken_in(clinic: Clinic, at: datetime) -> list[Spoken]:
    """What a clinic's messages say, in every language that they speak."""
    rules = rules_of(clinic, at)
    rows = {(row.language, row.kind): row for row in Wording.objects.of(clinic)}
    return [
        Spoken(code, name, [_sentence(rules, code, kind, rows.get((code, kind))) for kind in KINDS])
        for code, name in LANGUAGES
    ]


def sentence_of(clinic: Clinic, language: str, kind: str, at: datetime) -> Sentence:
    """One of them; raises Http404 for what no message says."""
    if language not in _SPOKEN or kind not in KINDS:
        raise Http404
    row = Wording.objects.of(clinic).filter(language=language, kind=kind).first()
    return _sentence(rules_of(clinic, at), language, kind, row)


def _sentence(rules: Rules, language: str, kind: str, row: Wording | None) -> Sentence:
    usual = usual_words(language, kind)
    text = row.text if row and row.text else usual
    tried = tried_out(rules, language, kind, text)
    return Sentence(language, kind, OCCASIONS[kind], row, text, usual, tried)


def tried_out(rules: Rules, language: str, kind: str, typed: str) -> Tried:
    """What words would make of a message, and why they may not be said."""
    refused: Any = ""
    try:
        accepted(rules, language, kind, typed)
    except Refused as error:
        refused = error.reason
    whole = measured(rules.clinic, language, kind, typed.strip()[:LONGEST], rules.at)
    return Tried(whole, refused, costly(whole) if whole.is_dear else "")
