"""What the driver sends to the executors, and the task that each of their processes makes of it."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import meantime as mt
from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.tasks.answering import Answering
from meantime.population.tasks.comparing import Comparing
from meantime.population.tasks.edging import Edging
from meantime.population.tasks.screening import Screening
from meantime.population.tasks.task import Task


class Order(NamedTuple):
    """A task as it travels, and the columns that come to it.

    version: of Meantime on the driver. protocols: the pickled protocols themselves, so that an
    executor needs no folder of a clinic and cannot have another one. options: of the task, as JSON.
    names: of the cohort's columns, in their order; Spark cannot pass on one with a dot in it. bits:
    the names of packed answers, separated by commas; "" where there are none.
    """

    version: str
    verb: str
    protocols: bytes
    options: str
    names: tuple[str, ...]
    bits: str


def order_of(task: Task, names: Sequence[str], bits: str) -> Order:
    """The order for a task."""
    protocols, options = pickle.dumps(tuple(task.protocols)), json.dumps(task.options)
    return Order(mt.__version__, task.verb, protocols, options, tuple(names), bits)


def task_of(order: Order) -> Task:
    """The task of an order; a process that works on many batches and many orders makes it once.

    Raises MeantimeError where this process has another version of Meantime than the driver.
    """
    if order.version != mt.__version__:
        raise MeantimeError(
            f"The driver has Meantime {order.version} and this executor {mt.__version__}; give "
            "both the same environment."
        )
    return _made(order.verb, order.protocols, order.options)


@lru_cache(maxsize=8)
def _made(verb: str, protocols: bytes, options: str) -> Task:
    return _MAKERS[verb](pickle.loads(protocols), json.loads(options))


_Maker = Callable[[Sequence[Protocol], Mapping[str, Any]], Task]


def _screening(protocols: Sequence[Protocol], options: Mapping[str, Any]) -> Task:
    at = options["at"]
    return Screening(protocols[0], datetime.fromisoformat(at) if at else None)


def _answering(protocols: Sequence[Protocol], options: Mapping[str, Any]) -> Task:
    return Answering(protocols[0], options["concepts"], datetime.fromisoformat(options["at"]))


def _edging(protocols: Sequence[Protocol], options: Mapping[str, Any]) -> Task:
    begin, end = (datetime.fromisoformat(options[name]) for name in ("from", "until"))
    return Edging(protocols[0], begin, end)


_MAKERS: Mapping[str, _Maker] = {
    Screening.verb: _screening,
    Answering.verb: _answering,
    Edging.verb: _edging,
    Comparing.verb: lambda protocols, _options: Comparing(*protocols),
}
