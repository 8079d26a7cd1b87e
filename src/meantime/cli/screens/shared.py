"""What several screens have in common: the head, the verdict in words, where a line stands."""

from __future__ import annotations

from meantime.answers.screening import Verdict
from meantime.answers.wording import day_words, moment_words
from meantime.cli.terminal import Terminal
from meantime.engines.base import Timeline
from meantime.model.rule import Rule

STATUS = {
    "eligible": ("CAN BE TREATED", "good"),
    "review": ("A CLINICIAN DECIDES FIRST", "care"),
    "deferred": ("NOT YET", "stop"),
    "contraindicated": ("CANNOT BE TREATED", "stop"),
    "incomplete": ("NOT KNOWN YET", "care"),
}
ANSWER = {
    "yes": ("YES", "good"),
    "no": ("NO", "stop"),
    "not-advised": ("BETTER NOT", "care"),
    "ask": ("ASK THE CLINIC", "care"),
    "not-covered": ("NOT COVERED - ASK THE CLINIC", "care"),
}
STAR = (
    "* Not said, or not clear, in the clinic's handout: an assumption until a clinician signs it."
)


def head(out: Terminal, timeline: Timeline) -> None:
    """What the screen is about: the protocol and the session."""
    case = timeline.case
    out.raw("")
    out.line(timeline.protocol.title, "brand", "strong")
    session = f"Session {case.session}: {moment_words(timeline.local(case.start))} ({case.zone})"
    out.line(session, "faint")


def word_line(out: Terminal, word: str, style: str, rest: str) -> None:
    """The one word of an answer, and what goes with it."""
    out.raw("")
    out.raw("  " + out.paint(f" {word} ", style, "strong") + (f" {rest}" if rest else ""))
    out.raw("")


def source(rule: Rule) -> str:
    """Where in the handout and the decisions a rule stands, starred where it is an assumption."""
    parts = [f"handout: {', '.join(map(str, rule.cites))}"] if rule.cites else []
    parts += [f"decision {', '.join(rule.decisions)}"] if rule.decisions else []
    return "; ".join(parts) + ("\u00a0*" if rule.assumption else "")


def verdict_rest(verdict: Verdict) -> str:
    """The date of a verdict, or what is missing."""
    if verdict.status == "eligible":
        return f"on {day_words(verdict.day)}"
    if verdict.status == "incomplete":
        return _open_questions(verdict)
    if verdict.earliest is not None:
        return _date_words(verdict, day_words(verdict.earliest))
    return "no date clears this by itself; the clinic decides"


def _date_words(verdict: Verdict, day: str) -> str:
    """A first good date, or only a bound where questions are open or a plan has to be made."""
    if any(finding.rule.lead_days for finding in verdict.findings):
        return f"not before {day}, once the clinic has recorded the plan"
    if verdict.missing:
        return f"not before {day}; {_open_questions(verdict)}"
    return f"the first good date is {day}"


def _open_questions(verdict: Verdict) -> str:
    count = len(verdict.missing)
    return f"{count} question{'s' if count != 1 else ''} still open"
