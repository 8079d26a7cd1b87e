"""A sheet as one HTML file that needs nothing else: no script, no address but the live page's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from meantime.paper.sheet import Sheet

_FOLDER = Path(__file__).parent / "templates"


def html(sheet: Sheet) -> str:
    """The whole page; whatever is typed into it stays text."""
    return _template().render(sheet=sheet)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
