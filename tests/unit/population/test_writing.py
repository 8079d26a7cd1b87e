"""Results in every format, in words where people read them; files are whole or not there."""

from __future__ import annotations

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

import meantime as mt
from meantime.population.decoding import decode
from meantime.population.forms import Form
from meantime.population.reading import open_cohort
from meantime.population.schema import columns_of
from meantime.population.writing import lines, open_writer
from meantime.population.writing.rejects import Rejects
from meantime.population.writing.whole import Whole
from meantime.population.writing.words import in_words
from tests.unit.population.cohorts import microneedling, people, rejects_schema


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def masks(*words: int) -> pa.Array:
    return pa.array(words, pa.uint64())


def test_words_for_codes() -> None:
    bits = {"meantime.bits": "a:x,b:y"}
    rows = pa.RecordBatch.from_arrays(
        [
            pa.array(["p", None, "q"]),
            pa.array(["deferred", "review", None]).dictionary_encode(),
            pa.array([True, False, None]),
            pa.array([date(2026, 12, 1), date(1800, 1, 1), date(2200, 1, 1)]),
            pa.array([date(1800, 1, 2), None, date(2026, 1, 2)]),
            pa.array([datetime(2026, 12, 1, 10, tzinfo=UTC)] * 3, pa.timestamp("us", "UTC")),
            pa.array([datetime(2026, 12, 1, 10, 0, 0, n) for n in (0, 1, 2)], pa.timestamp("us")),
            masks(0, 1, 3),
            masks(1, 0, 2),
            masks(0, 2, 1),
        ],
        schema=pa.schema(
            [
                ("person", pa.string()),
                ("status", pa.dictionary(pa.int32(), pa.string())),
                ("warts", pa.bool_()),
                ("retinoid", pa.date32()),
                ("waxing", pa.date32()),
                ("start", pa.timestamp("us", "UTC")),
                ("end", pa.timestamp("us")),
                pa.field("findings", pa.uint64(), metadata=bits),
                pa.field("findings.1", pa.uint64(), metadata={"meantime.bits": "c:z,d:z"}),
                pa.field("missing", pa.uint64(), metadata={"meantime.bits": "x,y"}),
            ]
        ),
    )
    assert in_words(rows).to_pydict() == {
        "person": ["p", None, "q"],
        "status": ["deferred", "review", None],
        "warts": ["yes", "no", "unknown"],
        "retinoid": ["2026-12-01", "never", "ongoing"],
        "waxing": [None, None, "2026-01-02"],
        "start": ["2026-12-01 10:00:00Z"] * 3,
        "end": [f"2026-12-01 10:00:00.00000{n}" for n in (0, 1, 2)],
        "findings": ["c:z", "a:x", "a:x b:y d:z"],
        "missing": [None, "y", "x"],
    }


def test_only_what_needs_it_is_quoted() -> None:
    plain = pa.RecordBatch.from_pydict({"person": ["a", "b"], "n": [1, None]})
    assert lines(plain) == b"a,1\nb,\n"
    odd = pa.RecordBatch.from_pydict({"person": ['a "b"', "c,d"]})
    assert lines(odd) == b'"a ""b"""\n"c,d"\n'


@pytest.mark.parametrize("form", Form)
def test_what_is_written_is_read_again(tmp_path: Path, form: Form) -> None:
    table = people(500)
    path = tmp_path / f"c.{form}"
    writer = open_writer(form, path, table.schema)
    for batch in table.to_batches(max_chunksize=200):
        writer.write(writer.prepare(batch))
    writer.close()
    columns = columns_of(microneedling())
    batches = [
        decode(rows.batch, columns).batch
        for piece in open_cohort(path).pieces()
        for rows in piece.rows()
    ]
    found = pa.Table.from_batches(batches)
    assert found.num_rows == 500
    for name in table.schema.names:
        written, came = table[name], found[name]
        if pa.types.is_dictionary(written.type):
            written, came = written.cast(pa.string()), came.cast(pa.string())
        assert came.cast(written.type).combine_chunks().equals(written.combine_chunks()), name


