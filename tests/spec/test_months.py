"""A month is counted to the same day of the month, or where that does not exist to the first day of
the next. "N months before" opens at the end of the day that lies N months back, so that a last dose
clears on the same day N months later. It is always computed in one step, never chained.
"""

from __future__ import annotations

from datetime import date

import pytest

import meantime as mt
from tests.spec.tiny import Load, around, case

DOSE = """
Do not take isotretinoin in the months before the session.

```yaml
id: isotretinoin
avoid: [isotretinoin]
from: {months} before
cites: before 1
```
"""

AFTER = """
Stay out of the sun for months.

```yaml
id: no-sun
avoid: [sun]
from: end
until: {months} after
cites: after 1
```
"""


@pytest.mark.parametrize(
    ("months", "dose", "clear"),
    [
        ("6 months", date(2026, 8, 15), date(2027, 2, 15)),
        ("6 months", date(2026, 8, 28), date(2027, 2, 28)),
        ("6 months", date(2026, 8, 29), date(2027, 3, 1)),
        ("6 months", date(2026, 8, 30), date(2027, 3, 1)),
        ("6 months", date(2026, 8, 31), date(2027, 3, 1)),
        ("6 months", date(2027, 8, 29), date(2028, 2, 29)),
        ("6 months", date(2027, 8, 30), date(2028, 3, 1)),
        ("6 months", date(2027, 2, 28), date(2027, 8, 28)),
        ("6 months", date(2026, 12, 31), date(2027, 7, 1)),
        ("1 month", date(2027, 1, 31), date(2027, 3, 1)),
        ("2 months", date(2027, 1, 31), date(2027, 3, 31)),
        ("12 months", date(2028, 2, 29), date(2029, 3, 1)),
    ],
)
def test_a_last_dose_clears_on_the_same_day_that_many_months_later(
    load: Load, months: str, dose: date, clear: date
) -> None:
    protocol = load(DOSE.format(months=months))
    facts = {"isotretinoin": dose}
    day_before = date.fromordinal(clear.toordinal() - 1)
    too_soon = mt.screen(protocol, case(f"{day_before} 10:00", facts=facts))
    assert (too_soon.status, too_soon.earliest) == ("deferred", clear)
    assert mt.screen(protocol, case(f"{clear} 10:00", facts=facts)).status == "eligible"


@pytest.mark.parametrize(
    ("start", "opens"),
    [
        ("2027-02-15 10:00", "2026-08-16 00:00"),
        ("2027-03-01 10:00", "2026-09-02 00:00"),
        ("2027-02-28 10:00", "2026-08-29 00:00"),
        ("2028-02-29 10:00", "2027-08-30 00:00"),
    ],
)
def test_months_before_opens_at_the_end_of_the_day_that_lies_so_far_back(
    load: Load, start: str, opens: str
) -> None:
    protocol = load(DOSE.format(months="6 months"))
    assert around(protocol, case(start), "isotretinoin", opens) == ("yes", "no", "no")


@pytest.mark.parametrize("dose", [date(2027, 2, 27), date(2027, 2, 28)])
def test_where_the_day_back_does_not_exist_a_dose_that_has_cleared_stays_clear(
    load: Load, dose: date
) -> None:
    """Six months before 31 August there is no day; 28 February clears on 28 August."""
    person = case("2027-08-31 10:00", facts={"isotretinoin": dose})
    assert mt.screen(load(DOSE.format(months="6 months")), person).status == "eligible"


def test_where_the_day_back_does_not_exist_the_window_and_the_clear_date_agree(
    load: Load,
) -> None:
    """A dose on 1 March clears on 1 September only, so the window before 31 August holds it."""
    protocol = load(DOSE.format(months="6 months"))
    person = case("2027-08-31 10:00", facts={"isotretinoin": date(2027, 3, 1)})
    verdict = mt.screen(protocol, person)
    assert (verdict.status, verdict.earliest) == ("deferred", date(2027, 9, 1))
    assert around(protocol, person, "isotretinoin", "2027-03-01 00:00") == ("yes", "no", "no")


def test_two_months_are_never_counted_as_one_month_twice(load: Load) -> None:
    """In two single steps 31 January would become 1 March and then 1 April."""
    protocol = load(DOSE.format(months="2 months"))
    answers = around(protocol, case("2027-03-31 10:00"), "isotretinoin", "2027-02-01 00:00")
    assert answers == ("yes", "no", "no")


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        ("2026-08-15 10:00", "6 months", "2027-02-16 00:00"),
        ("2026-08-31 10:00", "6 months", "2027-03-02 00:00"),
        ("2026-12-31 10:00", "2 months", "2027-03-02 00:00"),
    ],
)
def test_months_after_run_to_the_end_of_that_day(
    load: Load, start: str, months: str, ends: str
) -> None:
    protocol = load(AFTER.format(months=months))
    assert around(protocol, case(start), "sun", ends) == ("no", "yes", "yes")
