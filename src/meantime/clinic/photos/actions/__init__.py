"""What changes photos: each change is one transaction and one entry in the audit."""
