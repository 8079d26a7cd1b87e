"""Whole cohorts: screened, asked and compared by the columnar engine, from files to files.

Needs the extra `population`. Nothing here is imported before somebody asks for it.
"""
