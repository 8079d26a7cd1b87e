"""The tiny protocols of the spec, for calendars."""

from __future__ import annotations

from tests.spec.conftest import load

__all__ = ["load"]
