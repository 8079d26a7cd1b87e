"""Whether a text says the amounts of time that it should, and on the right side of the session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.bounds import Bound
from meantime.linting.sentences.languages.language import Unit
from meantime.linting.sentences.quantities import Quantity, other_numbers, quantities, spoken
from meantime.linting.sentences.texts import Text
from meantime.model.protocol import SOURCE_LANGUAGE


def amounts_against(
    text: Text, own: Sequence[Bound], *, sessions: bool = False
) -> Iterator[Finding]:
    """Amounts that the text has and the rule does not, or the other way round, or turned round."""
    said = [
        quantity
        for quantity in quantities(text.words, text.language)
        if sessions or quantity.amount.unit is not Unit.SESSIONS
    ]
    for quantity in said:
        meant = {bound.side for bound in own if quantity.amount in bound.amounts}
        if not meant:
            yield _another(text, quantity, own)
        elif quantity.side is not None and meant.isdisjoint({quantity.side, None}):
            yield _turned(text, quantity)
    amounts = {quantity.amount for quantity in said}
    for bound in own:
        if bound.is_needed and amounts.isdisjoint(bound.amounts):
            yield _unsaid(text, bound)


def numbers_against(text: Text, source: str) -> Iterator[Finding]:
    """Numbers that are no time, such as an age, have to be those of the source."""
    said = other_numbers(text.words, text.language)
    meant = other_numbers(source, SOURCE_LANGUAGE)
    for number in sorted(said ^ meant):
        has, has_not = ("It", "the source") if number in said else ("The source", "it")
        yield _finding(
            text,
            "number",
            f"The sentence of `{text.subject}` and its source differ: {has} says {number}, "
            f"{has_not} does not.",
            "Let both say the same number, in digits.",
        )


def _another(text: Text, quantity: Quantity, own: Sequence[Bound]) -> Finding:
    meant = ", ".join(spoken(bound.amounts) for bound in own) or "no time at all"
    return _finding(
        text,
        "number",
        f"The sentence of `{text.subject}` says {spoken({quantity.amount})} "
        f"(\u201c{quantity.words}\u201d); it is about {meant}.",
        "Let the sentence and the rule say the same number in the same unit.",
    )


def _unsaid(text: Text, bound: Bound) -> Finding:
    return _finding(
        text,
        "number",
        f"The sentence of `{text.subject}` does not say {spoken(bound.amounts)}.",
        "Say the number and its unit in the sentence.",
    )


def _turned(text: Text, quantity: Quantity) -> Finding:
    return _finding(
        text,
        "direction",
        f"The sentence of `{text.subject}` says {spoken({quantity.amount})} {quantity.side}; "
        "the rule has them on the other side of the session.",
        "Let the sentence and the rule count in the same direction.",
    )


def _finding(text: Text, check: str, sentence: str, cure: str) -> Finding:
    return text.finding(Kind.DRIFT, check, Severity.ERROR, sentence, cure)
