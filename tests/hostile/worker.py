"""A process that reads one file after the other, each in a fork of its own, and says how each went.

A line in: ``{"path": …, "read": …}``. A line out: the exit code of ``khpcmd check``, what it printed, its CPU seconds,
its largest memory (MiB), the figures that were read, and the codes of the errors and the notes.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import sys
import time
from pathlib import Path

from khpcmd.cli import main
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import Reading, read_workbook

EXAMPLE = Path(__file__).parents[2] / "examples" / "returns_2023.xlsx"
ADDRESS_SPACE = 1200 * 2**20
"""More than the 300 MiB that are promised: an interpreter's address space is larger than what it uses."""


def peak_memory() -> float:
    """The most memory this process has had, in MiB; ru_maxrss would also count the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures(reading: Reading) -> dict[str, list[str]]:
    """What stands in each field of each unit."""
    return {
        f"{filed.unit}|{filed.period}|{key.field}|{key.basis}|{key.month}": [cell.state, repr(cell.value)]
        for filed in reading.returns
        for key, cell in filed.cells.items()
        if cell.state != "blank"
    }


def answer(plan: Plan, path: str, *, read: bool) -> dict[str, object]:
    """How one file goes; its figures only where somebody wants to ``read`` them."""
    begin = time.process_time()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(["check", "--format", "json", "--as-of", "2023-12-20", "--", path])
    seconds = time.process_time() - begin
    told = json.loads(out.getvalue())["diagnostics"] if out.getvalue().startswith("{") else []
    return {
        "code": code,
        "seconds": seconds,
        "memory": peak_memory(),
        "out": out.getvalue(),
        "err": err.getvalue(),
        "figures": figures(read_workbook(Path(path), plan, name="x")) if read else {},
        "errors": sorted({one["name"].upper() for one in told if one["severity"] == "error" and one["file"]}),
        "notes": sorted({one["name"].upper() for one in told if one["severity"] == "note" and one["file"]}),
    }


def serve() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    plan = load_plan(None).plan
    answer(plan, str(EXAMPLE), read=True)  # what a check imports is imported once
    for line in sys.stdin:
        if not (child := os.fork()):
            sys.stdout.write(json.dumps(answer(plan, **json.loads(line))) + "\n")
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            break


if __name__ == "__main__":
    serve()
