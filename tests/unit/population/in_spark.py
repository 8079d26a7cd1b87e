"""Results in the types that Spark has."""

from __future__ import annotations

import pyarrow as pa


def in_spark_types(table: pa.Table) -> pa.Table:
    """The same results as Spark has them: words in place of dictionaries, int64 for uint64."""
    columns = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        columns[name] = column.view(pa.int64()) if column.type == pa.uint64() else column
    return pa.table(columns)
