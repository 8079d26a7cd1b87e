"""The human form of every result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from meantime.answers.asking import Answer
from meantime.answers.checking import Outcome
from meantime.answers.planning import Item, Plan
from meantime.answers.screening import Finding, Verdict
from meantime.answers.series import Series, Slot
from meantime.answers.wording import (
    day_words,
    moment_words,
    short_until_words,
    short_words,
    span_words,
    until_words,
)
from meantime.cli.terminal import Terminal, line_of_time
from meantime.engines.base import Timeline
from meantime.model.case import Fact
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Strength, Urgency, Verb
from meantime.model.ruling import AFTER_ALL, Reason

_STATUS = {
    "eligible": ("CAN BE TREATED", "good"),
    "review": ("A CLINICIAN DECIDES FIRST", "care"),
    "deferred": ("NOT YET", "stop"),
    "contraindicated": ("CANNOT BE TREATED", "stop"),
    "incomplete": ("NOT KNOWN YET", "care"),
}
_ANSWER = {
    "yes": ("YES", "good"),
    "no": ("NO", "stop"),
    "not-advised": ("BETTER NOT", "care"),
    "ask": ("ASK THE CLINIC", "care"),
    "not-covered": ("NOT COVERED - ASK THE CLINIC", "care"),
}
_STAR = (
    "* Not said, or not clear, in the clinic's handout: an assumption until a clinician signs it."
)


def _head(out: Terminal, timeline: Timeline) -> None:
    case = timeline.case
    out.raw("")
    out.line(timeline.protocol.title, "brand", "strong")
    session = f"Session {case.session}: {moment_words(timeline.local(case.start))} ({case.zone})"
    out.line(session, "faint")


def _verdict_word(out: Terminal, word: str, style: str, rest: str) -> None:
    out.raw("")
    out.raw("  " + out.paint(f" {word} ", style, "strong") + (f" {rest}" if rest else ""))
    out.raw("")


def _source(rule: Rule) -> str:
    parts = [f"handout: {', '.join(map(str, rule.cites))}"] if rule.cites else []
    parts += [f"decision {', '.join(rule.decisions)}"] if rule.decisions else []
    return "; ".join(parts) + ("\u00a0*" if rule.assumption else "")


def show_verdict(out: Terminal, timeline: Timeline, verdict: Verdict) -> None:
    """Screening: the status, the date, every reason, and what is still to be asked."""
    _head(out, timeline)
    word, style = _STATUS[verdict.status]
    _verdict_word(out, word, style, _verdict_rest(verdict))
    for finding in verdict.findings:
        _show_finding(out, finding)
    if verdict.missing:
        out.line(f"Still to ask ({len(verdict.missing)}):", "strong")
        for name in verdict.missing:
            out.line(f"{name}: {timeline.protocol.features[name].question}", indent=2)
        out.raw("")
    if any(finding.rule.assumption for finding in verdict.findings):
        out.line(_STAR, "faint")


def _verdict_rest(verdict: Verdict) -> str:
    if verdict.status == "eligible":
        return f"on {day_words(verdict.day)}"
    if verdict.status == "incomplete":
        count = len(verdict.missing)
        return f"{count} question{'s' if count != 1 else ''} still open"
    if verdict.earliest is not None:
        return f"the first good date is {day_words(verdict.earliest)}"
    return "no date clears this by itself; the clinic decides"


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
    out.line(_source(finding.rule), "faint", indent=4)
    out.raw("")


def _fact_words(fact: Fact) -> str:
    if isinstance(fact, date):
        return day_words(fact)
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return fact or "unknown"


def show_answer(out: Terminal, timeline: Timeline, answer: Answer, at: datetime) -> None:
    """One word, the moment it changes, why, and which line."""
    _head(out, timeline)
    out.line(f"Asked {moment_words(timeline.local(at))}{_end_note(timeline)}", "faint")
    word, style = _ANSWER[answer.answer]
    _verdict_word(out, word, style, _answer_times(timeline, answer, at))
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
        out.line(_STAR, "faint")


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
    return "; the end of the session is not recorded, so hours count from midnight"


def _show_named(out: Terminal, timeline: Timeline, answer: Answer) -> None:
    concepts = timeline.protocol.concepts
    if len(answer.parts) > 1:
        for part in answer.parts:
            out.line(f"{concepts[part.concepts[0]].label()}: {_ANSWER[part.answer][0]}", indent=2)
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
    out.line(until + _source(reason.rule), "faint", indent=4)


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
    _head(out, timeline)
    ends = moment_words(timeline.local(plan.end))
    out.line(f"End of the session ({plan.end_basis}): {ends}", "faint")
    out.line("Line of time: 7 days before to 10 days after, ● is the session.", "faint")
    settled = timeline.protocol.yielding
    parts: dict[str, list[Item]] = {}
    for item in plan.items:
        if item.rule.id not in settled and not _ruled_out(timeline, item.rule):
            parts.setdefault(_PART.get(item.verb) or _time_part(item, plan), []).append(item)
    for title in (_BEFORE, _AFTER, _ANY_TIME, _NORMAL, _CALL, _BARS, _STAFF):
        if title in parts:
            out.raw("")
            out.line(title, "brand", "strong")
            for item in parts[title]:
                _show_item(out, plan, item)
    out.raw("")
    out.line(_STAR, "faint")


def _time_part(item: Item, plan: Plan) -> str:
    if item.begins is None:
        return _ANY_TIME
    return _BEFORE if item.begins < plan.end else _AFTER


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
    better = " (better so, not a must)" if item.strength is Strength.PREFERRED else ""
    out.raw(f"  {out.paint(drawn, style)}  {_item_times(plan, item)}{better}")
    out.line(text, indent=4)
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
    if item.opens == plan.end:
        parts.append("from the end of the session")
    elif item.begins is not None:
        parts.append(f"from {short_words(local(item.begins))}")
    if item.closes == plan.end:
        parts.append("until the session is over")
    elif item.ends is not None:
        parts.append(f"until {short_until_words(local(item.ends))}")
    return " ".join(parts)


def show_series(out: Terminal, series: Series) -> None:
    """The dates of a series, or the constraint that stands in its way."""
    timeline = series.timeline
    out.raw("")
    out.line(timeline.protocol.title, "brand", "strong")
    if series.constraint is not None:
        _verdict_word(out, "DOES NOT FIT", "stop", f"({series.constraint.name})")
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
    word, style = _STATUS[slot.verdict.status]
    start = moment_words(timeline.local(slot.start))
    out.raw(f"  {out.paint(track, 'brand')}  Session {slot.number}: {out.paint(start, 'strong')}")
    out.line(f"{word.capitalize()}: {_verdict_rest(slot.verdict)}.", style, indent=4)
    for finding in slot.verdict.findings:
        out.line(finding.text, indent=4)
    out.line(f"Healed by {until_words(timeline.local(slot.healed))}.", indent=4)
    if slot.clinician and not slot.verdict.findings:
        out.line("A clinician has to agree to this session.", indent=4)
    if slot.waits_for:
        questions = [timeline.protocol.features[name].question for name in slot.waits_for]
        out.line(f"Before it: {' '.join(questions)}", indent=4)


def show_protocol(out: Terminal, protocol: Protocol) -> None:
    """The protocol: rules with their windows and places, decisions, assumptions."""
    out.raw("")
    out.line(f"{protocol.title}, version {protocol.version}", "brand", "strong")
    assumed = sum(rule.assumption for rule in protocol.rules.values())
    out.line(
        f"{len(protocol.rules)} rules ({assumed} rest on an assumption), {len(protocol.features)} "
        f"questions, {len(protocol.decisions)} decisions, {len(protocol.concepts)} concepts.",
        "faint",
    )
    heading = ""
    for rule in protocol.rules.values():
        if rule.heading != heading:
            heading = rule.heading
            out.raw("")
            out.line(heading, "brand", "strong")
        _show_rule(out, rule)
    out.raw("")
    out.line("Decisions", "brand", "strong")
    for decision in protocol.decisions.values():
        signed = decision.signed or "assumption"
        out.line(f"{decision.title} [{signed}]", "strong", indent=2)
        out.line(decision.reading, indent=4)
    out.raw("")
    out.line(_STAR, "faint")


def _show_rule(out: Terminal, rule: Rule) -> None:
    words = [rule.window.words]
    words += [f"if {rule.condition_words}"] if rule.condition_words else []
    words += [f"once {rule.once}"] if rule.once else []
    head = f"{rule.id}  {rule.verb} {', '.join(rule.about)}"
    out.line(head, "strong", indent=2)
    out.line("; ".join(filter(None, words)), indent=4)
    out.line(rule.text, indent=4)
    out.line(_source(rule), "faint", indent=4)


def show_outcomes(out: Terminal, outcomes: Sequence[Outcome]) -> None:
    """Worked cases: every expectation that failed, and the count."""
    failed = [outcome for outcome in outcomes if not outcome.holds]
    for outcome in failed:
        place = f"{outcome.place.file}:{outcome.place.line}"
        out.line(f"{place}: {outcome.case}: {outcome.about}", "stop")
        out.line(f"{outcome.key}: expected {outcome.wanted}, got {outcome.got}", indent=4)
    cases = len({outcome.case for outcome in outcomes})
    held = len(outcomes) - len(failed)
    out.line(f"{cases} cases: {held} of {len(outcomes)} expectations hold.", "strong")
