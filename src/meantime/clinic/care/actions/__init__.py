"""Everything that changes the rows of care: each in one transaction, scoped and audited."""
