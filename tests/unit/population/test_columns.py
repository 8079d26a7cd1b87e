"""The columns of a cohort: what a protocol expects, and every problem of a file at once."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

import meantime as mt
from meantime.model.protocol import Kind
from meantime.population.packing import only_asked
from meantime.population.schema import KNOWN, YES, Holds, bits_of, columns_of, problems
from tests.unit.population.cohorts import microneedling, people

WHEN = pa.timestamp("us", "UTC")
NEEDED = {"person": pa.int64(), "start": WHEN, "zone": pa.string()}
SESSIONS = pa.list_(pa.struct([("start", WHEN), ("end", WHEN)]))


def found(**columns: pa.DataType) -> tuple[str, ...]:
    return problems(pa.schema(list((NEEDED | columns).items())), columns_of(microneedling()))


def named(names: str, other: str | None = None) -> tuple[str, ...]:
    """Problems of packed answers whose bits have these names."""
    fields = [pa.field(name, kind) for name, kind in NEEDED.items()]
    for name, bits in ((YES, names), (KNOWN, names if other is None else other)):
        fields.append(pa.field(name, pa.uint64(), metadata={"meantime.features": bits}))
    return problems(pa.schema(fields), columns_of(microneedling()))


def test_the_columns_of_a_protocol() -> None:
    columns = columns_of(microneedling())
    assert columns["pregnant"] is Holds.YES_NO
    assert columns["retinoid"] is columns["anchor.peel"] is Holds.DATE
    assert columns["person"] is Holds.PERSON


def test_the_columns_of_two_versions_are_those_of_either() -> None:
    old = microneedling()
    item = old.features["pregnant"]
    new = replace(old, features={"with-child": item._replace(id="with-child")})
    columns = columns_of(old, new)
    assert {"pregnant", "with-child"} <= columns.keys()


@pytest.mark.parametrize("name", ["start", "answers.yes"])
def test_a_question_with_the_name_of_another_column_is_refused(name: str) -> None:
    odd = microneedling().features["pregnant"]._replace(id=name)
    with pytest.raises(mt.MeantimeError, match=f"The question `{name}` has the name of another"):
        columns_of(replace(microneedling(), features={name: odd}))


def test_a_question_that_changes_its_kind_cannot_be_compared() -> None:
    item = microneedling().features["pregnant"]._replace(kind=Kind.DATE)
    new = replace(microneedling(), features={"pregnant": item})
    with pytest.raises(mt.MeantimeError, match="`pregnant` has the name of another column"):
        columns_of(microneedling(), new)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("person", pa.string()),
        ("person", pa.large_string()),
        ("person", pa.uint8()),
        ("start", pa.timestamp("s")),
        ("start", pa.string()),
        ("end", pa.null()),
        ("zone", pa.dictionary(pa.int8(), pa.string())),
        ("zone", pa.dictionary(pa.uint32(), pa.string_view())),
        ("pregnant", pa.bool_()),
        ("pregnant", pa.string()),
        ("pregnant", pa.null()),
        ("performed", pa.bool_()),
        ("retinoid", pa.date32()),
        ("retinoid", pa.date64()),
        ("retinoid", pa.large_string()),
        ("anchor.peel", pa.date32()),
        ("session", pa.int8()),
        ("session", pa.null()),
        ("earlier", SESSIONS),
        ("earlier", pa.large_list(pa.struct([("start", WHEN)]))),
    ],
)
def test_what_a_column_may_hold(name: str, kind: pa.DataType) -> None:
    assert found(**{name: kind}) == ()


@pytest.mark.parametrize(
    ("name", "kind", "problem"),
    [
        ("pregnat", pa.bool_(), "`pregnat`: unknown. Did you mean `pregnant`?"),
        ("height", pa.int8(), "`height`: unknown. No question asks for it; leave it out."),
        ("anchor.peal", pa.date32(), "`anchor.peal`: unknown. Did you mean `anchor.peel`"),
        ("person", pa.float64(), "`person`: holds double; it needs text or whole numbers."),
        ("person", pa.dictionary(pa.int8(), pa.string()), "`person`: holds dictionary<"),
        ("start", pa.int64(), "`start`: holds int64; it needs moments: timestamps, or text"),
        ("zone", pa.int8(), "`zone`: holds int8; it needs names of zones"),
        ("pregnant", pa.int8(), "`pregnant`: holds int8; it needs yes or no: bool, or text."),
        ("retinoid", WHEN, "`retinoid`: holds timestamp[us, tz=UTC]; it needs dates: date32"),
        ("session", pa.float64(), "`session`: holds double; it needs whole numbers."),
        ("earlier", pa.string(), "`earlier`: holds string; it needs lists of sessions"),
        ("earlier", pa.list_(WHEN), "`earlier`: holds list<"),
        ("earlier", pa.list_(pa.struct([("end", WHEN)])), "`earlier`: holds list<"),
        ("earlier", pa.list_(pa.struct([("start", pa.string())])), "`earlier`: holds list<"),
        (YES, pa.int64(), "`answers.yes`: holds int64; it needs a word a person: uint64"),
    ],
)
def test_what_is_wrong_with_a_column(name: str, kind: pa.DataType, problem: str) -> None:
    assert any(line.startswith(problem) for line in found(**{name: kind})), found(**{name: kind})


def test_everything_that_is_wrong_is_told_at_once() -> None:
    schema = pa.schema([("start", WHEN), ("start", WHEN), ("zoen", pa.string())])
    assert problems(schema, columns_of(microneedling())) == (
        "`start`: there 2 times.",
        "`person`: missing; every row needs it.",
        "`zone`: missing; every row needs it.",
        "`zoen`: unknown. Did you mean `zone`?",
    )


def test_packed_answers() -> None:
    assert named("pregnant,warts") == ()
    assert bits_of(pa.schema([])) == []


@pytest.mark.parametrize(
    ("names", "other", "problem"),
    [
        ("", None, "`answers.yes`: its metadata `meantime.features` does not name its bits"),
        ("warts,warts", None, "does not name its bits, each once."),
        (",".join(map(str, range(65))), None, "does not name its bits, each once."),
        ("warts", "pregnant", "`answers.known`: its bits are not those of `answers.yes`."),
        ("wart", None, "`answers.yes`: a bit is named `wart`. Did you mean `warts`?"),
        ("performed", None, "`answers.yes`: a bit is named `performed`."),
    ],
)
def test_what_is_wrong_with_packed_answers(names: str, other: str | None, problem: str) -> None:
    assert any(problem in line for line in named(names, other))


@pytest.mark.parametrize(("there", "lacks"), [(YES, KNOWN), (KNOWN, YES)])
def test_one_half_of_packed_answers_is_nothing(there: str, lacks: str) -> None:
    schema = pa.schema([*NEEDED.items(), (there, pa.uint64())])
    told = problems(schema, columns_of(microneedling()))
    assert told[0] == f"`{lacks}`: missing; `{there}` means nothing without it."


def test_an_answer_is_packed_or_a_column_and_never_both() -> None:
    packed = people(10, packed=True).schema.append(pa.field("warts", pa.bool_()))
    told = problems(packed, columns_of(microneedling()))
    assert told == ("`warts`: there already, as a bit of `answers.yes`.",)


def test_only_the_bits_that_are_asked_for() -> None:
    names = "a,b,c,d,e,f"
    fields = [pa.field(n, pa.uint64(), metadata={"meantime.features": names}) for n in (YES, KNOWN)]
    words = pa.array([0b111111, 0b011010, 0], pa.uint64())
    batch = pa.RecordBatch.from_arrays([words, words], schema=pa.schema(fields))
    assert only_asked(batch, set(names.split(","))) is batch
    some = only_asked(batch, {"b", "c", "e", "f", "z"})
    assert bits_of(some.schema) == ["b", "c", "e", "f"]
    assert some.column(YES).to_pylist() == [0b1111, 0b0101, 0]
    assert only_asked(batch, {"z"}).num_columns == 0
