"""Which edges of a plan are events, and what may be said of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import meantime as mt
from meantime.answers.edges import Edge, edges
from meantime.model.timing import END, Elapsed, Window
from tests.spec.tiny import Load, case, moment

RULE = """
Do as the clinic says.

```yaml
id: x
{}
cites: before 1
```
"""


def rule(*fields: str) -> str:
    return RULE.format("\n".join(fields))


def told(load: Load, text: str, person: mt.Case | None = None, **facts: mt.Fact) -> list[str]:
    """Every edge in a line: corner, local time, and what is said of what."""
    given = {name.replace("_", "-"): value for name, value in facts.items()}
    plan = mt.plan(load(text), person or case(facts=given))
    return [shown(plan, edge) for edge in edges(plan)]


def shown(plan: mt.Plan, edge: Edge) -> str:
    said = [f"{says} {' '.join(names)}" for says, names in edge.says.items()]
    return f"{edge.corner} {plan.timeline.local(edge.at):%m-%d %H:%M} {', '.join(said)}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["avoid: [gym]", "from: end", "until: 24 hours after"],
         ["begin 12-01 11:00 avoid gym", "end 12-02 11:00 allowed gym"]),
        (["avoid: [gym]", "from: end", "until: open"], ["begin 12-01 11:00 avoid gym"]),
        (["avoid: [gym]", "from: 3 days before"], ["begin 11-28 00:00 avoid gym"]),
        (["avoid: [gym]", "from: 3 days before", "strength: preferred"],
         ["begin 11-28 00:00 better-not gym"]),
        (["avoid: [gym]", "from: end", "until: day 2", "outside: ask"],
         ["begin 12-01 11:00 avoid gym", "end 12-04 00:00 ask gym"]),
        (["avoid: [gym]", "from: end", "until: day 2", "outside: silent"],
         ["begin 12-01 11:00 avoid gym", "end 12-04 00:00 ask gym"]),
        (["avoid: [waxing]", "from: 5 to 7 days before"],
         ["better-begin 11-24 00:00 better-not waxing", "begin 11-26 00:00 avoid waxing"]),
        (["avoid: [sun]", "from: end", "until: 3 to 10 days after"],
         ["begin 12-01 11:00 avoid sun", "end 12-05 00:00 better-not sun",
          "better-end 12-12 00:00 allowed sun"]),
        (["may: [gym]", "from: 24 hours after"], ["begin 12-02 11:00 allowed gym"]),
        (["may: [gym]", "from: 24 hours after", "until: day 3"],
         ["begin 12-02 11:00 allowed gym", "end 12-05 00:00 ask gym"]),
        (["may: [tazarotene]", "from: 24 hours after"], ["begin 12-02 11:00 ask tazarotene"]),
        (["do: [hat]", "from: end", "until: 10 days after"],
         ["begin 12-01 11:00 do hat", "end 12-12 00:00 over hat"]),
        (["do: [hat]", "from: end"], ["begin 12-01 11:00 do hat"]),
        (["do: [hat]", "from: end", "until: open"], ["begin 12-01 11:00 do hat"]),
        (["tell: [antiviral]", "from: 2 days before", "until: end", "route: prescriber"],
         ["begin 11-29 00:00 ask antiviral"]),
        (["tell: [hat]", "from: 2 days before", "until: end"], []),
        (["tell: [hat]", "from: any time", "route: clinic"], []),
        (["expect: [redness]", "from: end", "until: day 3", "limit: less each day"], []),
        (["call: [fever]", "act: now", "from: end"], []),
        (["staff: [session-record]", "from: start", "until: the day"], []),
        (["bar: [pregnant]", "so: refuse"], []),
    ],
    ids=lambda value: ", ".join(value),
)  # fmt: skip
def test_an_edge_is_what_a_patient_acts_on(
    load: Load, fields: list[str], expected: list[str]
) -> None:
    assert told(load, rule(*fields)) == expected


MAKEUP = rule("may: [makeup]", "from: 48 hours after", "once: skin-calm")


@pytest.mark.parametrize("calm", [None, False])
def test_a_permission_that_waits_for_a_report_is_no_all_clear(
    load: Load, calm: bool | None
) -> None:
    assert told(load, MAKEUP, skin_calm=calm) == ["begin 12-03 11:00 ask makeup"]


def test_with_the_report_it_is_one(load: Load) -> None:
    assert told(load, MAKEUP, skin_calm=True) == ["begin 12-03 11:00 allowed makeup"]


def test_a_prohibition_whose_end_waits_is_not_over(load: Load) -> None:
    text = rule("avoid: [acid]", "from: end", "until: day 7", "once: skin-calm")
    assert told(load, text)[-1] == "end 12-09 00:00 ask acid"
    assert told(load, text, skin_calm=True)[-1] == "end 12-09 00:00 allowed acid"


def test_a_prohibition_that_may_not_hold_is_said_all_the_same(load: Load) -> None:
    text = rule("avoid: [acid]", "from: 4 days before", "if: peel-planned")
    assert told(load, text) == ["begin 11-27 00:00 avoid acid"]
    assert told(load, text, peel_planned=False) == []


LONGER = rule("avoid: [gym, sun]", "from: end", "until: 24 hours after") + rule(
    "avoid: [gym]", "from: end", "until: 48 hours after"
).replace("id: x", "id: longer")


def test_an_end_frees_only_what_no_other_rule_forbids(load: Load) -> None:
    assert told(load, LONGER)[1:] == [
        "end 12-02 11:00 allowed sun",
        "begin 12-01 11:00 avoid gym",
        "end 12-03 11:00 allowed gym",
    ]


def test_an_end_that_frees_nothing_is_none(load: Load) -> None:
    text = LONGER.replace("[gym, sun]", "[gym]")
    assert "end 12-02" not in str(told(load, text))


def test_the_end_of_a_permission_says_so_only_where_something_changes(load: Load) -> None:
    text = rule("may: [gym]", "from: 24 hours after", "until: day 3") + rule(
        "may: [gym]", "from: 24 hours after"
    ).replace("id: x", "id: longer")
    assert [line for line in told(load, text) if line.startswith("end")] == []


def test_the_end_of_a_permission_into_a_prohibition_is_a_no(load: Load) -> None:
    text = rule("may: [gym]", "from: end", "until: day 3") + rule(
        "avoid: [gym]", "from: day 4", "until: day 7"
    ).replace("id: x", "id: later")
    assert "end 12-05 00:00 avoid gym" in told(load, text)


def test_a_rule_that_gives_way_to_another_is_silent(load: Load) -> None:
    text = LONGER.replace("[gym, sun]", "[gym]")
    settled = """# F1. Which holds

