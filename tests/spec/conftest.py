"""The fixture that every spec test begins with: a tiny protocol, written and loaded."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

import meantime as mt
from tests.spec.tiny import Load, write


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Sentences and rules as a loaded protocol."""
    number = count()

    def loaded(text: str, *, decisions: str = "") -> mt.Protocol:
        folder = tmp_path / f"protocol-{next(number)}"
        write(folder, text, decisions)
        return mt.load(str(folder))

    return loaded
