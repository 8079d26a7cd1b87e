"""Protocols as documents: literate Markdown in, a Protocol out, or every problem at once."""
