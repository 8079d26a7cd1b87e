"""Whether what is said of an amount fits its edge: that a rule begins or ends there, how firmly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from meantime.linting.finding import Finding, Kind, Severity
from meantime.linting.sentences.bounds import Bound, Edge
from meantime.linting.sentences.quantities import Cue, Quantity, quantities
from meantime.linting.sentences.texts import Text
from meantime.model.rule import Rule, Verb

# "Do not exercise for 24 hours" and "Wait four weeks" ask for no less.
_FORBIDDING = (Verb.AVOID, Verb.BAR)


def edges_against(text: Text, rule: Rule, own: Sequence[Bound]) -> Iterator[Finding]:
    """Amounts of the rule of which the text says what the rule does not."""
    for quantity in quantities(text.words, text.language):
        bounds = [bound for bound in own if quantity.amount in bound.amounts]
        for cue in sorted(quantity.cues):
            if bounds and all(_is_against(cue, quantity, rule, bound) for bound in bounds):
                yield _finding(text, f"\u201c{quantity.words}\u201d as {cue}")
        is_better = bounds and all(bound.is_better for bound in bounds)
        if is_better and quantity.is_single and Cue.BETTER not in quantity.cues:
            yield _finding(text, f"\u201c{quantity.words}\u201d as a must")


def _is_against(cue: Cue, quantity: Quantity, rule: Rule, bound: Bound) -> bool:
    match cue:
        case Cue.OPENING:
            return bound.edge is Edge.END
        case Cue.CLOSING:
            is_not_until = quantity.is_denied and rule.verb is not Verb.AVOID
            return bound.edge is Edge.BEGIN and not is_not_until
        case Cue.MOST:
            return bound.edge is Edge.BEGIN or rule.verb in _FORBIDDING
        case Cue.LEAST:
            return bound.edge is Edge.END and rule.verb is Verb.EXPECT
        case Cue.BETTER:
            return bound.edge is not None and not bound.is_better
        case never:
            assert_never(never)


def _finding(text: Text, what: str) -> Finding:
    return text.finding(
        Kind.DRIFT,
        "direction",
        Severity.ERROR,
        f"The sentence of `{text.subject}` says {what}; its rule does not.",
        "Let the sentence and the rule begin, end and prefer the same.",
    )
