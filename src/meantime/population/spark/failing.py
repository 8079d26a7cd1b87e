"""What Spark says of a failure, as an error that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException, PythonException

from meantime.model.problem import MeantimeError

_NO_JAVA = (
    "Spark cannot be started. It needs a Java runtime, version 17 or newer: install one, and let "
    "JAVA_HOME or PATH lead to it."
)


@contextmanager
def in_words() -> Iterator[None]:
    """Turns every error of Spark's into a MeantimeError of a line or two."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise MeantimeError(_words(error)) from None


def condition(error: PySparkException) -> str | None:
    """The name that Spark has for what went wrong."""
    return error.getCondition()


def _words(error: Exception) -> str:
    if isinstance(error, PySparkException) and condition(error) == "JAVA_GATEWAY_EXITED":
        return _NO_JAVA
    if isinstance(error, PythonException):
        # A traceback, and at its end what was raised: `module.Name: words`.
        last = str(error).strip().splitlines()[-1]
        return f"Spark: on an executor: {last.partition(': ')[2] or last}"
    said = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else str(error)
    first = str(said).strip().splitlines()[:1] or ["it gave no reason."]
    return f"Spark: {first[0].partition(' SQLSTATE: ')[0]}"
