"""A plan that a nurse can hand over."""

from __future__ import annotations

from datetime import timedelta

from meantime.answers.planning import Item, Plan
from meantime.answers.wording import moment_words, short_until_words, short_words, span_words
from meantime.cli.screens.shared import STAR, head
from meantime.cli.terminal import Terminal, line_of_time
from meantime.engines.base import Timeline
from meantime.model.rule import Rule, Strength, Urgency, Verb

_BEFORE = "Before you come"
_AFTER = "After the session"
_ANY_TIME = "At any time"
_NORMAL = "What is normal"
_CALL = "When to call"
_BARS = "Tell the clinic before the day"
_STAFF = "Steps for the clinic, not for the patient"
_PART = {Verb.EXPECT: _NORMAL, Verb.CALL: _CALL, Verb.BAR: _BARS, Verb.STAFF: _STAFF}


def show_plan(out: Terminal, plan: Plan) -> None:
    """A plan a nurse can hand over: by part, each line with its time and its place."""
    timeline = plan.timeline
    head(out, timeline)
    ends = moment_words(timeline.local(plan.end))
    out.line(f"End of the session ({plan.end_basis}): {ends}", "faint")
    out.line("Line of time: 7 days before to 10 days after, ● is the session.", "faint")
    settled = timeline.protocol.yielding
    parts: dict[str, list[Item]] = {}
    for item in plan.items:
        if item.rule.id not in settled and not _ruled_out(timeline, item.rule):
            parts.setdefault(_PART.get(item.verb) or _time_part(item), []).append(item)
    for title in (_BEFORE, _AFTER, _ANY_TIME, _NORMAL, _CALL, _BARS, _STAFF):
        if title in parts:
            out.raw("")
            out.line(title, "brand", "strong")
            for item in parts[title]:
                _show_item(out, plan, item)
    out.raw("")
    out.line(STAR, "faint")


def _time_part(item: Item) -> str:
    if item.begins is None:
        return _ANY_TIME
    return _AFTER if item.rule.window.is_after else _BEFORE


def _ruled_out(timeline: Timeline, rule: Rule) -> bool:
    """A bar whose every question is answered with no has nothing left to say."""
    facts = timeline.case.facts
    return rule.verb is Verb.BAR and all(facts.get(name) in (False, "never") for name in rule.about)


def _show_item(out: Terminal, plan: Plan, item: Item) -> None:
    text = item.text + ("\u00a0*" if item.assumption else "")
    if item.verb in (Verb.BAR, Verb.CALL, Verb.STAFF) or item.begins is None:
        urgency = item.rule.urgency
        out.line(f"{_URGENCY[urgency] + ': ' if urgency else ''}{text}", indent=2)
        return
    style = {Verb.AVOID: "stop", Verb.MAY: "good"}.get(item.verb, "strong")
    start = plan.timeline.case.start
    begin, end = start - timedelta(days=7), start + timedelta(days=10)
    drawn = line_of_time([(item.opens, item.closes)], begin, end, start, 34)
    out.raw(f"  {out.paint(drawn, style)}  {_item_times(plan, item)}")
    out.line(text, indent=4)
    if item.strength is Strength.PREFERRED:
        out.line("Better so, not a must.", indent=4)
    if item.rule.every_minutes:
        out.line(f"Every {span_words(timedelta(minutes=item.rule.every_minutes))}.", indent=4)
    if item.rule.limit:
        out.line(f"Normal means: {item.rule.limit}.", indent=4)
    if item.waits_for:
        questions = [plan.timeline.protocol.features[name].question for name in item.waits_for]
        out.line(f"It depends on: {' '.join(questions)}", "care", indent=4)


_URGENCY = {
    Urgency.EMERGENCY: "At once",
    Urgency.NOW: "Now",
    Urgency.SAME_DAY: "The same day",
    Urgency.NEXT_DAY: "The next working day",
}


def _item_times(plan: Plan, item: Item) -> str:
    local = plan.timeline.local
    parts: list[str] = []
    if item.opens in (plan.end, item.placed.session_end) and item.rule.window.is_after:
        parts.append("from the end of the session")
    else:
        parts.append(f"from {short_words(local(item.opens))}")
    if item.closes == plan.end:
        parts.append("until the session is over")
    elif item.ends is not None:
        parts.append(f"until {short_until_words(local(item.ends))}")
    return " ".join(parts)
