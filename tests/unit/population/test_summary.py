"""What a summary tells, in rows, in Markdown and in CSV; what it withholds, it withholds in all."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from markdown_it import MarkdownIt

import meantime as mt
from meantime.population.counting import Counts
from meantime.population.summary import Summary
from meantime.population.summary_rows import Row
from meantime.population.summary_tables import markdown, tidy
from meantime.population.summary_words import first_sentence, people_words, share_words
from tests.unit.population.counted import DEFERRED, counts

PROTOCOL = mt.load("microneedling")


def summary(found: Counts, smallest: int = 10, rejected: int = 0) -> Summary:
    return Summary.of(PROTOCOL, found, smallest=smallest, rejected=rejected)


def told(made: Summary, section: str, key: str | None = None) -> dict[tuple[str, str], int | None]:
    return {(row.key, row.subkey): row.count for row in made.section(section, key)}


def test_a_row_for_every_verdict_with_its_share_of_all() -> None:
    assert summary(counts()).section("verdict") == (
        Row("verdict", "eligible", "", 1_000, 52.6),
        Row("verdict", "review", "", 120, 6.3),
        Row("verdict", "deferred", "", 620, 32.6),
        Row("verdict", "contraindicated", "", 60, 3.2),
        Row("verdict", "incomplete", "", 100, 5.3),
    )


def test_reasons_are_shares_of_the_status_the_largest_first() -> None:
    assert summary(counts()).section("reason", "deferred") == (
        Row("reason", "deferred", "actives-3-days", 400, 64.5),
        Row("reason", "deferred", "hair-removal-5-to-7-days", 150, 24.2),
        Row("reason", "deferred", "bar-open-sores", 40, 6.5),
        Row("reason", "deferred", "sunburn-3-days", 30, 4.8),
    )


def test_who_is_incomplete_may_have_no_reason_yet() -> None:
    assert told(summary(counts()), "reason", "incomplete") == {("incomplete", "none-known"): 100}


def test_half_a_tenth_of_a_percent_goes_up() -> None:
    rows = summary(counts(eligible=1_999, review={"review-allergy": 1}), 1).section("verdict")
    assert [row.share for row in rows] == [71.9, 0.0, 22.3, 2.2, 3.6]


def test_a_small_reason_is_withheld_with_the_first_other_one_of_the_protocol() -> None:
    made = summary(counts({**DEFERRED, "bar-warts": 4}))
    assert told(made, "reason", "deferred") == {
        ("deferred", "hair-removal-5-to-7-days"): None,
        ("deferred", "actives-3-days"): 400,
        ("deferred", "bar-open-sores"): 40,
        ("deferred", "sunburn-3-days"): 30,
        ("deferred", "bar-warts"): None,
    }


def test_what_is_withheld_stands_last_and_in_the_order_of_the_protocol() -> None:
    rows = summary(counts({**DEFERRED, "bar-warts": 4})).section("reason", "deferred")
    assert [row.subkey for row in rows[-2:]] == ["hair-removal-5-to-7-days", "bar-warts"]


def test_reasons_that_are_all_withheld_are_not_even_named() -> None:
    made = summary(counts({"bar-warts": 4, "bar-open-sores": 7}, waits={"none": 11}))
    assert told(made, "reason", "deferred") == {("deferred", "all"): None}


def test_of_a_status_that_is_withheld_nothing_more_is_told() -> None:
    made = summary(counts(contraindicated=3))
    assert told(made, "verdict")["contraindicated", ""] is None
    assert told(made, "verdict")["incomplete", ""] is None
    for key in ("contraindicated", "incomplete"):
        assert made.section("reason", key) == made.section("wait", key) == ()


def test_findings_and_questions_are_shares_of_all() -> None:
    made = summary(
        counts(findings={"sunburn-3-days:sunburn": 95, "bar-warts:warts": 0}, missing={"warts": 19})
    )
    assert made.section("finding") == (Row("finding", "sunburn-3-days", "sunburn", 95, 5.0),)
    assert made.section("question") == (Row("question", "warts", "", 19, 1.0),)


def test_what_few_have_or_few_do_not_have_is_withheld() -> None:
    people = counts().people
    findings = {
        "sunburn-3-days:sunburn": 9,
        "actives-3-days:retinoid": people - 9,
        "bar-open-sores:open-sores": people,
    }
    made = summary(counts(findings=findings, missing={"warts": 3, "pregnant": 10}))
    assert list(told(made, "finding").values()) == [people, None, None]
    assert told(made, "question") == {("pregnant", ""): 10, ("warts", ""): None}


def test_findings_do_not_tell_what_was_withheld_of_those_a_rule_governs() -> None:
    findings = {
        "bar-pregnancy:pregnant": 14,
        "bar-warts:warts": 14,
        "hair-removal-5-to-7-days:waxing": 150,
        "sunburn-3-days:sunburn": 30,
        "light-7-days:ipl-laser": 0,
    }
    found = counts({**DEFERRED, "bar-warts": 4}, contraindicated=14, incomplete=2)
    found.findings = findings
    made = summary(found)
    assert told(made, "verdict")["contraindicated", ""] == 14
    assert told(made, "finding") == {
        ("sunburn-3-days", "sunburn"): 30,
        ("bar-pregnancy", "pregnant"): 14,
        ("bar-warts", "warts"): None,
        ("hair-removal-5-to-7-days", "waxing"): None,
    }
    found.governing["contraindicated"] = {"bar-pregnancy": 4}
    found.people -= 10
    assert told(summary(found), "finding")["bar-pregnancy", "pregnant"] is None


def test_questions_do_not_tell_how_many_are_incomplete() -> None:
    assert summary(counts(incomplete=4, missing={"warts": 20})).section("question") == ()


def test_every_bin_of_days_has_a_row_and_no_date_is_the_last() -> None:
    rows = summary(counts()).section("wait", "deferred")
    assert [row.subkey for row in rows][:5] == ["0", "1", "2", "3", "4-7"]
    assert rows[1] == Row("wait", "deferred", "1", 200, 32.3)
    assert rows[-1] == Row("wait", "deferred", "none", 50, 8.1)


def test_dates_do_not_tell_what_was_withheld_of_rules_without_a_date() -> None:
    """Open sores, known to be 40, have no date: with the sum, four with warts would be known."""
    waits = {"1": 200, "2": 150, "3": 120, "4-7": 110, "none": 44}
    made = summary(counts({**DEFERRED, "bar-warts": 4}, waits=waits))
    found = told(made, "wait", "deferred")
    assert found["deferred", "none"] is None
    assert found["deferred", "1"] is None
    assert found["deferred", "2"] == 150


def test_dates_that_are_all_withheld_have_one_row() -> None:
    made = summary(counts({"actives-3-days": 12}, waits={"1": 4, "2": 8}))
    assert made.section("wait", "deferred") == (Row("wait", "deferred", "all", None, None),)
    assert "| 0 | 0 | withheld |" in markdown(made)


def test_weeks_are_told_only_where_every_number_is() -> None:
    found = counts(weeks={"2026-12-07": 470, "2026-12-14": 100})
    assert summary(found).section("week") == ()
    assert summary(found, smallest=1).section("week") == (
        Row("week", "2026-12-07", "", 470, 82.5),
        Row("week", "2026-12-14", "", 100, 17.5),
    )
    assert "| 7 Dec 2026 | 470 | 82.5% |" in markdown(summary(found, smallest=1))


def test_of_so_few_people_nothing_is_told() -> None:
    made = summary(Counts(9, {"eligible": {"": 9}}), rejected=3)
    assert made.people is None
    assert made.rows == ()
    assert "fewer than 10 people screened" in markdown(made)


def test_a_population_may_be_empty() -> None:
    made = summary(Counts())
    assert [row.count for row in made.rows] == [0] * 5
    assert "# Microneedling (collagen induction therapy): 0 people screened\n" in markdown(made)


def test_counts_of_another_protocol_are_refused() -> None:
    with pytest.raises(mt.MeantimeError, match=r"`gone` is not in microneedling 0\.1\.0\. Summar"):
        summary(counts({"gone": 20}))
    with pytest.raises(mt.MeantimeError, match="`gone` is not in"):
        summary(counts(missing={"gone": 20}))
    with pytest.raises(mt.MeantimeError, match="smallest count: 2"):
        summary(counts(), smallest=2)


FULL = counts(
    {**DEFERRED, "bar-warts": 4},
    incomplete=100,
    waits={"1": 200, "2": 150, "3": 120, "4-7": 110, "none": 44},
    findings={
        "sunburn-3-days:sunburn": 95,
        "bar-warts:warts": 4,
        "bar-cold-sore:active-cold-sore": 5,
    },
    missing={"warts": 19},
)


def test_every_number_of_the_rows_is_in_the_csv() -> None:
    made = summary(FULL, rejected=12)
    rows = list(csv.DictReader(StringIO(tidy(made))))
    assert [row["count"] for row in rows if row["section"] == "run"] == ["", "", "1904", "12", "10"]
    assert (rows[0]["key"], rows[0]["subkey"]) == ("protocol", "microneedling")
    assert [tuple(row.values()) for row in rows[5:]] == [
        tuple("" if part is None else str(part) for part in values)
        for values in (
            (row.section, row.key, row.subkey, row.count, row.share) for row in made.rows
        )
    ]


def test_the_json_is_plain_and_whole() -> None:
    made = summary(FULL, rejected=12)
    values = json.loads(json.dumps(made.to_dict()))
    assert len(values.pop("rows")) == len(made.rows)
    assert values == {
        "protocol": "microneedling",
        "version": "0.1.0",
        "people": 1_904,
        "rejected": 12,
        "smallest": 10,
    }


def test_the_markdown_says_it_in_words() -> None:
    said = markdown(summary(FULL, rejected=12))
    for line in (
        "# Microneedling (collagen induction therapy): 1,904 people screened",
        "Protocol `microneedling` 0.1.0. Rejected rows, in no number here: 12. "
        "Withheld: fewer than 10, or a number from which so few could be worked out.",
        "| Eligible: can be treated | 1,000 | 52.5% |",
        "| `sunburn-3-days` | Keep your face safe from sunburn. | 30 | 4.8% |",
        "| 2 more |  | withheld |  |",
        "| nothing found so far |  | 100 | 100.0% |",
        "| Do you have warts on your face? | 19 | 1.0% |",
        "| 1 | 0 | withheld | 0 | 0 |",
        "| 2 | 0 | 150 (24.0%) | 0 | 0 |",
    ):
        assert f"{line}\n" in said, line


def test_the_markdown_is_tables_with_as_many_cells_in_every_row() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(summary(FULL)))
    titles = [tokens[place + 1].content for place, token in enumerate(tokens) if token.tag == "h2"]
    assert titles[::2] == [
        "Verdicts",
        "Why people are deferred",
        "Why people cannot be treated",
        "Why a clinician decides first",
        "The worst that is known where facts are missing",
        "Everything that was found",
        "What is still to be asked",
        "First good dates",
    ]
    assert sum(token.type == "table_open" for token in tokens) == 8


def test_one_withheld_row_keeps_its_name() -> None:
    found = counts(findings={"bar-cold-sore:active-cold-sore": 5})
    assert "| `bar-cold-sore` | Do you have a cold sore now, or" in markdown(summary(found))


def test_the_order_in_which_batches_came_does_not_show() -> None:
    one, two = counts(), counts({"bar-warts": 50, **DEFERRED}, waits={"none": 670})
    assert summary(one.merge(two)) == summary(two.merge(one))
    assert tidy(summary(one.merge(two))) == tidy(summary(two.merge(one)))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("", "", "", 1, 0.0), "<0.1%"),
        (Row("", "", "", 0, 0.0), "0.0%"),
        (Row("", "", "", 1, 99.9), "99.9%"),
        (Row("", "", "", None, None), ""),
    ],
)
def test_a_share_in_words(row: Row, said: str) -> None:
    assert share_words(row) == said


def test_people_in_words() -> None:
    assert people_words(1, 1) == "1 person"
    assert people_words(1_234, 1) == "1,234 people"


def test_the_first_sentence_says_what_it_is_about() -> None:
    assert first_sentence("Ask first. Then go.") == "Ask first."
    assert first_sentence("Is it so? Count all.") == "Is it so?"
    assert first_sentence("No stop") == "No stop"
