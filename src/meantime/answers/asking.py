""" "May I ...?" in one word, with the minute it changes and the line it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from meantime.answers.questions import Question, understand
from meantime.engines.base import Timeline
from meantime.model.case import aware
from meantime.model.concept import Prescription
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Reason, Ruling, Segment, Stance

WORDS = {
    Stance.PERMITTED: "yes",
    Stance.DISCOURAGED: "not-advised",
    Stance.SILENT: "not-covered",
    Stance.ASK: "ask",
    Stance.PROHIBITED: "no",
}
STRICTNESS = {word: stance for stance, word in WORDS.items()}
ASK_PRESCRIBER = (
    "It may have been prescribed for you. Do not change a prescribed medicine on your own: "
    "ask the person who prescribed it. The date can move."
)


class Answer(NamedTuple):
    """One word for one question at one moment.

    answer: `yes`, `no`, `not-advised`, `ask` or `not-covered`. until: the first later moment at
    which that word changes, over the whole chain of rules; None where it never does by itself.
    since: from when it holds; later than the moment of asking where the question looks ahead.
    concepts: what the question names. reasons: the rules that decide it, the longest first.
    alternatives: kinds of the same thing that are allowed now. waits_for: facts and reports that
    would change it. unknown: words of the question nobody knows; nearest: known ones like them.
    parts: the answer for each concept, where the question names more than one.
    """

    answer: str
    since: datetime | None
    until: datetime | None
    concepts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    timeline: Timeline
    alternatives: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    advice: str = ""
    unknown: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    parts: tuple[Answer, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON; moments in the clinic's local time with their offset."""
        local = self.timeline.local
        return {
            "answer": self.answer,
            "since": self.since and local(self.since).isoformat(),
            "until": self.until and local(self.until).isoformat(),
            "concepts": list(self.concepts),
            "reasons": [_reason(self.timeline, reason) for reason in self.reasons],
            "alternatives": list(self.alternatives),
            "waits_for": list(self.waits_for),
            "advice": self.advice,
            "unknown": list(self.unknown),
            "nearest": list(self.nearest),
            "parts": [part.to_dict() for part in self.parts],
        }


def _reason(timeline: Timeline, reason: Reason) -> dict[str, Any]:
    return {
        "rule": reason.rule.id,
        "answer": WORDS[reason.stance],
        "until": None if reason.end == AFTER_ALL else timeline.local(reason.end).isoformat(),
        "text": reason.rule.text,
        "cites": [str(place) for place in reason.rule.cites],
        "decisions": list(reason.rule.decisions),
        "assumption": reason.rule.assumption,
        "lifted_by": list(reason.lifted_by),
    }


def ask(timeline: Timeline, text: str, at: datetime) -> Answer:
    """The answer to a concept id, a word or a whole question in English, at a moment.

    Every concept the question names is answered; the strictest answer stands. A question about a
    later time ("tomorrow", "before the session", "after it") gets the strictest answer from now
    until then. A word that nobody knows may change the meaning, so it turns a yes into
    `not-covered`. Raises CaseError where `at` is naive.
    """
    return _look_up(timeline, text, aware("at", at))


def _look_up(timeline: Timeline, text: str, moment: datetime) -> Answer:
    prepared = timeline.views.get(text)
    if prepared is None:
        prepared = timeline.views[text] = _prepare(timeline, text)
    question, moments, answers = prepared
    first = bisect_right(moments, moment) - 1
    if not (question.days_ahead or question.around):
        return answers[first]
    horizon = moment + timedelta(days=question.days_ahead)
    if question.around:
        horizon = max(horizon, timeline.end)
    last = bisect_right(moments, horizon)
    return max(answers[first:last], key=lambda answer: STRICTNESS[answer.answer])


def _prepare(timeline: Timeline, text: str) -> tuple[Question, list[datetime], list[Answer]]:
    """The question as read, and the answer in each stretch of time by its begin."""
    question = understand(timeline.protocol, text)
    segments = [_capped(cell, question) for cell in strictest(timeline, question.concepts)]
    others = _other_kinds(timeline, question, segments)
    segments = _cut(segments, {cell.begin for kind in others.values() for cell in kind})
    answers: list[Answer] = []
    for _, run in groupby(segments, key=lambda cell: cell.ruling.stance):
        stretch = list(run)
        since, until = stretch[0].begin, stretch[-1].end
        answers += [_answer(timeline, question, cell, since, until, others) for cell in stretch]
    return question, [cell.begin for cell in segments], answers


