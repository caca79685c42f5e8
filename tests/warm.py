"""Runs commands in forks of one process that has imported khpcmd: nothing of one run is left for the next.

A process of its own imports it each time, which is most of what a small run costs.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from net_parts.worker import import_all

BROKEN = 99
"""The exit code of a run that ended in a way in which no run of khpcmd ends."""
SECONDS = 60
"""After how long a run is ended."""


class Warm:
    """The process; ``source`` is the folder from which it imports khpcmd."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(source), str(Path(__file__).parent)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Warm:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, *arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
        """What ``python -m khpcmd`` with such arguments does in a folder."""
        assert self._process.stdin
        assert self._process.stdout
        outputs = [self._folder / "stdout", self._folder / "stderr"]
        order = {"arguments": arguments, "folder": str(folder), "outputs": [*map(str, outputs)], "more": environment}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, "the process has ended"
        out, err = (output.read_bytes() for output in outputs)
        return subprocess.CompletedProcess(list(arguments), int(line), out, err)


def serve() -> None:
    """Do the runs that are asked for on the standard input."""
    import_all(Path(sys.path[0]))
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        if not (child := os.fork()):
            try:
                _work(order["arguments"], order["folder"], order["outputs"], order["more"])
            except BaseException:  # noqa: BLE001  # whatever happens, the child does not go on with the parent's work
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(BROKEN)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _work(arguments: list[str], folder: str, outputs: list[str], more: dict[str, str]) -> NoReturn:
    for number, name in enumerate((os.devnull, *outputs)):
        opened = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    signal.alarm(SECONDS)
    os.chdir(folder)
    os.environ.update(more)
    sys.argv[1:] = arguments
    runpy.run_module("khpcmd", run_name="__main__", alter_sys=True)
    raise RuntimeError("khpcmd did not end the process")


if __name__ == "__main__":
    serve()
