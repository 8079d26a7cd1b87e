"""The verbs of the clinic, as far as they get without one: the rest is in tests/clinic."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("address", ["", "8000", "localhost", "localhost:http", "localhost:70000"])
def test_what_is_no_address_is_told_before_anything_is_made(run: Run, address: str) -> None:
    said = run("serve", "--address", address)
    assert said.code == 2
    assert f"`{address}` is no address. It looks like 127.0.0.1:8000." in said.err
    assert not said.out


def test_a_server_has_at_least_one_worker(run: Run) -> None:
    said = run("serve", "--workers", "0")
    assert said.code == 2
    assert "A server has 1 to 64 workers." in said.err


def test_what_is_returned_is_what_the_process_ends_with(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meantime.clinic.commands.doctor", lambda _typed: 7)
    assert run("doctor").code == 7
