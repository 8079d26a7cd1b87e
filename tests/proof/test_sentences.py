from __future__ import annotations

from dataclasses import replace

import pytest

import meantime as mt
from meantime.linting.sentences.drift import drift
from meantime.linting.sentences.words import words
from tests.proof.sentences import BAD, GOOD, Sentence

EACH = {f"{number}-{item.rule}": item for number, item in enumerate([*BAD, *GOOD])}
CHECKS = {
    "number",
    "direction",
    "substance",
    "opposite",
    "urgency",
    "condition",
    "grade",
    "actions",
    "unexplained",
    "prescribes",
    "promise",
}


def _protocol(language: str) -> mt.Protocol:
    """The shipped protocol with a copy of a rule for each sentence of a language."""
    shipped = mt.load("microneedling")
    mine = {name: item for name, item in EACH.items() if item.language == language}
    spoken, source = shipped.translations[language], shipped.translations["en"]
    texts = {name: item.text for name, item in mine.items()}
    meant = {name: source.rules[item.rule] for name, item in mine.items()}
    limits = dict.fromkeys(mine, "")
    return replace(
        shipped,
        rules={name: replace(shipped.rules[item.rule], id=name) for name, item in mine.items()},
        translations={
            "en": source._replace(rules=meant, limits=limits),
            language: spoken._replace(rules=texts, limits=limits),
        },
    )


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    """The sentences in which something is found, each with the check that found it."""
    return {
        (item.subjects[0], item.check)
        for language in ("en", "es", "ar")
        for protocol in [_protocol(language)]
        for item in (*drift(protocol), *words(protocol))
        if item.language == language
    }


def _name(sentence: Sentence) -> str:
    return next(name for name, item in EACH.items() if item is sentence)


@pytest.mark.parametrize("sentence", BAD, ids=lambda item: f"{item.check}: {item.text}")
def test_a_bad_sentence_is_found(found: set[tuple[str, str]], sentence: Sentence) -> None:
    assert (_name(sentence), sentence.check) in found


@pytest.mark.parametrize("sentence", GOOD, ids=lambda item: f"{item.check}: {item.text}")
def test_a_good_one_that_comes_near_is_let_be(
    found: set[tuple[str, str]], sentence: Sentence
) -> None:
    assert (_name(sentence), sentence.check) not in found


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("sentences", [BAD, GOOD], ids=["bad", "good"])
def test_every_check_is_pinned_from_both_sides(sentences: list[Sentence], language: str) -> None:
    each = [item.check for item in sentences if item.language == language]
    assert {check for check in CHECKS if each.count(check) >= 3} == CHECKS
