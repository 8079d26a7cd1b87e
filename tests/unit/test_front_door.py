"""`import meantime` and `python -m meantime`."""

from __future__ import annotations

import runpy
import sys

import pytest

import meantime as mt


def test_every_name_of_the_front_door_is_there() -> None:
    for name in mt.__all__:
        assert getattr(mt, name) is not None


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'meantime' has no attribute 'scren'"):
        _ = mt.scren


@pytest.mark.parametrize(
    ("arguments", "code"), [(["show", "microneedling"], 0), (["show", "botox"], 2)]
)
def test_python_m_meantime(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
) -> None:
    monkeypatch.setattr(sys, "argv", ["meantime", *arguments])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("meantime", run_name="__main__")
    assert ended.value.code == code
    assert bool(capsys.readouterr().err) is (code != 0)
