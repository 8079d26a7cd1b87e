"""Every change of a clinic, its rooms and its staff."""
