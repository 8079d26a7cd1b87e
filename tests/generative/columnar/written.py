"""Protocols written for what they show: hours, more than 64 bits; and the shipped one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import meantime as mt
from meantime.model.concept import Concept, Vocabulary
from meantime.model.problem import Place
from meantime.model.protocol import Feature, Kind, Protocol
from meantime.model.rule import Barring, Rule, Strength, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Point, Window
from tests.generative import strategies

HERE = Place("nowhere.md", 1)


@cache
def microneedling() -> Protocol:
    return mt.load("microneedling")


def hours() -> Protocol:
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


def large(count: int = 75) -> Protocol:
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
