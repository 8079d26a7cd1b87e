"""Engines turn a protocol and a case into a timeline."""
