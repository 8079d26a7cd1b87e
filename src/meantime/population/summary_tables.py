"""A summary as Markdown, in plain words, and as one tidy table in CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from io import StringIO

from meantime.population import summary_words as words
from meantime.population.counting import UNDATED, WAITS
from meantime.population.summary import Summary
from meantime.population.summary_rows import WHOLE_GROUP, Row
from meantime.population.suppressing import ALL

_REASONS = {
    "deferred": "Why people are deferred",
    "contraindicated": "Why people cannot be treated",
    "review": "Why a clinician decides first",
    "incomplete": "The worst that is known where facts are missing",
}
# The columns that do not hold numbers.
_TEXTS = ("Verdict", "Rule", "What it says", "Question", "Days", "Week from Monday")
_SIGNS = re.compile(r"([\\`*_\[\]<>|&])")


def tidy(summary: Summary) -> str:
    """CSV with the columns section, key, subkey, count and share (in percent).

    The section `run` says what the numbers are of. A number that is withheld is left empty.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Row)])
    writer.writerow(("run", "protocol", summary.protocol, "", ""))
    writer.writerow(("run", "version", summary.version, "", ""))
    for key in ("people", "rejected", "smallest"):
        writer.writerow(("run", key, "", getattr(summary, key), ""))
    writer.writerows(map(astuple, summary.rows))
    return out.getvalue()


def markdown(summary: Summary) -> str:
    """The summary to read: a heading and a table for each section that has rows."""
    parts = (_head, _verdicts, _reasons, _findings, _questions, _waits, _weeks)
    return "".join(f"{line}\n" for part in parts for line in part(summary))


def _head(summary: Summary) -> Iterator[str]:
    people = words.people_words(summary.people, summary.smallest)
    yield f"# {_plain(summary.title)}: {people} screened"
    yield ""
    said = [f"Protocol `{summary.protocol}` {_plain(summary.version)}."]
    if summary.rejected:
        said.append(f"Rejected rows, in no number here: {summary.rejected:,}.")
    if summary.smallest != ALL:
        said.append(
            f"Withheld: fewer than {summary.smallest}, or a number from which so few could be "
            "worked out."
        )
    yield " ".join(said)


def _verdicts(summary: Summary) -> Iterator[str]:
    rows = summary.section("verdict")
    table = [(": ".join(words.VERDICTS[row.key]), *_numbers(row)) for row in rows]
    yield from _table("Verdicts", "", ("Verdict", *_of("all")), table)


def _reasons(summary: Summary) -> Iterator[str]:
    note = "By the rule that sets the verdict. Each person counts once."
    for status, title in _REASONS.items():
        rows = summary.section("reason", status)
        table = [(_rule(row.subkey), _text(summary, row.subkey), *_numbers(row)) for row in rows]
        head = ("Rule", "What it says", *_of(status))
        yield from _table(title, note, head, _gathered(table))


def _findings(summary: Summary) -> Iterator[str]:
    note = "By rule and question. A person may have several findings."
    rows = summary.section("finding")
    table = [(_rule(row.key), _text(summary, row.subkey), *_numbers(row)) for row in rows]
    head = ("Rule", "Question", *_of("all"))
    yield from _table("Everything that was found", note, head, _gathered(table))


def _questions(summary: Summary) -> Iterator[str]:
    note = "Questions whose answer could change a verdict. A person may have several."
    rows = summary.section("question")
    table = [(_text(summary, row.key), *_numbers(row)) for row in rows]
    head = ("Question", *_of("all"))
    yield from _table("What is still to be asked", note, head, _gathered(table))


def _waits(summary: Summary) -> Iterator[str]:
    """A column for each status, with its share of those who have it."""
    rows = {(row.key, row.subkey): row for row in summary.section("wait")}
    statuses = list(dict.fromkeys(status for status, _ in rows))
    table = [
        (words.wait_words(wait), *(_cell(rows, status, wait) for status in statuses))
        for wait in (*WAITS, UNDATED)
    ]
    note = "By days after the booked day, with the share of those who have the verdict."
    names = (words.VERDICTS[status][0] for status in statuses)
    yield from _table("First good dates", note, ("Days", *names), table if rows else [])


def _cell(rows: dict[tuple[str, str], Row], status: str, wait: str) -> str:
    row = rows.get((status, wait)) or rows[status, WHOLE_GROUP]
    share = words.share_words(row)
    return words.count_words(row) + (f" ({share})" if share and row.count else "")


def _weeks(summary: Summary) -> Iterator[str]:
    rows = summary.section("week")
    table = [(words.week_words(row.key), *_numbers(row)) for row in rows]
    head = ("Week from Monday", *_of("those with a date"))
    yield from _table("First good dates by week", "", head, table)


def _table(
    title: str, note: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> Iterator[str]:
    """A heading, a note and a table; nothing where there are no rows. Numbers stand right."""
    if not rows:
        return
    yield from ("", f"## {title}", "")
    if note:
        yield from (note, "")
    texts = sum(name in _TEXTS for name in head)
    yield _line(head)
    yield _line(("---",) * texts + ("---:",) * (len(head) - texts))
    yield from map(_line, rows)


def _gathered(table: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What is withheld, in one line where it is several: they stand last and say nothing more."""
    told = [cells for cells in table if words.WITHHELD not in cells]
    rest = table[len(told) :]
    if len(rest) > 1:
        rest = [(f"{len(rest)} more", *("" for _ in rest[0][1:-2]), *rest[0][-2:])]
    return [*told, *rest]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _of(whole: str) -> tuple[str, str]:
    return "People", f"Share of {whole}"


def _numbers(row: Row) -> tuple[str, str]:
    return words.count_words(row), words.share_words(row)


def _rule(rule: str) -> str:
    said = words.rule_words(rule)
    return f"`{rule}`" if said == rule else said


def _text(summary: Summary, name: str) -> str:
    return _plain(words.first_sentence(summary.texts.get(name, "")))


def _plain(said: str) -> str:
    """Text that Markdown shows as it is."""
    return _SIGNS.sub(r"\\\1", said)
