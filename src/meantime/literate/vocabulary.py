"""The vocabulary files: concepts, their words per language, broader concepts and codes."""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from meantime.literate.fields import Fields
from meantime.literate.files import text_of
from meantime.literate.tree import Leaf, Refused, Tree, parse
from meantime.model.concept import Concept, Prescription, Vocabulary, spelled
from meantime.model.problem import Place, Problem, did_you_mean

LANGUAGES = ("en", "es")
EVERYDAY = "everyday.yaml"
_KNOWN = (*LANGUAGES, "broader", "prescription", "codes", "means", "names")


def read_vocabulary(folder: Path, problems: list[Problem]) -> Vocabulary:
    """Every concept of a folder of YAML files; whatever is wrong is added to `problems`."""
    reader = _Reader(problems)
    everyday: frozenset[str] = frozenset()
    for path in sorted(folder.glob("*.yaml")):
        fields = Fields(_tree(path, problems), problems)
        if path.name == EVERYDAY:
            everyday = frozenset(
                part for leaf in fields.leaves("en") for part in spelled(leaf.text)
            )
        else:
            reader.concepts_of(fields)
    return Vocabulary(reader.linked(), everyday)


def _tree(path: Path, problems: list[Problem]) -> Tree:
    found: list[Problem] = []
    text = text_of(path, found)
    try:
        node = parse(text, path.name)
    except Refused as refused:
        found.append(refused.problem)
    else:
        if isinstance(node, Tree):
            problems += found
            return node
        found.append(Problem(node.place, "not a list of concepts", "Write `concept-id:` lines."))
    problems += found
    return Tree(Place(path.name, 1))


class _Reader:
    """Concepts as they are read, with where each of their words stands."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.concepts: dict[str, Concept] = {}
        self.places: dict[str, Place] = {}
        self.broader: dict[str, list[Leaf]] = {}
        self.owners: dict[tuple[str, tuple[str, ...]], str] = {}

    def concepts_of(self, fields: Fields) -> None:
        for name, node in fields.tree.entries.items():
            place = fields.tree.keys[name]
            if name in self.places:
                first = f"It first stands in {self.places[name].file}."
                self._problem(place, f"concept `{name}` stands twice", first)
            elif not isinstance(node, Tree):
                self._problem(place, f"concept `{name}` says nothing", "Give it `en: label`.")
            else:
                self.places[name] = place
                self.concepts[name] = self._concept(name, Fields(node, self.problems), place)

    def _concept(self, name: str, fields: Fields, place: Place) -> Concept:
        fields.only(_KNOWN, f"in concept `{name}`")
        words = {language: self._words(name, language, fields) for language in LANGUAGES}
        for language in LANGUAGES:
            if not words[language]:
                what = f"concept `{name}` has no label in `{language}`"
                self._problem(place, what, "Add one.")
        self.broader[name] = fields.leaves("broader")
        return Concept(
            name,
            words if words["en"] else {**words, "en": (name,)},
            tuple(leaf.text for leaf in self.broader[name]),
            fields.choice("prescription", Prescription, Prescription.NO),
            tuple(leaf.text for leaf in fields.leaves("codes")),
            fields.texts("means"),
            self._names(name, fields.inner("names")),
        )

    def _names(self, name: str, fields: Fields) -> dict[str, tuple[str, ...]]:
        return {language: self._words(name, language, fields) for language in fields.tree.entries}

    def _words(self, name: str, language: str, fields: Fields) -> tuple[str, ...]:
        leaves = fields.leaves(language)
        for leaf in leaves:
            owner = self.owners.setdefault((language, spelled(leaf.text)), name)
            if owner != name:
                what = f"`{leaf.text}` is a word for both `{owner}` and `{name}`"
                self._problem(leaf.place, what, "Leave it to one of them.")
        return tuple(leaf.text for leaf in leaves)

    def linked(self) -> dict[str, Concept]:
        """All concepts, without broader ones that do not exist or that lead in a circle."""
        for name, leaves in self.broader.items():
            for leaf in leaves:
                if leaf.text not in self.concepts:
                    what = f"`{leaf.text}`, broader than `{name}`, is not a concept"
                    self._problem(leaf.place, what, did_you_mean(leaf.text, self.concepts))
        for name in self._circular():
            cure = "Take one `broader` out of the circle."
            self._problem(self.places[name], f"`{name}` is broader than itself", cure)
            self.concepts[name] = replace(self.concepts[name], broader=())
        return {
            name: concept
            if all(parent in self.concepts for parent in concept.broader)
            else replace(
                concept, broader=tuple(one for one in concept.broader if one in self.concepts)
            )
            for name, concept in self.concepts.items()
        }

    def _circular(self) -> list[str]:
        """The concepts that lie on a circle of `broader`."""
        sorter = TopologicalSorter({name: item.broader for name, item in self.concepts.items()})
        try:
            sorter.prepare()
        except CycleError as error:
            return sorted(set(error.args[1]))
        return []

    def _problem(self, place: Place, what: str, cure: str) -> None:
        self.problems.append(Problem(place, what, cure))
