"""The fixture that every spec test begins with: a tiny protocol, written and loaded."""

from __future__ import annotations

from functools import cache

import pytest

import meantime as mt
from tests.spec.tiny import Load, write


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Sentences and rules as a protocol. It is immutable, so the same text is loaded once."""

    @cache
    def loaded(text: str, *, decisions: str = "") -> mt.Protocol:
        folder = tmp_path_factory.mktemp("tiny")
        write(folder, text, decisions)
        return mt.load(str(folder))

    return loaded
