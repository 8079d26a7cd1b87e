"""A folder that a run can go on in: what of its job is done, and the proof when all is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from meantime.model.problem import MeantimeError
from meantime.model.protocol import Protocol
from meantime.population.accounts import Done, Outcome
from meantime.population.reading import Cohort
from meantime.population.reading.csv import BLOCK
from meantime.population.reading.pieces import PIECE
from meantime.population.tasks.task import Task
from meantime.population.writing.whole import PART, Whole, refusing

# Readers of folders pass over names that begin so.
_PROGRESS, _MANIFEST, _REJECTS = "_progress.jsonl", "_manifest.json", "_rejects-"
# What of a job is how it is called where two jobs differ.
_CALLED = {
    "engine": "the version of Meantime",
    "verb": "the verb",
    "protocols": "the protocol",
    "inputs": "the files of the cohort",
    "pieces": "the sizes of its pieces",
    "options": "the options",
    "form": "the format",
}

Job = Mapping[str, Any]


def job_of(cohort: Cohort, task: Task, form: str, engine: str) -> Job:
    """All that the results depend on: two runs with the same job give the same results."""
    return {
        "engine": engine,
        "verb": task.verb,
        "protocols": [_protocol(protocol) for protocol in task.protocols],
        "inputs": [list(item) for item in cohort.inputs],
        "pieces": [PIECE, BLOCK],
        "options": task.options,
        "form": form,
    }


def _protocol(protocol: Protocol) -> dict[str, str]:
    documents = json.dumps(dict(protocol.documents), sort_keys=True).encode()
    return {
        "id": protocol.id,
        "version": protocol.version,
        "documents": sha256(documents).hexdigest(),
    }


class Ledger:
    """The pieces of a job that are done, each a line of a file in the folder of the results.

    Raises MeantimeError where the folder holds something else than this job.
    """

    def __init__(self, folder: Path, job: Job, task: Task) -> None:
        self._folder, self._job = folder, job
        self._lock = Lock()
        self.done: dict[int, Done] = {}
        self.outcome: Outcome | None = None
        with refusing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._look(task)

    def _look(self, task: Task) -> None:
        manifest, progress = self._folder / _MANIFEST, self._folder / _PROGRESS
        if manifest.exists():
            found = json.loads(manifest.read_text(encoding="utf-8"))
            self._same(found["job"], "finished")
            kept = {name: found[name] for name in ("read", "cases", "rejected", "rows")}
            self.outcome = Outcome(
                **kept, tally=task.tally(found["tally"]), before=len(found["parts"])
            )
            self.clean()
        elif progress.exists():
            self._go_on(_whole_lines(progress), task)
        elif any(self._folder.iterdir()):
            raise MeantimeError(f"`{self._folder}` is not empty; name another folder.")
        else:
            self._append(self._job)

    def _go_on(self, kept: list[Job], task: Task) -> None:
        """Take up what is done, and write the file anew without a last line that was cut off."""
        for job in kept[:1]:
            self._same(job, "unfinished")
        (self._folder / _PROGRESS).unlink()
        self._append(self._job)
        for line in kept[1:]:
            number, size = line["piece"], line["bytes"]
            part = self.part(number)
            if part.exists() and part.stat().st_size == size:
                self.done[number] = Done.from_dict(line["done"], task)
                self._append(line)
        for left in self._folder.glob(f".*{PART}"):
            left.unlink()

    def _same(self, job: Job, state: str) -> None:
        differ = [said for name, said in _CALLED.items() if job.get(name) != self._job[name]]
        if differ:
            raise MeantimeError(
                f"`{self._folder}` holds the {state} results of another run ({', '.join(differ)} "
                "differ). Name another folder, or delete this one."
            )

    def _append(self, values: Mapping[str, Any]) -> None:
        with (self._folder / _PROGRESS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    def part(self, number: int) -> Path:
        """The file with the results of a piece."""
        return self._folder / f"part-{number:05}.{self._job['form']}"

    def rejects(self, number: int) -> Path:
        """The file with the rejects of a piece, until all are put together."""
        return self._folder / f"{_REJECTS}{number:05}.arrow"

    def add(self, number: int, done: Done) -> None:
        """A piece is done, and its files have their names."""
        size = self.part(number).stat().st_size
        with self._lock:
            self.done[number] = done
            self._append({"piece": number, "bytes": size, "done": done.to_dict()})

    def in_order(self) -> Iterator[tuple[int, Done]]:
        """The pieces that are done."""
        yield from sorted(self.done.items())

    def finish(self, outcome: Outcome) -> None:
        """Write the manifest: what was done with how many rows, part by part."""
        parts = [
            {"part": number, **{name: getattr(done, name) for name in done._fields[:-1]}}
            for number, done in self.in_order()
        ]
        manifest = Whole(self._folder / _MANIFEST)
        text = json.dumps({"job": self._job, **outcome.to_dict(), "parts": parts}, indent=1)
        manifest.beside.write_text(text + "\n", encoding="utf-8")
        manifest.keep()
        self.clean()

    def clean(self) -> None:
        """What was only needed to go on."""
        for left in (*self._folder.glob(f"{_REJECTS}*"), self._folder / _PROGRESS):
            left.unlink(missing_ok=True)


def _whole_lines(path: Path) -> list[Job]:
    """The lines of a file but for a last one that was cut off."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
