""" "May I ...?" for people to read."""

from __future__ import annotations

from datetime import datetime

from meantime.answers.asking import Answer
from meantime.answers.wording import moment_words, span_words, until_words
from meantime.cli.screens.shared import ANSWER, STAR, head, source, word_line
from meantime.cli.terminal import Terminal, line_of_time
from meantime.engines.base import Timeline
from meantime.model.ruling import AFTER_ALL, Reason


def show_answer(out: Terminal, timeline: Timeline, answer: Answer, at: datetime) -> None:
    """One word, the moment it changes, why, and which line."""
    head(out, timeline)
    out.line(f"Asked {moment_words(timeline.local(at))}{_end_note(timeline)}", "faint")
    word, style = ANSWER[answer.answer]
    word_line(out, word, style, _answer_times(timeline, answer, at))
    if answer.until is not None:
        span = answer.until - at
        holds = (max(at, answer.since or at), answer.until)
        drawn = line_of_time([holds], at - span / 8, answer.until + span / 8, at, 60)
        out.raw("  " + out.paint(drawn, style))
        out.raw("")
    _show_named(out, timeline, answer)
    for reason in answer.reasons:
        _show_reason(out, timeline, reason)
    _show_more(out, timeline, answer)
    if any(reason.rule.assumption for reason in answer.reasons):
        out.line(STAR, "faint")


def _answer_times(timeline: Timeline, answer: Answer, at: datetime) -> str:
    parts = []
    if answer.since is not None and answer.since > at:
        parts.append(f"from {moment_words(timeline.local(answer.since))}")
    if answer.until is not None:
        change = until_words(timeline.local(answer.until))
        parts.append(f"until {change} (in {span_words(answer.until - at)})")
    return " ".join(parts)


def _end_note(timeline: Timeline) -> str:
    if timeline.end_basis == "recorded":
        return ""
    if timeline.end_basis == "planned":
        return f"; planned end {timeline.local(timeline.end):%H:%M}"
    counted = moment_words(timeline.local(timeline.end))
    return f"; the end of the session is not recorded, so hours count from {counted}"


def _show_named(out: Terminal, timeline: Timeline, answer: Answer) -> None:
    concepts = timeline.protocol.concepts
    if len(answer.parts) > 1:
        for part in answer.parts:
            out.line(f"{concepts[part.concepts[0]].label()}: {ANSWER[part.answer][0]}", indent=2)
        out.raw("")
    elif answer.concepts:
        out.line(f"About: {concepts[answer.concepts[0]].label()}", indent=2)
    if answer.unknown:
        known = f" Known words like these: {', '.join(answer.nearest)}." if answer.nearest else ""
        out.line(f"Not known here: {', '.join(answer.unknown)}.{known}", indent=2)
    if answer.answer == "not-covered":
        out.line("The handout does not say. Silence is not a yes: ask the clinic.", indent=2)


def _show_reason(out: Terminal, timeline: Timeline, reason: Reason) -> None:
    out.line(reason.rule.text, indent=2)
    until = ""
    if reason.end != AFTER_ALL:
        until = f"this line: until {until_words(timeline.local(reason.end))}; "
    out.line(until + source(reason.rule), "faint", indent=4)


def _show_more(out: Terminal, timeline: Timeline, answer: Answer) -> None:
    labels = [timeline.protocol.concepts[name].label() for name in answer.alternatives]
    if labels:
        out.line(f"Allowed now: {', '.join(labels)}.", "good", indent=2)
    if answer.waits_for:
        questions = [timeline.protocol.features[name].question for name in answer.waits_for]
        out.line(f"It depends on: {' '.join(questions)}", indent=2)
    if answer.advice:
        out.line(answer.advice, indent=2)
    out.raw("")
