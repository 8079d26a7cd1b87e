"""A Spark session for one run of the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from pyspark.sql import SparkSession

from meantime.population.spark.failing import in_words

_EVERYWHERE = {
    "spark.sql.session.timeZone": "UTC",
    # By default 10,000, which costs a few per cent; nothing else depends on it.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
}
# Driver and executors are one process, and nobody else needs to find it.
_ON_THIS_MACHINE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}


@contextmanager
def session(master: str, *, progress: bool = False) -> Iterator[SparkSession]:
    """A session of its own, stopped at the end. progress: whether Spark shows how far it is.

    Raises MeantimeError where it cannot be started, above all where there is no Java.
    """
    local = master.startswith("local")
    options: dict[str, bool | float | int | str | None] = {**_EVERYWHERE}
    options |= _ON_THIS_MACHINE if local else {}
    options["spark.ui.showConsoleProgress"] = progress
    with as_file(files(__package__) / "log4j2.properties") as logging:
        # Between quotes, as a path may have a blank in it.
        options["spark.driver.extraJavaOptions"] = f'"-Dlog4j2.configurationFile={logging}"'
        with in_words():
            spark = SparkSession.builder.master(master).config(map=options).getOrCreate()
        try:
            if local:
                # Else it is the first `python3` that a shell would find.
                spark.sparkContext.pythonExec = sys.executable
            yield spark
        except BaseException:
            # What is raised says it all; of what is stopped on the way there would be pages.
            spark.sparkContext.setLogLevel("OFF")
            raise
        finally:
            spark.stop()
