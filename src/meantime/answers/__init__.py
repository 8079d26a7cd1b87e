"""Views of a timeline: screening, planning, asking, series. None computes a window of its own."""
