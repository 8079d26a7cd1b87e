"""How Spark is started and stopped, by a builder that only listens; and its errors in words."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from py4j.protocol import Py4JError
from pyspark.errors import PySparkRuntimeError, PythonException
from pyspark.sql import SparkSession

from meantime.model.problem import MeantimeError
from meantime.population.spark.failing import in_words
from meantime.population.spark.session import session


class Listener:
    """The builder, the session and its context in one."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}
        self.heard: list[str] = []
        self.pythonExec = "python3"
        self.sparkContext = self

    def master(self, where: str) -> Listener:
        self.heard.append(where)
        return self

    def config(self, *, map: dict[str, Any]) -> Listener:
        self.asked = map
        return self

    def getOrCreate(self) -> Listener:  # noqa: N802
        return self

    def setLogLevel(self, level: str) -> None:  # noqa: N802
        self.heard.append(level)

    def stop(self) -> None:
        self.heard.append("stop")


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Listener:
    found = Listener()
    monkeypatch.setattr(SparkSession, "builder", found)
    return found


def test_on_this_machine_nobody_else_is_needed(spark: Listener) -> None:
    with session("local[2]", progress=True):
        assert spark.pythonExec == sys.executable
    assert spark.asked["spark.driver.bindAddress"] == "127.0.0.1"
    assert spark.asked["spark.ui.showConsoleProgress"] is True
    assert spark.asked["spark.sql.session.timeZone"] == "UTC"
    assert spark.heard == ["local[2]", "stop"]


def test_a_cluster_is_as_it_is_set_up(spark: Listener) -> None:
    with session("yarn"):
        assert spark.pythonExec == "python3"
    assert not {"spark.driver.host", "spark.ui.enabled"} & spark.asked.keys()


def test_after_an_error_spark_is_silent_and_stopped(spark: Listener) -> None:
    with pytest.raises(KeyboardInterrupt), session("local[2]"):
        raise KeyboardInterrupt
    assert spark.heard == ["local[2]", "OFF", "stop"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            PySparkRuntimeError(errorClass="JAVA_GATEWAY_EXITED", messageParameters={}),
            "Spark cannot be started. It needs a Java runtime, version 17 or newer: install one, "
            "and let JAVA_HOME or PATH lead to it.",
        ),
        (
            PythonException("Traceback:\n  File x\nmeantime.MeantimeError: give: the same\n"),
            "Spark: on an executor: give: the same",
        ),
        (PythonException("Traceback:\n  File x\nKeyboardInterrupt"), "Spark: on an executor: Key"),
        (Py4JError("no way SQLSTATE: 42\nat X"), "Spark: no way"),
        (Py4JError(""), "Spark: it gave no reason."),
    ],
)
def test_errors_in_words(error: Exception, words: str) -> None:
    with pytest.raises(MeantimeError) as found, in_words():
        raise error
    assert str(found.value).startswith(words)
