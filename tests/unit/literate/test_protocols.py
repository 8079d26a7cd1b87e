"""A protocol folder: everything that is wrong with it at once, each with its place and its cure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import meantime as mt
from meantime.literate.files import text_of
from meantime.literate.protocols import find
from meantime.model.citation import Citation
from meantime.model.problem import Place, Problem
from meantime.model.protocol import Kind, Phase
from meantime.model.timing import END, Elapsed, Midnight, Window
from tests.unit.literate.documents import (
    DECISIONS,
    GOOD,
    HEAD,
    QUESTIONS,
    WORDS,
    block,
    document,
    expect,
    load,
    refused,
    unmarked,
    write,
)

PARTS = """
The first day needs rest.

```yaml
phase: first-day
title: The first day
from: end
until: the day
```

Plan three to five sessions.

```yaml
series: yes
least: 3
most: 5
interval: 4 weeks
clinician-from: 6
cites: after 1
decisions: F2
```

The clinic's opening words.

```yaml
aside: before 2.1, before 2.2
```
"""


def test_a_protocol_has_all_its_parts(tmp_path: Path) -> None:
    protocol = load(write(tmp_path, document(GOOD) + PARTS))
    head = (protocol.id, protocol.title, protocol.version, protocol.source, protocol.procedure)
    assert head == ("tiny", "A tiny protocol", "1.0.0", "", "needling")
    assert (protocol.duration_minutes, protocol.anchors) == (60, ("peel",))
    assert protocol.outline == {"before": (1, 2), "after": (1,)}
    assert list(protocol.rules) == ["no-retinoid"]
    assert protocol.phases == (
        Phase(
            "first-day",
            "The first day",
            Window(Elapsed(END), Midnight(END, 1)),
            "The first day needs rest.",
        ),
    )
    assert [aside.place for aside in protocol.asides] == [
        Citation("before", 2, 1),
        Citation("before", 2, 2),
    ]
    assert {aside.why for aside in protocol.asides} == {"The clinic's opening words."}


@pytest.mark.parametrize(
    ("said", "days"),
    [("", ()), ("check-ins:", ()), ("check-ins: 0", (0,)), ("check-ins: [1, 3, 60]", (1, 3, 60))],
)
def test_the_days_of_check_ins(tmp_path: Path, said: str, days: tuple[int, ...]) -> None:
    protocol = load(write(tmp_path, document(GOOD).replace("anchors: peel", said)))
    assert protocol.check_ins == days
    assert protocol.to_dict()["check_ins"] == list(days)


def test_features(tmp_path: Path) -> None:
    features = load(write(tmp_path)).features
    assert list(features) == ["pregnant", "calm-skin", "retinoid"]
    assert features["pregnant"].question == "Are you pregnant?"
    assert (features["pregnant"].kind, features["pregnant"].concept) == (Kind.YES_NO, "pregnancy")
    assert (features["retinoid"].kind, features["retinoid"].concept) == (Kind.DATE, "retinoid")
    assert [item.id for item in features.values() if item.report] == ["calm-skin"]


def test_decisions(tmp_path: Path) -> None:
    decisions = load(write(tmp_path)).decisions
    first, second = decisions["F1"], decisions["F2"]
    assert (first.title, first.why) == ("F1. Which line holds", "Two lines say two things.")
    assert (first.reading, first.places) == ("The longer one.", (Citation("before", 1),))
    assert (first.signed, second.signed) == (None, "Dr. Jane Doe, 14 March 2026")


def test_a_series(tmp_path: Path) -> None:
    series = load(write(tmp_path, document(GOOD) + PARTS)).series
    assert series is not None
    assert (series.least, series.most, series.interval_days) == (3, 5, 28)
    assert (series.clinician_from, series.text) == (6, "Plan three to five sessions.")
    assert (series.cites, series.decisions) == ((Citation("after", 1),), ("F2",))


def test_a_series_without_numbers(tmp_path: Path) -> None:
    text = document(GOOD) + block("series: yes\nmost: 4\ninterval: 1 week", "More than one.")
    series = load(write(tmp_path, text)).series
    assert series is not None
    assert (series.least, series.clinician_from) == (1, 5)


def test_a_phase_open_on_both_sides(tmp_path: Path) -> None:
    (phase,) = load(write(tmp_path, document(GOOD) + block("phase: x\ntitle: X"))).phases
    assert phase.window == Window()


def test_a_shipped_vocabulary_stands_in_where_a_folder_has_none(tmp_path: Path) -> None:
    (tmp_path / "protocol.md").write_text(HEAD.replace("needling", "microneedling"))
    (tmp_path / "decisions.md").write_text("")
    assert mt.load(str(tmp_path)).concepts == mt.load("microneedling").concepts


def test_find_takes_a_shipped_name_or_a_folder(tmp_path: Path) -> None:
    assert find("microneedling").name == "microneedling"
    assert find(write(tmp_path)) == tmp_path
    assert find(str(tmp_path)) == tmp_path


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("microneedeling", "Did you mean `microneedling`?"),
        ("botox", "Known here: `microneedling`."),
        ("", "Known here: `microneedling`."),
        ("vocabulary", "Known here: `microneedling`."),
        ("a\0b", "Known here: `microneedling`."),
        ("x" * 5000, "Known here: `microneedling`."),
    ],
)
def test_there_is_no_such_protocol(name: str, cure: str) -> None:
    with pytest.raises(mt.MeantimeError) as caught:
        mt.load(name)
    assert str(caught.value) == (
        f"There is no protocol `{name}`: neither shipped nor a folder with a `protocol.md`. {cure}"
    )


DAYS = "Write days after the session, from 0 to 60: `check-ins: 1, 3, 7`."
OUTLINE = (
    "the handout's outline is missing",
    "List its sections in the head: `handout:` with `before: 1, 1, 2`.",
)
MISSING = [
    OUTLINE,
    ("`protocol` is missing", "Name the protocol: `protocol: microneedling`."),
    ("`title` is missing", "Give it a title people read."),
    ("`version` is missing", "Give it a version: `version: 1.0.0`."),
]


@pytest.mark.parametrize("text", ["", "\n \n", "---\n---\n"])
def test_an_empty_protocol_says_what_a_head_needs(tmp_path: Path, text: str) -> None:
    problems = refused(write(tmp_path, text, ""))
    assert [(problem.what, problem.cure) for problem in problems] == MISSING
    assert {problem.place.file for problem in problems} == {"protocol.md"}


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (
            HEAD.replace("title: A tiny protocol", "▸titel: A tiny protocol").replace(
                "protocol: tiny", "▸protocol: tiny", 1
            ),
            [
                ("`title` is missing", "Give it a title people read."),
                ("`titel` does not belong in the head of a protocol", "Did you mean `title`?"),
            ],
        ),
        (
            HEAD.replace("procedure: needling", "procedure: ▸needeling"),
            [("`needeling` is not a concept", "Did you mean `needling`?")],
        ),
        (
            HEAD.replace("anchors: peel", "duration: ▸long"),
            [
                (
                    "`long` is not a span of time here",
                    "Write a span such as `2 hours` or `45 minutes`.",
                )
            ],
        ),
        (
            HEAD.replace("anchors: peel", "▸check-in: 1, 3"),
            [("`check-in` does not belong in the head of a protocol", "Did you mean `check-ins`?")],
        ),
        (
            HEAD.replace("anchors: peel", "check-ins: 1, ▸day 3, ▸61, ▸-1, ▸1.5, 2"),
            [(f"`{day}` is not a day of a check-in", DAYS) for day in ("day 3", "61", "-1", "1.5")],
        ),
        *(
            (
                HEAD.replace("anchors: peel", f"▸check-ins: {days}"),
                [
                    (
                        "the days of `check-ins` do not rise, or one stands twice",
                        "Write `check-ins: 1, 3`.",
                    )
                ],
            )
            for days in ("3, 1", "1, 3, 3", "[3, 1]")
        ),
        (
            HEAD.replace("title: A tiny protocol", "title: ▸[a, b]"),
            [("`title` is not a single value", "Write `title: value`.")],
        ),
    ],
)
def test_what_is_wrong_with_a_head(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    expect(tmp_path, marked, *said)


def test_a_missing_outline_is_one_problem(tmp_path: Path) -> None:
    """Not one for each place that is cited."""
    marked = document(GOOD).replace("handout:\n  before: 1, 2\n  after: 1\n", "")
    expect(tmp_path, marked.replace("protocol: tiny", "▸protocol: tiny", 1), OUTLINE)


@pytest.mark.parametrize("count", ["x", "-1", "1.5", "9" * 5000, "two"])
def test_an_outline_counts_sentences(tmp_path: Path, count: str) -> None:
    text, (place,) = unmarked(HEAD.replace("before: 1, 2", f"before: 1, ▸{count}"))
    (problem,) = refused(write(tmp_path, text, ""))
    assert problem.place == place
    assert problem.cure


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (
            "▸feature: acid\n▸knd: date",
            [
                ("`kind` is missing", "Write `kind: yes-no`."),
                ("`knd` does not belong in a feature", "Did you mean `kind`?"),
            ],
        ),
        (
            "feature: acid\nkind: ▸dates",
            [("`dates` is not a kind", "Did you mean `date`?")],
        ),
        (
            "▸feature: acidd\nkind: date",
            [("`acidd` is not a concept", "Name its concept. Did you mean `acid`?")],
        ),
        (
            "feature: acids\nkind: date\nconcept: ▸acidd",
            [("`acidd` is not a concept", "Did you mean `acid`?")],
        ),
        (
            "▸feature: pregnant\nkind: date\nconcept: acid",
            [("feature `pregnant` stands twice", "Rename one.")],
        ),
        (
            "feature: acid\nkind: date\nreport: ▸maybe",
            [("`maybe` is neither yes nor no", "Write `report: yes`.")],
        ),
        (
            "feature: acid\nkind: date\ncites: ▸befor",
            [("`befor` is not a place", "Write section and item: `before 2`.")],
        ),
        (
            "feature: ▸[acid]\nkind: date",
            [("`feature` is not a single value", "Write `feature: value`.")],
        ),
        (
            "phase: x\n▸form: end\ntitle: X",
            [("`form` does not belong in a phase", "Did you mean `from`?")],
        ),
        ("▸phase: x\nfrom: end", [("`title` is missing", "Give the phase a title.")]),
        (
            "series: yes\nleast: ▸three\nmost: ▸[5]\ninterval: ▸1 month",
            [
                ("`three` is not a whole number", "Write `least: 3`."),
                ("`most` is not a single value", "Write `most: value`."),
                (
                    "`1 month` is not a span of time here",
                    "Write a span such as `2 days` or `4 weeks`.",
                ),
            ],
        ),
        (
            "series: yes\nmost: 3\ninterval: 1 week\n▸leats: 3",
            [("`leats` does not belong in a series", "Did you mean `least`?")],
        ),
        (
            "aside: before 1\n▸why: so",
            [("`why` does not belong in an aside", "Known here: `aside`, `decisions`.")],
        ),
        ("aside: ▸nowhere", [("`nowhere` is not a place", "Write section and item: `before 2`.")]),
        (
            "▸avoidd: acid",
            [("a block that begins with `avoidd`", "Did you mean `avoid`?")],
        ),
    ],
)
def test_what_is_wrong_with_a_block(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    expect(tmp_path, document(marked), *said)


@pytest.mark.parametrize(
    "body", ["feature:\nkind: yes-no\nconcept: acid", "phase:\ntitle: X", "aside:", "series: yes"]
)
def test_a_name_or_a_number_that_is_left_out_is_a_problem(tmp_path: Path, body: str) -> None:
    (place,) = unmarked(document(f"▸{body}"))[1]
    problems = refused(write(tmp_path, document(body)))
    assert {problem.place for problem in problems} == {place}
    assert all(problem.cure for problem in problems)


@pytest.mark.parametrize(
    "body", ["feature: acid\nkind: date", "phase: x\ntitle: X", "aside: before 1"]
)
def test_a_block_without_its_sentence(tmp_path: Path, body: str) -> None:
    """A question nobody can ask, a phase and an aside that say nothing."""
    marked = HEAD + QUESTIONS + "# Heading\n\n" + block(f"▸{body}", sentence="")
    text, (place,) = unmarked(marked)
    (problem,) = refused(write(tmp_path, text))
    assert problem.place == place
    assert "without its" in problem.what


def test_an_empty_block(tmp_path: Path) -> None:
    (problem,) = refused(write(tmp_path, document("")))
    assert problem.what == "a block that begins with `nothing`"
    assert problem.cure.startswith("Known here: `aside`, `avoid`, ")


def test_a_rule_that_stands_twice(tmp_path: Path) -> None:
    first = document(GOOD).splitlines().index("Do not use a retinoid.") + 1
    expect(
        tmp_path,
        document(GOOD, f"▸{GOOD}"),
        ("rule `no-retinoid` stands twice", f"It first stands in line {first}."),
    )


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        (
            "▸places: before 1\nreading: x\nsigned: A B, 1 May 2026",
            [("`decision` is missing", "Name it: `decision: F3`.")],
        ),
        (
            "▸decision: F3\nsigned: A B, 1 May 2026",
            [("`reading` is missing", "Say how the handout is read: `reading: ...`.")],
        ),
        (
            "▸decision: F3\nreading: x",
            [("`signed` is missing", "Write `signed: assumption`, or who signed and when.")],
        ),
        *(
            (
                f"decision: F3\nreading: x\nsigned: ▸{word}",
                [
                    (
                        f"`{word}` is not a name and a date",
                        "Write `signed: Dr. Jane Doe, 14 March 2026`, or `signed: assumption`.",
                    )
                ],
            )
            for word in ("no", "Assumption", "TODO", "n/a", "Dr. Jane Doe", "14 March 2026")
        ),
        (
            "▸decision: F1\nreading: x\nsigned: A B, 1 May 2026",
            [("decision `F1` stands twice", "Rename one.")],
        ),
        (
            "decision: F3\nreading: x\nsigned: A B, 1 May 2026\n▸prevail: a",
            [("`prevail` does not belong in a decision", "Did you mean `prevails`?")],
        ),
        (
            "decision: F3\nreading: x\nsigned: A B, 1 May 2026\nplaces: ▸here",
            [("`here` is not a place", "Write section and item: `before 2`.")],
        ),
        (
            "decision: F3\nreading: x\nsigned: A B, 1 May 2026\nprevails: ▸no-retinod",
            [
                (
                    "decision `F3` names `no-retinod`, which is not a rule",
                    "Did you mean `no-retinoid`?",
                )
            ],
        ),
        (
            "decision: F3\nreading: x\nsigned: A B, 1 May 2026\nyields: [no-retinoid, ▸no-retinod]",
            [
                (
                    "decision `F3` names `no-retinod`, which is not a rule",
                    "Did you mean `no-retinoid`?",
                )
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_decision(
    tmp_path: Path, marked: str, said: list[tuple[str, str]]
) -> None:
    text, places = unmarked(
        DECISIONS + "\n# F3\n\n" + block(marked, "It is not clear."), "decisions.md"
    )
    expected = [Problem(place, *words) for place, words in zip(places, said, strict=True)]
    assert list(refused(write(tmp_path, decisions=text))) == expected


@pytest.mark.parametrize("which", ["decision", "feature", "aside"])
def test_a_place_the_handout_does_not_have(tmp_path: Path, which: str) -> None:
    cites = "▸befor 1"
    texts = {
        "decision": (document(GOOD), DECISIONS.replace("places: before 1", f"places: {cites}")),
        "feature": (document(f"feature: acid\nkind: date\ncites: {cites}"), ""),
        "aside": (document(f"aside: {cites}"), ""),
    }
    protocol, decisions = texts[which]
    file = "decisions.md" if which == "decision" else "protocol.md"
    (place,) = unmarked(decisions if which == "decision" else protocol, file)[1]
    folder = write(tmp_path, unmarked(protocol)[0], unmarked(decisions)[0])
    (problem,) = refused(folder)
    assert problem.what == "`befor 1` is not a place of the handout"
    assert problem.cure == "Its sections and items: before 1 to 2, after 1 to 1."
    assert problem.place == place


TEN_MISTAKES = (
    HEAD.replace("version", "▸versoin").replace("protocol: tiny", "▸protocol: tiny", 1)
    + """
