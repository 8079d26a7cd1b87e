"""That every place of the handout is said, and every rule rests on one."""

from __future__ import annotations

from collections.abc import Iterator

from meantime.answers.coverage import coverage
from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol


def covering(protocol: Protocol) -> Iterator[Finding]:
    """Places without a rule that are not asides, and rules without a place."""
    for row in coverage(protocol):
        if not row.said:
            yield Finding(
                Kind.COVERAGE,
                "unsaid",
                Severity.ERROR,
                f"No rule says what the handout says in {row.place}.",
                "Add a rule that cites it, or an `aside` with the reason why it is none.",
                cites=(row.place,),
            )
    for rule in protocol.rules.values():
        if not rule.cites and not rule.assumption and not rule.decisions:
            yield Finding(
                Kind.COVERAGE,
                "uncited",
                Severity.ERROR,
                f"`{rule.id}` names no place of the handout.",
                "Write `cites:`, or `assumption: yes` where the handout does not say it.",
                (rule.id,),
                (rule.place,),
            )


def unsigned(protocol: Protocol) -> Iterator[Finding]:
    """Readings and rules that no clinician has signed."""
    for decision in protocol.decisions.values():
        if decision.signed is None:
            yield Finding(
                Kind.ASSUMPTION,
                "unsigned",
                Severity.UNSIGNED,
                f"Decision {decision.id} waits for a clinician: {decision.title}",
                "Read it; if you agree, write your name and the date in `signed:`.",
                (decision.id,),
                (decision.place,),
                decision.places,
            )
    for rule in protocol.rules.values():
        if rule.assumption and not rule.decisions:
            yield Finding(
                Kind.ASSUMPTION,
                "unsigned",
                Severity.UNSIGNED,
                f"`{rule.id}` is not in the handout, and no decision carries it.",
                "Let it rest on a decision that a clinician signs.",
                (rule.id,),
                (rule.place,),
            )
