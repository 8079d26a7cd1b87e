"""A handout is a view of the plan: it shows exactly the items that apply, whatever the person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

import meantime as mt
from meantime import paper
from meantime.answers import asking
from meantime.model.protocol import Kind
from meantime.model.rule import Outside, Verb
from meantime.model.truth import Truth
from meantime.paper.sheet import Mark
from tests.paper.sheets import protocol
from tests.spec.tiny import case, moment

START = moment("2026-12-01 10:00")
_YES_NO: st.SearchStrategy[mt.Fact] = st.sampled_from([None, True, False])
_DATES: st.SearchStrategy[mt.Fact] = st.one_of(
    st.sampled_from([None, "ongoing", "never"]),
    st.dates(date(2026, 5, 1), date(2026, 12, 1)),
)


@st.composite
def people(draw: st.DrawFn) -> tuple[mt.Case, datetime]:
    """A person, and the moment at which the handout is made."""
    features = protocol().features
    facts: dict[str, mt.Fact] = {
        name: draw(_YES_NO if feature.kind is Kind.YES_NO else _DATES)
        for name, feature in features.items()
        if draw(st.booleans())
    }
    at = START + timedelta(hours=draw(st.integers(-400, 800)))
    over = at >= START + timedelta(hours=1)
    lasts = draw(st.sampled_from([None, timedelta(hours=1)])) if over else None
    return case(lasts=lasts, facts=facts, session=draw(st.integers(1, 5))), at


def goes_on(item: mt.Item, at: datetime) -> bool:
    """Whether a prohibition outlives its window: no report has come, or the clinic is asked."""
    if item.verb is not Verb.AVOID:
        return False
    asked = item.rule.outside is Outside.ASK and item.rule.window.ends_after
    return item.placed.reported is not Truth.YES or (asked and item.placed.preferred_end <= at)


@settings(max_examples=60, deadline=None)
@given(people())
def test_the_sheet_shows_exactly_what_applies(made: tuple[mt.Case, datetime]) -> None:
    person, at = made
    plan = mt.plan(protocol(), person, at)
    verdict = mt.screen(protocol(), person, at)
    sheet = paper.handout(protocol(), plan=plan, at=at, phone="555 0100")
    printed = [line.rule for line in sheet.lines() if line.rule in protocol().rules]
    assert len(printed) == len(set(printed))
    timed, signs, bars = set(), set(), set()
    for item in plan.items:
        if item.verb is Verb.CALL:
            signs.add(item.rule.id)
        elif item.verb is Verb.BAR:
            bars.add(item.rule.id)
        elif (
            item.verb is not Verb.STAFF
            and item.rule.id not in protocol().yielding
            and (max(at, item.opens) < item.closes or goes_on(item, at))
        ):
            timed.add(item.rule.id)
    shown_bars = set(printed) & bars
    assert set(printed) - bars == timed | signs
    if at < plan.end:
        assert {found.rule.id for found in verdict.findings} & bars <= shown_bars
    for name in shown_bars:
        about = [person.facts.get(feature) for feature in protocol().rules[name].about]
        assert person.session > 1 or any(fact not in (False, "never") for fact in about)


@settings(max_examples=30, deadline=None)
@given(people())
def test_what_is_called_fine_or_to_do_is_answered_yes(made: tuple[mt.Case, datetime]) -> None:
    person, at = made
    plan = mt.plan(protocol(), person, at)
    sheet = paper.handout(protocol(), plan=plan, at=at, phone="555 0100")
    free = {line.rule for line in sheet.lines() if line.mark in (Mark.FINE, Mark.DO)}
    for item in plan.items:
        if item.rule.id not in free or item.closes <= at:
            continue
        assert not item.waits_for
        for concept in item.rule.about:
            said = asking.ask(plan.timeline, concept, max(at, item.opens))
            assert said.answer == "yes", (item.rule.id, concept)


@settings(max_examples=30, deadline=None)
@given(people())
def test_what_is_answered_no_has_its_rule_on_the_sheet(made: tuple[mt.Case, datetime]) -> None:
    person, at = made
    plan = mt.plan(protocol(), person, at)
    sheet = paper.handout(protocol(), plan=plan, at=at, phone="555 0100")
    printed = {line.rule: line.mark for line in sheet.lines()}
    for item in plan.items:
        if item.verb not in (Verb.AVOID, Verb.MAY) or item.rule.id in protocol().yielding:
            continue
        for concept in item.rule.about:
            said = mt.ask(protocol(), person, concept, at=at)
            if said.answer in ("no", "ask") and item.rule in [why.rule for why in said.reasons]:
                mark = printed[item.rule.id]
                assert mark in (Mark.NOT_NOW, Mark.CARE) or at < item.placed.begin
                assert item.verb is Verb.MAY or said.answer == "ask" or mark is Mark.NOT_NOW


def test_no_warning_sign_is_ever_missing_and_it_comes_first() -> None:
    signs = [rule.id for rule in protocol().rules.values() if rule.verb is Verb.CALL]
    for hours in (-400, 0, 2, 5000):
        at = START + timedelta(hours=hours)
        plan = mt.plan(protocol(), case(lasts=None), at)
        sheet = paper.handout(protocol(), plan=plan, at=at, phone="555 0100")
        assert [line.rule for line in sheet.lines()][: len(signs)] == signs
