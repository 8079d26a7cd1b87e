"""Sentences made wrong on purpose: another number, another unit, the other direction.

Written from the sentences alone, and without the code that has to find them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_UNITS = {
    "en": "hours?|days?|weeks?|months?",
    "es": "horas?|días?|semanas?|mes(?:es)?",
    "ar": "ساعات|ساعة|أيام|يوم|أسابيع|أشهر",
}
_DAY = {"en": "days?", "es": "días?", "ar": "(?:ال)?(?:يوم|أيام)"}
_NUMBERS = {
    "en": {
        "two": "five",
        "three": "five",
        "four": "six",
        "five": "nine",
        "six": "eight",
        "seven": "nine",
        "ten": "twelve",
    },
    "es": {
        "dos": "cinco",
        "tres": "cinco",
        "cuatro": "seis",
        "cinco": "nueve",
        "seis": "ocho",
        "siete": "nueve",
        "diez": "doce",
    },
    "ar": {"ثلاثة": "خمسة", "أربعة": "ستة", "ستة": "ثمانية", "سبعة": "تسعة", "عشرة": "ثلاثة"},
}
_OTHER_UNIT = {
    "en": {
        "hours": "days",
        "days": "hours",
        "day": "week",
        "week": "month",
        "weeks": "months",
        "months": "weeks",
    },
    "es": {
        "horas": "días",
        "días": "horas",
        "día": "semana",
        "semana": "hora",
        "semanas": "meses",
        "meses": "semanas",
    },
    "ar": {
        "ساعة": "يوما",
        "ساعات": "أيام",
        "أيام": "ساعات",
        "يومين": "ساعتين",
        "ساعتين": "يومين",
        "أسابيع": "أشهر",
        "أشهر": "أسابيع",
    },
}
_TURNED = {
    "en": {"before": "after", "after": "before"},
    "es": {"antes": "después", "después": "antes"},
    "ar": {"قبل": "بعد", "بعد": "قبل"},
}
_SESSION = {
    "en": r"\b(before|after) (?:the|your) (?:first )?session",
    "es": r"\b(antes|después) de (?:la|su) (?:primera )?sesión",
    "ar": r"\b(قبل|بعد) (?:ال)?جلس(?:ة|تك)",
}
# The first order of a rule that forbids, allowed; and of one that allows, forbidden.
_ALLOWED = {
    "en": ((r"^Do not ", ""), (r"^(Use|Have) no ", r"\1 ")),
    "es": ((r"^No (?=use|tome|haga|entre)", ""),),
    "ar": ((r"^لا تستعمل", "استعمل"), (r"^لا تضع", "ضع"), (r"^لا تغسل", "اغسل")),
}
_FORBIDDEN = {
    "en": ((r"^(?=Use|Wear|Put on|Wash)", "Do not "), (r"^You may\b", "You may not")),
    "es": ((r"^(?=Use|Vuelva|Póngase|Ponga)", "No "), (r"^Puede\b", "No puede")),
    "ar": ((r"^استعمل", "لا تستعمل"), (r"^ضع", "لا تضع")),
}


class Mutant(NamedTuple):
    """A wrong sentence, and what was done to it."""

    change: str
    text: str


def mutants(text: str, language: str) -> Iterator[Mutant]:
    """Every sentence that is one number, unit or direction away from this text."""
    unit = _UNITS[language]
    words = "|".join(_NUMBERS[language])
    number = rf"(?:\d+|{words})"
    for match in re.finditer(rf"\b({number})\b(?=[ -](?:to \w+ |a \w+ )?(?:{unit})\b)", text):
        yield Mutant("number", _with(text, match, _another(match[0], language)))
    for match in re.finditer(rf"(?<!\w)(?:{_DAY[language]}) (\d+)\b(?! (?:{unit}))", text):
        yield Mutant("number", _with(text, match, _another(match[1], language), 1))
    for match in re.finditer(rf"\b{number}[ -]({unit})\b", text):
        yield Mutant("unit", _with(text, match, _OTHER_UNIT[language][match[1]], 1))
    sides = "|".join(_TURNED[language])
    near = rf"\b{number}[ -](?:{unit}) (?:right )?({sides})\b"
    if language == "ar":
        near = rf"\b({sides}) {number} (?:{unit})\b|{near}"
    for match in (*re.finditer(near, text), *re.finditer(_SESSION[language], text)):
        group = match.lastindex or 0
        yield Mutant("direction", _with(text, match, _TURNED[language][match[group]], group))


def opposites(text: str, language: str, *, forbids: bool) -> Iterator[Mutant]:
    """The text of a rule that forbids, or allows, with its first order turned round."""
    for pattern, other in (_ALLOWED if forbids else _FORBIDDEN)[language]:
        turned = re.sub(pattern, other, text)
        if turned != text:
            yield Mutant("opposite", turned[0].upper() + turned[1:])


def _another(number: str, language: str) -> str:
    return str(int(number) + 12) if number.isdecimal() else _NUMBERS[language][number]


def _with(text: str, match: re.Match[str], word: str, group: int = 0) -> str:
    return text[: match.start(group)] + word + text[match.end(group) :]
