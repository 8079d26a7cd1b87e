"""A cohort from files, folders and streams, in pieces that are the same every time."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import meantime as mt
from meantime.population.reading import check, csv, open_cohort, open_stream, pieces
from meantime.population.reading.pieces import Line, Piece, Rows, Source
from meantime.population.schema import columns_of
from tests.unit.population.cohorts import lines, microneedling, people, written


def all_rows(source: Source) -> list[list[Rows]]:
    return [list(piece.rows()) for piece in source.pieces()]


def cells(rows: Rows) -> list[dict[str, Any]]:
    """The rows, with bytes of CSV as text."""
    return [
        {name: cell.decode() if isinstance(cell, bytes) else cell for name, cell in row.items()}
        for row in rows.batch.to_pylist()
    ]


def sizes(source: Source) -> list[tuple[int, int]]:
    """The weight of each piece, and how many rows come out of it."""
    return [(piece.weight, count(piece)) for piece in source.pieces()]


def count(piece: Piece) -> int:
    return sum(rows.read for rows in piece.rows())


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("arrow", "parquet"):
        monkeypatch.setattr(f"meantime.population.reading.{module}.PIECE", 100)
    monkeypatch.setattr(csv, "BLOCK", 64)


@pytest.mark.usefixtures("small_pieces")
def test_row_groups_of_parquet_are_gathered_into_pieces(tmp_path: Path) -> None:
    path = written(people(250), tmp_path / "c.parquet", rows_a_group=40)
    (source,) = open_cohort(path).sources
    assert sizes(source) == [(80, 80), (80, 80), (90, 90)]
    assert source.weight == 250


@pytest.mark.usefixtures("small_pieces")
def test_a_large_row_group_is_a_piece_that_comes_in_parts(tmp_path: Path) -> None:
    path = written(people(250), tmp_path / "c.parquet", rows_a_group=250)
    (source,) = open_cohort(path).sources
    ((*parts,),) = all_rows(source)
    assert [(rows.first, rows.batch.num_rows) for rows in parts] == [
        (1, 100),
        (101, 100),
        (201, 50),
    ]
    assert pa.Table.from_batches([rows.batch for rows in parts])["person"] == people(250)["person"]


def test_text_in_parquet_is_kept_once_each_but_for_people(tmp_path: Path) -> None:
    table = pa.table({"person": ["a", "b"], "zone": ["UTC", "UTC"], "warts": ["yes", "yes"]})
    (source,) = open_cohort(written(table, tmp_path / "c.parquet")).sources
    ((rows,),) = all_rows(source)
    kinds = [str(field.type).partition("<")[0] for field in rows.batch.schema]
    assert kinds == ["string", "dictionary", "dictionary"]


@pytest.mark.usefixtures("small_pieces")
def test_batches_of_arrow_are_gathered_or_cut(tmp_path: Path) -> None:
    small = written(people(250), tmp_path / "small.arrow", rows_a_group=40)
    large = written(people(250), tmp_path / "large.feather", rows_a_group=250)
    found = [sizes(open_cohort(path).sources[0]) for path in (small, large)]
    assert found == [[(80, 80), (80, 80), (90, 90)], [(100, 100), (100, 100), (50, 50)]]
    ((first, second), *_) = all_rows(open_cohort(small).sources[0])
    assert (first.first, second.first) == (1, 41)


def test_a_file_of_polars(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"person": ["a", None], "zone": pl.Series(["UTC", "UTC"], dtype=pl.Categorical)}
    )
    frame.write_ipc(tmp_path / "c.arrow")
    (source,) = open_cohort(tmp_path / "c.arrow").sources
    ((rows,),) = all_rows(source)
    assert rows.batch.column("person").type == pa.string()
    assert cells(rows) == [{"person": "a", "zone": "UTC"}, {"person": None, "zone": "UTC"}]


@pytest.mark.parametrize("name", ["c.parquet", "c.arrow"])
def test_a_cohort_of_nobody(tmp_path: Path, name: str) -> None:
    path = written(people(1).slice(0, 0), tmp_path / name)
    cohort = open_cohort(path)
    assert (list(cohort.pieces()), cohort.weight) == ([], 0)


def test_csv(tmp_path: Path) -> None:
    path = lines(tmp_path / "c.csv", "\ufeffperson,zone", "1,UTC", "", '"a,b",', "3")
    (source,) = open_cohort(path).sources
    assert source.schema.names == ["person", "zone"]
    ((rows,),) = all_rows(source)
    assert cells(rows) == [{"person": "1", "zone": "UTC"}, {"person": "a,b", "zone": ""}]
    assert rows.broken == (Line(3, "3", 1),)
    assert (rows.read, rows.numbers().tolist()) == (3, [1, 2])


def test_csv_with_other_ends_of_lines(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"person,zone\r\n1,UTC\r\n2,UTC")
    ((rows,),) = all_rows(open_cohort(tmp_path / "c.csv").sources[0])
    assert [row["zone"] for row in cells(rows)] == ["UTC", "UTC"]


def test_csv_that_is_no_utf8_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes("person,zone\nZoë,Ä\n".encode() + b"\xff,\xfe\n\xff\n")
    ((rows,),) = all_rows(open_cohort(tmp_path / "c.csv").sources[0])
    assert rows.batch.to_pylist() == [
        {"person": "Zoë".encode(), "zone": "Ä".encode()},
        {"person": b"\xff", "zone": b"\xfe"},
    ]
    assert rows.broken == (Line(3, "\\xff", 1),)


@pytest.mark.parametrize("body", ["", "\n\n"])
def test_csv_with_nobody(tmp_path: Path, body: str) -> None:
    (tmp_path / "c.csv").write_text("person,zone\n" + body)
    parts = all_rows(open_cohort(tmp_path / "c.csv").sources[0])
    assert sum(rows.read for part in parts for rows in part) == 0


def test_csv_with_broken_lines_only(tmp_path: Path) -> None:
    ((rows,),) = all_rows(open_cohort(lines(tmp_path / "c.csv", "person,zone", "1")).sources[0])
    assert (rows.batch.num_rows, rows.read) == (0, 1)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    "name", ["plain", 'with a "quote', "with\na line", 'both "\n', "x" * 100, ",\n" * 40]
)
def test_blocks_of_csv_end_where_a_row_does(tmp_path: Path, name: str) -> None:
    people = [f"{name} {number}" for number in range(40)]
    table = pa.table({"person": people, "zone": ["UTC"] * 40})
    quoted = "".join('"' + one.replace('"', '""') + '",UTC\n' for one in people)
    (tmp_path / "c.csv").write_text("person,zone\n" + quoted)
    (source,) = open_cohort(tmp_path / "c.csv").sources
    found = [row for part in all_rows(source) for rows in part for row in cells(rows)]
    assert found == table.to_pylist()
    assert sum(piece.weight for piece in source.pieces()) == len(quoted)
    assert len(list(source.pieces())) > 1


@pytest.mark.usefixtures("small_pieces")
def test_a_file_of_whole_blocks_without_a_newline_at_its_end(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("person,zone\n" + "1234567,UTC\n" * 5 + ",UTC")
    (source,) = open_cohort(tmp_path / "c.csv").sources
    assert [weight for weight, _ in sizes(source)] == [60, 4]


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("stray", ['5" tall', '"', 'x" "y'])
def test_a_stray_quote_loses_no_row(tmp_path: Path, stray: str) -> None:
    path = lines(tmp_path / "c.csv", "person,zone", f"{stray},UTC", *["1,UTC"] * 200)
    (source,) = open_cohort(path).sources
    assert sum(piece.weight for piece in source.pieces()) == path.stat().st_size - 12
    names = [row["person"] for part in all_rows(source) for rows in part for row in cells(rows)]
    assert "1" in names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "its first line has to name the columns, and is empty."),
        (b"\n1,2\n", "its first line has to name the columns, and is empty."),
        (b"\xff\xfe\n", "its first line is no line of CSV in UTF-8."),
        (b"person;zone\n", "its columns are not separated by commas."),
        (b"person\tzone\n", "its columns are not separated by commas."),
    ],
)
def test_what_is_no_csv(tmp_path: Path, text: bytes, problem: str) -> None:
    (tmp_path / "c.csv").write_bytes(text)
    with pytest.raises(mt.MeantimeError, match=f"`c.csv` cannot be read: {problem}"):
        open_cohort(tmp_path / "c.csv")


@pytest.mark.parametrize("name", ["c.parquet", "c.arrow"])
def test_what_is_not_what_its_name_says(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("person,zone\n")
    with pytest.raises(mt.MeantimeError, match=f"`{name}` cannot be read: it is damaged, or no"):
        open_cohort(tmp_path / name)


@pytest.mark.parametrize("name", ["c.parquet", "c.arrow"])
def test_a_file_that_is_damaged_in_the_middle(tmp_path: Path, name: str) -> None:
    path = written(people(500), tmp_path / name)
    cohort = open_cohort(path)
    path.write_bytes(b"\0" * (path.stat().st_size // 2))
    with pytest.raises(mt.MeantimeError, match=f"`{name}` cannot be read: it is damaged"):
        all_rows(cohort.sources[0])


def test_there_is_no_such_file(tmp_path: Path) -> None:
    for name in ("c.csv", "c.parquet"):
        with pytest.raises(mt.MeantimeError, match="cannot be read: No such file or directory."):
            open_cohort(tmp_path / name)


def test_no_format_ends_so(tmp_path: Path) -> None:
    with pytest.raises(mt.MeantimeError, match=r"no format ends so. Did you mean `.parquet`"):
        open_cohort(lines(tmp_path / "c.parqet"))


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "part/a.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        lines(path, "person,zone", f"{name},UTC")
    for name in ("_manifest.json", ".hidden", "_old/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        lines(tmp_path / name)
    cohort = open_cohort(tmp_path)
    assert [source.name for source in cohort.sources] == ["a.csv", "b.csv", "part/a.csv"]
    assert cohort.weight == sum(source.weight or 0 for source in cohort.sources)
    assert [piece.source for piece in cohort.pieces()] == ["a.csv", "b.csv", "part/a.csv"]
    assert [name for name, _, _ in cohort.inputs] == ["a.csv", "b.csv", "part/a.csv"]


def test_a_folder_of_nothing_or_of_several_formats(tmp_path: Path) -> None:
    with pytest.raises(mt.MeantimeError, match="holds no file of a cohort."):
        open_cohort(tmp_path)
    lines(tmp_path / "a.csv", "person,zone")
    written(people(1), tmp_path / "b.arrow")
    with pytest.raises(mt.MeantimeError, match=r"several formats \(arrow, csv\); keep one"):
        open_cohort(tmp_path)


def stream(table: pa.Table) -> io.BytesIO:
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, 40)
    return io.BytesIO(out.getvalue())


@pytest.mark.usefixtures("small_pieces")
def test_streams() -> None:
    cohort = open_stream(stream(people(250)))
    assert cohort.weight is None
    assert [count(piece) for piece in cohort.pieces()] == [80, 80, 90]
    cohort = open_stream(io.BytesIO(b"person,zone\n" + b"1,UTC\n" * 50))
    assert (cohort.weight, cohort.sources[0].name) == (None, "standard input")
    assert sum(count(piece) for piece in cohort.pieces()) == 50


def test_two_streams_are_never_the_same_cohort() -> None:
    first, second = (open_stream(io.BytesIO(b"person\n1\n")).inputs for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PAR1....", "Parquet needs a file; give its name."),
        (b"ARROW1..", r"An Arrow file \(not a stream\) needs a file"),
        (b"\xff\xff\xff\xff\x01", "it is no whole stream of Arrow's record batches."),
        (b"", "its first line has to name the columns, and is empty."),
    ],
)
def test_streams_that_cannot_be_read(data: bytes, problem: str) -> None:
    with pytest.raises(mt.MeantimeError, match=f"`standard input` cannot be read: {problem}"):
        open_stream(io.BytesIO(data))


def test_a_stream_that_is_cut_off() -> None:
    whole = stream(people(200)).getvalue()
    cohort = open_stream(io.BytesIO(whole[: len(whole) // 2]))
    with pytest.raises(mt.MeantimeError, match="no whole stream of Arrow's record batches"):
        list(cohort.pieces())


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    lines(tmp_path / "a.csv", "person,start,zone")
    lines(tmp_path / "b.csv", "person,start")
    lines(tmp_path / "c.csv", "person,start")
    lines(tmp_path / "d.csv", "person,start,zone," + ",".join(f"x{n}" for n in range(45)))
    with pytest.raises(mt.MeantimeError) as error:
        check(open_cohort(tmp_path), columns_of(microneedling()), "microneedling 1")
    said = str(error.value).splitlines()
    assert said[:3] == [
        "`b.csv` and 1 more does not fit microneedling 1:",
        "  `zone`: missing; every row needs it.",
        "`d.csv` does not fit microneedling 1:",
    ]
    assert len(said) == 44
    assert said[-1] == "  and 5 more."


def test_people_are_of_one_kind_in_all_files(tmp_path: Path) -> None:
    table = people(2)
    written(table, tmp_path / "a.parquet")
    written(table.set_column(0, "person", table["person"].cast(pa.int32())), tmp_path / "b.parquet")
    with pytest.raises(mt.MeantimeError, match="`person`: holds int32; before int64."):
        check(open_cohort(tmp_path), columns_of(microneedling()), "microneedling")


def test_the_columns_of_all_files_together(tmp_path: Path) -> None:
    lines(tmp_path / "a.csv", "person,start,zone")
    lines(tmp_path / "b.csv", "person,warts,start,zone")
    cohort = open_cohort(tmp_path)
    check(cohort, columns_of(microneedling()), "microneedling")
    assert cohort.schema.names == ["person", "start", "zone", "warts"]


def test_pieces_are_large_enough_for_real_files() -> None:
    assert pieces.PIECE == 262_144
