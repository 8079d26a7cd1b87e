"""Keeping: the data of a deployment backed up, restored, looked after, and erased when asked."""
