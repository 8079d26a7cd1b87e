"""Answering: "may I?" about some concepts, for everybody at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from meantime.engines.columnar import Columnar
from meantime.model.case import aware
from meantime.model.concept import Vocabulary, spelled
from meantime.model.problem import MeantimeError, did_you_mean
from meantime.model.protocol import Protocol
from meantime.population.schema import columns_of
from meantime.population.tasks.task import Given, Table, either, rows_of
from meantime.population.texts import Bools


class Answering:
    """Asks about concepts of the protocol. Raises MeantimeError where it does not know one."""

    verb = "answers"

    def __init__(self, protocol: Protocol, concepts: Sequence[str], at: datetime) -> None:
        for name in concepts:
            if name not in protocol.concepts:
                raise MeantimeError(f"concept `{name}`: {_cure(protocol.vocabulary, name)}")
        self.protocols = (protocol,)
        self.columns = columns_of(protocol)
        self.options = {"concepts": list(concepts), "at": aware("at", at).isoformat()}
        self.most = max(4_096, 131_072 // len(concepts))
        self._engine, self._concepts, self._at = Columnar(protocol), tuple(concepts), at
        self._nullable = [f"{name}.{part}" for name in concepts for part in ("until", "rule")]

    def of(self, batch: pa.RecordBatch, refused: Bools | None) -> Given:
        """A row a person: for each concept the answer, until when, and the rule that says so."""
        found = self._engine.answers(batch, self._concepts, self._at)
        wrong = either(found.wrong, refused)
        rows = rows_of(batch.column("person"), found.rows, self._nullable, wrong)
        return Given(
            rows, wrong, Table({name: _counts(rows.column(name)) for name in self._concepts})
        )

    def tally(self, values: Mapping[str, Any] | None = None) -> Table:
        """How many people have which answer, by concept."""
        return Table(values or {})


def _cure(vocabulary: Vocabulary, word: str) -> str:
    """The id that a word stands for, or those that look like it."""
    found = vocabulary.index.get(spelled(word))
    return f"its id is `{found}`." if found else did_you_mean(word, vocabulary.concepts)


def _counts(column: pa.DictionaryArray) -> dict[str, int]:
    counted = column.indices.value_counts().to_pylist()
    words = column.dictionary.to_pylist()
    return {words[item["values"]]: item["counts"] for item in counted}
