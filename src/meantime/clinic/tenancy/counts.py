"""The cache in the database, in which rates and used codes are counted.

Django reads its values with `pickle`, which runs whatever somebody wrote into the table. Here only
plain values open: whoever can write to the database runs nothing by it.
"""

from __future__ import annotations

import pickle
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NoReturn

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router


class _Plain(pickle.Unpickler):
    """Opens numbers, words, lists and the like, and no class or function of any module."""

    def find_class(self, module: str, name: str, /) -> NoReturn:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value.")


class Counts(DatabaseCache):
    """Django's, but for the reading of values."""

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """The values that are not over; raises pickle.UnpicklingError where one is not plain."""
        asked = {self.make_and_validate_key(key, version=version): key for key in keys}
        if not asked:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        now = connection.ops.adapt_datetimefield_value(datetime.now(UTC))  # as it was written
        marks = ", ".join(["%s"] * len(asked))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT cache_key, value FROM {connection.ops.quote_name(self._table)} "
                f"WHERE cache_key IN ({marks}) AND expires >= %s",
                [*asked, now],
            )
            rows = cursor.fetchall()
        return {asked[key]: _Plain(BytesIO(b64decode(value))).load() for key, value in rows}
