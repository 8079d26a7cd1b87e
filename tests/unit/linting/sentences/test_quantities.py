from __future__ import annotations

import pytest

from meantime.linting.sentences.languages.language import Amount, Unit
from meantime.linting.sentences.quantities import Side, other_numbers, quantities, sides, spoken

Said = tuple[int, Unit, Side | None]
MINUTES, DAYS, MONTHS, DAY = Unit.MINUTES, Unit.DAYS, Unit.MONTHS, Unit.DAY_NUMBER
SESSIONS = Unit.SESSIONS
BEFORE, AFTER = Side.BEFORE, Side.AFTER

ENGLISH: dict[str, list[Said]] = {
    "Three days.": [(3, DAYS, None)],
    "for seventy-two hours": [(72 * 60, MINUTES, None)],
    "twenty four hours": [(24 * 60, MINUTES, None)],
    "24h": [(24 * 60, MINUTES, None)],
    "half an hour, an hour, 45 min": [
        (30, MINUTES, None),
        (60, MINUTES, None),
        (45, MINUTES, None),
    ],
    "four weeks, a week, a fortnight": [(28, DAYS, None), (7, DAYS, None), (14, DAYS, None)],
    "six months, a year": [(6, MONTHS, None), (12, MONTHS, None)],
    "5 to 7 days before": [(5, DAYS, BEFORE), (7, DAYS, BEFORE)],
    "five- to seven-day": [(5, DAYS, None), (7, DAYS, None)],
    "3\u201310 days later": [(3, DAYS, AFTER), (10, DAYS, AFTER)],
    "through day 7": [(7, DAY, AFTER)],
    "day 2 to day 7": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "days 2 through 7": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "on the seventh day": [(7, DAY, AFTER)],
    "the second to the seventh day": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "in the last 24 hours": [(24 * 60, MINUTES, BEFORE)],
    "the first four hours": [(240, MINUTES, AFTER)],
    "after 72 hours": [(72 * 60, MINUTES, AFTER)],
    "three days right before": [(3, DAYS, BEFORE)],
    "six months after your last dose": [(6, MONTHS, None)],
    "wait 24 hours before you go": [(24 * 60, MINUTES, None)],
    "before 24 hours": [(24 * 60, MINUTES, BEFORE)],
    "do not before 24 hours": [(24 * 60, MINUTES, None)],
    "Do not go. Come before 24 hours": [(24 * 60, MINUTES, BEFORE)],
    "three to five sessions": [(3, SESSIONS, None), (5, SESSIONS, None)],
    "twice a week": [],
    "18 to 21 years old": [],
    "this week": [],
    "1.5 hours": [],
    "SPF 30": [],
}
SPANISH: dict[str, list[Said]] = {
    "tres días antes": [(3, DAYS, BEFORE)],
    "los tres días previos": [(3, DAYS, BEFORE)],
    "las últimas 24 horas": [(24 * 60, MINUTES, BEFORE)],
    "cuarenta y ocho horas después": [(48 * 60, MINUTES, AFTER)],
    "a partir de las 24 horas": [(24 * 60, MINUTES, AFTER)],
    "veintiún días": [(21, DAYS, None)],
    "de 5 a 7 días": [(5, DAYS, None), (7, DAYS, None)],
    "siete u ocho días": [(7, DAYS, None), (8, DAYS, None)],
    "del día 2 al día 7": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "días 2 a 7": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "el séptimo día": [(7, DAY, AFTER)],
    "la semana anterior": [(7, DAYS, BEFORE)],
    "en el último mes": [(1, MONTHS, None)],
    "media hora": [(30, MINUTES, None)],
    "seis meses después de la última dosis": [(6, MONTHS, None)],
    "espere 24 horas antes de salir": [(24 * 60, MINUTES, None)],
    "no antes de 24 horas": [(24 * 60, MINUTES, None)],
    "dos veces al día": [],
    "menos de 18 años": [],
    "esta semana": [],
}
ARABIC: dict[str, list[Said]] = {
    "ثلاثة أيام قبل الجلسة": [(3, DAYS, BEFORE)],
    "قبل 3 أيام من الجلسة": [(3, DAYS, BEFORE)],
    "في الأيام الثلاثة السابقة": [(3, DAYS, BEFORE)],
    "في الأيام الـ 7 قبل الجلسة": [(7, DAYS, BEFORE)],
    "آخر ٢٤ ساعة": [(24 * 60, MINUTES, BEFORE)],
    "بعد ثمانٍ وأربعين ساعة": [(48 * 60, MINUTES, AFTER)],
    "بعد الجلسة بـ 4 أيام": [(4, DAYS, AFTER)],
    "يومين": [(2, DAYS, None)],
    "كل ساعتين": [(120, MINUTES, None)],
    "لأسبوعين": [(14, DAYS, None)],
    "يوم واحد": [(1, DAYS, None)],
    "من 5 إلى 7 أيام": [(5, DAYS, None), (7, DAYS, None)],
    "من اليوم 2 إلى اليوم 7": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "اليوم السابع": [(7, DAY, AFTER)],
    "من اليوم الثاني إلى السابع": [(2, DAY, AFTER), (7, DAY, AFTER)],
    "ستة أشهر بعد آخر جرعة": [(6, MONTHS, None)],
    "لا تخرج قبل مرور 24 ساعة": [(24 * 60, MINUTES, None)],
    "ثلاث إلى خمس جلسات": [(3, SESSIONS, None), (5, SESSIONS, None)],
    "هذا الأسبوع": [],
    "أقل من 18 سنة": [],
}


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (language, text, said)
        for language, table in (("en", ENGLISH), ("es", SPANISH), ("ar", ARABIC))
        for text, said in table.items()
    ],
)
def test_quantities(language: str, text: str, said: list[Said]) -> None:
    found = [
        (item.amount.number, item.amount.unit, item.side) for item in quantities(text, language)
    ]
    assert found == said


def test_a_day_is_not_24_hours() -> None:
    day, hours = (item.amount for item in quantities("one day, 24 hours", "en"))
    assert day != hours


def test_a_week_is_seven_days() -> None:
    week, days = (item.amount for item in quantities("one week, 7 days", "en"))
    assert week == days


def test_a_quantity_keeps_its_words() -> None:
    assert [item.words for item in quantities("For three days, then.", "en")] == ["three days"]


def test_numbers_that_are_no_time() -> None:
    assert other_numbers("Use SPF 30 for 24 hours, 0.5 or 0,5.", "en") == {"30", "0.5"}
    assert other_numbers("Are you 18 to 21 years old?", "en") == {"18", "21"}
    assert other_numbers("٣٠", "ar") == {"30"}


def test_sides_are_what_is_said_outright() -> None:
    assert sides("Do it before you go.", "en") == frozenset()
    assert sides("Before the session, and after your session.", "en") == {BEFORE, AFTER}
    assert sides("Después de la sesión.", "es") == {AFTER}
    assert sides("قبل الجلسة", "ar") == {BEFORE}


def test_amounts_are_named_in_english() -> None:
    assert spoken({Amount(1440, MINUTES)}) == "24 hours"
    assert spoken({Amount(60, MINUTES)}) == "1 hour"
    assert spoken({Amount(45, MINUTES)}) == "45 minutes"
    assert spoken({Amount(7, DAYS), Amount(7, DAY)}) == "7 days or day 7"
