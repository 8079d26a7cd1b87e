"""A series for people to read."""

from __future__ import annotations

from meantime.answers.series import Series, Slot
from meantime.answers.wording import day_words, moment_words, until_words
from meantime.cli.screens.shared import STATUS, verdict_rest, word_line
from meantime.cli.terminal import Terminal


def show_series(out: Terminal, series: Series) -> None:
    """The dates of a series, or the constraint that stands in its way."""
    timeline = series.timeline
    out.raw("")
    out.line(timeline.protocol.title, "brand", "strong")
    if series.constraint is not None:
        word_line(out, "DOES NOT FIT", "stop", f"({series.constraint.name})")
        out.line(series.constraint.text, indent=2)
        return
    word = "Planned forward" if series.direction == "forward" else "Planned back from the event"
    out.line(f"{word}, {timeline.case.zone}", "faint")
    if series.prepare_from is not None:
        out.line(f"Preparation begins {day_words(series.prepare_from)}.", "faint")
    if series.slack_days:
        out.line(f"It could begin up to {series.slack_days} days earlier.", "faint")
    out.raw("")
    for slot in series.sessions:
        _show_slot(out, series, slot)


def _show_slot(out: Terminal, series: Series, slot: Slot) -> None:
    timeline = series.timeline
    begin = series.sessions[0].day
    length = max((series.sessions[-1].day - begin).days, 1)
    at = round((slot.day - begin).days / length * 29)
    track = "".join("●" if place == at else "┄" for place in range(30))
    word, style = STATUS[slot.verdict.status]
    start = moment_words(timeline.local(slot.start))
    out.raw(f"  {out.paint(track, 'brand')}  Session {slot.number}: {out.paint(start, 'strong')}")
    out.line(f"{word.capitalize()}: {verdict_rest(slot.verdict)}.", style, indent=4)
    for finding in slot.verdict.findings:
        out.line(finding.text, indent=4)
    out.line(f"Healed by {until_words(timeline.local(slot.healed))}.", indent=4)
    if slot.clinician and not slot.verdict.findings:
        out.line("A clinician has to agree to this session.", indent=4)
    if slot.waits_for:
        questions = [timeline.protocol.features[name].question for name in slot.waits_for]
        out.line(f"Before it: {' '.join(questions)}", indent=4)
