"""Protocols nobody wrote, with all that screening can meet; and one with more than 64 bits."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from meantime.model.concept import Prescription, Vocabulary
from meantime.model.condition import Both, Condition, Either, Not, Reported
from meantime.model.problem import Place
from meantime.model.protocol import Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, Point, Window
from tests.generative import strategies
from tests.generative.strategies import Shape, one_of, whole

DOSE = "last-dose"
HERE = Place("nowhere.md", 1)
# What screening looks at, more often than the verbs that it passes over.
SCREENED = Shape(
    verbs=(Verb.AVOID, Verb.AVOID, Verb.AVOID, Verb.BAR, Verb.BAR, Verb.MAY), most_rules=9
)


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
