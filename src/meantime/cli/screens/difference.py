"""Two versions side by side, for a clinician to read before signing the new one."""

from __future__ import annotations

from meantime.answers.planning import Item
from meantime.answers.screening import Verdict
from meantime.answers.wording import day_words, short_until_words, short_words
from meantime.cli.screens.shared import ANSWER, STATUS
from meantime.cli.terminal import Terminal
from meantime.comparing import ChangedPlan, Difference, Turn
from meantime.engines.reference.calendar import Calendar
from meantime.model.rule import Rule

# So many names are told; who wants them all takes the JSON.
_MOST_NAMES = 6


def show_difference(out: Terminal, found: Difference) -> None:
    """Rules, answers that turn, and running plans that change."""
    out.raw("")
    out.line(
        f"{found.new.title}: version {found.old.version} to {found.new.version}", "brand", "strong"
    )
    if found.is_empty:
        out.line("Nothing changes for patients.", "good")
    _show_turns(out, found)
    _show_rules(out, found)
    if found.parts:
        _head(out, "Other changes")
        for edit in found.parts:
            out.line(edit.what, "strong", indent=2)
            out.line(f"{edit.before} -> {edit.after}", indent=4)
    if found.plans:
        _head(out, f"Running plans that change: {len(found.plans)}")
        for item in found.plans:
            _show_plan(out, item)


def _head(out: Terminal, text: str) -> None:
    out.raw("")
    out.line(text, "brand", "strong")


def _show_turns(out: Terminal, found: Difference) -> None:
    for title, loosens, style in (
        ("Allowed more than before", True, "care"),
        ("Allowed less than before", False, "stop"),
    ):
        turns = [turn for turn in found.turned if turn.loosens is loosens]
        if turns:
            _head(out, title)
            for turn in turns:
                _show_turn(out, found, turn, style)
    if found.undecided:
        _head(out, "Not compared: too many facts decide")
        out.line(_names(found, found.undecided), "care", indent=2)


def _show_turn(out: Terminal, found: Difference, turn: Turn, style: str) -> None:
    before, after = ANSWER[turn.before][0], ANSWER[turn.after][0]
    known = f" ({turn.known})" if turn.known else ""
    out.line(f"{before} becomes {after} {turn.when}{known}", style, indent=2)
    out.line(_names(found, turn.concepts), indent=4)
    case, local = turn.witness.case, Calendar(turn.witness.case.zone).local
    out.line(
        f"For example: a session on {short_words(local(case.start))}, asked about "
        f"{turn.witness.question} on {short_words(local(turn.witness.at))}.",
        "faint",
        indent=4,
    )


def _names(found: Difference, concepts: tuple[str, ...]) -> str:
    known = {**found.old.concepts, **found.new.concepts}
    labels = [known[name].label() for name in concepts[:_MOST_NAMES]]
    more = len(concepts) - len(labels)
    return ", ".join(labels) + (f" and {more} more" if more else "")


def _show_rules(out: Terminal, found: Difference) -> None:
    for title, rules in (("New rules", found.added), ("Rules taken out", found.removed)):
        if rules:
            _head(out, title)
            for rule in rules:
                _show_rule(out, rule)
    if found.changed:
        _head(out, "Changed rules")
        for item in found.changed:
            out.line(item.rule.id, "strong", indent=2)
            for edit in item.edits:
                out.line(f"{edit.what}: {edit.before} -> {edit.after}", indent=4)


def _show_rule(out: Terminal, rule: Rule) -> None:
    out.line(f"{rule.id}: {rule.text}", indent=2)
    out.line(f"{rule.verb} {', '.join(rule.about)}; {rule.window.words}", "faint", indent=4)


def _show_plan(out: Terminal, item: ChangedPlan) -> None:
    out.line(item.name, "strong", indent=2)
    if item.is_screened_anew:
        before, after = map(_verdict, item.verdicts)
        out.line(f"{before} -> {after}", "care", indent=4)
    for line in item.lines:
        before, after = _times(item, line.before), _times(item, line.after)
        out.line(f"{line.item.rule.id}: {before} -> {after}", indent=4)


def _verdict(verdict: Verdict) -> str:
    first = f", first date {day_words(verdict.earliest)}" if verdict.earliest else ""
    return STATUS[verdict.status][0] + first


def _times(plan: ChangedPlan, item: Item | None) -> str:
    if item is None:
        return "not in the plan"
    local = plan.plans[0].timeline.local
    begins = f"from {short_words(local(item.begins))}" if item.begins else ""
    ends = f"until {short_until_words(local(item.ends))}" if item.ends else ""
    return f"{begins} {ends}".strip() or "at any time"
