"""Dates as people write them: never two readings of one time."""

from __future__ import annotations

import pytest

import meantime as mt
from tests.spec.tiny import case
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import FEVER, RULES, line, personal, plain

RULE = """
Leave it.

```yaml
id: rule
{verb}: [retinoid]
{window}
cites: before 1
```
"""


def times(load: Load, window: str, person: mt.Case | None = None, verb: str = "avoid") -> str:
    protocol = load(FEVER + RULE.format(verb=verb, window=window))
    return plain(line(personal(protocol, person, "2026-01-01 09:00"), "rule").times)


def on_time(said: str) -> str:
    return f"{said}, if the session ends on time"


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("from: 3 days before", "from Sat 28 Nov, 00:00 until Tue 1 Dec, 24:00"),
        ("from: 24 hours before", "from Mon 30 Nov, 10:00 until the session is over"),
        (
            "from: start\nuntil: 2 hours after",
            "from Tue 1 Dec, 10:00 until Tue 1 Dec, 13:00, if the session ends on time",
        ),
        (
            "from: end\nuntil: 13 hours after",
            "from the end of the session until Tue 1 Dec, 24:00, if the session ends on time",
        ),
        ("from: day 1\nuntil: day 2", "from Wed 2 Dec, 00:00 until Thu 3 Dec, 24:00"),
        ("from: end\nuntil: open", "from the end of the session"),
        ("from: any time\nuntil: end", "until the session is over"),
        ("from: any time\nuntil: open", ""),
        (
            "from: end\nuntil: 2 months after",
            "from the end of the session until Mon 1 Feb 2027, 24:00",
        ),
    ],
)
def test_a_stretch_says_when_it_begins_and_ends(load: Load, window: str, said: str) -> None:
    assert times(load, window) == said


def test_seconds_are_said_where_there_are_any(load: Load) -> None:
    person = case("2026-12-01 10:00:30", lasts=None)
    found = times(load, "from: start\nuntil: 1 hours after", person)
    assert found == on_time("from Tue 1 Dec, 10:00:30 until Tue 1 Dec, 12:00:30")


def test_a_time_that_the_clocks_show_twice_says_which(load: Load) -> None:
    person = case("2026-10-31 02:30", lasts=None)
    assert times(load, "from: end\nuntil: 22 hours after", person).endswith(
        on_time("until Sun 1 Nov, 01:30 (UTC-04:00)")
    )
    assert times(load, "from: end\nuntil: 23 hours after", person).endswith(
        on_time("until Sun 1 Nov, 01:30 (UTC-05:00)")
    )
    assert times(load, "from: end\nuntil: 24 hours after", person).endswith(
        on_time("Sun 1 Nov, 02:30")
    )


def test_a_midnight_that_comes_twice_is_not_called_the_end_of_a_day(load: Load) -> None:
    azores = case("2026-10-24 10:00", lasts=None, zone="Atlantic/Azores")
    assert times(load, "from: end\nuntil: 13 hours after", azores).endswith(
        on_time("until Sun 25 Oct, 00:00 (UTC+00:00)")
    )


@pytest.mark.parametrize("person", [case(lasts=None), case()], ids=["unrecorded", "recorded"])
def test_the_end_of_the_day_is_not_the_end_of_the_session(load: Load, person: mt.Case) -> None:
    protocol = load(FEVER + RULE.format(verb="avoid", window="from: the day"))
    found = line(personal(protocol, person, "2026-12-01 12:00"), "rule")
    assert plain(found.times) == "from Tue 1 Dec, 00:00 until Tue 1 Dec, 24:00"


def test_the_next_day_is_not_the_end_of_the_session(load: Load) -> None:
    protocol = load(FEVER + RULE.format(verb="avoid", window="from: day 1\nuntil: open"))
    found = line(personal(protocol, case(lasts=None), "2026-12-01 12:00"), "rule")
    assert plain(found.times) == "from Wed 2 Dec, 00:00"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "from Wed 2 Dec, 11:00, if the session ends on time"),
        ("es", "desde el mié 2 dic, 11:00, si la sesión termina a su hora"),
        ("ar", "من الأربعاء 2 ديسمبر، الساعة 11:00، إذا انتهت الجلسة في موعدها"),
    ],
)
def test_hours_from_a_planned_end_say_that_they_may_move(language: str, said: str) -> None:
    protocol = mt.load("microneedling")
    rule = "mineral-makeup-after-24-hours"
    assert plain(line(personal(protocol, language=language), rule).times) == said
    ended = personal(protocol, case(), "2026-12-01 12:00", language=language)
    assert said.startswith(plain(line(ended, rule).times) + {"ar": "،"}.get(language, ","))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "desde el jue 26 nov, 00:00 hasta el final del mar 1 dic (24:00)"),
        ("ar", "من الخميس 26 نوفمبر، الساعة 00:00 حتى نهاية يوم الثلاثاء 1 ديسمبر"),
    ],
)
def test_each_language_says_it_in_its_own_way(language: str, said: str) -> None:
    sheet = personal(mt.load("microneedling"), language=language)
    assert plain(line(sheet, "hair-removal-5-to-7-days").times) == said


def test_the_line_of_time_marks_now_where_it_lies_on_it(load: Load) -> None:
    protocol = load(RULES)
    inside, outside = (
        personal(protocol, at=made) for made in ("2026-11-26 09:00", "2026-10-01 09:00")
    )
    assert inside.drawing.now is not None and 0 < inside.drawing.now < inside.drawing.session
    assert "Thursday 26 November 2026, 09:00" in inside.drawing.spoken
    assert "1 October" not in outside.drawing.spoken
    assert outside.drawing.now is None


def test_the_line_of_time_is_drawn_where_the_plan_lies(load: Load) -> None:
    sheet = personal(load(RULES))
    (stretch,) = line(sheet, "retinoid-3-days").band
    assert stretch.begin == pytest.approx((7 - 3 - 10 / 24) / 17, abs=1e-3)
    assert stretch.end == pytest.approx((7 + 14 / 24) / 17, abs=1e-3)
    assert sheet.drawing.session == pytest.approx(7 / 17, abs=1e-3)
    assert line(sheet, "peel-ask").band == ()
    assert [plain(end) for end in sheet.drawing.ends] == [
        "Tue 24 Nov",
        "Tue 1 Dec, 10:00",
        "Fri 11 Dec",
    ]


def test_what_lies_beside_the_line_is_not_drawn_on_it(load: Load) -> None:
    protocol = load(FEVER + RULE.format(verb="do", window="from: day 28"))
    assert line(personal(protocol), "rule").band == ()
