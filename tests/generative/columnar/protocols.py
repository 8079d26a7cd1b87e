"""Protocols nobody wrote, with all that screening can meet; and one with more than 64 bits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import meantime as mt
from meantime.model.concept import Concept, Prescription, Vocabulary
from meantime.model.condition import Both, Condition, Either, Not, Reported
from meantime.model.problem import Place
from meantime.model.protocol import Feature, Kind, Protocol
from meantime.model.rule import Barring, Rule, Strength, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point, Window
from tests.generative import strategies
from tests.generative.strategies import Shape, one_of, whole

DOSE = "last-dose"
HERE = Place("nowhere.md", 1)
# What screening looks at, more often than the verbs that it passes over.
SCREENED = Shape(
    verbs=(Verb.AVOID, Verb.AVOID, Verb.AVOID, Verb.BAR, Verb.BAR, Verb.MAY), most_rules=9
)


@cache
def microneedling() -> Protocol:
    return mt.load("microneedling")


@st.composite
def protocols(draw: DrawFn, shape: Shape = SCREENED) -> Protocol:
    """A protocol as `strategies` draws it, with a second anchor, leads and longer memories."""
    base = draw(strategies.protocols(shape))
    rules = {name: _varied(draw, rule) for name, rule in base.rules.items()}
    anchors = draw(one_of((base.anchors, (*base.anchors, DOSE), (DOSE, *base.anchors))))
    if DOSE not in anchors:
        return replace(base, rules=rules)
    moved = {name: replace(rule, window=_moved(draw, rule.window)) for name, rule in rules.items()}
    return replace(base, rules=moved, anchors=anchors)


@st.composite
def prescribing(draw: DrawFn, plain: st.SearchStrategy[Protocol]) -> Protocol:
    """A protocol in which some concepts may be prescribed, or normally are."""
    protocol = draw(plain)
    concepts = {
        name: replace(item, prescription=draw(one_of(tuple(Prescription))))
        for name, item in protocol.concepts.items()
    }
    return replace(protocol, vocabulary=Vocabulary(concepts))


def _varied(draw: DrawFn, rule: Rule) -> Rule:
    """A bar with any lead and any memory; now and then a condition on a dated question."""
    if rule.bar is not None:
        rule = replace(
            rule,
            lead_days=draw(one_of((0, 0, 1, 2, 30))),
            after_last=draw(one_of((None, 1, 14, 180, 400))),
        )
    if draw(whole(0, 7)) == 0:
        condition = _on_a_date(draw, rule.condition)
        return replace(rule, condition=condition, condition_words="as said")
    return rule


def _on_a_date(draw: DrawFn, condition: Condition) -> Condition:
    """A dated question is no yes once it is answered; until then it is unknown."""
    dated = Reported(draw(one_of(strategies.DATED)))
    forms: tuple[Condition, ...] = (
        dated,
        Not(dated),
        Both((condition, Not(dated))),
        Either((condition, dated)),
    )
    return draw(one_of(forms))


def _moved(draw: DrawFn, window: Window) -> Window:
    """The window with some of its points counted from the second anchor, each side as one."""
    begins, ends = (draw(whole(0, 2)) == 0 for _ in range(2))
    return window._replace(
        begin=_from_dose(window.begin, begins),
        preferred_begin=_from_dose(window.preferred_begin, begins),
        end=_from_dose(window.end, ends),
        preferred_end=_from_dose(window.preferred_end, ends),
    )


def _from_dose(point: Point | None, moved: bool) -> Point | None:
    if point is None or not moved or point.anchor == END:
        return point
    return replace(point, anchor=DOSE)


def hours_protocol() -> Protocol:
    """Washouts of hours and days, counted from the start and from the end of the session."""
    points: dict[str, Point] = {
        "day": Elapsed(START, -24 * 60),
        "day-and-a-half": Elapsed(START, -36 * 60),
        "from-the-end": Elapsed(END, -36 * 60),
        "two-days": Midnight(START, -2),
        "a-month": MonthsAway(START, -1),
    }
    written = [_washout(name, name, Window(point, Elapsed(END))) for name, point in points.items()]
    graded = Window(Elapsed(START, -24 * 60), Elapsed(END), Elapsed(START, -36 * 60))
    return _of([*written, _washout("graded", "day", graded)], list(points))


def large_protocol(count: int = 75) -> Protocol:
    """More questions, and more findings, than a word has bits: both masks need several columns."""
    names = [f"cream-{number}" for number in range(count)]
    washouts = [_washout(name, name, _large_window(at)) for at, name in enumerate(names)]
    every = replace(_washout("every", "cream-0", Window(Midnight(START, -2))), about=tuple(names))
    return _of([*washouts, every, *_large_bars(names)], names, names)


def _large_window(number: int) -> Window:
    points = (
        Midnight(START, -number),
        Elapsed(START, -number * 60),
        MonthsAway(strategies.PEEL, -1 - number % 5),
    )
    return Window(points[number % 3], Elapsed(END))


def _large_bars(names: list[str]) -> Iterator[Rule]:
    for number, name in enumerate(names):
        yield Rule(
            id=f"bar-{number}",
            verb=Verb.BAR,
            about=(f"well-{name}", f"used-{name}") if number % 4 == 0 else (f"well-{name}",),
            text="A sentence.",
            place=HERE,
            window=Window(None, Elapsed(END)),
            bar=tuple(Barring)[number % 3],
            lead_days=number % 7 if number % 5 == 0 else 0,
            after_last=number if number % 8 == 4 else None,
        )


def _washout(name: str, concept: str, window: Window) -> Rule:
    strength = Strength.PREFERRED if name.endswith("7") else Strength.REQUIRED
    return Rule(
        id=f"no-{name}",
        verb=Verb.AVOID,
        about=(concept,),
        text="A sentence.",
        place=HERE,
        window=window,
        strength=strength,
    )


def _of(rules: list[Rule], used: list[str], plain: list[str] | None = None) -> Protocol:
    features = {
        **{f"used-{name}": Feature(f"used-{name}", Kind.DATE, "When?", name) for name in used},
        **{
            f"well-{name}": Feature(f"well-{name}", Kind.YES_NO, "Well?", name)
            for name in plain or ()
        },
    }
    vocabulary = Vocabulary({name: Concept(name, {"en": (name,)}) for name in used})
    return strategies.protocol_of(vocabulary, features, rules)
