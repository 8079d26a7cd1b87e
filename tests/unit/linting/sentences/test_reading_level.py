from __future__ import annotations

import pytest

from meantime.linting.sentences.languages.english_syllables import syllables as english
from meantime.linting.sentences.languages.spanish_syllables import syllables as spanish
from meantime.linting.sentences.reading_level import grade, sentences

NO_NAMES: frozenset[str] = frozenset()

ENGLISH = {
    1: "the take takes washed tanned home here face use used gives called sore sores healed hour "
    "month are were once whole eye eyes real oil cream build guide tongue",
    2: "table treated safely sometimes something homework every people session going being "
    "drying quiet client science evening faces uses changes washes little needle needles "
    "treatment before therefore likely breathing blister dizzy other against enough giant create "
    "react fluid special million fashion anxious",
    3: "carefully completely everything medicine clinician usual area idea various video "
    "peroxide another instructions different vitamin element opinion hideous museum",
    4: "microneedling hydroquinone diabetes emergency deodorant psoriasis information ibuprofen "
    "bacteria biology material moisturiser variety",
    5: "antibiotic electrolysis inflammatory paracetamol",
}
SPANISH = {
    1: "piel seis y muy ley yo",
    2: "sesión después día antes agua queso ayer leyes ciudad hielo oír país león",
    3: "ahora cuidado siguiente poeta",
    4: "quemadura maquillaje dermatitis tratamiento aéreo",
    5: "hidroquinona",
    6: "enrojecimiento",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in ENGLISH.items() for word in words.split()],
)
def test_english_syllables(word: str, count: int) -> None:
    assert english(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [(word, count) for count, words in SPANISH.items() for word in words.split()],
)
def test_spanish_syllables(word: str, count: int) -> None:
    assert spanish(word) == count


def test_a_word_without_a_vowel_is_one_syllable() -> None:
    assert english("hmm") == 1
    assert spanish("km") == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Wear a hat. Look for shade!", ["Wear a hat.", "Look for shade!"]),
        ("Use SPF 30. Put it on.", ["Use SPF 30.", "Put it on."]),
        ("Use 0.5 or more.", ["Use 0.5 or more."]),
        ("Many hold vitamin C. Ask.", ["Many hold vitamin C.", "Ask."]),
        ("No. Ask for No. 3.", ["No.", "Ask for No. 3."]),
        ("Ask Dr. Wu, e.g. by phone.", ["Ask Dr. Wu, e.g. by phone."]),
        ("¿Está bien? Sí.", ["¿Está bien?", "Sí."]),
        ("هل أنت بخير؟ نعم.", ["هل أنت بخير؟", "نعم."]),
        ("She said \u201cgo.\u201d Then he went", ["She said \u201cgo.\u201d", "Then he went"]),
        ("", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_english_is_flesch_kincaid() -> None:
    # Eight words, ten syllables.
    found = grade("Put the cream on your face every morning.", "en", NO_NAMES)
    assert found == pytest.approx(0.39 * 8 + 11.8 * 10 / 8 - 15.59)


def test_spanish_is_crawford() -> None:
    # Six words, nine syllables.
    found = grade("Ponga la crema en su cara.", "es", NO_NAMES)
    assert found == pytest.approx(-20.5 / 6 + 4.9 * 9 / 6 - 3.407)


def test_arabic_has_no_formula() -> None:
    assert grade("ضع الكريم على وجهك.", "ar", NO_NAMES) is None


def test_a_name_is_one_word_of_at_most_two_syllables() -> None:
    names = frozenset({"benzoyl peroxide", "hat"})
    assert grade("Put your benzoyl peroxide on the hat.", "en", names) == pytest.approx(
        0.39 * 6 + 11.8 * 7 / 6 - 15.59
    )


def test_the_longest_name_counts() -> None:
    short, both = frozenset({"benzoyl"}), frozenset({"benzoyl", "benzoyl peroxide"})
    text = "Put the benzoyl peroxide away now please."
    one, other = grade(text, "en", short), grade(text, "en", both)
    assert one is not None and other is not None and other < one


def test_a_number_in_digits_is_one_syllable() -> None:
    digits = grade("Wait 24 hours and then go.", "en", NO_NAMES)
    assert digits == pytest.approx(0.39 * 6 + 11.8 * 6 / 6 - 15.59)


def test_a_hyphened_word_is_one_word_with_all_its_syllables() -> None:
    assert grade("Get the well-known red one now.", "en", NO_NAMES) == pytest.approx(
        0.39 * 6 + 11.8 * 7 / 6 - 15.59
    )


def test_a_short_sentence_is_measured_as_one_of_five_words() -> None:
    three = grade("Follow the label.", "en", NO_NAMES)
    assert three == pytest.approx(0.39 * 5 + 11.8 * (5 + 2) / 5 - 15.59)
    hard = grade("Discontinue contraindicated pharmaceuticals.", "en", NO_NAMES)
    assert hard is not None and hard > 8
