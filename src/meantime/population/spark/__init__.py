"""Cohorts on Apache Spark: the same verbs over a DataFrame, a row a person.

    from meantime.population import spark as on_spark

    found = on_spark.screen(people, "microneedling", at=moment)
    found.where("reason is null").drop("reason").write.parquet("verdicts")
    on_spark.rejects(people, "microneedling").write.parquet("rejects")

`people` has the columns of `docs/population.md`. Each result has a row for every row that is no
case too, with its `person` and a `reason`; for a case the reason is null. The masks of findings
and of missing answers are bigint with the 64 bits that they have elsewhere as uint64.

Needs the extras `population` and `spark`, on the driver and on every executor. No job runs before
somebody wants the rows of a result.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pyspark.sql import DataFrame
from pyspark.sql import functions as sql

from meantime.literate import protocols
from meantime.model.protocol import Protocol
from meantime.population.schema import FEATURES, KNOWN, YES
from meantime.population.spark import frames
from meantime.population.tasks.answering import Answering
from meantime.population.tasks.comparing import Comparing
from meantime.population.tasks.edging import Edging
from meantime.population.tasks.screening import Screening

__all__ = ["answers", "compare", "edges", "name_bits", "rejects", "screen"]


def screen(frame: DataFrame, protocol: Protocol | str, at: datetime | None = None) -> DataFrame:
    """The verdict of everybody: `status`, `earliest`, `governing`, `findings` and `missing`.

    protocol: one that is loaded, a shipped name or a folder on the driver; executors are sent what
    it says. at: the moment of asking, which dates what takes preparation.

    Raises MeantimeError with everything that is wrong with the protocol or with the columns.
    """
    return frames.results(frame, Screening(_loaded(protocol), at))


def answers(
    frame: DataFrame, protocol: Protocol | str, concepts: Sequence[str], at: datetime
) -> DataFrame:
    """ "May I ...?" for everybody at a moment: by concept a word, `NAME.until` and `NAME.rule`.

    Raises MeantimeError as `screen` does, and for a concept that the protocol does not know.
    """
    return frames.results(frame, Answering(_loaded(protocol), concepts, at))


def edges(frame: DataFrame, protocol: Protocol | str, begin: datetime, end: datetime) -> DataFrame:
    """Every moment from `begin` on and before `end` at which a rule begins or ends for somebody.

    Raises MeantimeError as `screen` does, and where the stretch ends before it begins.
    """
    return frames.results(frame, Edging(_loaded(protocol), begin, end))


def compare(frame: DataFrame, old: Protocol | str, new: Protocol | str) -> DataFrame:
    """Whose screening is another one by a new version of the protocol; the rest have no row.

    Raises MeantimeError as `screen` does.
    """
    return frames.results(frame, Comparing(_loaded(old), _loaded(new)))


def rejects(frame: DataFrame, protocol: Protocol | str) -> DataFrame:
    """The rows that are no case as they came, each with a `reason`: all that is wrong with it.

    Raises MeantimeError as `screen` does.
    """
    return frames.rejects(frame, Screening(_loaded(protocol)))


def name_bits(frame: DataFrame, features: Sequence[str]) -> DataFrame:
    """The frame with the names of its packed answers, from the lowest bit on.

    Spark drops the names that Arrow writes into Parquet, and keeps these.
    """
    named = {FEATURES.decode(): ",".join(features)}
    return frame.select(
        *(
            sql.col(f"`{name}`").alias(name, metadata=named)
            if name in (YES, KNOWN)
            else sql.col(f"`{name}`")
            for name in frame.columns
        )
    )


def _loaded(protocol: Protocol | str) -> Protocol:
    return protocol if isinstance(protocol, Protocol) else protocols.load(protocol)
