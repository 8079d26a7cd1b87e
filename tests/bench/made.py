"""Protocols of any size for the bench: rules about things, three a thing, of every shape."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from meantime.literate.translations import original
from meantime.model.citation import Citation
from meantime.model.concept import Concept, Vocabulary
from meantime.model.condition import ALWAYS, Condition, Not, Reported
from meantime.model.problem import Place
from meantime.model.protocol import Feature, Kind, Protocol
from meantime.model.rule import Rule, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, Window

_HOURS, _DAYS = (4, 12, 24, 48, 72, 96), (1, 2, 3, 5, 7, 10, 14)
_FACTS = 12
_A_THING = 3


def protocol_of(count: int, seed: int = 7) -> Protocol:
    """A protocol with so many rules; a quarter of them has a condition."""
    chance = Random(seed)
    things = [f"thing-{number}" for number in range(max(1, count // _A_THING))]
    features = {
        name: Feature(name, Kind.YES_NO, "Is it so?", things[0], report=True)
        for name in (f"fact-{number}" for number in range(_FACTS))
    }
    rules = {
        rule.id: rule
        for rule in (_rule(chance, number, things, features) for number in range(count))
    }
    protocol = Protocol(
        "made",
        "Made for the bench",
        "1.0.0",
        "",
        things[0],
        60,
        (),
        Vocabulary({name: _concept(name) for name in things}),
        features,
        rules,
        {},
        (),
        None,
        {"before": (1,)},
        (),
    )
    return replace(protocol, translations={"en": original(protocol)})


def _concept(name: str) -> Concept:
    return Concept(name, {"en": (name.replace("-", " "),), "es": (name,)})


def _rule(chance: Random, number: int, things: list[str], features: dict[str, Feature]) -> Rule:
    verb = chance.choice((Verb.AVOID, Verb.AVOID, Verb.MAY, Verb.DO, Verb.TELL))
    thing = chance.choice(things)
    condition, words = _condition(chance, features)
    window = _window(chance, verb)
    return Rule(
        id=f"rule-{number}",
        verb=verb,
        about=(thing,),
        text=f"Ask about {thing.replace('-', ' ')} if you are not sure.",
        place=Place("made.md", number + 1),
        window=window,
        condition=condition,
        condition_words=words,
        cites=(Citation("before", 1),),
    )


def _condition(chance: Random, features: dict[str, Feature]) -> tuple[Condition, str]:
    if chance.random() > 0.25:
        return ALWAYS, ""
    asked = Reported(chance.choice(list(features)))
    return chance.choice((asked, Not(asked))), asked.feature


def _window(chance: Random, verb: Verb) -> Window:
    hours, days = 60 * chance.choice(_HOURS), chance.choice(_DAYS)
    if verb is Verb.MAY:
        return Window(chance.choice((Elapsed(END, hours), Midnight(END, days))))
    if chance.random() < 0.6:
        return Window(Elapsed(END), chance.choice((Elapsed(END, hours), Midnight(END, days + 1))))
    return Window(chance.choice((Elapsed(START, -hours), Midnight(START, -days))), Elapsed(END))
