"""Whether a patient can read every sentence, and whether none says what must not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.actions import actions
from meantime.linting.sentences.explaining import unexplained
from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import plain
from meantime.linting.sentences.mentions import names
from meantime.linting.sentences.prescribing import prescribes, sends_nobody
from meantime.linting.sentences.reading_level import HIGHEST_GRADE, grade, sentences
from meantime.linting.sentences.texts import Text, texts
from meantime.model.protocol import Protocol

# Two grades over the limit is no slip of one long word; such a sentence has to be written anew.
FAR_TOO_HARD = 8.0


def words(protocol: Protocol) -> Iterator[Finding]:
    """What is wrong with the words of each text, in every language that can be read.

    Staff read their own rules, so those are held only against promises and prescribing.
    """
    for language, translation in protocol.translations.items():
        if language in LANGUAGES:
            for text in texts(protocol, translation):
                yield from _prescribing(protocol, text)
                yield from _promising(text)
                if not text.is_staff:
                    yield from _unclear(protocol, text)


def _prescribing(protocol: Protocol, text: Text) -> Iterator[Finding]:
    cure = "Send them to the person who prescribed it, in the same text; name no dose."
    told = list(prescribes(protocol, text))
    for said in told:
        what = f"\u201c{said}\u201d tells somebody how to take what may have been prescribed."
        yield _finding(text, "prescribes", Severity.ERROR, what, cure)
    if not told and text.rule and sends_nobody(protocol, text.rule, text.words, text.language):
        what = "It is about what may have been prescribed and sends to nobody who prescribed it."
        yield _finding(text, "prescribes", Severity.ERROR, what, cure)


def _promising(text: Text) -> Iterator[Finding]:
    medicine = LANGUAGES[text.language].medicine
    for sentence in sentences(text.words):
        read = plain(sentence)
        promise = re.search(medicine.promises, read)
        if promise and not re.search(medicine.denying, read[: promise.start()]):
            yield _finding(
                text,
                "promise",
                Severity.ERROR,
                f"\u201c{sentence}\u201d promises a result.",
                "Say what people may see, and that it differs from person to person.",
            )


def _unclear(protocol: Protocol, text: Text) -> Iterator[Finding]:
    for sentence in sentences(text.words):
        yield from _too_hard(protocol, text, sentence)
        count = actions(sentence, text.language)
        if count > 1:
            yield _finding(
                text,
                "actions",
                Severity.WARNING,
                f"\u201c{sentence}\u201d asks for {count} things.",
                "Write a sentence for each.",
            )
    for term in dict.fromkeys(unexplained(protocol, text.words, text.language)):
        yield _finding(
            text,
            "unexplained",
            Severity.WARNING,
            f"\u201c{term}\u201d is a word of medicine that nothing explains.",
            f"Explain it in the sentence, or give its concept a `means` in `{text.language}`.",
        )


def _too_hard(protocol: Protocol, text: Text, sentence: str) -> Iterator[Finding]:
    found = grade(sentence, text.language, names(protocol, text.language))
    if found is not None and found > HIGHEST_GRADE:
        yield _finding(
            text,
            "grade",
            Severity.ERROR if found > FAR_TOO_HARD else Severity.WARNING,
            f"\u201c{sentence}\u201d asks for {found:.1f} years of school.",
            f"Write shorter sentences and shorter words, up to grade {HIGHEST_GRADE:.0f}.",
        )


def _finding(text: Text, check: str, severity: Severity, sentence: str, cure: str) -> Finding:
    return text.finding(Kind.WORDS, check, severity, f"`{text.subject}`: {sentence}", cure)