def strictest(timeline: Timeline, concepts: Iterable[str]) -> tuple[Segment, ...]:
    """The rulings on several concepts together, each with everything narrower that has a rule.

    Asked about something broader than a rule, the answer is the stricter one. Silent throughout
    where no concept is named.
    """
    vocabulary, ruled = timeline.protocol.vocabulary, timeline.protocol.ruled
    names = dict.fromkeys(
        name
        for concept in concepts
        for name in (concept, *sorted(vocabulary.below(concept) & ruled))
    )
    found = [timeline.of(name) for name in names]
    if len(found) == 1:
        return found[0]
    cuts = sorted({BEFORE_ALL, *(cell.begin for cells in found for cell in cells)})
    return tuple(
        Segment(begin, end, _together([_holding(cells, begin).ruling for cells in found]))
        for begin, end in zip(cuts, [*cuts[1:], AFTER_ALL], strict=True)
    )


def _together(rulings: list[Ruling]) -> Ruling:
    stance = max((ruling.stance for ruling in rulings), default=Stance.SILENT)
    reasons = {
        reason.rule.id: reason
        for ruling in rulings
        if ruling.stance is stance
        for reason in ruling.reasons
    }
    longest_first = sorted(reasons.values(), key=lambda reason: reason.end, reverse=True)
    return Ruling(stance, tuple(longest_first))


def _holding(cells: Sequence[Segment], moment: datetime) -> Segment:
    return cells[bisect_right(cells, moment, key=lambda cell: cell.begin) - 1]


def _capped(cell: Segment, question: Question) -> Segment:
    """A word nobody knows may name a thing no rule was asked about: then there is no yes."""
    if question.unknown and cell.ruling.stance < Stance.SILENT:
        return cell._replace(ruling=Ruling(Stance.SILENT, cell.ruling.reasons))
    return cell


def _other_kinds(
    timeline: Timeline, question: Question, cells: Iterable[Segment]
) -> Mapping[str, tuple[Segment, ...]]:
    """Kinds of what was asked, and exceptions of the rules against it, that might be allowed."""
    vocabulary, ruled = timeline.protocol.vocabulary, timeline.protocol.ruled
    names = {name for concept in question.concepts for name in vocabulary.below(concept) & ruled}
    against = {why.rule.id: why.rule for cell in cells for why in cell.ruling.reasons}
    for rule in against.values():
        for subject in rule.about if rule.exceptions else ():
            kinds = vocabulary.below(subject)
            if not kinds.isdisjoint(question.concepts):
                names.update(kinds.intersection(rule.exceptions))
    return {
        name: strictest(timeline, [name]) for name in sorted(names.difference(question.concepts))
    }


def _cut(cells: list[Segment], moments: set[datetime]) -> list[Segment]:
    cuts = sorted(moments.union(cell.begin for cell in cells))
    return [
        Segment(begin, end, _holding(cells, begin).ruling)
        for begin, end in zip(cuts, [*cuts[1:], AFTER_ALL], strict=True)
    ]


def _answer(
    timeline: Timeline,
    question: Question,
    cell: Segment,
    since: datetime,
    until: datetime,
    others: Mapping[str, tuple[Segment, ...]],
) -> Answer:
    stance, reasons = cell.ruling
    allowed = stance is Stance.PERMITTED
    return Answer(
        WORDS[stance],
        None if since == BEFORE_ALL else since,
        None if until == AFTER_ALL else until,
        question.concepts,
        reasons,
        timeline,
        alternatives=()
        if allowed
        else tuple(
            name
            for name, cells in others.items()
            if _holding(cells, cell.begin).ruling.stance is Stance.PERMITTED
        ),
        waits_for=tuple(dict.fromkeys(name for why in reasons for name in why.lifted_by)),
        advice="" if allowed or not _prescribed(timeline, question, reasons) else ASK_PRESCRIBER,
        unknown=question.unknown,
        nearest=question.nearest,
        parts=()
        if len(question.concepts) < 2
        else tuple(_look_up(timeline, concept, cell.begin) for concept in question.concepts),
    )


def _prescribed(timeline: Timeline, question: Question, reasons: tuple[Reason, ...]) -> bool:
    """Whether what was asked, or a kind of it that decides, may have been prescribed."""
    vocabulary, ruled = timeline.protocol.vocabulary, timeline.protocol.ruled
    deciding = {
        name
        for concept in question.concepts
        for name in vocabulary.below(concept) & ruled
        if any(why.rule in timeline.protocol.bound[name] for why in reasons)
    }
    return any(
        vocabulary.concepts[name].prescription is not Prescription.NO
        for name in deciding.union(question.concepts)
    )