def test_parquet_is_plain_but_for_words(tmp_path: Path) -> None:
    table = people(100)
    writer = open_writer(Form.PARQUET, tmp_path / "c.parquet", table.schema)
    writer.write(table.to_batches()[0])
    writer.close()
    group = pq.read_metadata(tmp_path / "c.parquet").row_group(0)
    kinds = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert "RLE_DICTIONARY" in kinds["zone"].encodings
    assert "RLE_DICTIONARY" not in kinds["person"].encodings
    assert {column.compression for column in kinds.values()} == {"UNCOMPRESSED"}
    assert not kinds["person"].is_stats_set


def test_small_batches_share_a_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meantime.population.writing.PIECE", 150)
    table = people(500)
    writer = open_writer(Form.PARQUET, tmp_path / "c.parquet", table.schema)
    for batch in table.to_batches(max_chunksize=75):
        writer.write(batch)
    writer.close()
    assert pq.read_table(tmp_path / "c.parquet").equals(table)
    found = pq.read_metadata(tmp_path / "c.parquet")
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [150] * 3 + [50]


@pytest.mark.parametrize("form", [Form.ARROW, Form.CSV])
def test_a_stream_stays_open(form: Form) -> None:
    stream = io.BytesIO()
    rows = people(3).to_batches()[0]
    writer = open_writer(form, stream, rows.schema)
    writer.write(writer.prepare(rows))
    writer.close()
    assert not stream.closed
    if form is Form.ARROW:
        assert pa.ipc.open_stream(stream.getvalue()).read_all() == people(3)
    else:
        assert stream.getvalue().count(b"\n") == 4


def test_the_names_of_columns_are_quoted_where_they_need_it() -> None:
    stream = io.BytesIO()
    open_writer(Form.CSV, stream, pa.schema([("a,b", pa.int8()), ("c", pa.int8())])).close()
    assert stream.getvalue() == b'"a,b",c\n'


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    path.chmod(0o640)
    whole = Whole(path)
    whole.beside.write_text("new")
    assert path.read_text() == "old"
    whole.keep()
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert inside(tmp_path) == ["out.csv"]


def test_a_file_that_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    whole = Whole(tmp_path / "out.csv")
    whole.drop()
    whole.drop()
    assert inside(tmp_path) == []


def test_a_link_keeps_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    whole = Whole(tmp_path / "link.csv")
    whole.beside.write_text("new")
    whole.keep()
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "it is a folder"),
        ("none/out.csv", "No such file or directory"),
        ("pipe", "it is no ordinary file"),
        ("loop", "Symlink loop|Too many levels"),
    ],
)
def test_a_file_that_cannot_be_written(tmp_path: Path, name: str, why: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(mt.MeantimeError, match=f"cannot be written: .*({why})"):
        Whole(tmp_path / name)
    assert inside(tmp_path) == ["loop", "pipe"]


def rejects(row: int, person: str) -> pa.Table:
    schema = rejects_schema(["person"])
    values = [["f"], [row], ["why"], [person], [None]]
    columns = [pa.array(cell, field.type) for cell, field in zip(values, schema, strict=True)]
    return pa.Table.from_arrays(columns, schema=schema)


def test_rejects_count_on_through_the_pieces_of_a_file(tmp_path: Path) -> None:
    found = Rejects(tmp_path / "r.csv", rejects_schema(["person"]))
    found.add("a", rejects(2, "p"), 10)
    found.add("a", None, 10)
    found.add("a", rejects(3, "q"), 10)
    found.add("b", rejects(1, "r"), 10)
    found.keep()
    table = csv.read_csv(tmp_path / "r.csv")
    assert table.column_names == ["file", "row", "reason", "person", "line"]
    assert table["row"].to_pylist() == [2, 23, 1]


def test_rejects_are_a_file_only_where_there_are_any(tmp_path: Path) -> None:
    found = Rejects(tmp_path / "r.csv", rejects_schema(["person"]))
    found.add("a", None, 10)
    found.keep()
    found.drop()
    assert inside(tmp_path) == []


def test_rejects_of_another_run_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("old")
    Rejects(tmp_path / "r.csv", rejects_schema(["person"])).keep()
    assert read_lines(tmp_path / "r.csv") == ["file,row,reason,person,line"]


def read_lines(path: Path) -> list[str]:
    return path.read_text().replace('"', "").splitlines()


def test_rejects_that_are_dropped_leave_nothing(tmp_path: Path) -> None:
    found = Rejects(tmp_path / "r.csv", rejects_schema(["person"]))
    found.add("a", rejects(2, "p"), 10)
    found.drop()
    assert inside(tmp_path) == []