Are you pregnant?

```yaml
feature: pregnant
kind: ▸yes-nope
concept: pregnancy
```

▸This sentence has no rule.

Do not use a retinoid.

```yaml
id: no-retinoid
avoid: [▸retinod, acid, ▸exfoliat]
from: ▸3 dys before
▸untill: 3 days after
cites: before 1
```

Do not use an acid.

```yaml
id: no-acid
avoid: acid
from: the day
if: ▸pregnnt
decisions: F1, ▸F9
cites: before 1
```
"""
)


def test_ten_mistakes_are_ten_problems_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    expect(
        tmp_path,
        TEN_MISTAKES,
        ("`version` is missing", "Give it a version: `version: 1.0.0`."),
        ("`versoin` does not belong in the head of a protocol", "Did you mean `version`?"),
        ("`yes-nope` is not a kind", "Did you mean `yes-no`?"),
        (
            "a paragraph without a rule",
            "Put its YAML block right below it, or begin a note for clinicians with `>`.",
        ),
        ("`retinod` is not a concept", "Did you mean `retinoid`?"),
        ("`exfoliat` is not a concept", "Did you mean `exfoliant`?"),
        ("`dy` is not a unit of time", "Did you mean `day`?"),
        ("`untill` does not belong in a rule with `avoid`", "Did you mean `until`?"),
        ("`pregnnt` is not a feature", "Did you mean `pregnant`?"),
        ("`F9` is not a decision", "Known here: `F1`, `F2`."),
    )


def test_the_error_shows_each_line_with_its_place_and_cure(tmp_path: Path) -> None:
    with pytest.raises(mt.ProtocolError) as caught:
        load(
            write(
                tmp_path,
                document(GOOD.replace("retinoid\n", "retinod\n"), GOOD.replace("from", "form")),
            )
        )
    message = str(caught.value)
    count = len(caught.value.problems)
    assert message.startswith(f"{count} problems in the protocol:\n")
    assert "\n    avoid: retinod\n           ^\n    Did you mean `retinoid`?" in message
    assert "`form` does not belong in a rule with `avoid`" in message


def test_problems_of_all_files_come_together_by_file_and_line(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        document("id: x\navoid: retinod, exfoliat\nfrom: the day\ncites: before 1"),
        DECISIONS.replace("signed: assumption", "singed: assumption"),
        WORDS + "rest: {en: rest}\n",
    )
    places = [problem.place for problem in refused(folder)]
    assert {place.file for place in places} == {"protocol.md", "decisions.md", "words.yaml"}
    assert places == sorted(places, key=lambda place: (place.file, place.line, place.column))


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "decisions.md").unlink()
    (problem,) = refused(folder)
    assert problem == Problem(
        Place("decisions.md", 1), "cannot be read: No such file or directory", "Add decisions.md."
    )


def test_a_file_that_is_no_file_is_a_problem(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "decisions.md").unlink()
    (folder / "decisions.md").mkdir()
    (problem,) = refused(folder)
    assert problem.place == Place("decisions.md", 1)
    assert problem.what.startswith("cannot be read: ")


@pytest.mark.parametrize("file", ["protocol.md", "decisions.md"])
def test_a_file_that_is_not_utf_8(tmp_path: Path, file: str) -> None:
    folder = write(tmp_path)
    (folder / file).write_bytes(b"one\ntwo caf\xe9\n")
    found = [problem for problem in refused(folder) if problem.what == "not UTF-8 text"]
    (problem,) = found
    assert problem.cure == "Save it as UTF-8."
    assert (problem.place.file, problem.place.line, problem.place.column) == (file, 2, 8)


def test_a_file_that_is_far_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b" " * 4_000_001)
    problems: list[Problem] = []
    assert text_of(path, problems) == ""
    assert problems == [
        Problem(Place("large.md", 1), "far too large for a protocol", "Split the file.")
    ]


def test_windows_files_are_read(tmp_path: Path) -> None:
    """A byte order mark and carriage returns, as Notepad writes them."""
    text = b"\xef\xbb\xbf" + document(GOOD).replace("\n", "\r\n").encode()
    assert list(load(write(tmp_path, text)).rules) == ["no-retinoid"]


def test_many_mistakes_in_a_long_line_cost_neither_time_nor_memory(tmp_path: Path) -> None:
    names = ", ".join(f"retinoi{number}" for number in range(5000))
    folder = write(tmp_path, document(f"id: x\navoid: [{names}]\nfrom: the day\ncites: before 1"))
    with pytest.raises(mt.ProtocolError) as caught:
        load(folder)
    assert len(str(caught.value)) < 2_000_000


def test_a_pipe_in_the_place_of_a_file_is_a_problem(tmp_path: Path) -> None:
    """Opening it would wait for ever."""
    folder = write(tmp_path)
    (folder / "decisions.md").unlink()
    os.mkfifo(folder / "decisions.md")
    (problem,) = refused(folder)
    assert problem.what == "not an ordinary file"


def test_a_second_series_is_a_problem(tmp_path: Path) -> None:
    once = "series: yes\nmost: 3\ninterval: 4 weeks"
    (problem,) = refused(write(tmp_path, document(once, once)))
    assert problem.what == "a second series"


def test_a_line_of_more_words_than_anybody_writes_is_one_problem(tmp_path: Path) -> None:
    text = document(GOOD.replace("cites: before 1", "cites: " + "before 1, " * 10_001))
    found = [problem.what for problem in refused(write(tmp_path, text))]
    assert found.count("more than 10,000 words") == 1
    assert len(found) < 5
