"""Proofs over every possible timeline of a protocol, and a reading of its sentences."""
