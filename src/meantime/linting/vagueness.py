"""What can be read in more than one way, and which no decision reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from meantime.linting.finding import Finding, Kind, Severity
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, Elapsed, Midnight, MonthsAway, Point

# Words that name an amount or a time without saying which, in every shipped language.
_VAGUE = re.compile(
    r"\b(a few|some days|some time|several|a while|soon|shortly|recent(?:ly)?|for long|"
    r"excessive(?:ly)?|significant(?:ly)?|prolonged|if possible|as needed|"
    r"unos pocos|unas pocas|algunos d[ií]as|algunas horas|pronto|recientemente|un tiempo|"
    r"excesiv[oa]s?|significativ[oa]s?|prolongad[oa]s?|si es posible)\b"
    r"|بضعة|عدة|قريبا|مؤخرا",
    re.IGNORECASE,
)


def vagueness(protocol: Protocol) -> Iterator[Finding]:
    """Ranges, open ends, words without a number, mixed clocks, months, and what none can meet."""
    for rule in protocol.rules.values():
        yield from _unmeetable(protocol, rule)
        if not rule.decisions:
            yield from _unread(protocol, rule)
    yield from _mixed_clocks(protocol)


def _unread(protocol: Protocol, rule: Rule) -> Iterator[Finding]:
    window = rule.window
    points = [point for point in window[:4] if isinstance(point, (Elapsed, Midnight, MonthsAway))]
    if window.preferred_begin or window.preferred_end:
        yield _finding("range", f"`{rule.id}` gives two numbers ({window.words})", rule)
    if rule.verb is Verb.AVOID and window.end is None:
        yield _finding("open-end", f"`{rule.id}` names no end", rule)
    if any(isinstance(point, MonthsAway) for point in points):
        yield _finding("months", f"`{rule.id}` counts months, which are not all alike", rule)
    for language, translation in protocol.translations.items():
        match = _VAGUE.search(translation.rules[rule.id])
        if match:
            sentence = f"`{rule.id}` says “{match[0]}” and no number"
            yield _finding("vague-words", sentence, rule)._replace(language=language)


def _unmeetable(protocol: Protocol, rule: Rule) -> Iterator[Finding]:
    if rule.once is not None and not protocol.features[rule.once].report:
        sentence = f"`{rule.id}` waits for `{rule.once}`, which nobody is asked again"
        cure = "Write `report: yes` in the feature, or wait for another one."
        yield _finding("unmeetable", sentence, rule)._replace(cure=cure)


def _mixed_clocks(protocol: Protocol) -> Iterator[Finding]:
    """One thing counted in hours by one rule and in days by another."""
    after = [rule for rule in protocol.rules.values() if not rule.decisions and rule.bar is None]
    hours = [rule for rule in after if any(map(_counts_hours, _edges_after(rule)))]
    days = [rule for rule in after if any(map(_counts_days, _edges_after(rule)))]
    for one in hours:
        for two in days:
            shared = protocol.scope(one) & protocol.scope(two)
            if shared and one is not two:
                label = protocol.concepts[min(shared)].label()
                sentence = f"`{one.id}` counts hours and `{two.id}` days for {label}"
                found = _finding("mixed-clocks", sentence, one)
                yield found._replace(subjects=(one.id, two.id), places=(one.place, two.place))


def _edges_after(rule: Rule) -> list[Point | None]:
    """The edges that a rule was given on the side after the session."""
    window = rule.window
    begins = [window.begin] if window.is_after else []
    return begins + ([window.end, window.preferred_end] if window.ends_after else [])


def _counts_hours(point: Point | None) -> bool:
    return isinstance(point, Elapsed) and point.anchor == END and point.minutes > 0


def _counts_days(point: Point | None) -> bool:
    return isinstance(point, Midnight) and point.anchor == END and point.days > 0


def _finding(check: str, sentence: str, rule: Rule) -> Finding:
    return Finding(
        Kind.VAGUENESS,
        check,
        Severity.ERROR,
        f"{sentence}.",
        "Say it exactly, or add a decision that says how it is read.",
        (rule.id,),
        (rule.place,),
        rule.cites,
    )
