"""Every sentence of the shipped protocol, made wrong in each way, has to be found to drift."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import zip_longest

import pytest

import meantime as mt
from meantime.linting.sentences.drift import drift
from meantime.model.rule import Verb
from tests.proof.mutants import Mutant, mutants, opposites

# What a changed number or unit says is always wrong. A turned direction may be right again: "ask
# before and after", or "four weeks before your last session", which waits just as long.
LEAST = {"number": 1.0, "unit": 1.0, "direction": 0.95, "opposite": 1.0}
# How often a rule's sentence in the place of another's has to be found. Arabic has no words for
# concepts in the vocabulary, so only numbers, units, directions and opposites tell them apart.
LEAST_SWAPPED = {"en": 0.97, "es": 0.97, "ar": 0.6}


def _rounds(shipped: mt.Protocol, language: str) -> list[dict[str, Mutant]]:
    """All mutants, at most one of each rule at a time, so that one reading finds many."""
    texts = shipped.translations[language].rules
    each = {name: list(mutants(text, language)) for name, text in texts.items()}
    for name, rule in shipped.rules.items():
        if rule.verb in (Verb.AVOID, Verb.MAY, Verb.DO):
            forbids = rule.verb is Verb.AVOID
            each[name] += opposites(texts[name], language, forbids=forbids)
    return [
        {name: mutant for name, mutant in zip(each, row, strict=True) if mutant}
        for row in zip_longest(*each.values())
    ]


def _drifting(shipped: mt.Protocol, language: str, texts: dict[str, str]) -> set[str]:
    spoken = shipped.translations[language]
    translations = {
        "en": shipped.translations["en"],
        language: spoken._replace(rules={**spoken.rules, **texts}),
    }
    read = drift(replace(shipped, translations=translations))
    return {item.subjects[0] for item in read if item.language == language}


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_what_is_made_wrong_is_found(language: str) -> None:
    shipped = mt.load("microneedling")
    made: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for changed in _rounds(shipped, language):
        texts = {name: mutant.text for name, mutant in changed.items()}
        drifting = _drifting(shipped, language, texts)
        made.update(mutant.change for mutant in changed.values())
        found.update(mutant.change for name, mutant in changed.items() if name in drifting)
    assert made.total() > 100
    rates = {change: found[change] / made[change] for change in made}
    assert {change: rate for change, rate in rates.items() if rate < LEAST[change]} == {}


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_sentence_of_another_rule_is_found(language: str) -> None:
    shipped = mt.load("microneedling")
    texts, names = shipped.translations[language].rules, list(shipped.rules)
    found = 0
    steps = (1, 7, 20)
    for step in steps:
        others = names[step:] + names[:step]
        swapped = {name: texts[other] for name, other in zip(names, others, strict=True)}
        found += len(_drifting(shipped, language, swapped) & set(names))
    assert found / len(steps) / len(names) >= LEAST_SWAPPED[language]


def test_as_shipped_nothing_drifts() -> None:
    assert list(drift(mt.load("microneedling"))) == []
