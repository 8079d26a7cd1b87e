"""A worker may end at any moment: what it was doing is not lost, and not done twice unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clinic.deployments import Deployment, deployment, make_deployment
from tests.clinic.killing import killed

__all__ = ["deployment", "make_deployment"]


@pytest.mark.parametrize(("workers", "kills"), [(1, 20), (2, 20), (4, 20)])
def test_a_killed_worker_loses_and_doubles_nothing(
    deployment: Deployment,
    tmp_path: Path,
    workers: int,
    kills: int,
) -> None:
    killed(deployment, tmp_path, 120, workers, kills)


@pytest.mark.long
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_a_thousand_kills(
    deployment: Deployment,
    tmp_path: Path,
    workers: int,
) -> None:
    deployment.patience = 1800
    killed(deployment, tmp_path, 2000, workers, 1000)
