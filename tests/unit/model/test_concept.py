"""Words as they are compared, and the tree of concepts."""

from __future__ import annotations

import pytest

from meantime.model.concept import Concept, Vocabulary, spelled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Retin-A", ("retin", "a")),
        ("  hot   yoga!", ("hot", "yoga")),
        ("CRÈME fraîche", ("creme", "fraiche")),
        ("cre\u0300me", ("creme",)),
        ("doctor's", ("doctor",)),
        ("doctor\u2019s", ("doctor",)),
        ("creams", ("cream",)),
        ("cherries", ("cherry",)),
        ("rashes", ("rash",)),
        ("patches", ("patch",)),
        ("boxes", ("box",)),
        ("glasses", ("glass",)),
        ("gas", ("gas",)),
        ("pus", ("pus",)),
        ("virus", ("virus",)),
        ("dermatitis", ("dermatitis",)),
        ("abscess", ("abscess",)),
        ("Straße", ("strasse",)),
        ("ﬁller", ("filler",)),
        ("SPF 50+", ("spf", "50")),
        ("", ()),
        ("!?…", ()),
        ("日本", ("日本",)),
    ],
)
def test_words_are_compared_without_case_accents_punctuation_or_plural(
    text: str, words: tuple[str, ...]
) -> None:
    assert spelled(text) == words


def concept(name: str, *broader: str, words: tuple[str, ...] = ()) -> Concept:
    return Concept(name, {"en": words or (name,), "es": ()}, broader)


#   top
#   /  \
# left right   apart
#   \  /
#   both
TREE = Vocabulary(
    {
        item.id: item
        for item in (
            concept("top"),
            concept("left", "top", words=("the left one", "port")),
            concept("right", "top"),
            concept("both", "left", "right", words=("port",)),
            concept("apart"),
        )
    }
)


def test_a_label_is_the_first_word_in_english_where_the_language_has_none() -> None:
    found = Concept("sun", {"en": ("sun", "sunlight"), "es": ("sol",), "fr": ()})
    assert (found.label(), found.label("es")) == ("sun", "sol")
    assert (found.label("fr"), found.label("de")) == ("sun", "sun")


def test_above_and_below_reach_all_the_way_and_begin_with_the_concept() -> None:
    assert TREE.above("both") == {"both", "left", "right", "top"}
    assert TREE.above("apart") == {"apart"}
    assert TREE.below("top") == {"top", "left", "right", "both"}
    assert TREE.below("both") == {"both"}


def test_narrower_is_one_step() -> None:
    assert TREE.narrower == {
        "top": ("left", "right"),
        "left": ("both",),
        "right": ("both",),
        "both": (),
        "apart": (),
    }


def test_a_circle_ends() -> None:
    circle = Vocabulary({"a": concept("a", "b"), "b": concept("b", "a")})
    assert circle.above("a") == circle.below("a") == {"a", "b"}


def test_the_index_holds_words_and_ids_and_the_first_wins() -> None:
    assert TREE.index[("the", "left", "one")] == "left"
    assert TREE.index[("port",)] == "left"
    assert TREE.index[("both",)] == "both"
    assert TREE.longest == 3


def test_an_empty_vocabulary() -> None:
    empty = Vocabulary({})
    assert (empty.longest, dict(empty.index), dict(empty.narrower)) == (0, {}, {})


def test_unknown_concepts_are_an_error() -> None:
    with pytest.raises(KeyError):
        TREE.above("nothing")
    with pytest.raises(KeyError):
        TREE.below("nothing")
