"""The tiny protocols of the spec, for views of a plan."""

from __future__ import annotations

from tests.spec.conftest import load

__all__ = ["load"]
