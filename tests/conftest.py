"""Marks every test that the hazard log names with the hazards it is about."""

from __future__ import annotations

import pytest

from tests.clinic.hazards import ROOT, cited


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    named = cited()
    for item in items:
        name = getattr(item, "originalname", item.name)
        place = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
        for hazard in named.get(f"{place}::{name}", ()):
            item.add_marker(pytest.mark.hazard(id=hazard))
