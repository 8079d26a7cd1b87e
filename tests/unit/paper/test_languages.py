"""No language lacks a string, a place to fill in, or a plural it needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from string import Formatter

import pytest
from babel import Locale

import meantime as mt
from meantime.model.timing import Midnight
from meantime.paper.languages import LANGUAGES
from meantime.paper.languages.words import Words
from meantime.paper.undated import point_words
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import FEVER, RULES, general, personal

ENGLISH = LANGUAGES["en"]
# A dual says two without a digit, and the end of a day in Arabic needs no clock.
_FORMS = ("minutes", "hours", "days", "weeks", "months")
MINIMAL = """language: es
reviewed: {reviewed}
title: Un protocolo mínimo
rules: {{fever: Llame ahora a la clínica si tiene fiebre.}}
questions:
{questions}
"""


def strings(words: Words) -> Iterator[tuple[str, str]]:
    for name, value in words._asdict().items():
        if isinstance(value, str):
            yield name, value


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing(language: str) -> None:
    assert all(value.strip() for _, value in strings(LANGUAGES[language]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_takes_what_the_english_one_takes(language: str) -> None:
    dates = {"long_date", "short_date", "short_date_with_year"}
    for name, value in strings(LANGUAGES[language]):
        if name not in dates:
            assert fields(value) == fields(getattr(ENGLISH, name)), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", _FORMS)
def test_every_unit_has_a_form_for_every_count(language: str, unit: str) -> None:
    forms = getattr(LANGUAGES[language], unit)
    plural = Locale(language).plural_form
    for count in range(1, 200):
        form = forms.get(plural(count), forms["other"])
        assert count < 3 or "{n}" in form


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_anchors_of_the_shipped_protocol_have_words(language: str) -> None:
    needed = {"start", "end", *mt.load("microneedling").anchors}
    assert needed <= LANGUAGES[language].anchors.keys()


def test_arabic_has_no_vowel_signs_which_text_taken_from_a_pdf_doubles() -> None:
    said = "".join(value for _, value in strings(LANGUAGES["ar"]))
    assert not [sign for sign in said if unicodedata.category(sign) == "Mn"]


def test_an_anchor_without_words_is_called_by_its_name(load: Load) -> None:
    said = point_words(ENGLISH, Midnight("last-dose", -3), None)
    assert said == ("from 3 days before last dose", "")


@pytest.mark.parametrize("language", ["fr", "", "EN", "es"])
def test_a_language_that_is_not_there_is_one_message(load: Load, language: str) -> None:
    with pytest.raises(mt.MeantimeError, match=f"`tiny` cannot be printed in `{language}`. Known"):
        general(load(RULES), language=language)


def translated(load: Load, reviewed: str) -> mt.Protocol:
    questions = "\n".join(f"  {name}: ¿Es así?" for name in load(FEVER).features)
    return load(FEVER, es=MINIMAL.format(reviewed=reviewed, questions=questions))


def test_a_translation_that_nobody_reviewed_says_so_in_both_languages(load: Load) -> None:
    notices = general(translated(load, "nobody"), language="es").notices
    assert [notice.language for notice in notices] == ["es", "en"]
    assert notices[0].text.startswith("Nadie ha revisado")
    assert notices[1].text.startswith("Nobody has reviewed")


def test_a_reviewed_translation_needs_no_such_notice(load: Load) -> None:
    sheet = general(translated(load, "J. Doe, 1 June 2026"), language="es")
    assert (sheet.notices, sheet.title) == ((), "Un protocolo mínimo")


def test_numbers_and_names_keep_their_direction_in_arabic() -> None:
    protocol = mt.load("microneedling")
    sheet = personal(protocol, language="ar", clinic="Harbour Skin")
    assert "\u2066555\u00a00100\u2069" in sheet.phone
    assert "\u2068Harbour Skin\u2069" in sheet.phone
    assert "\u2068America/New_York\u2069" in sheet.head[-1]
    assert sheet.direction == "rtl"
    assert "\u2066" not in "".join(personal(protocol, language="es").sentences())


def test_what_has_no_word_in_the_language_is_not_explained_in_it() -> None:
    protocol = mt.load("microneedling")
    explained = [item for item in protocol.concepts.values() if "ar" in item.means]
    assert explained and not any("ar" in item.words for item in explained)
    sheet = general(protocol, language="ar")
    assert sheet.glossary.entries == ()
    assert sheet.glossary.title not in sheet.sentences()
    assert general(protocol, language="es").glossary.entries


def test_an_accent_does_not_move_a_word_to_the_end() -> None:
    labels = [
        entry.label for entry in general(mt.load("microneedling"), language="es").glossary.entries
    ]
    plain = [
        "".join(s for s in unicodedata.normalize("NFKD", label.casefold()) if s.isascii())
        for label in labels
    ]
    assert plain == sorted(plain)
    assert [label.casefold() for label in labels] != sorted(map(str.casefold, labels))
