""" "May I ...?" in one word, with the minute it changes and the line it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from meantime.answers.question_time import QuestionTime
from meantime.answers.questions import Question, understand
from meantime.engines.base import Timeline
from meantime.model.case import aware
from meantime.model.concept import Prescription
from meantime.model.rule import Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Reason, Ruling, Segment, Stance

WORDS = {
    Stance.PERMITTED: "yes",
    Stance.DISCOURAGED: "not-advised",
    Stance.SILENT: "not-covered",
    Stance.ASK: "ask",
    Stance.PROHIBITED: "no",
}
STRICTNESS = {word: stance for stance, word in WORDS.items()}
# Answers are kept on the timeline for the next time; a crowd of odd questions does not fill memory.
MOST_VIEWS = 500
ASK_PRESCRIBER = (
    "It may have been prescribed for you. Do not change a prescribed medicine on your own: "
    "ask the person who prescribed it. The date can move."
)
EARLY = "It may have been too early for that. Tell the clinic; they will say what helps."
TWO_WAYS = "The question can be read in two ways. Here is what the plan says."


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

    Every concept the question names is answered; the strictest answer stands. A question about
    another time ("tomorrow", "before the session", "yesterday") gets the strictest answer on the
    way. What may change the meaning never leaves a yes: a word that nobody knows, a word that may
    turn the question round (then a no does not stand either), an amount, a prescribed medicine.
    Raises CaseError where `at` is naive.
    """
    return _look_up(timeline, understand(timeline.protocol, text), aware("at", at))


def _look_up(timeline: Timeline, question: Question, moment: datetime) -> Answer:
    prepared = timeline.views.get(question)
    if prepared is None:
        if len(timeline.views) >= MOST_VIEWS:
            timeline.views.clear()
        prepared = timeline.views[question] = _prepare(timeline, question)
    moments, answers = prepared
    time = question.time
    if time.is_now:
        return answers[bisect_right(moments, moment) - 1]
    horizon = moment + timedelta(days=time.days_ahead)
    if time.around:
        horizon = max(horizon, timeline.end + timedelta(days=1))
    now, last = bisect_right(moments, moment) - 1, bisect_right(moments, horizon)
    ahead = max(answers[now:last], key=_strictness)
    if not time.days_back:
        return ahead
    first = bisect_right(moments, moment - timedelta(days=time.days_back)) - 1
    return _looking_back(ahead, max(answers[first : now + 1], key=_strictness))


def _strictness(answer: Answer) -> Stance:
    return STRICTNESS[answer.answer]


def _looking_back(ahead: Answer, past: Answer) -> Answer:
    """What was done too early is for the clinic to look at, whatever holds now."""
    if _strictness(past) <= _strictness(ahead) or _strictness(ahead) >= Stance.ASK:
        return ahead
    return past._replace(
        answer="ask", since=None, until=None, advice=f"{EARLY} {past.advice}".strip(), parts=()
    )


def _prepare(timeline: Timeline, question: Question) -> tuple[list[datetime], list[Answer]]:
    """The answer in each stretch of time, by the begin of the stretch."""
    segments = [
        _capped(timeline, cell, question) for cell in strictest(timeline, question.concepts)
    ]
    others = _other_kinds(timeline, question, segments)
    segments = _cut(segments, {cell.begin for kind in others.values() for cell in kind})
    answers: list[Answer] = []
    for _, run in groupby(segments, key=lambda cell: cell.ruling.stance):
        stretch = list(run)
        since, until = stretch[0].begin, stretch[-1].end
        answers += [_answer(timeline, question, cell, since, until, others) for cell in stretch]
    return [cell.begin for cell in segments], answers


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


def _capped(timeline: Timeline, cell: Segment, question: Question) -> Segment:
    """The ruling as far as the question allows one to say it."""
    stance, reasons = cell.ruling
    if question.turned and stance is not Stance.SILENT:
        stance = Stance.ASK
    if stance < Stance.SILENT and question.unknown:
        stance = Stance.ASK if _is_effect(reasons) else Stance.SILENT
    if stance is Stance.PERMITTED and (
        question.amount or _is_mixed(reasons) or _is_prescribed(timeline, question)
    ):
        stance = Stance.ASK
    return cell._replace(ruling=Ruling(stance, reasons))


def _is_effect(reasons: tuple[Reason, ...]) -> bool:
    """Whether the yes says that something is normal; with a word nobody knows it may not be."""
    return any(why.rule.verb is Verb.EXPECT for why in reasons)


def _is_mixed(reasons: tuple[Reason, ...]) -> bool:
    """Whether the yes is in part that something is normal, and so no permission of the rest."""
    return len({why.rule.verb is Verb.EXPECT for why in reasons}) > 1


def _is_prescribed(timeline: Timeline, question: Question) -> bool:
    """Whether something asked about normally is a prescription medicine."""
    concepts = timeline.protocol.concepts
    return any(concepts[name].prescription is Prescription.USUAL for name in question.concepts)


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
        advice=_advice(timeline, question, stance, reasons),
        unknown=question.unknown,
        nearest=question.nearest,
        parts=_parts(timeline, question, cell),
    )


def _parts(timeline: Timeline, question: Question, cell: Segment) -> tuple[Answer, ...]:
    """The answer for each thing named, under the same words around it; none where they mix."""
    if len(question.concepts) < 2 or _is_mixed(cell.ruling.reasons):
        return ()
    now = question._replace(time=QuestionTime())
    return tuple(
        _look_up(timeline, now._replace(concepts=(concept,)), cell.begin)
        for concept in question.concepts
    )


def _advice(
    timeline: Timeline, question: Question, stance: Stance, reasons: tuple[Reason, ...]
) -> str:
    if stance is Stance.PERMITTED or not reasons:
        return ""
    prescribed = _may_be_prescribed(timeline, question, reasons)
    return " ".join(
        [*([TWO_WAYS] if question.turned else []), *([ASK_PRESCRIBER] if prescribed else [])]
    )


def _may_be_prescribed(timeline: Timeline, question: Question, reasons: tuple[Reason, ...]) -> bool:
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
