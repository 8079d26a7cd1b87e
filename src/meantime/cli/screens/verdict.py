"""Screening for people to read."""

from __future__ import annotations

from datetime import date

from meantime.answers.screening import Finding, Verdict
from meantime.answers.wording import day_words
from meantime.cli.screens.shared import STAR, STATUS, head, source, verdict_rest, word_line
from meantime.cli.terminal import Terminal
from meantime.engines.base import Timeline
from meantime.model.case import Fact


def show_verdict(out: Terminal, timeline: Timeline, verdict: Verdict) -> None:
    """Screening: the status, the date, every reason, and what is still to be asked."""
    head(out, timeline)
    word, style = STATUS[verdict.status]
    word_line(out, word, style, verdict_rest(verdict))
    for finding in verdict.findings:
        _show_finding(out, finding)
    if verdict.missing:
        out.line(f"Still to ask ({len(verdict.missing)}):", "strong")
        for name in verdict.missing:
            out.line(f"{name}: {timeline.protocol.features[name].question}", indent=2)
        out.raw("")
    if any(finding.rule.assumption for finding in verdict.findings):
        out.line(STAR, "faint")


def _show_finding(out: Terminal, finding: Finding) -> None:
    clear = f", gone from {day_words(finding.clear)}" if finding.clear else ""
    review = (
        f" (a clinician may allow it from {day_words(finding.review_from)})"
        if finding.review_from and finding.status == "deferred"
        else ""
    )
    fact = _fact_words(finding.fact)
    out.line(f"{finding.status}: {finding.feature} = {fact}{clear}{review}", "strong", indent=2)
    out.line(finding.text, indent=4)
    if finding.lifted_by:
        out.line(f"Not so if this is known otherwise: {', '.join(finding.lifted_by)}.", indent=4)
    out.line(source(finding.rule), "faint", indent=4)
    out.raw("")


def _fact_words(fact: Fact) -> str:
    if isinstance(fact, date):
        return day_words(fact)
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return fact or "unknown"
