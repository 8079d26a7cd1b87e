"""`staff` is a step that the clinic does. It stands in the plan and binds no patient."""

from __future__ import annotations

import meantime as mt
from tests.spec.tiny import Load, case, moment, word

RECORD = """
Write down the time at which the session ended.

```yaml
id: record
staff: [session-record]
from: start
until: the day
cites: after 1
```
"""


def test_a_step_of_the_clinic_stands_in_the_plan(load: Load) -> None:
    (item,) = mt.plan(load(RECORD), case()).items
    assert item.verb == "staff"
    assert (item.begins, item.ends) == (moment("2026-12-01 10:00"), moment("2026-12-02 00:00"))


def test_a_step_of_the_clinic_permits_a_patient_nothing(load: Load) -> None:
    assert word(load(RECORD), case(), "session-record", "2026-12-01 12:00") == "not-covered"


def test_a_step_of_the_clinic_keeps_nobody_from_being_treated(load: Load) -> None:
    assert mt.screen(load(RECORD), case()).status == "eligible"
