"""`python -m meantime`: the command line."""

from meantime.cli import run

run()
