"""A rule block: what it means when it is right, and every error with its place and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from meantime.literate.phrases import WINDOW_CURE
from meantime.model.citation import Citation
from meantime.model.condition import ALWAYS, Not, Reported
from meantime.model.rule import Barring, Outside, Rule, Strength, Urgency, Verb
from meantime.model.timing import END, START, Elapsed, Midnight, MonthsAway, Window
from tests.unit.literate.documents import (
    HEAD,
    QUESTIONS,
    block,
    document,
    expect,
    load,
    refused,
    unmarked,
    write,
)

CITES = "Write `cites: before 2`, or `assumption: yes` where the handout does not say it."
NO_END = (
    "`avoid` after the session without an end",
    "Write `until: 24 hours after`, or `until: open` where nobody has set an end.",
)
NO_TIME = ("a rule without a time", "Write `from: 3 days before` or `until: 24 hours after`.")


def rule(folder: Path, body: str) -> Rule:
    (found,) = load(write(folder, document(f"id: x\n{body}"))).rules.values()
    return found


def test_avoid_in_full(tmp_path: Path) -> None:
    text = """id: no-actives
avoid: [retinoid, exfoliant]
except: acid
from: 3 to 5 days before
until: 3 to 10 days after
if: not pregnant
once: calm-skin
strength: preferred
outside: ask
cites: before 1, before 2.2
decisions: F2
"""
    protocol = HEAD + QUESTIONS + "# Before\n\n## The days before\n\n" + block(text)
    found = load(write(tmp_path, protocol)).rules["no-actives"]
    assert found.verb is Verb.AVOID
    assert found.about == ("retinoid", "exfoliant")
    assert found.exceptions == ("acid",)
    assert found.text == "Do not use a retinoid."
    assert found.heading == "The days before"
    assert found.place.file == "protocol.md"
    assert found.place.source == "Do not use a retinoid."
    assert found.window == Window(
        Midnight(START, -3),
        Midnight(END, 4),
        Midnight(START, -5),
        Midnight(END, 11),
        "from 3 to 5 days before, until 3 to 10 days after",
    )
    assert (found.condition, found.condition_words) == (Not(Reported("pregnant")), "not pregnant")
    assert found.once == "calm-skin"
    assert found.strength is Strength.PREFERRED
    assert found.outside is Outside.ASK
    assert found.cites == (Citation("before", 1), Citation("before", 2, 2))
    assert found.decisions == ("F2",)
    assert not found.assumption


def test_what_a_rule_leaves_out_has_its_usual_value(tmp_path: Path) -> None:
    found = rule(tmp_path, "avoid: retinoid\nfrom: 3 days before\ncites: before 1")
    assert found.condition is ALWAYS
    assert found.strength is Strength.REQUIRED
    assert found.outside is Outside.ALLOWED
    rest = (found.bar, found.urgency, found.route, found.once, found.every_minutes)
    assert rest == (None,) * 5
    assert (found.exceptions, found.decisions) == ((), ())
    assert (found.limit, found.lead_days, found.after_last) == ("", 0, None)


@pytest.mark.parametrize(
    ("body", "begin", "end"),
    [
        ("avoid: retinoid\nuntil: 24 hours after", Elapsed(END), Elapsed(END, 1440)),
        ("avoid: retinoid\nfrom: end\nuntil: open", Elapsed(END), None),
        ("avoid: retinoid\nfrom: 24 hours before", Elapsed(START, -1440), Elapsed(END)),
        ("avoid: retinoid\nfrom: 3 days before", Midnight(START, -3), Midnight(END, 1)),
        ("avoid: retinoid\nfrom: 6 months before", MonthsAway(START, -6), Midnight(END, 1)),
        ("avoid: retinoid\nfrom: any time", None, Elapsed(END)),
        ("avoid: retinoid\nfrom: any time\nuntil: open", None, None),
        ("may: retinoid\nfrom: 24 hours after", Elapsed(END, 1440), None),
        ("do: sunscreen\nfrom: any time", None, None),
        ("do: sunscreen\nuntil: day 2", Elapsed(END), Midnight(END, 3)),
        ("call: fever\nfrom: end", Elapsed(END), None),
        ("staff: sunscreen\nfrom: the day\nuntil: start", Midnight(START, 0), Elapsed(START)),
        ("bar: pregnant", None, Elapsed(END)),
    ],
)
def test_what_a_window_leaves_open(tmp_path: Path, body: str, begin: object, end: object) -> None:
    window = rule(tmp_path, f"{body}\ncites: before 1").window
    assert (window.begin, window.end) == (begin, end)


def test_what_each_verb_has_of_its_own(tmp_path: Path) -> None:
    bodies = [
        "id: do\ndo: sunscreen\nfrom: end\nevery: 2 hours\nstrength: preferred",
        "id: bar\nbar: pregnant\nso: defer\nlead: 2 days\nlasts: 4 weeks",
        "id: bare-bar\nbar: pregnant, retinoid",
        "id: expect\nexpect: fever\nfrom: end\nuntil: day 2\nlimit: a little",
        "id: call\ncall: fever\nfrom: end\nact: same-day",
        "id: bare-call\ncall: fever\nfrom: end",
        "id: tell\ntell: retinoid\nexcept: acid\nfrom: end\nroute: prescriber",
        "id: may\nmay: retinoid\nexcept: acid\nfrom: end\nonce: calm-skin",
    ]
    rules = load(write(tmp_path, document(*(f"{body}\ncites: before 1" for body in bodies)))).rules
    assert (rules["do"].every_minutes, rules["do"].strength) == (120, Strength.PREFERRED)
    bar = rules["bar"]
    assert (bar.bar, bar.lead_days, bar.after_last) == (Barring.DEFER, 2, 28)
    assert bar.window.words == "until the session is over"
    assert (rules["bare-bar"].bar, rules["bare-bar"].about) == (
        Barring.REFUSE,
        ("pregnant", "retinoid"),
    )
    assert rules["expect"].limit == "a little"
    assert rules["call"].urgency is Urgency.SAME_DAY
    assert rules["bare-call"].urgency is Urgency.NOW
    assert (rules["tell"].route, rules["tell"].exceptions) == ("prescriber", ("acid",))
    assert (rules["may"].once, rules["may"].exceptions) == ("calm-skin", ("acid",))


@pytest.mark.parametrize(
    ("body", "assumed"),
    [
        ("cites: before 1", False),
        ("assumption: yes", True),
        ("cites: before 1\nassumption: yes", True),
        ("cites: before 1\nassumption: no", False),
        ("cites: before 1\ndecisions: F2", False),
        ("cites: before 1\ndecisions: F1", True),
        ("cites: before 1\ndecisions: F2, F1", True),
    ],
)
def test_an_assumption_is_said_or_follows_from_an_unsigned_decision(
    tmp_path: Path, body: str, assumed: bool
) -> None:
    assert rule(tmp_path, f"avoid: retinoid\nfrom: the day\n{body}").assumption is assumed


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (
            "▸avoid: retinoid\nfrom: the day\ncites: before 1",
            [("`id` is missing", "Give every rule a name of its own: `id: no-gym`.")],
        ),
        (
            "▸id:\navoid: retinoid\nfrom: the day\ncites: before 1",
            [("`id` is missing", "Give every rule a name of its own: `id: no-gym`.")],
        ),
        (
            "id: ▸[x]\navoid: retinoid\nfrom: the day\ncites: before 1",
            [("`id` is not a single value", "Write `id: value`.")],
        ),
        ("▸id: x\navoid: retinoid\nfrom: the day", [("a rule that cites nothing", CITES)]),
        (
            "▸id: x\navoid: retinoid\nfrom: the day\nassumption: ▸maybe",
            [
                ("a rule that cites nothing", CITES),
                ("`maybe` is neither yes nor no", "Write `assumption: yes`."),
            ],
        ),
        (
            "id: x\navoid: ▸retinod\nfrom: the day\ncites: before 1",
            [("`retinod` is not a concept", "Did you mean `retinoid`?")],
        ),
        (
            "id: x\navoid: [retinoid, ▸[acid]]\nfrom: the day\ncites: before 1",
            [("`avoid` holds more than words", "Write `[one, two]`.")],
        ),
        (
            "id: x\n▸avoid: []\nfrom: the day\ncites: before 1",
            [("`avoid` names nothing", "Write `avoid: [retinoid]`.")],
        ),
        (
            "id: x\n▸avoid:\nfrom: the day\ncites: before 1",
            [("`avoid` names nothing", "Write `avoid: [retinoid]`.")],
        ),
        (
            "id: x\nbar: ▸pregnan\ncites: before 1",
            [("`pregnan` is not a feature", "Did you mean `pregnant`?")],
        ),
        (
            "id: x\navoid: retinoid\n▸untill: open\nfrom: the day\ncites: before 1",
            [("`untill` does not belong in a rule with `avoid`", "Did you mean `until`?")],
        ),
        (
            "id: x\navoid: retinoid\n▸do: acid\nfrom: the day\ncites: before 1",
            [
                (
                    "`do` does not belong in a rule with `avoid`",
                    "Known here: `assumption`, `avoid`, `cites`, `decisions`, `except`, `from`, "
                    "`id`, `if`, `once`, `outside`, `strength`, `until`.",
                )
            ],
        ),
        (
            "id: x\navoid: retinoid\nfrom: ▸3 dys before\ncites: before 1",
            [("`dy` is not a unit of time", "Did you mean `day`?")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: end\nuntil: ▸soon\ncites: before 1",
            [("`soon` is not a time", WINDOW_CURE)],
        ),
        (
            "id: x\navoid: retinoid\nfrom: ▸[the day]\ncites: before 1",
            [("`from` is not a single value", "Write `from: value`.")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: ▸2 days before the peal\ncites: before 1",
            [("`peal` is not an anchor", "Did you mean `peel`?")],
        ),
        ("▸id: x\navoid: retinoid\ncites: before 1", [NO_TIME]),
        ("▸id: x\ndo: sunscreen\ncites: before 1", [NO_TIME]),
        ("▸id: x\navoid: retinoid\nfrom: end\ncites: before 1", [NO_END]),
        ("▸id: x\navoid: retinoid\nfrom: 2 hours after\ncites: before 1", [NO_END]),
        (
            "▸id: x\nmay: retinoid\nuntil: 24 hours after\ncites: before 1",
            [("`may` without `from`", "Write from when it is allowed.")],
        ),
        (
            "▸id: x\ndo: sunscreen\nfrom: 2 to 3 days after\ncites: before 1",
            [
                (
                    "a graded time in a rule with `do`",
                    "Only `avoid` knows a preferred number; write one number.",
                )
            ],
        ),
        (
            "▸id: x\nexpect: fever\nfrom: end\nuntil: 2 to 3 days after\ncites: before 1",
            [
                (
                    "a graded time in a rule with `expect`",
                    "Only `avoid` knows a preferred number; write one number.",
                )
            ],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\nif: ▸pregnnt\ncites: before 1",
            [("`pregnnt` is not a feature", "Did you mean `pregnant`?")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\nif: ▸[pregnant]\ncites: before 1",
            [("`if` is not a single value", "Write `if: value`.")],
        ),
        (
            "id: x\navoid: acid\nfrom: the day\nif: ▸retinoid\ncites: before 1",
            [("`retinoid` is not a feature", "Known here: `calm-skin`, `pregnant`.")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\nonce: ▸calm-skn\ncites: before 1",
            [("`calm-skn` is not a yes-no feature", "Did you mean `calm-skin`?")],
        ),
        (
            "id: x\navoid: acid\nfrom: the day\nonce: ▸retinoid\ncites: before 1",
            [("`retinoid` is not a yes-no feature", "Known here: `calm-skin`, `pregnant`.")],
        ),
        (
            "id: x\navoid: retinoid\nexcept: ▸acidd\nfrom: the day\ncites: before 1",
            [("`acidd` is not a concept", "Did you mean `acid`?")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\nstrength: ▸must\ncites: before 1",
            [("`must` is not a strength", "Known here: `preferred`, `required`.")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\noutside: ▸alowed\ncites: before 1",
            [("`alowed` is not a outside", "Did you mean `allowed`?")],
        ),
        (
            "id: x\nbar: pregnant\nso: ▸defers\ncites: before 1",
            [("`defers` is not a so", "Did you mean `defer`?")],
        ),
        (
            "id: x\ncall: fever\nfrom: end\nact: ▸nw\ncites: before 1",
            [("`nw` is not a act", "Did you mean `now`?")],
        ),
        (
            "id: x\ntell: acid\nfrom: end\nroute: ▸clinik\ncites: before 1",
            [("`clinik` is not a route", "Did you mean `clinic`?")],
        ),
        (
            "id: x\ndo: sunscreen\nfrom: end\nevery: ▸2 days\ncites: before 1",
            [
                (
                    "`2 days` is not a span of time here",
                    "Write a span such as `2 hours` or `45 minutes`.",
                )
            ],
        ),
        (
            "id: x\nbar: pregnant\nlead: ▸2 hours\nlasts: ▸long\ncites: before 1",
            [
                (
                    "`2 hours` is not a span of time here",
                    "Write a span such as `2 days` or `4 weeks`.",
                ),
                (
                    "`long` is not a span of time here",
                    "Write a span such as `2 days` or `4 weeks`.",
                ),
            ],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\ncites: before 1, ▸befor",
            [("`befor` is not a place", "Write section and item: `before 2`.")],
        ),
        (
            "id: x\navoid: retinoid\nfrom: the day\ncites: before 1\ndecisions: F2, ▸F9",
            [("`F9` is not a decision", "Known here: `F1`, `F2`.")],
        ),
    ],
)
def test_an_error_names_its_place_and_its_cure(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    expect(tmp_path, document(marked), *said)


def test_a_rule_without_its_sentence(tmp_path: Path) -> None:
    marked = (
        HEAD
        + QUESTIONS
        + "# The day\n\n"
        + block("▸id: x\navoid: retinoid\nfrom: the day\ncites: before 1", sentence="")
    )
    expect(tmp_path, marked, ("a rule without its sentence", "Write it right above."))


@pytest.mark.parametrize("window", ["from: 3 days before", "until: 24 hours after"])
def test_a_bar_has_no_window_of_its_own(tmp_path: Path, window: str) -> None:
    """It holds until the session is over; a window that nobody reads would mislead."""
    problems = refused(
        write(tmp_path, document(f"id: x\nbar: pregnant\n{window}\ncites: before 1"))
    )
    key = window.partition(":")[0]
    assert [problem.what for problem in problems] == [
        f"`{key}` does not belong in a rule with `bar`"
    ]


@pytest.mark.parametrize(
    ("cites", "right"), [("befor 2", "before"), ("before 9", "before 1 to 2"), ("before 1.2", "")]
)
def test_a_place_the_handout_does_not_have(tmp_path: Path, cites: str, right: str) -> None:
    (problem,) = refused(
        write(tmp_path, document(f"id: x\navoid: acid\nfrom: the day\ncites: after 1, {cites}"))
    )
    assert problem.what == f"`{cites}` is not a place of the handout"
    assert right in problem.cure
    assert problem.place.source == f"cites: after 1, {cites}"
    assert problem.place.column == len("cites: after 1, ") + 1


def test_a_misspelled_verb_gets_the_nearest(tmp_path: Path) -> None:
    """Also where the block begins with its id, as blocks usually do."""
    (problem,) = refused(
        write(tmp_path, document("id: x\navoids: acid\nfrom: the day\ncites: before 1"))
    )
    assert "`avoid`?" in problem.cure


@pytest.mark.parametrize(
    "body",
    [
        "avoid: retinoid\nfrom: the day\nonce: calm-skin, ▸pregnant",
        "tell: retinoid\nfrom: the day\nroute: [clinic, ▸prescriber]",
    ],
)
def test_a_second_word_where_one_is_meant_is_never_dropped_silently(
    tmp_path: Path, body: str
) -> None:
    text, (place,) = unmarked(document(f"id: x\n{body}\ncites: before 1"))
    (problem,) = refused(write(tmp_path, text))
    assert problem.place.line == place.line
    assert problem.cure
