"""The vocabulary files: concepts, their words per language, broader concepts and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from meantime.literate.fields import Fields
from meantime.literate.tree import Refused, Tree, parse
from meantime.model.concept import Concept, Prescription, Vocabulary, spelled
from meantime.model.problem import Place, Problem, did_you_mean

LANGUAGES = ("en", "es")
EVERYDAY = "everyday.yaml"
_KNOWN = (*LANGUAGES, "broader", "prescription", "codes")


def read_vocabulary(folder: Path, problems: list[Problem]) -> Vocabulary:
    """Every concept of a folder of YAML files; whatever is wrong is added to `problems`."""
    concepts: dict[str, Concept] = {}
    places: dict[str, Place] = {}
    everyday: frozenset[str] = frozenset()
    for path in sorted(folder.glob("*.yaml")):
        tree = _tree(path, problems)
        if path.name == EVERYDAY:
            words = Fields(tree, problems).leaves("en")
            everyday = frozenset(part for leaf in words for part in spelled(leaf.text))
            continue
        for concept, place in _concepts(tree, problems):
            if concept.id in places:
                what = f"concept `{concept.id}` stands twice"
                problems.append(
                    Problem(place, what, f"It first stands in {places[concept.id].file}.")
                )
            concepts[concept.id] = concept
            places[concept.id] = place
    whole = {name: _linked(item, concepts, places, problems) for name, item in concepts.items()}
    vocabulary = Vocabulary(whole, everyday)
    _no_cycles(vocabulary, places, problems)
    _one_meaning(vocabulary, places, problems)
    return vocabulary


def _tree(path: Path, problems: list[Problem]) -> Tree:
    try:
        node = parse(path.read_text(encoding="utf-8"), path.name)
    except Refused as refused:
        problems.append(refused.problem)
    else:
        if isinstance(node, Tree):
            return node
        problems.append(Problem(node.place, "not a list of concepts", "Write `concept-id:` lines."))
    return Tree(Place(path.name, 1))


def _concepts(tree: Tree, problems: list[Problem]) -> Iterator[tuple[Concept, Place]]:
    for name, node in tree.entries.items():
        place = tree.keys[name]
        if not isinstance(node, Tree):
            problems.append(
                Problem(place, f"concept `{name}` says nothing", "Give it `en: label`.")
            )
            continue
        fields = Fields(node, problems)
        fields.only(_KNOWN, f"in concept `{name}`")
        words = {
            language: tuple(leaf.text for leaf in fields.leaves(language)) for language in LANGUAGES
        }
        problems.extend(
            Problem(place, f"concept `{name}` has no label in `{language}`", "Add one.")
            for language in LANGUAGES
            if not words[language]
        )
        yield (
            Concept(
                name,
                words if words["en"] else {**words, "en": (name,)},
                tuple(leaf.text for leaf in fields.leaves("broader")),
                fields.choice("prescription", Prescription, Prescription.NO),
                tuple(leaf.text for leaf in fields.leaves("codes")),
            ),
            place,
        )


def _linked(
    concept: Concept,
    concepts: Mapping[str, Concept],
    places: Mapping[str, Place],
    problems: list[Problem],
) -> Concept:
    """The concept without broader ones that do not exist."""
    missing = [name for name in concept.broader if name not in concepts]
    for name in missing:
        what = f"`{name}`, broader than `{concept.id}`, is not a concept"
        problems.append(Problem(places[concept.id], what, did_you_mean(name, concepts)))
    if not missing:
        return concept
    broader = tuple(name for name in concept.broader if name in concepts)
    return Concept(concept.id, concept.words, broader, concept.prescription, concept.codes)


def _no_cycles(
    vocabulary: Vocabulary, places: Mapping[str, Place], problems: list[Problem]
) -> None:
    for name, concept in vocabulary.concepts.items():
        if any(name in vocabulary.above(parent) for parent in concept.broader):
            what = f"`{name}` is broader than itself"
            problems.append(Problem(places[name], what, "Take one `broader` out of the circle."))


def _one_meaning(
    vocabulary: Vocabulary, places: Mapping[str, Place], problems: list[Problem]
) -> None:
    for language in LANGUAGES:
        owner: dict[tuple[str, ...], str] = {}
        for name, concept in vocabulary.concepts.items():
            for word in concept.words[language]:
                first = owner.setdefault(spelled(word), name)
                if first != name:
                    what = f"`{word}` is a word for both `{first}` and `{name}`"
                    problems.append(Problem(places[name], what, "Leave it to one of them."))
