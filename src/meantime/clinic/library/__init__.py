"""Library: a clinic's protocols and their versions, from draft to published."""
