"""The made cohort: the same for the same seed, spread as documented, and legal everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import meantime as mt
from meantime.engines.reference.calendar import Calendar, months_before
from meantime.population.sampling import distributions as shares
from meantime.population.sampling import sample, schema
from meantime.population.sampling.draws import BLOCK, draws
from meantime.population.sampling.starts import FIRST_DAY, LAST_DAY, LEAP_DAYS
from tests.spec.tiny import write

DAY = timedelta(days=1)
MARKS = {date(1800, 1, 1): "never", date(1800, 1, 2): None, date(2200, 1, 1): "ongoing"}

TINY = """
Take none for two months.

```yaml
id: no-isotretinoin
avoid: [isotretinoin]
from: 2 months before
cites: before 1
```

Use none for 30 hours.

```yaml
id: no-exfoliant
avoid: [exfoliant]
from: 30 hours before
cites: before 2
```

Have none for five days, or better nine.

```yaml
id: no-waxing
avoid: [waxing]
from: 5 to 9 days before
cites: before 3
```

Stay out of the sun for good.

```yaml
id: no-sun
avoid: [sun]
from: any time
cites: before 4
```

Wait for three weeks.

```yaml
id: interval
bar: [previous-session]
so: defer
lasts: 3 weeks
cites: before 5
```
"""


@cache
def microneedling() -> mt.Protocol:
    return mt.load("microneedling")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> mt.Protocol:
    folder = tmp_path_factory.mktemp("tiny")
    write(folder, TINY, "")
    return mt.load(str(folder))


def table(
    protocol: mt.Protocol, people: int, seed: int = 7, packed: bool = False, chunk: int = BLOCK
) -> pa.Table:
    return pa.Table.from_batches(list(sample(protocol, people, seed, packed, chunk)))


@cache
def wide() -> pa.Table:
    return table(microneedling(), BLOCK)


def share(found: pa.Array) -> float:
    return float(found.null_count / len(found))


def day_of(row: dict[str, Any]) -> date:
    return Calendar(row["zone"]).day_of(row["start"])


def days_before(protocol: mt.Protocol, found: pa.Table, name: str) -> list[int]:
    """For everybody with a date for a question, how many days before the session it lies."""
    rows = found.select(["start", "zone", name]).to_pylist()
    return [
        (day_of(row) - row[name]).days
        for row in rows
        if row[name] is not None and row[name] not in MARKS
    ]


def as_case(protocol: mt.Protocol, row: dict[str, Any]) -> mt.Case:
    return mt.Case(
        start=row["start"],
        zone=row["zone"],
        session=row["session"],
        facts={name: MARKS.get(row[name], row[name]) for name in protocol.features},
        anchors={
            name: row[f"anchor.{name}"]
            for name in protocol.anchors
            if row[f"anchor.{name}"] is not None
        },
    )


def unpacked(protocol: mt.Protocol, row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A packed row as the wide layout writes it."""
    found = {name: value for name, value in row.items() if not name.startswith("answers.")}
    for name, is_yes_no in protocol.is_yes_no.items():
        if not is_yes_no and found[name] == date(1800, 1, 2):
            found[name] = None
    for bit, name in enumerate(names):
        known = row["answers.known"] >> bit & 1
        found[name] = bool(row["answers.yes"] >> bit & 1) if known else None
    return found


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first = table(microneedling(), 500)
    assert first.equals(table(microneedling(), 500))
    other = table(microneedling(), 500, seed=8)
    assert not any(first[name].equals(other[name]) for name in ("start", "zone", "retinoid"))


