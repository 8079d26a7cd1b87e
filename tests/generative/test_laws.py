"""Laws that hold between two answers of the engine, whatever the protocol says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from meantime.engines.reference import ReferenceTimeline
from meantime.model.case import Case, Fact, Visit
from meantime.model.protocol import Protocol
from meantime.model.rule import Outside, Rule, Verb
from meantime.model.ruling import AFTER_ALL, BEFORE_ALL, Ruling, Segment, Stance
from meantime.model.timing import Point, Window
from tests.generative import oracle, strategies
from tests.generative.strategies import Shape, further, with_rules

usual = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PROHIBITING = Shape(verbs=(Verb.AVOID,))
# The whole calendar returns after 28 years: weekdays, month lengths and leap days (1901 to 2099).
WHOLE_CALENDAR = timedelta(days=28 * 365 + 7)


def ruling_at(segments: tuple[Segment, ...], moment: datetime) -> Ruling:
    return next(item.ruling for item in segments if item.begin <= moment < item.end)


def moments_of(*timelines: tuple[Segment, ...]) -> list[datetime]:
    """Moments that stand for all: the beginning of every segment, and the second before it."""
    begins = {segment.begin for segments in timelines for segment in segments}
    return sorted(begins | {begin - timedelta(seconds=1) for begin in begins - {BEFORE_ALL}})


def rulings(
    left: ReferenceTimeline, right: ReferenceTimeline
) -> Iterable[tuple[str, datetime, Ruling, Ruling]]:
    """What two timelines say of the same concept at the same moment, at all that differ."""
    for concept in left.protocol.concepts:
        ours, theirs = left.of(concept), right.of(concept)
        for moment in moments_of(ours, theirs):
            yield concept, moment, ruling_at(ours, moment), ruling_at(theirs, moment)


# --- Shifting ---------------------------------------------------------------------------------


def shifted(case: Case, by: timedelta) -> Case:
    """The anchors, the earlier sessions and the dated facts moved along with the session."""

    def moved(value: Fact) -> Fact:
        return value + by if isinstance(value, date) else value

    return replace(
        case,
        start=case.start + by,
        end=None if case.end is None else case.end + by,
        anchors={name: day + by for name, day in case.anchors.items()},
        facts={name: moved(value) for name, value in case.facts.items()},
        earlier=tuple(
            Visit(visit.start + by, None if visit.end is None else visit.end + by)
            for visit in case.earlier
        ),
    )


def check_shift(protocol: Protocol, case: Case, by: timedelta) -> None:
    here, there = ReferenceTimeline(protocol, case), ReferenceTimeline(protocol, shifted(case, by))

    def later(moment: datetime) -> datetime:
        return moment if moment in (BEFORE_ALL, AFTER_ALL) else moment + by

    assert there.end == here.end + by
    for concept in protocol.concepts:
        expected = [
            Segment(
                later(begin),
                later(end),
                Ruling(
                    stance,
                    tuple(
                        reason._replace(begin=later(reason.begin), end=later(reason.end))
                        for reason in reasons
                    ),
                ),
            )
            for begin, end, (stance, reasons) in here.of(concept)
        ]
        assert list(there.of(concept)) == expected
    for washout, moved in zip(here.washouts(), there.washouts(), strict=True):
        assert moved.feature == washout.feature
        for before, after in (
            (washout.used, moved.used),
            (washout.required_clear, moved.required_clear),
            (washout.clear, moved.clear),
        ):
            assert after == (before and before + by)


@usual
@given(
    strategies.protocols(Shape(months=False)),
    strategies.cases(("UTC",)),
    st.integers(-1000, 1000).map(lambda weeks: timedelta(weeks=weeks)),
)
def test_session_and_clock_moved_by_weeks(protocol: Protocol, case: Case, by: timedelta) -> None:
    check_shift(protocol, case, by)


@usual
@given(
    strategies.protocols(),
    strategies.cases(("UTC", "Asia/Kathmandu")),
    st.sampled_from((WHOLE_CALENDAR, -WHOLE_CALENDAR)),
)
def test_months_move_with_the_whole_calendar(protocol: Protocol, case: Case, by: timedelta) -> None:
    assume(case.start.year >= 2015)
    check_shift(protocol, case, by)


# --- Answers ----------------------------------------------------------------------------------


def forgotten(case: Case, name: str) -> Case:
    return replace(case, facts={**case.facts, name: None})


def answered(case: Case, name: str, answer: bool) -> Case:
    return replace(case, facts={**case.facts, name: answer})


# The questions a condition may ask and a permission may wait for.
questions = st.sampled_from((*strategies.ANSWERED, *strategies.REPORTS))


def waits_for(protocol: Protocol, name: str) -> bool:
    """Whether a permission waits for this report: "no" prohibits it, "unknown" is to ask."""
    return any(rule.once == name and rule.verb is Verb.MAY for rule in protocol.rules.values())


@usual
@given(strategies.protocols(), strategies.cases(), questions, st.booleans())
def test_a_prohibition_outlasts_the_answer_it_had(
    protocol: Protocol, case: Case, name: str, answer: bool
) -> None:
    """What is prohibited with an answer is prohibited without it.

    One thing is softened, from "no" to "ask": a permission that waits for a report. An answer of
    "not yet" prohibits, and without it one has to ask.
    """
    floor = Stance.ASK if not answer and waits_for(protocol, name) else Stance.PROHIBITED
    known = ReferenceTimeline(protocol, answered(case, name, answer))
    unknown = ReferenceTimeline(protocol, forgotten(case, name))
    for _, _, before, after in rulings(known, unknown):
        if before.stance is Stance.PROHIBITED:
            assert after.stance >= floor


@usual
@given(strategies.protocols(), strategies.cases(), questions, st.booleans())
def test_no_permission_hangs_on_an_answer_nobody_gave(
    protocol: Protocol, case: Case, name: str, answer: bool
) -> None:
    """What is permitted without an answer is neither prohibited nor discouraged with one.

    An answer may still bring in a rule that, outside its window, says nothing or to ask.
    """
    unknown = ReferenceTimeline(protocol, forgotten(case, name))
    known = ReferenceTimeline(protocol, answered(case, name, answer))
    silent = all(rule.outside is Outside.ALLOWED for rule in protocol.rules.values())
    possible = {Stance.PERMITTED} if silent else {Stance.PERMITTED, Stance.SILENT, Stance.ASK}
    for _, _, before, after in rulings(unknown, known):
        if before.stance is Stance.PERMITTED:
            assert after.stance in possible


@usual
@given(strategies.protocols(Shape(outsides=(Outside.ALLOWED,))), strategies.cases(), questions)
def test_unknown_is_never_looser_than_every_answer(
    protocol: Protocol, case: Case, name: str
) -> None:
    """Unknown is at least as strict as the looser of the two answers, or it asks.

    A permission that waits for a report asks where the report "no" would forbid (ADR 3).

    It holds where a rule speaks under one of the two: silence ranks above "not advised" and
    "yes", so a rule that goes void under both answers leaves a higher rank behind, and no rule.
    It does not hold for `outside: ask` and `outside: silent`, which only a condition known to hold
    can say: two rules with opposite conditions say it under either answer, and not under none.
    """
    unknown = ReferenceTimeline(protocol, forgotten(case, name))
    yes = ReferenceTimeline(protocol, answered(case, name, True))
    no = ReferenceTimeline(protocol, answered(case, name, False))
    for concept in protocol.concepts:
        views = unknown.of(concept), yes.of(concept), no.of(concept)
        for moment in moments_of(*views):
            asked, *others = (ruling_at(view, moment) for view in views)
            spoken = [other.stance for other in others if other.reasons]
            if spoken:
                assert asked.stance >= min(*spoken, Stance.ASK)


# --- Windows ----------------------------------------------------------------------------------


def pulled(point: Point | None, sign: int, by: int) -> Point | None:
    """The point moved inwards; what is open stays open."""
    return None if point is None else further(point, sign, by, by, min(by, 3))


def narrowed(rule: Rule, begin: int, end: int) -> Rule:
    window = rule.window
    return replace(
        rule,
        window=Window(
            begin=pulled(window.begin, 1, begin),
            end=pulled(window.end, -1, end),
            preferred_begin=pulled(window.preferred_begin, 1, begin),
            preferred_end=pulled(window.preferred_end, -1, end),
        ),
    )


def opens_before_it_closes(rule: Rule, protocol: Protocol, case: Case) -> bool:
    begin, end = rule.window.begin, rule.window.end
    sessions = [oracle.this_session(protocol, case)]
    sessions += [oracle.earlier_session(protocol, case, visit) for visit in case.earlier]
    return (
        begin is None
        or end is None
        or all(
            oracle.instant(begin, session, later=False) <= oracle.instant(end, session, later=False)
            for session in sessions
        )
    )


@usual
@given(
    strategies.protocols(),
    strategies.cases(),
    st.data(),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_a_narrower_window_never_prohibits_more(
    protocol: Protocol, case: Case, data: st.DataObject, begin: int, end: int
) -> None:
    """Moving the two ends of an `avoid` inwards never prohibits more, nor advises against more.

    Where the ends pass each other the window is no narrower one any more, and not compared.
    """
    avoids = [rule for rule in protocol.rules.values() if rule.verb is Verb.AVOID]
    assume(avoids)
    chosen = data.draw(st.sampled_from(avoids))
    inner = narrowed(chosen, begin, end)
    assume(opens_before_it_closes(inner, protocol, case))
    others = [inner if rule is chosen else rule for rule in protocol.rules.values()]
    wide = ReferenceTimeline(protocol, case)
    narrow = ReferenceTimeline(with_rules(protocol, others), case)
    for _, _, before, after in rulings(wide, narrow):
        if after.stance is Stance.PROHIBITED:
            assert before.stance is Stance.PROHIBITED
        if after.stance is Stance.DISCOURAGED:
            assert before.stance in (Stance.DISCOURAGED, Stance.PROHIBITED)


@usual
@given(strategies.protocols(), strategies.cases(), st.data())
def test_one_more_prohibition_never_loosens(
    protocol: Protocol, case: Case, data: st.DataObject
) -> None:
    """Where a rule spoke, one more `avoid` leaves the ruling or makes it stricter.

    Where none did, it may say "yes" outside its window, or "not advised" in it.
    """
    extra = data.draw(strategies.new_rules(protocol, PROHIBITING))
    fewer = ReferenceTimeline(protocol, case)
    more = ReferenceTimeline(with_rules(protocol, [*protocol.rules.values(), extra]), case)
    for _, _, before, after in rulings(fewer, more):
        if before.reasons:
            assert after.stance >= before.stance


@usual
@given(strategies.protocols(), strategies.cases(), st.data())
def test_the_order_of_the_rules_means_nothing(
    protocol: Protocol, case: Case, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(protocol.rules.values())))
    written = ReferenceTimeline(protocol, case)
    reordered = ReferenceTimeline(with_rules(protocol, order), case)
    for _, _, before, after in rulings(written, reordered):
        assert after.stance is before.stance
        assert {item.rule.id for item in after.reasons} == {item.rule.id for item in before.reasons}


# --- Sessions and concepts --------------------------------------------------------------------


@usual
@given(strategies.protocols(), strategies.cases())
def test_an_earlier_session_never_loosens(protocol: Protocol, case: Case) -> None:
    assume(case.earlier)
    first = ReferenceTimeline(protocol, replace(case, earlier=()))
    later = ReferenceTimeline(protocol, case)
    for _, _, before, after in rulings(first, later):
        if before.reasons:
            assert after.stance >= before.stance


@usual
@given(strategies.protocols(Shape(exceptions=False)), strategies.cases())
def test_the_narrower_is_never_looser_than_the_broader(protocol: Protocol, case: Case) -> None:
    """Every rule on a concept binds what is narrower, which may have rules of its own."""
    timeline = ReferenceTimeline(protocol, case)
    for narrow in protocol.concepts:
        for broad in protocol.concepts:
            if narrow != broad and oracle.is_a(protocol.vocabulary, narrow, broad):
                below, above = timeline.of(narrow), timeline.of(broad)
                for moment in moments_of(below, above):
                    ruling = ruling_at(above, moment)
                    if ruling.reasons:
                        assert ruling_at(below, moment).stance >= ruling.stance


@usual
@given(strategies.protocols(), strategies.cases(), st.data())
def test_an_exception_takes_only_its_own_concepts_out(
    protocol: Protocol, case: Case, data: st.DataObject
) -> None:
    """What an exception and everything narrower than it do not cover is ruled as before."""
    concept = data.draw(st.sampled_from(sorted(protocol.concepts)))
    chosen = data.draw(
        st.sampled_from(list(protocol.rules.values())).filter(lambda r: r.verb is not Verb.BAR)
    )
    excepting = [
        replace(rule, exceptions=(*rule.exceptions, concept)) if rule is chosen else rule
        for rule in protocol.rules.values()
    ]
    plain = ReferenceTimeline(protocol, case)
    excepted = ReferenceTimeline(with_rules(protocol, excepting), case)
    for name in protocol.concepts:
        if oracle.is_a(protocol.vocabulary, name, concept):
            speaking = {reason.rule.id for item in excepted.of(name) for reason in item.ruling[1]}
            assert chosen.id not in speaking
        else:
            for moment in moments_of(plain.of(name), excepted.of(name)):
                before, after = (ruling_at(line.of(name), moment) for line in (plain, excepted))
                assert before.stance is after.stance


# --- Washouts ---------------------------------------------------------------------------------


def clears(protocol: Protocol, case: Case) -> Mapping[tuple[str, str], tuple[date | None, ...]]:
    return {
        (item.placed.rule.id, item.feature): (item.required_clear, item.clear)
        for item in ReferenceTimeline(protocol, case).washouts()
    }


@usual
@given(strategies.protocols(Shape(verbs=(Verb.AVOID,))), strategies.cases(), st.integers(1, 40))
def test_a_later_use_never_clears_earlier(protocol: Protocol, case: Case, days: int) -> None:
    def later(value: Fact) -> Fact:
        return value + timedelta(days=days) if isinstance(value, date) else value

    postponed = replace(case, facts={name: later(fact) for name, fact in case.facts.items()})
    after = clears(protocol, postponed)
    for key, before in clears(protocol, case).items():
        if key in after:
            for old, new in zip(before, after[key], strict=True):
                # None is never: a use that no date clears is the latest of all.
                assert (old or date.max) <= (new or date.max)


@usual
@given(strategies.protocols(Shape(verbs=(Verb.AVOID,))), strategies.cases())
def test_the_required_part_clears_no_later_than_the_whole(protocol: Protocol, case: Case) -> None:
    for required, whole in clears(protocol, case).values():
        assert (required is None) == (whole is None)
        assert required is None or whole is None or required <= whole
