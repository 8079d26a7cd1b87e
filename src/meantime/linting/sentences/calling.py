"""Whether a warning sign's sentence says how soon to call, and only that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import plain
from meantime.linting.sentences.texts import Text
from meantime.model.rule import Rule, Urgency, Verb


def urgency_against(text: Text, rule: Rule) -> Iterator[Finding]:
    """A call without an `act`, a sentence that does not say it, or one that says another."""
    if rule.verb is not Verb.CALL:
        return
    said = _said(text)
    if rule.urgency is None:
        yield _finding(text, "may say how soon to call; its rule has no `act`.", "Add an `act`.")
    elif rule.urgency not in said:
        yield _finding(
            text,
            f"does not say how soon; its rule says `{rule.urgency}`.",
            "Say it in words that mean this and nothing else.",
        )
    for other in sorted(said - {rule.urgency} if rule.urgency else ()):
        yield _finding(
            text,
            f"says `{other}`; its rule says `{rule.urgency}`.",
            "Let the sentence and the rule say how soon in the same words.",
        )


def puts_off(words: str, language: str) -> bool:
    """Whether a text forbids calling, calls what it names normal, or says to wait."""
    return re.search(LANGUAGES[language].calls.putting_off, plain(words)) is not None


def _said(text: Text) -> set[Urgency]:
    read, calls = plain(text.words), LANGUAGES[text.language].calls
    return {urgency for urgency, words in calls.urgencies.items() if re.search(words, read)}


def _finding(text: Text, what: str, cure: str) -> Finding:
    sentence = f"The sentence of `{text.subject}` {what}"
    return text.finding(Kind.DRIFT, "urgency", Severity.ERROR, sentence, cure)
