"""`python -m meantime`: the command line."""

import sys

from meantime.cli import main

sys.exit(main())
