"""Ask the worker, and hold every answer to what is promised of any input at all."""

from __future__ import annotations

import json
import subprocess
import sys
import timeit
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

SECONDS = 10.0
REFERENCE, MOST_SLOWER = 0.041, 3.0
"""The seconds that a million small steps take where the limit was set (the least of five), and how much slower a
machine may be, or be made by other work, for it to be stretched. It is measured when a read took too long."""


def stretched() -> float:
    """The limit on this machine."""
    took = min(timeit.repeat("sum(i * i % 7 for i in range(1_000_000))", number=1, repeat=5))
    return SECONDS * min(MOST_SLOWER, max(1.0, took / REFERENCE))


MEMORY = 300.0
"""MiB."""


@dataclass(frozen=True)
class Answer:
    """How one file went. ``errors`` and ``notes`` are the names of the codes that its reading gave."""

    code: int
    seconds: float
    memory: float
    out: str
    err: str
    figures: dict[str, list[str]]
    errors: list[str]
    notes: list[str]


class Worker:
    """A process that checks one file after the other; it is started anew for each test module."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("worker.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, path: Path, *, read: bool = False, timed: bool = True) -> Answer:
        """Check one file. Fails where it ends the process, is no answer, or takes too much memory or ``timed`` time."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"path": str(path), "read": read}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"{path.name} ended the process"
        found = Answer(**json.loads(line))
        assert found.code in (0, 1, 2, 3, 5), (path.name, found.code, found.err)
        assert "Traceback" not in found.out + found.err, path.name
        assert not timed or found.seconds <= SECONDS or found.seconds <= stretched(), (path.name, found.seconds)
        assert found.memory <= MEMORY, (path.name, found.memory)
        return found
