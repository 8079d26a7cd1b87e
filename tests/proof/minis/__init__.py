"""Small good and bad protocols for the linter's checks, one module a family of findings."""

from tests.proof.minis.conflicts import CONFLICTS
from tests.proof.minis.coverage import COVERAGE
from tests.proof.minis.dead import DEAD
from tests.proof.minis.mini import Mini, write_mini
from tests.proof.minis.opposed import OPPOSITIONS
from tests.proof.minis.settled import SETTLED
from tests.proof.minis.silences import SILENCES
from tests.proof.minis.vagueness import VAGUENESS

MINIS = (*OPPOSITIONS, *CONFLICTS, *SILENCES, *VAGUENESS, *DEAD, *COVERAGE, *SETTLED)

__all__ = ["MINIS", "Mini", "write_mini"]
