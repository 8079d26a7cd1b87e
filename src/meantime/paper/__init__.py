"""The handout: what a plan says, on paper and on a page, in the patient's language."""
