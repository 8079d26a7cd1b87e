"""Tiny protocols on paper: written, loaded, and translated where a test asks for it."""

from __future__ import annotations

from functools import cache
from typing import Protocol

import pytest

import meantime as mt
from tests.spec.tiny import write


class Load(Protocol):
    """Writes a tiny protocol, with further files beside it, and loads it."""

    def __call__(self, text: str, *, decisions: str = "", **files: str) -> mt.Protocol: ...


@pytest.fixture(scope="session")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """It is immutable, so the same text is loaded once."""

    @cache
    def loaded(text: str, *, decisions: str = "", **files: str) -> mt.Protocol:
        folder = tmp_path_factory.mktemp("tiny")
        write(folder, text, decisions)
        for name, content in files.items():
            (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
        return mt.load(str(folder))

    return loaded
