"""`make pictures`: the clinic as it looks, from a demo clinic at an hour that never changes."""
