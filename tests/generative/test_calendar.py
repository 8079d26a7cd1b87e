"""Laws of calendars: no false all-clear, no edge lost or told twice, revisions that only rise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

import meantime as mt
from meantime.answers.checking import all_clear
from meantime.answers.edges import Corner, Says, edges
from meantime.answers.planning import Item
from meantime.interop.ical import calendar
from meantime.model.case import Fact
from meantime.model.rule import Verb
from tests.unit.interop.reading import PERSON, Event, events

MINUTE = timedelta(minutes=1)
# Around both changes of the clocks, and days away from any.
DAYS = (date(2026, 10, 24), date(2026, 10, 31), date(2026, 12, 1), date(2027, 3, 13))
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
# Before every session, when its end is not recorded yet, and after.
MADE = (datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC))
FACTS = ("skin-calm", "cold-sore-history", "peel-planned", "eye-area", "antiviral-plan")


@cache
def protocol() -> mt.Protocol:
    return mt.load("microneedling")


@st.composite
def cases(draw: st.DrawFn) -> mt.Case:
    """A session with some facts known, ended or not, alone or after another."""
    day = draw(st.sampled_from(DAYS))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    start += draw(st.integers(0, 4 * 24 * 60)) * MINUTE
    lasts = draw(st.none() | st.integers(0, 24 * 60))
    facts: dict[str, Fact] = dict(all_clear(protocol())) if draw(st.booleans()) else {}
    facts |= draw(st.dictionaries(st.sampled_from(FACTS), st.none() | st.booleans()))
    ago = draw(st.none() | st.integers(1, 40))
    return mt.Case(
        start,
        draw(st.sampled_from(ZONES)),
        None if lasts is None else start + lasts * MINUTE,
        facts,
        session=draw(st.sampled_from([1, 2, 4])),
        anchors=draw(st.sampled_from([{}, {"peel": day - timedelta(days=3)}])),
        earlier=() if ago is None else (mt.Visit(start - timedelta(days=ago)),),
    )


plans = st.builds(
    lambda case, hours: mt.plan(protocol(), case, case.start + timedelta(hours=hours)),
    cases(),
    st.integers(-100, 100),
)


@settings(max_examples=150, deadline=None)
@given(plans)
def test_no_all_clear_that_a_question_at_that_moment_would_not_get(plan: mt.Plan) -> None:
    case = plan.timeline.case
    for edge in edges(plan):
        free = (*edge.says.get(Says.ALLOWED, ()), *edge.says.get(Says.DO, ()))
        assert not (free and edge.waits_for)
        for concept in () if edge.planned else free:
            assert mt.ask(protocol(), case, concept, at=edge.at).answer == "yes"


def expected(plan: mt.Plan) -> Iterator[tuple[str, Corner, datetime]]:
    """The edges there have to be, worked out line by line: a calendar may leave out only an end
    after which nothing else holds, and what nobody may do yet."""
    for item in plan.items:
        rule = item.rule
        if item.verb in (Verb.AVOID, Verb.DO) and rule.id not in protocol().yielding:
            inner = item.opens == item.placed.begin
            if inner and item.opens < item.closes and item.verb is Verb.AVOID:
                yield rule.id, Corner.BEGIN, item.opens
            if item.closes == item.placed.begin != item.opens:
                yield rule.id, Corner.BETTER_BEGIN, item.opens
            if item.verb is Verb.DO and set_end(item):
                yield rule.id, Corner.END, item.closes


def set_end(item: Item) -> bool:
    return (
        item.opens < item.closes == item.placed.end
        and item.ends is not None
        and not item.rule.window.implied_end
    )


@settings(max_examples=150, deadline=None)
@given(plans)
def test_every_edge_is_told_exactly_once_and_is_one_of_the_plan(plan: mt.Plan) -> None:
    told = [(edge.rule.id, edge.corner, edge.at) for edge in edges(plan)]
    assert len({(rule, corner) for rule, corner, _ in told}) == len(told)
    assert set(expected(plan)) <= set(told)
    instants = {(item.rule.id, at) for item in plan.items for at in (item.opens, item.closes)}
    assert {(rule, at) for rule, _, at in told} <= instants


def as_known(case: mt.Case, at: datetime) -> mt.Case:
    """The case without an end of the session that has not come yet."""
    return replace(case, end=None) if case.end is not None and case.end > at else case


def content(event: Event) -> Event:
    return event._replace(sequence=0, modified=event.begin)


@settings(max_examples=25, deadline=None)
@given(
    cases(),
    st.lists(st.tuples(cases(), st.booleans()), min_size=1, max_size=2),
    st.sampled_from(MADE),
)
def test_revisions_rise_with_every_change_and_never_otherwise(
    first: mt.Case, changes: list[tuple[mt.Case, bool]], at: datetime
) -> None:
    plan = mt.plan(protocol(), as_known(first, at), at)
    file = calendar(plan, person=PERSON, at=at, details=True)
    for later, cancel in changes:
        before, previous, at = events(file), file, at + MINUTE
        case = as_known(replace(later, session=first.session), at)
        plan = mt.plan(protocol(), case, at)
        file = calendar(plan, person=PERSON, at=at, previous=previous, cancel=cancel)
        after = events(file)
        assert before.keys() <= after.keys()
        for uid, old in before.items():
            new = after[uid]
            if content(new) == content(old):
                assert new == old
            else:
                assert (new.sequence, new.modified) == (old.sequence + 1, at)
        live = {uid for uid, event in after.items() if event.status != "CANCELLED"}
        assert live == (set() if cancel else living(plan))
        again = calendar(plan, person=PERSON, at=at + MINUTE, previous=file, cancel=cancel)
        assert again == file


def living(plan: mt.Plan) -> set[str]:
    """The events of a plan whose calendar is made for the first time."""
    return set(events(calendar(plan, person=PERSON, at=plan.end)))


@settings(max_examples=40, deadline=None)
@given(plans)
def test_an_event_for_the_session_and_one_for_each_edge_beside_it(plan: mt.Plan) -> None:
    start = plan.timeline.case.start
    beside = [edge for edge in edges(plan) if not start <= edge.at <= plan.end]
    found = events(calendar(plan, person=PERSON, at=plan.end, details=True)).values()
    steps = [event for event in found if not event.busy]
    assert len(found) == len(steps) + 1
    assert sorted(event.begin for event in steps) == sorted(edge.at for edge in beside)