def test_the_draws_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert draws(7, 0, 2)[:, :4].tolist() == [
        [48060, 52940, 6567, 20995],
        [23206, 30610, 57039, 47202],
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_a_smaller_sample_begins_a_larger_one_however_both_are_cut(packed: bool) -> None:
    protocol = microneedling()
    larger = table(protocol, BLOCK + 300, packed=packed, chunk=50_000)
    assert larger["person"].to_pylist() == list(range(1, BLOCK + 301))
    for people, chunk in ((1, 1), (1_000, 77), (BLOCK, BLOCK), (BLOCK + 200, 2 * BLOCK)):
        smaller = table(protocol, people, packed=packed, chunk=chunk)
        assert smaller.equals(larger.slice(0, people))


def test_a_later_block_is_made_of_other_people() -> None:
    found = table(microneedling(), BLOCK + 300)
    columns = ["start", "zone", "retinoid"]
    assert not found.slice(BLOCK, 300).select(columns).equals(found.slice(0, 300).select(columns))


def test_batches_have_the_size_asked_for_and_the_last_one_the_rest() -> None:
    sizes = [batch.num_rows for batch in sample(microneedling(), 2_500, 7, chunk=1_000)]
    assert sizes == [1_000, 1_000, 500]
    assert list(sample(microneedling(), 0, 7)) == []


@pytest.mark.parametrize("packed", [False, True])
def test_every_batch_has_the_schema(packed: bool) -> None:
    expected = schema(microneedling(), packed)
    for batch in sample(microneedling(), 3_000, 7, packed, chunk=1_000):
        assert batch.schema.equals(expected, check_metadata=True)
        batch.validate(full=True)


def test_the_wide_schema_has_a_column_for_every_question(tiny: mt.Protocol) -> None:
    found = schema(tiny)
    assert found.names == ["person", "start", "zone", "session", "anchor.peel", *tiny.features]
    types = [found.field(name).type for name in found.names[:4]]
    zone = pa.dictionary(pa.int8(), pa.string())
    assert types == [pa.int64(), pa.timestamp("us", "UTC"), zone, pa.int8()]
    for name, is_yes_no in tiny.is_yes_no.items():
        assert found.field(name).type == (pa.bool_() if is_yes_no else pa.date32())


def test_the_packed_schema_has_the_yes_no_questions_in_two_columns(tiny: mt.Protocol) -> None:
    found = schema(tiny, packed=True)
    dated = [name for name, is_yes_no in tiny.is_yes_no.items() if not is_yes_no]
    asked = [name for name, is_yes_no in tiny.is_yes_no.items() if is_yes_no]
    assert found.names[5:] == ["answers.yes", "answers.known", *dated]
    for name in ("answers.yes", "answers.known"):
        field = found.field(name)
        assert (field.type, field.nullable) == (pa.uint64(), False)
        assert field.metadata[b"meantime.features"].decode() == ",".join(asked)
    assert not any(found.field(name).nullable for name in dated)


def test_packed_people_are_the_wide_ones() -> None:
    protocol = microneedling()
    packed = table(protocol, 2_000, packed=True)
    names = packed.schema.field("answers.yes").metadata[b"meantime.features"].decode().split(",")
    rows = [unpacked(protocol, row, names) for row in packed.to_pylist()]
    assert rows == table(protocol, 2_000).to_pylist()


def test_the_reference_engine_screens_everybody() -> None:
    protocol, found = microneedling(), wide()
    anchored = np.flatnonzero(found["anchor.peel"].is_valid().to_numpy())
    hours = np.array([moment.hour for moment in found["start"].to_pylist()])
    some = np.concatenate([np.arange(0, BLOCK, 400), anchored[:150], np.flatnonzero(hours == 7)])
    verdicts = {
        mt.screen(protocol, as_case(protocol, row)).status for row in found.take(some).to_pylist()
    }
    assert verdicts == {"eligible", "review", "deferred", "contraindicated", "incomplete"}


def test_a_protocol_of_its_own_works_as_well(tiny: mt.Protocol) -> None:
    rows = table(tiny, 300).to_pylist()
    verdicts = {mt.screen(tiny, as_case(tiny, row)).status for row in rows}
    assert {"eligible", "deferred"} <= verdicts


def test_anchors_are_never_after_the_session() -> None:
    found = wide()
    given = found.filter(found["anchor.peel"].is_valid()).select(["start", "zone", "anchor.peel"])
    ahead = [(day_of(row) - row["anchor.peel"]).days for row in given.to_pylist()]
    assert min(ahead) == 0
    assert ahead.count(0) / BLOCK == pytest.approx(shares.ANCHOR_ON_THE_DAY, abs=0.003)
    assert len(ahead) / BLOCK == pytest.approx(
        shares.ANCHOR_ON_THE_DAY + shares.ANCHOR_BEFORE, abs=0.004
    )


def test_unknown_answers_are_as_many_as_documented() -> None:
    protocol, found = microneedling(), wide()
    expected = 1 - (1 - shares.UNKNOWN) * (1 - shares.SILENT)
    for name in protocol.features:
        assert share(found[name]) == pytest.approx(expected, abs=0.005), name
    silent = np.all([found[name].is_null().to_numpy() for name in protocol.features], axis=0)
    assert silent.mean() == pytest.approx(shares.SILENT, abs=0.004)


@pytest.mark.parametrize("name", sorted(shares.YES))
def test_yes_is_as_frequent_as_documented(name: str) -> None:
    known = shares.YES[name]
    expected = known.share
    if known.given:
        given = shares.YES[known.given].share
        expected = known.share * given + known.otherwise * (1 - given)
    answers = wide()[name].drop_null().to_numpy()
    assert answers.mean() == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("name", sorted(shares.LAST_TIME))
def test_marks_are_as_frequent_as_documented(name: str) -> None:
    known = shares.LAST_TIME[name]
    answers = wide()[name].drop_null().to_pylist()
    for mark, expected in ((date(1800, 1, 1), known.never), (date(2200, 1, 1), known.ongoing)):
        assert answers.count(mark) / len(answers) == pytest.approx(expected, abs=0.008)


def test_the_tables_name_only_what_microneedling_asks() -> None:
    questions = microneedling().is_yes_no
    assert set(shares.YES) <= {name for name, is_yes_no in questions.items() if is_yes_no}
    assert set(shares.LAST_TIME) <= {name for name in questions if not questions[name]}


def test_nobody_is_both_under_18_and_over() -> None:
    found = wide().select(["under-18", "aged-18-to-21"]).to_pydict()
    assert not any(young and older for young, older in zip(*found.values(), strict=True))


def test_a_question_the_tables_do_not_know_has_the_other_share(tiny: mt.Protocol) -> None:
    found = table(tiny, BLOCK)
    acid = found["acid"].drop_null().to_pylist()
    expected = shares.OTHER_LAST_TIME.never
    assert acid.count(date(1800, 1, 1)) / len(acid) == pytest.approx(expected, abs=0.01)


def test_uses_lie_close_at_the_edges_and_far_back() -> None:
    counts = np.bincount([max(n, 0) for n in days_before(microneedling(), wide(), "ipl-laser")])
    assert counts.size > 700
    assert counts[7] > 2 * counts[6]
    assert counts[8] > 2 * counts[9]
    assert counts[:11].min() > 0


def test_edges_are_those_of_the_protocols_own_rules(tiny: mt.Protocol) -> None:
    found = table(tiny, 20_000)
    expected = {"exfoliant": (2, 3), "waxing": (5, 6, 9, 10), "previous-session": (20, 21)}
    for name, edges in expected.items():
        counts = np.bincount([max(n, 0) for n in days_before(tiny, found, name)])
        usual = np.median(counts[1:30])
        assert all(counts[edge] > 2 * usual for edge in edges), name


def test_months_have_their_edge_on_the_calendar(tiny: mt.Protocol) -> None:
    rows = table(tiny, 20_000).select(["start", "zone", "isotretinoin"]).to_pylist()
    ahead = [
        (row["isotretinoin"] - months_before(day_of(row), 2)).days
        for row in rows
        if row["isotretinoin"] not in (None, *MARKS)
    ]
    assert min(ahead.count(0), ahead.count(1)) > 4 * max(ahead.count(-2), ahead.count(3))


def test_the_longest_windows_give_dates_that_a_case_may_have(tmp_path: Path) -> None:
    text = TINY.replace("2 months", "9999 months").replace("30 hours", "9999 weeks")
    write(tmp_path, text.replace("3 weeks", "9999 weeks"), "")
    protocol = mt.load(str(tmp_path))
    for name in ("isotretinoin", "exfoliant", "previous-session"):
        dates = set(table(protocol, 3_000)[name].drop_null().to_pylist())
        assert min(dates - set(MARKS)) == date(1900, 1, 1), name


def test_the_last_session_fits_its_number_mostly() -> None:
    rows = wide().select(["session", "previous-session"]).drop_null().to_pylist()
    first = [row["previous-session"] for row in rows if row["session"] == 1]
    later = [row["previous-session"] for row in rows if row["session"] > 1]
    never = date(1800, 1, 1)
    assert 0.9 < first.count(never) / len(first) < 0.98
    assert 0.01 < later.count(never) / len(later) < 0.03


def test_numbers_in_the_series_are_as_frequent_as_documented() -> None:
    numbers = wide()["session"].to_pylist()
    for number, expected in shares.SESSIONS.items():
        assert numbers.count(number) / BLOCK == pytest.approx(expected, abs=0.006)


def test_sessions_are_booked_at_clinic_hours_but_for_a_few() -> None:
    rows = wide().select(["start", "zone"]).to_pylist()
    local = [Calendar(row["zone"]).local(row["start"]) for row in rows[::10]]
    usual = [moment for moment in local if 8 <= moment.hour < 20]
    assert 0.98 < len(usual) / len(local) < 0.995
    assert all(moment.minute % 15 == 0 for moment in local)
    days = {moment.date() for moment in local}
    assert set(LEAP_DAYS) <= days
    assert days - set(LEAP_DAYS) <= {
        FIRST_DAY + DAY * n for n in range((LAST_DAY - FIRST_DAY).days + 2)
    }


def test_every_zone_is_there_and_days_with_a_clock_change_more_often() -> None:
    found = wide().select(["start", "zone"]).to_pylist()
    zones = [row["zone"] for row in found]
    for zone, expected in shares.ZONES.items():
        assert 100 * zones.count(zone) / BLOCK == pytest.approx(expected, rel=0.05, abs=0.1), zone
    days = [day_of(row) for row in found if row["zone"] == "America/New_York"]
    assert days.count(date(2026, 11, 1)) > 1.5 * days.count(date(2026, 11, 4))


def test_odd_moments_are_there() -> None:
    rows = wide().select(["start", "zone"]).to_pylist()
    clocks = {f"{Calendar(row['zone']).local(row['start']):%H:%M}" for row in rows}
    assert {"00:00", "01:30", "02:30", "23:30", "23:45"} <= clocks


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"people": -1}, "people: -1 is too small; give 0 or more."),
        ({"seed": -7}, "seed: -7 is too small; give 0 or more."),
        ({"chunk": 0}, "chunk: 0 is too small; give 1 or more."),
    ],
)
def test_numbers_that_make_no_sense_are_refused(more: dict[str, int], message: str) -> None:
    given: dict[str, Any] = {"people": 10, "seed": 7, **more}
    with pytest.raises(mt.MeantimeError, match=message):
        sample(microneedling(), **given)


def asking(tmp_path: Path, *questions: str) -> mt.Protocol:
    asked = "".join(
        f"Is {name} so?\n\n```yaml\nfeature: {name}\nkind: yes-no\nconcept: fever\n```\n\n"
        for name in questions
    )
    write(tmp_path, asked, "")
    return mt.load(str(tmp_path))


def test_a_question_named_as_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mt.MeantimeError, match="`zone` has the name of a column"):
        schema(asking(tmp_path, "zone"))


def test_more_questions_than_bits_are_refused_when_packed_only(tmp_path: Path) -> None:
    protocol = asking(tmp_path, *(f"sign-{number}" for number in range(57)))
    with pytest.raises(mt.MeantimeError, match="asks 65 yes-no questions, and 64 fit"):
        schema(protocol, packed=True)
    assert len(schema(protocol)) == 5 + len(protocol.features)


def test_the_highest_bit_is_kept(tmp_path: Path) -> None:
    protocol = asking(tmp_path, *(f"sign-{number}" for number in range(56)))
    packed = table(protocol, 500, packed=True).to_pylist()
    plain = table(protocol, 500).to_pylist()
    assert [row["answers.known"] >> 63 == 1 for row in packed] == [
        row["sign-55"] is not None for row in plain
    ]