```yaml
decision: F1
reading: The longer one.
places: before 1
prevails: longer
yields: x
signed: assumption
```
"""
    plan = mt.plan(load(text, decisions=settled), case())
    assert {edge.rule.id for edge in edges(plan)} == {"longer"}


def test_what_another_rule_still_asks_for_is_not_over(load: Load) -> None:
    text = rule("do: [hat, sunscreen]", "from: end", "until: day 2") + rule(
        "do: [skin-product]", "from: day 2", "until: day 5"
    ).replace("id: x", "id: longer")
    assert [line for line in told(load, text) if line.startswith("end")] == [
        "end 12-04 00:00 over hat",
        "end 12-07 00:00 over skin-product",
    ]


def test_an_end_after_which_all_of_it_goes_on_is_none(load: Load) -> None:
    text = rule("do: [hat]", "from: end", "until: day 2") + rule(
        "do: [hat]", "from: day 3", "until: day 5"
    ).replace("id: x", "id: longer")
    assert "end 12-04" not in str(told(load, text))


def test_what_another_rule_asks_for_at_another_time_is_over(load: Load) -> None:
    text = rule("do: [hat]", "from: end", "until: day 2") + rule(
        "do: [hat]", "from: day 5", "until: day 7"
    ).replace("id: x", "id: later")
    assert "end 12-04 00:00 over hat" in told(load, text)


def test_a_window_that_is_empty_for_a_person_has_no_edges(load: Load) -> None:
    """A peel two weeks ago: nothing is left of what holds from it until two days before."""
    text = rule("do: [hat]", "from: 30 days before", "until: 20 days before the peel")
    assert told(load, text, case(anchors={"peel": date(2026, 11, 1)})) == []
    assert len(told(load, text, case())) == 2


def test_an_end_that_never_comes_is_no_edge(load: Load) -> None:
    """Also where a rule was not read from a document, which would say that nobody wrote its end."""
    protocol = load(rule("do: [hat]", "from: end", "until: open"))
    endless = replace(protocol.rules["x"], window=Window(begin=Elapsed(END)))
    plan = mt.plan(replace(protocol, rules={"x": endless}), case())
    assert [edge.corner for edge in edges(plan)] == ["begin"]


def test_before_the_session_what_comes_after_it_counts_from_a_planned_end(load: Load) -> None:
    protocol = load(rule("avoid: [gym]", "from: end", "until: 24 hours after"))
    booked = case(lasts=None)
    planned = mt.plan(protocol, booked, moment("2026-11-20 09:00"))
    assert [edge.planned for edge in edges(planned)] == [False, True]
    begun = mt.plan(protocol, booked, moment("2026-12-01 10:30"))
    assert [edge.planned for edge in edges(begun)] == [False, False]
    ended = mt.plan(protocol, case(), moment("2026-12-01 12:00"))
    assert [edge.planned for edge in edges(ended)] == [False, False]
