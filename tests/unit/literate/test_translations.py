"""A translation is whole or it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import meantime as mt
from tests.spec.tiny import write

RULE = """Do not use a retinoid.

```yaml
id: no-retinoid
avoid: [retinoid]
from: 3 days before
cites: before 1
```

Expect redness.

```yaml
id: redness
expect: [redness]
from: end
until: day 3
limit: less each day
cites: after 1
```

Your skin is red.

```yaml
phase: day-0
title: The day
from: the day
until: the day
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, RULE, "")
    return tmp_path


def whole(folder: Path, **changed: str) -> str:
    """A complete translation, with some of its parts in another way."""
    protocol = mt.load(str(folder))
    parts = {
        "language": "es",
        "reviewed": "nobody",
        "title": "Un protocolo",
        "rules": "{no-retinoid: No use un retinoide., redness: Espere rojez.}",
        "limits": "{redness: menos cada día}",
        "questions": "{" + ", ".join(f"{name}: ¿Sí?" for name in protocol.features) + "}",
        "phases": "{day-0: {title: El día, text: Tiene la piel roja.}}",
    } | changed
    return "".join(f"{key}: {value}\n" for key, value in parts.items() if value)


def refused(folder: Path, text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    (folder / "es.yaml").write_bytes(data)
    with pytest.raises(mt.ProtocolError) as error:
        mt.load(str(folder))
    return str(error.value)


def test_a_whole_translation_says_everything_in_its_language(folder: Path) -> None:
    (folder / "es.yaml").write_text(whole(folder), "utf-8")
    protocol = mt.load(str(folder))
    spanish = protocol.translations["es"]
    assert spanish.rules["no-retinoid"] == "No use un retinoide."
    assert spanish.limits == {"redness": "menos cada día"}
    assert spanish.phases["day-0"] == ("El día", "Tiene la piel roja.")
    assert spanish.reviewed is None
    assert "es.yaml" in protocol.documents


def test_who_reviewed_it_is_kept(folder: Path) -> None:
    (folder / "es.yaml").write_text(whole(folder, reviewed="Ana, 2026"), "utf-8")
    assert mt.load(str(folder)).translations["es"].reviewed == "Ana, 2026"


def test_the_protocol_s_own_language_is_always_there(folder: Path) -> None:
    english = mt.load(str(folder)).translations["en"]
    assert english.rules["no-retinoid"] == "Do not use a retinoid."
    assert english.questions["pregnant"] == "Are you pregnant?"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rules": "{redness: Espere rojez.}"}, "`no-retinoid` is missing"),
        ({"rules": "{no-retinod: No., redness: Rojez.}"}, "`no-retinod` is not in rules"),
        ({"limits": ""}, "`redness` is missing"),
        ({"phases": "{day-0: {title: El día}}"}, "`text` is missing"),
        ({"phases": "{day-9: {title: El día, text: Roja.}}"}, "`day-9` is not in phases"),
        ({"phases": "{day-0: roja}"}, "`day-0` is not a mapping"),
        ({"language": "de"}, "`language` is not that of the file's name"),
        ({"reviewed": ""}, "`reviewed` is missing"),
        ({"title": ""}, "`title` is missing"),
        ({"series": "Reserve."}, "`series` does not match"),
        ({"colour": "red"}, "`colour` does not belong in a translation"),
    ],
)
def test_half_a_translation_is_refused_with_its_place(
    folder: Path, changed: dict[str, str], message: str
) -> None:
    assert message in refused(folder, whole(folder, **changed))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("- one\n- two\n", "not a translation"),
        ("a: [", "not readable as YAML"),
        (b"\xff\xfe\xff", "not UTF-8 text"),
    ],
)
def test_what_is_no_translation_is_refused(folder: Path, data: str | bytes, message: str) -> None:
    assert message in refused(folder, data)
