"""Small protocols with their mistakes marked: `▸` stands right before each place an error names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import meantime as mt
from meantime.model.problem import Place, Problem

MARK = "▸"

HEAD = """---
protocol: tiny
title: A tiny protocol
version: 1.0.0
procedure: needling
anchors: peel
handout:
  before: 1, 2
  after: 1
---

"""

WORDS = """
needling: {en: needling, es: microagujas}
retinoid: {en: retinoid, es: retinoide}
exfoliant: {en: exfoliant, es: exfoliante}
acid: {en: acid, es: ácido, broader: exfoliant}
sunscreen: {en: sunscreen, es: protector solar}
pregnancy: {en: pregnancy, es: embarazo}
calm-skin: {en: calm skin, es: piel tranquila}
fever: {en: fever, es: fiebre}
"""

QUESTIONS = """Are you pregnant?

```yaml
feature: pregnant
kind: yes-no
concept: pregnancy
```

Is your skin calm?

```yaml
feature: calm-skin
kind: yes-no
report: yes
```

When did you last use a retinoid?

```yaml
feature: retinoid
kind: date
```

"""

DECISIONS = """# F1. Which line holds

Two lines say two things.

```yaml
decision: F1
places: before 1
reading: The longer one.
signed: assumption
```

# F2. Signed

One line is vague.

```yaml
decision: F2
reading: As it is written.
signed: Dr. Jane Doe, 14 March 2026
```
"""

GOOD = """id: no-retinoid
avoid: retinoid
from: 3 days before
cites: before 1
"""


def block(body: str, sentence: str = "Do not use a retinoid.") -> str:
    """A sentence with its YAML block."""
    return f"{sentence}\n\n```yaml\n{body.strip()}\n```\n"


def document(*bodies: str) -> str:
    """A protocol.md with the usual head and questions, and these rule blocks."""
    return HEAD + QUESTIONS + "\n".join(block(body) for body in bodies)


def unmarked(text: str, file: str = "protocol.md") -> tuple[str, list[Place]]:
    """The text without its marks, and the place of each."""
    lines: list[str] = []
    places: list[Place] = []
    for number, line in enumerate(text.splitlines(), 1):
        before, *parts = line.split(MARK)
        lines.append(before + "".join(parts))
        column = len(before) + 1
        for part in parts:
            places.append(Place(file, number, column, lines[-1]))
            column += len(part)
    return "\n".join(lines) + "\n", places


def write(
    folder: Path,
    protocol: str | bytes = document(GOOD),
    decisions: str | bytes = DECISIONS,
    words: str | bytes | Mapping[str, str | bytes] = WORDS,
) -> Path:
    """A protocol folder with a vocabulary of its own."""
    vocabulary = words if isinstance(words, Mapping) else {"words.yaml": words}
    files = {"protocol.md": protocol, "decisions.md": decisions}
    files |= {f"vocabulary/{name}": text for name, text in vocabulary.items()}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def load(folder: Path) -> mt.Protocol:
    return mt.load(str(folder))


def refused(folder: Path) -> tuple[Problem, ...]:
    """The problems of a folder that cannot be loaded."""
    with pytest.raises(mt.ProtocolError) as caught:
        load(folder)
    return caught.value.problems


def expect(folder: Path, marked: str, *said: tuple[str, str], **others: str) -> None:
    """Loading finds exactly these problems, each at its mark, in the order of the file."""
    text, places = unmarked(marked)
    assert len(places) == len(said), "a mark for each problem"
    expected = [Problem(place, *words) for place, words in zip(places, said, strict=True)]
    assert list(refused(write(folder, text, **others))) == expected
