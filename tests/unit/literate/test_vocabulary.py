"""The vocabulary files: every concept, and every problem with its place and its cure."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from meantime.literate.vocabulary import read_vocabulary
from meantime.model.concept import Prescription, Vocabulary
from meantime.model.problem import Problem
from tests.unit.literate.documents import unmarked


def read(folder: Path, **files: str | bytes) -> tuple[Vocabulary, list[Problem]]:
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems: list[Problem] = []
    return read_vocabulary(folder, problems), problems


def test_a_concept_in_full(tmp_path: Path) -> None:
    text = """
retinoid:
  en: retinoid, tretinoin, Retin-A
  es: retinoide
  broader: [active, cream]
  prescription: possible
  codes: RXNORM 123, SNOMED 456
active: {en: active, es: activo}
cream: {en: cream, es: crema}
"""
    vocabulary, problems = read(tmp_path, words=text)
    assert problems == []
    assert list(vocabulary.concepts) == ["retinoid", "active", "cream"]
    found = vocabulary.concepts["retinoid"]
    assert found.words == {"en": ("retinoid", "tretinoin", "Retin-A"), "es": ("retinoide",)}
    assert found.broader == ("active", "cream")
    assert found.prescription is Prescription.POSSIBLE
    assert found.codes == ("RXNORM 123", "SNOMED 456")
    assert vocabulary.concepts["cream"].prescription is Prescription.NO


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    vocabulary, problems = read(
        tmp_path, b="two: {en: two, es: dos}", a="one: {en: one, es: uno, broader: two}"
    )
    assert problems == []
    assert list(vocabulary.concepts) == ["one", "two"]


def test_everyday_words_are_no_concepts(tmp_path: Path) -> None:
    vocabulary, problems = read(tmp_path, everyday="en: can, may I, Creams\n")
    assert (vocabulary.concepts, problems) == ({}, [])
    assert vocabulary.everyday == {"can", "may", "i", "cream"}


def test_an_empty_folder(tmp_path: Path) -> None:
    vocabulary, problems = read(tmp_path)
    assert (vocabulary.concepts, vocabulary.everyday, problems) == ({}, frozenset(), [])


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("▸one: just text\n", [("concept `one` says nothing", "Give it `en: label`.")]),
        ("▸one:\n", [("concept `one` says nothing", "Give it `en: label`.")]),
        ("▸- one\n", [("not a list of concepts", "Write `concept-id:` lines.")]),
        ("▸one: {en: one}\n", [("concept `one` has no label in `es`", "Add one.")]),
        ("▸one: {es: uno}\n", [("concept `one` has no label in `en`", "Add one.")]),
        (
            "▸▸one: {}\n",
            [
                ("concept `one` has no label in `en`", "Add one."),
                ("concept `one` has no label in `es`", "Add one."),
            ],
        ),
        (
            "one:\n  en: one\n  es: uno\n  ▸broder: two\n",
            [("`broder` does not belong in concept `one`", "Did you mean `broader`?")],
        ),
        (
            "one:\n  en: one\n  es: uno\n  prescription: ▸usually\n",
            [("`usually` is not a prescription", "Did you mean `usual`?")],
        ),
        (
            "one: {en: [one, ▸[two]], es: uno}\n",
            [("`en` holds more than words", "Write `[one, two]`.")],
        ),
        (
            "one: {en: one, es: uno, broader: ▸towel}\ntowl: {en: towl, es: toal}\n",
            [("`towel`, broader than `one`, is not a concept", "Did you mean `towl`?")],
        ),
        (
            "▸one: {en: one, es: uno, broader: one}\n",
            [("`one` is broader than itself", "Take one `broader` out of the circle.")],
        ),
        (
            "▸one: {en: one, es: uno, broader: two}\n▸two: {en: two, es: dos, broader: one}\n"
            "three: {en: three, es: tres, broader: two}\n",
            [
                ("`one` is broader than itself", "Take one `broader` out of the circle."),
                ("`two` is broader than itself", "Take one `broader` out of the circle."),
            ],
        ),
        (
            "one: {en: 'one, Two-s', es: uno}\ntwo: {en: ▸twó s, es: dos}\n",
            [("`twó s` is a word for both `one` and `two`", "Leave it to one of them.")],
        ),
        (
            "one: {en: one, es: uno}\ntwo: {en: two, es: ▸uno}\n",
            [("`uno` is a word for both `one` and `two`", "Leave it to one of them.")],
        ),
        (
            "one: {en: one, es: uno}\n▸one: {en: two, es: dos}\n",
            [("`one` stands twice", "It first stands in line 1; keep one of them.")],
        ),
        (
            "one: &a {en: one, es: uno}\n".replace("&a", "▸&a"),
            [
                (
                    "an anchor or alias",
                    "Write the text out; anchors (&) and aliases (*) are not used here.",
                )
            ],
        ),
    ],
)
def test_an_error_names_its_place_and_its_cure(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    text, places = unmarked(marked, "words.yaml")
    _, problems = read(tmp_path, words=text)
    assert problems == [Problem(place, *words) for place, words in zip(places, said, strict=True)]


def test_a_concept_that_stands_in_two_files(tmp_path: Path) -> None:
    _, problems = read(tmp_path, a="one: {en: one, es: uno}\n", b="\none: {en: eins, es: una}\n")
    (place,) = unmarked("\n▸one: {en: eins, es: una}\n", "b.yaml")[1]
    assert problems == [Problem(place, "concept `one` stands twice", "It first stands in a.yaml.")]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    _, problems = read(tmp_path, a=b"one:\n  en: caf\xe9\n", b="two: {en: two}\n")
    first, second = problems
    assert (first.place.file, first.place.line, first.place.column) == ("a.yaml", 2, 10)
    assert (first.what, first.cure) == ("not UTF-8 text", "Save it as UTF-8.")
    assert second.what == "concept `two` has no label in `es`"


def test_a_folder_with_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    _, problems = read(tmp_path)
    assert [problem.place.file for problem in problems] == ["a.yaml"]


def test_a_file_that_is_far_too_large(tmp_path: Path) -> None:
    _, (problem,) = read(tmp_path, a=b"# " + b"x" * 5_000_000)
    assert (problem.place.file, problem.cure) == ("a.yaml", "Split the file.")


def test_a_long_chain_of_broader_concepts_takes_no_time(tmp_path: Path) -> None:
    """Half a megabyte of it would take minutes if each concept walked all the way up."""
    lines = ["c0: {en: w0, es: w0}"]
    lines += [f"c{n}: {{en: w{n}, es: w{n}, broader: c{n - 1}}}" for n in range(1, 8000)]
    began = time.process_time()
    _, problems = read(tmp_path, words="\n".join(lines))
    assert problems == []
    assert time.process_time() - began < (2 if sys.gettrace() is None else 20)


def test_a_language_with_some_words_has_names(tmp_path: Path) -> None:
    text = """
sauna: {en: sauna, es: sauna, names: {ar: ساونا}}
steam: {en: steam room, es: vapor, names: {ar: "بخار, ساونا"}}
bath: {en: bath, es: baño}
"""
    vocabulary, problems = read(tmp_path, words=text)
    assert [problem.what for problem in problems] == [
        "`ساونا` is a word for both `sauna` and `steam`"
    ]
    found = vocabulary.concepts
    assert (found["sauna"].words.get("ar"), found["sauna"].known_as("ar")) == (None, ("ساونا",))
    assert found["sauna"].known_as("es") == ("sauna",)
    assert found["bath"].known_as("ar") == ()
