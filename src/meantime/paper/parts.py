"""The parts of a sheet: warning signs first, then the line of time from before to after."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from meantime.answers.planning import Item
from meantime.model.rule import Rule, Urgency, Verb
from meantime.paper.languages.apart import apart
from meantime.paper.lines import line, starred
from meantime.paper.phases import by_phase
from meantime.paper.sheet import Entry, Group, Line, Mark, Part
from meantime.paper.telling import Telling

# The items of one rule, for every rule that is printed.
Shown = Sequence[list[Item]]

_ASIDE = (Verb.BAR, Verb.EXPECT, Verb.CALL)


def warnings(telling: Telling, shown: Shown, emergency: str) -> Part:
    """When to call, the most urgent first."""
    words = telling.words
    titles = {
        Urgency.EMERGENCY: words.emergency.format(emergency=emergency or words.emergency_number),
        Urgency.NOW: words.now,
        Urgency.SAME_DAY: words.same_day,
        Urgency.NEXT_DAY: words.next_day,
    }
    groups = [
        _group(telling, title, [items for items in shown if items[0].rule.urgency is urgency])
        for urgency, title in titles.items()
    ]
    return Part("warnings", words.warnings, tuple(group for group in groups if group.lines))


def parts(telling: Telling, shown: Shown) -> tuple[Part, ...]:
    """Everything after the warning signs; a part without a line is left out."""
    words = telling.words
    when: dict[str, list[list[Item]]] = {}
    for items in shown:
        when.setdefault(_when(telling, items[0]), []).append(items)
    found = (
        Part("before", words.before_part, (_group(telling, "", when.get("before", [])),)),
        Part("day", words.day_part, (_group(telling, "", when.get("day", [])),)),
        Part("after", words.after_part, _by_verb(telling, when.get("after", []))),
        Part("expect", words.expect_part, by_phase(telling, when.get("expect", []))),
        Part("any-time", words.any_time_part, (_group(telling, "", when.get("any-time", [])),)),
        Part("asked", _asked(telling), (_group(telling, "", when.get("bar", [])),)),
        Part("series", words.series_part, _series(telling)),
    )
    return tuple(
        part._replace(groups=groups)
        for part in found
        if (groups := tuple(group for group in part.groups if group.lines))
    )


def _group(telling: Telling, title: str, shown: Shown) -> Group:
    return Group(title, tuple(line(telling, items) for items in shown))


def _when(telling: Telling, item: Item) -> str:
    """The part that a line belongs to, by what it says and where it begins."""
    if item.verb in _ASIDE:
        return item.verb.value
    if item.begins is None:
        return "any-time"
    if item.rule.window.is_after:
        return "after"
    if telling.begun:
        return "day"
    timeline = telling.plan.timeline
    return "before" if timeline.day(item.opens) < timeline.day(timeline.case.start) else "day"


def _by_verb(telling: Telling, shown: Shown) -> tuple[Group, ...]:
    """What is not yet allowed, what to do, what is fine again, what to know."""
    words = telling.words
    titles = {
        Verb.AVOID: words.not_yet,
        Verb.DO: words.to_do,
        Verb.MAY: words.fine_again,
        Verb.TELL: words.to_know,
    }
    return tuple(
        _group(telling, title, [items for items in shown if items[0].verb is verb])
        for verb, title in titles.items()
    )


def _asked(telling: Telling) -> str:
    return telling.words.asked_part if telling.verdict is None else telling.words.tell_part


def _series(telling: Telling) -> tuple[Group, ...]:
    series = telling.protocol.series
    if series is None:
        return ()
    star = starred(telling.protocol, series.decisions)
    return (Group("", (Line("series", Mark.PLAIN, telling.translation.series, star=star),)),)


def explained(telling: Telling, shown: Shown) -> tuple[Entry, ...]:
    """What a printed rule is about and not everybody knows, in the sheet's language, sorted.

    Left out is what has no word in that language: nobody looks a foreign word up.
    """
    language = telling.words.language
    rules: Iterator[Rule] = (items[0].rule for items in shown)
    named = dict.fromkeys(name for rule in rules for name in telling.protocol.subjects(rule))
    concepts = (telling.protocol.concepts[name] for name in named)
    entries = (
        Entry(apart(telling.words, concept.label(language)), concept.means[language])
        for concept in concepts
        if language in concept.means and language in concept.words
    )
    return tuple(sorted(entries, key=_alphabetical))


def _alphabetical(entry: Entry) -> str:
    """A letter with an accent stands where the letter does."""
    letters = unicodedata.normalize("NFKD", entry.label.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
