"""Times for everybody, in words, from the rule's own window."""

from __future__ import annotations

import pytest

import meantime as mt
from meantime.paper.languages import LANGUAGES
from meantime.paper.undated import counted, span_words
from tests.unit.paper.conftest import Load
from tests.unit.paper.rules import FEVER, general, line

RULE = """
Leave it.

```yaml
id: rule
avoid: [retinoid]
{window}
cites: before 1
```
"""


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (
            "from: 3 days before",
            "from 3 days before the session until the end of the day of the session",
        ),
        ("from: 24 hours before", "from 24 hours before the session until the session is over"),
        (
            "from: 6 weeks before\nuntil: 4 days before",
            "from 6 weeks before the session until the start of the day 4 days before the session",
        ),
        (
            "from: 6 months before",
            "from 6 months before the session until the end of the day of the session",
        ),
        (
            "from: end\nuntil: 3 days after",
            "from the end of the session until the end of day 3 after the session",
        ),
        (
            "from: end\nuntil: 90 minutes after",
            "from the end of the session until 90 minutes after the session",
        ),
        (
            "from: end\nuntil: 1 months after",
            "from the end of the session until 1 month after the session",
        ),
        ("from: the day", "on the day of the session"),
        (
            "from: the day\nuntil: start",
            "from the day of the session until the start of the session",
        ),
        (
            "from: day 2\nuntil: day 7",
            "from day 2 after the session until the end of day 7 after the session",
        ),
        ("from: any time\nuntil: end", "until the session is over"),
        ("from: end\nuntil: open", "from the end of the session"),
        ("from: any time\nuntil: open", ""),
        (
            "from: 4 days before the peel\nuntil: end",
            "from 4 days before the peel until the session is over",
        ),
    ],
)
def test_a_window_in_words(load: Load, window: str, said: str) -> None:
    assert line(general(load(FEVER + RULE.format(window=window))), "rule").times == said


def test_a_graded_window_says_what_is_better(load: Load) -> None:
    before = line(general(load(FEVER + RULE.format(window="from: 5 to 7 days before"))), "rule")
    assert before.notes == ("Better: from 7 days before the session.",)
    after = line(
        general(load(FEVER + RULE.format(window="from: end\nuntil: 3 to 10 days after"))), "rule"
    )
    assert after.notes == ("Better: until the end of day 10 after the session.",)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            "desde 6 semanas antes de la sesión hasta el comienzo del día que cae 4 días antes de "
            "la sesión",
        ),
        ("ar", "من 6 أسابيع قبل الجلسة حتى بداية اليوم الواقع 4 أيام قبل الجلسة"),
    ],
)
def test_each_language_says_it_in_its_own_way(language: str, said: str) -> None:
    sheet = general(mt.load("microneedling"), language=language)
    assert line(sheet, "preconditioning").times == said


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 1, "1 day"),
        ("en", 2, "2 days"),
        ("es", 1, "1 día"),
        ("es", 21, "21 días"),
        ("ar", 1, "يوم واحد"),
        ("ar", 2, "يومين"),
        ("ar", 3, "3 أيام"),
        ("ar", 11, "11 يوما"),
        ("ar", 100, "100 يوم"),
    ],
)
def test_a_count_has_its_plural(language: str, count: int, said: str) -> None:
    words = LANGUAGES[language]
    assert counted(words, words.days, count) == said


def test_a_span_is_in_hours_where_it_can_be() -> None:
    assert span_words(LANGUAGES["en"], 120) == "2 hours"
    assert span_words(LANGUAGES["en"], 45) == "45 minutes"
