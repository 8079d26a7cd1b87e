"""What a clinic says in words of its own, and what these may be."""
