"""What the environment says of a deployment, and what is told where it cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from meantime.clinic.deployment import database, proxies


def test_proxies_are_counted() -> None:
    assert [proxies(told) for told in ("0", "1", "9")] == [0, 1, 9]


@pytest.mark.parametrize("told", ["x", "", "-1", "1.5", "²", "10", "yes"])
def test_what_is_no_number_of_proxies_is_told(told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEANTIME_PROXIES is how many proxies"):
        proxies(told)


def test_a_database_is_a_file_or_an_address(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == tmp_path / "meantime.sqlite3"
    found = database("postgresql://a%40b:p%2Fw@db.example:6543/clinic", tmp_path)
    told = [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert told == ["a@b", "p/w", "db.example", "6543", "clinic"]


@pytest.mark.parametrize("told", ["mysql://x/y", "postgresql://host", "clinic", "postgresql:///"])
def test_what_is_no_address_is_told_without_repeating_it(told: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="not the address of a PostgreSQL") as error:
        database(told, tmp_path)
    assert told not in str(error.value)
