"""Rewriting exactly the lines of one rule: its sentence, its times, its translations.

Nothing else of a document is touched, not even a space. What was written is read again before it
is given back: a sentence that would be read as a heading, or a time that would be more than a time,
is refused.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from meantime.clinic.refusing import Refused
from meantime.literate.document import Block, read
from meantime.literate.fields import Fields
from meantime.literate.protocols import PROTOCOL
from meantime.literate.rules import verb_of
from meantime.literate.tree import Refused as Unreadable
from meantime.literate.tree import Tree, parse
from meantime.model.rule import Verb

_TIME = re.compile(r"[A-Za-z0-9 -]{0,60}")
_FENCE = "```"
_NO_PROSE = (_FENCE, "#", ">", "|")


class Written(NamedTuple):
    """A rule as it is written: the sentence, and its two times, "" where there is none.

    timed: whether such a rule has times at all; a bar has none.
    """

    sentence: str
    opens: str
    closes: str
    timed: bool


def written(text: str, rule: str) -> Written:
    """What a document says of a rule. Raises Refused where it has no such rule."""
    block = _block(text, rule)
    fields = Fields(block.tree, [])
    timed = verb_of(fields) is not Verb.BAR
    return Written(block.text, fields.text("from"), fields.text("until"), timed)


def rewritten(text: str, rule: str, sentence: str, opens: str, closes: str) -> str:
    """The document with another sentence and other times of a rule. Raises Refused."""
    words = " ".join(sentence.split())
    times = {"from": " ".join(opens.split()), "until": " ".join(closes.split())}
    if any(_TIME.fullmatch(time) is None for time in times.values()):
        raise Refused(_("Write a time in words and numbers, such as `3 days before`."))
    if not words or words.startswith(_NO_PROSE):
        raise Refused(_("That sentence would not be read as one. Begin it with a word."))
    block, lines = _block(text, rule), text.splitlines(keepends=True)
    timed = written(text, rule).timed
    # From the bottom up, so that the lines above keep their numbers.
    for key in ("until", "from") if timed else ():
        _put(lines, block, key, times[key])
    first = block.text_place.line - 1
    lines[first : _end_of_prose(lines, first)] = [words + "\n"]
    found = "".join(lines)
    told = Written(words, times["from"], times["until"], timed)
    if written(found, rule) != (told if timed else told._replace(opens="", closes="")):
        raise Refused(_("This rule is written in a way of its own. Change it in the document."))
    return found


def _block(text: str, rule: str) -> Block:
    for block in read(text, PROTOCOL).blocks:
        fields = Fields(block.tree, [])
        if verb_of(fields) is not None and fields.text("id") == rule and block.text:
            return block
    raise Refused(_("This draft has no rule of that name."))


def _put(lines: list[str], block: Block, key: str, value: str) -> None:
    """Write a time of a block: in the place of the one there is, or below what it follows."""
    keys = block.tree.keys
    if any(place.column != 1 for place in keys.values()):
        raise Refused(_("This rule is written in a way of its own. Change it in the document."))
    new = [f"{key}: {value}\n"] if value else []
    if key in keys:
        first = keys[key].line - 1
        lines[first : _end_of_value(lines, first, 0)] = new
        return
    verb = verb_of(Fields(block.tree, []))
    after = keys["from"] if key == "until" and "from" in keys else keys[str(verb)]
    end = _end_of_value(lines, after.line - 1, 0)
    lines[end:end] = new


def _end_of_value(lines: list[str], first: int, indent: int) -> int:
    """The line after a value: what is indented deeper than its key goes on with it."""
    end = number = first + 1
    while number < len(lines):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= indent:
                break
            end = number + 1
        number += 1
    return end


def _end_of_prose(lines: list[str], first: int) -> int:
    end = first
    while end < len(lines) and lines[end].strip():
        if lines[end].strip().startswith(_NO_PROSE):
            break
        end += 1
    return end


def translated(text: str, rule: str) -> str:
    """What a translation says of a rule; "" where it says nothing."""
    rules = _rules(text)
    return "" if rules is None else Fields(rules, []).text(rule)


def retold(text: str, rule: str, sentence: str) -> str:
    """A translation with another sentence of a rule. Raises Refused where it has none."""
    rules, words = _rules(text), " ".join(sentence.split())
    place = None if rules is None else rules.keys.get(rule)
    if place is None:
        raise Refused(_("The translation has no such sentence. Change it in the document."))
    lines = text.splitlines(keepends=True)
    first, indent = place.line - 1, place.column - 1
    if lines[first][:indent].strip():
        raise Refused(_("This rule is written in a way of its own. Change it in the document."))
    end = _end_of_value(lines, first, indent)
    for value in (words, json.dumps(words, ensure_ascii=False)):
        found = "".join([*lines[:first], f"{' ' * indent}{rule}: {value}\n", *lines[end:]])
        if translated(found, rule) == words:
            return found
    raise Refused(_("That sentence cannot be kept. Write it in plain letters."))


def _rules(text: str) -> Tree | None:
    try:
        node = parse(text, "")
    except Unreadable:
        return None
    inner = node.entries.get("rules") if isinstance(node, Tree) else None
    return inner if isinstance(inner, Tree) else None
