"""The handout: what a plan says, on paper and on a page, in the patient's language.

sheet = paper.handout(protocol, phone="555 0100")
Path("handout.pdf").write_bytes(paper.pdf(sheet))
"""

from __future__ import annotations

from meantime.paper.composing import handout
from meantime.paper.sheet import Sheet
from meantime.paper.to_html import html
from meantime.paper.to_markdown import markdown
from meantime.paper.to_pdf import Paper, pdf
from meantime.paper.to_text import text

__all__ = ["Paper", "Sheet", "handout", "html", "markdown", "pdf", "text"]
