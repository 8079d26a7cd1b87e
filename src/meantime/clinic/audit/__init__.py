"""Audit: every read and write of personal data, in chains that show what was changed later."""
