"""Backups of a deployment of the tests' own, and patients to be in them."""

from __future__ import annotations

from pathlib import Path

from tests.clinic.deployments import Deployment

ADDING = """
import sys
from django.utils import timezone
print("begun", flush=True)
now = timezone.now()
for number in range(800):
    patients.add_patient(member, f"Zebulon Quar{number}", date(1990, 5, 4), "en", "", now)
"""


def backed_up(deployment: Deployment, file: Path, *options: str) -> None:
    """A backup that is made as it should be."""
    said = deployment.command("backup", str(file), *options)
    assert said.code == 0, said.err
