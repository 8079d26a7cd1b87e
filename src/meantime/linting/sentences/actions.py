"""How many things a sentence asks for: one a sentence is what a reader can follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from meantime.linting.sentences.languages import LANGUAGES
from meantime.linting.sentences.languages.language import Orders, plain

_CLAUSE = re.compile(r" ?[;:\u061b\u2014] ?| - ")
_FIRST_COMMA = re.compile(r"[,\u060c] ")


class Order(NamedTuple):
    """An order, from its verb on.

    is_forbidden: told not to do. is_more: not only one more thing that is forbidden.
    """

    words: str
    is_forbidden: bool
    is_more: bool


def actions(sentence: str, language: str) -> int:
    """How many actions a sentence asks for.

    What is forbidden in one breath ("Do not wax, bleach or pluck") is one action, and so is one
    action on many things.
    """
    return sum(order.is_more for order in orders_in(sentence, language))


def orders_in(sentence: str, language: str) -> list[Order]:
    """The orders of a sentence, as `plain` text.

    They are looked for where one can stand: at the start of a clause or joined to another order.
    What is forbidden there ("Do not ...") may be any verb. An aside ("before you wash and dry it")
    has none.
    """
    orders = LANGUAGES[language].orders
    clauses = _CLAUSE.split(plain(sentence))
    return [order for clause in clauses for order in _in_clause(clause, orders)]


def _in_clause(clause: str, orders: Orders) -> Iterator[Order]:
    main = _without_asides(clause, orders)
    verb = rf"(?P<not>{orders.negation})?(?P<verb>(?(not)\w+|{orders.verbs}))"
    first = re.match(rf"\W*{orders.lead}{verb}", main)
    if first is None:
        return
    words = main[first.start("verb") :]
    is_forbidden = first["not"] is not None or _is_on_nothing(words, orders)
    yield Order(words, is_forbidden, True)
    for match in _joined(orders).finditer(main, first.end()):
        words = main[match.start("verb") :]
        again = is_forbidden and re.match(orders.alternatives, match[0]) is not None
        own = match["not"] is not None or _is_on_nothing(words, orders)
        yield Order(words, again or own, not again)


def _is_on_nothing(words: str, orders: Orders) -> bool:
    """Whether an order forbids by its object: "use no scrubs"."""
    return re.match(orders.nothing, words) is not None


@lru_cache(maxsize=8)
def _joined(orders: Orders) -> re.Pattern[str]:
    """An order that is joined to what stands before it."""
    return re.compile(
        rf"(?:{orders.joins}|[,\u060c] )(?P<not>{orders.negation})?(?P<verb>{orders.verbs})"
    )


def _without_asides(clause: str, orders: Orders) -> str:
    """A clause less the aside it begins with, up to its comma, and less the one it ends with."""
    if re.match(rf"(?:\W*){orders.asides}", clause):
        parts = _FIRST_COMMA.split(clause, maxsplit=1)
        clause = parts[1] if len(parts) > 1 else ""
    return re.split(orders.asides, clause, maxsplit=1)[0]
