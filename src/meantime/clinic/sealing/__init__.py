"""Sealing: whatever says who somebody is, unreadable at rest and bound to its row and field."""
