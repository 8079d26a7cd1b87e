"""Concepts and the words for them: a tree of "is a kind of" with more than one parent allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

_NOT_A_WORD = re.compile(r"[\W_]+")
_APOSTROPHE = re.compile(r"['\u2019]")


class Prescription(StrEnum):
    """Whether a clinician may have prescribed the thing: then no answer says "stop"."""

    NO = "no"
    POSSIBLE = "possible"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing a rule or a question can be about; `words` per language, the label first.

    `means` explains, per language, in plain words what not everybody knows. `names`, label first,
    are of languages that have a word for some things only: a patient may ask by them, but no
    sentence is compared or sheet explained by them.
    """

    id: str
    words: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...] = ()
    prescription: Prescription = Prescription.NO
    codes: tuple[str, ...] = ()
    means: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, language: str = "en") -> str:
        """The plain word for it, in English where the language has none."""
        return (self.words.get(language) or self.words["en"])[0]

    def known_as(self, language: str) -> tuple[str, ...]:
        """Every word for it that somebody who speaks a language may type; the label first."""
        return self.words.get(language) or self.names.get(language, ())


def spelled(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: no case, accents, punctuation or plural s."""
    plain = _APOSTROPHE.sub("", text)
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple(_singular(word) for word in _NOT_A_WORD.split(plain.casefold()) if word)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("shes", "ches", "xes", "sses")) else word[:-1]


@dataclass(frozen=True)
class Vocabulary:
    """All concepts, and the everyday words a question may hold without naming anything."""

    concepts: Mapping[str, Concept]
    everyday: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def narrower(self) -> Mapping[str, tuple[str, ...]]:
        """The concepts directly below each one."""
        below: dict[str, list[str]] = {name: [] for name in self.concepts}
        for concept in self.concepts.values():
            for parent in concept.broader:
                below[parent].append(concept.id)
        return {name: tuple(children) for name, children in below.items()}

    def above(self, concept: str) -> frozenset[str]:
        """The concept itself and everything broader."""
        return _reach(concept, lambda name: self.concepts[name].broader)

    def below(self, concept: str) -> frozenset[str]:
        """The concept itself and everything narrower."""
        return _reach(concept, lambda name: self.narrower[name])

    @cached_property
    def index(self) -> Mapping[tuple[str, ...], str]:
        """Every English word for a concept, as compared, and the concept's id itself."""
        found: dict[tuple[str, ...], str] = {}
        for concept in self.concepts.values():
            for word in (*concept.words["en"], concept.id):
                found.setdefault(spelled(word), concept.id)
        return found

    @cached_property
    def longest(self) -> int:
        """How many words the longest known phrase has."""
        return max(map(len, self.index), default=0)


def _reach(origin: str, neighbours: Callable[[str], Iterable[str]]) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [origin]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(neighbours(name))
    return frozenset(reached)
