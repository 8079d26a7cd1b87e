"""What may be done with a cohort: one file a verb, and `task` with what they share."""
