"""A few rules of a tiny protocol, one of each kind that a handout shows."""

from __future__ import annotations

from datetime import datetime

import meantime as mt
from meantime import paper
from meantime.paper.sheet import Line, Part
from tests.spec.tiny import case, moment

PHONE = "555 0100"
AT = "2026-11-24 09:00"

FEVER = """
Call the clinic now if you have a fever.

```yaml
id: fever
call: [fever]
act: now
from: end
cites: after 1
```
"""

RULES = (
    FEVER
    + """
Do not use a retinoid for three days before.

```yaml
id: retinoid-3-days
avoid: [retinoid]
from: 3 days before
cites: before 1
```

Do not wax in the five days before. Seven days is better.

```yaml
id: waxing-5-to-7-days
avoid: [waxing]
from: 5 to 7 days before
cites: before 2
```

Wear no make-up on the day.

```yaml
id: makeup-on-the-day
avoid: [makeup]
from: the day
cites: before 3
```

Stay out of the sun for three days. Ten days is better.

```yaml
id: sun-3-to-10-days
avoid: [sun]
from: end
until: 3 to 10 days after
cites: after 1
```

Use a retinoid again after 72 hours, once your skin is calm.

```yaml
id: retinoid-again
may: [retinoid]
from: 72 hours after
once: skin-calm
cites: after 2
```

Use sunscreen from 24 hours after the session.

```yaml
id: sunscreen-again
may: [sunscreen]
from: 24 hours after
cites: after 2
```

Put on a hat every two hours.

```yaml
id: hat
do: [hat]
from: end
until: 10 days after
every: 2 hours
strength: preferred
cites: after 2
```

Ask the clinic about a peel.

```yaml
id: peel-ask
tell: [peel]
from: any time
route: clinic
cites: before 4
```

Write it all down.

```yaml
id: record
staff: [session-record]
from: end
until: the day
cites: before 5
```

You cannot be treated while you are pregnant.

```yaml
id: bar-pregnancy
bar: [pregnant]
so: refuse
cites: before 6
```

Tell the clinic that you are breastfeeding.

```yaml
id: review-breastfeeding
bar: [breastfeeding]
so: review
cites: before 6
```

Expect some redness for three days.

```yaml
id: redness
expect: [redness]
from: end
until: day 3
limit: less each day
cites: after 3
```

Your skin is pink.

```yaml
phase: day-0
title: The day
from: the day
until: the day
```

Your skin may flake.

```yaml
phase: days-1-on
title: From day 1
from: day 1
```
"""
)


def personal(
    protocol: mt.Protocol, person: mt.Case | None = None, at: str = AT, **options: str
) -> paper.Sheet:
    """The handout of a person whose session is that of most tests, not yet ended."""
    who = person or case(lasts=None)
    made: datetime = moment(at, who.zone)
    plan = mt.plan(protocol, who, made)
    return paper.handout(protocol, plan=plan, at=made, phone=PHONE, **options)


def general(protocol: mt.Protocol, phone: str = PHONE, **options: str) -> paper.Sheet:
    """The handout for everybody."""
    return paper.handout(protocol, plan=None, at=None, phone=phone, **options)


def part(sheet: paper.Sheet, key: str) -> Part:
    """A part by its key."""
    return next(found for found in (sheet.warnings, *sheet.parts) if found.key == key)


def rules_in(sheet: paper.Sheet, key: str) -> list[str]:
    """What a part says, by rule."""
    return [line.rule for group in part(sheet, key).groups for line in group.lines]


def line(sheet: paper.Sheet, rule: str) -> Line:
    """The line of a rule."""
    return next(found for found in sheet.lines() if found.rule == rule)


def plain(text: str) -> str:
    """With ordinary spaces, as a person types it."""
    return text.replace("\u00a0", " ")
