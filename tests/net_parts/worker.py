"""Does runs of khpcmd in a process of its own: `python -P worker.py JOB.json`.

khpcmd is imported once, from the folder that the job names, and every run is a fork of that process: it costs little,
and nothing of one run is left for the next. The job has ``temporary`` (all that is temporary lies in it), ``code``
(the folder with ``src``), ``inputs``, ``scratch`` (where the runs work, on a copy of the inputs), ``results`` and
``runs``. What a run prints, its exit code and every file that it wrote or changed go to ``results/NAME``; how many
seconds of the processor each took goes beside the job.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import resource
import runpy
import shutil
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn, TypedDict

LIBRARIES = (
    *("typer", "pydantic", "yaml", "jinja2", "docx", "openpyxl", "xlsxwriter", "python_calamine"),
    *("defusedxml.ElementTree", "rich.console", "rich.table", "rich.progress", "rich.markup", "xml.etree.ElementTree"),
)
"""What khpcmd imports only where it is needed; here it is imported once for all runs."""
SECONDS = 300
"""After how long a run is ended."""
FIRST_TIME = 1_700_000_000
"""The time of the first input; each of the others is a minute younger than the one before."""
BROKEN = 99
"""The exit code of a run that ended in a way in which no run of khpcmd ends."""

State = dict[str, tuple[int, int]]
"""The time and the size of every file."""


class RunOrder(TypedDict):
    name: str
    arguments: list[str]
    environment: dict[str, str]
    stdin: str


class Job(TypedDict):
    temporary: str
    code: str
    inputs: str
    scratch: str
    results: str
    runs: list[RunOrder]


def main() -> None:
    job: Job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    scratch, inputs = Path(job["scratch"]), Path(job["inputs"])
    import_all(Path(job["code"]))
    copy_inputs(inputs, scratch)
    os.chdir(scratch)
    state = state_of(scratch)
    gc.collect()
    gc.freeze()
    seconds = dict[str, float]()
    for run in job["runs"]:
        results = Path(job["results"]) / run["name"]
        results.mkdir(parents=True)
        status = forked(run, results)
        results.joinpath("exit").write_text(f"{status}\n", encoding="utf-8")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds[run["name"]] = used.ru_utime + used.ru_stime - sum(seconds.values())
        collect(scratch, inputs, state, results / "files")
        for file in (results / "stdout", results / "stderr"):
            without_temporary(file, job["temporary"])
    Path(sys.argv[1]).with_suffix(".seconds").write_text(json.dumps(seconds), encoding="utf-8")


def import_all(code: Path) -> None:
    """Import khpcmd with all its modules, and make sure that it is the one in ``code``."""
    for name in LIBRARIES:
        with suppress(ImportError):
            import_module(name)
    package = import_module("khpcmd")
    if not Path(package.__file__ or "").resolve().is_relative_to(code.resolve()):
        raise RuntimeError(f"{package.__file__} was imported, not the khpcmd in {code}")
    for module in pkgutil.walk_packages(package.__path__, "khpcmd."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def copy_inputs(inputs: Path, scratch: Path) -> None:
    """Copy the inputs; their times say nothing of when and where they were copied."""
    shutil.copytree(inputs, scratch)
    for number, path in enumerate(sorted(path for path in scratch.rglob("*") if path.is_file())):
        os.utime(path, (FIRST_TIME + 60 * number,) * 2)


def state_of(folder: Path) -> State:
    """The state of every file below a folder."""
    found: State = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118  # done for every run, and twice as quick
            status = os.lstat(path)
            found[os.path.relpath(path, folder)] = (status.st_mtime_ns, status.st_size)
    return found


def forked(run: RunOrder, results: Path) -> int:
    """The exit code of a run; a negative one is the signal that ended it."""
    results.joinpath("stdin").write_text(run["stdin"], encoding="utf-8")
    child = os.fork()
    if not child:
        try:
            work(run, results)
        except BaseException:  # noqa: BLE001  # whatever happens, the child does not go on with the parent's work
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(BROKEN)
    _, status = os.waitpid(child, 0)
    results.joinpath("stdin").unlink()
    return os.waitstatus_to_exitcode(status)


def work(run: RunOrder, results: Path) -> NoReturn:
    """What the child does: what ``python -m khpcmd`` does."""
    for number, name, flags in (
        (0, "stdin", os.O_RDONLY),
        (1, "stdout", os.O_WRONLY | os.O_CREAT),
        (2, "stderr", os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(results / name, flags, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # it stays open
    signal.alarm(SECONDS)
    Path("out").mkdir()
    os.environ.update(run["environment"])
    sys.argv[1:] = run["arguments"]
    runpy.run_module("khpcmd", run_name="__main__", alter_sys=True)
    raise RuntimeError("khpcmd did not end the process")


def collect(scratch: Path, inputs: Path, state: State, into: Path) -> None:
    """Move what a run wrote out of the scratch folder, and put back what it changed or removed."""
    now = state_of(scratch)
    for name in sorted(now.keys() | state.keys()):
        if now.get(name) == state.get(name):
            continue
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in now:
            shutil.move(scratch / name, target)
        else:
            target.with_name(target.name + ".removed").touch()
        if name in state:
            shutil.copyfile(inputs / name, scratch / name)
            os.utime(scratch / name, ns=(state[name][0],) * 2)
    known = {str(Path(name).parent) for name in state}
    for place, _, _ in os.walk(scratch, topdown=False):
        if os.path.relpath(place, scratch) not in known:
            with suppress(OSError):  # it is not empty
                Path(place).rmdir()


def without_temporary(file: Path, temporary: str) -> None:
    """Take the name of the temporary folder, which is another one each time, out of a text."""
    content = file.read_bytes()
    if temporary.encode() in content:
        file.write_bytes(content.replace(temporary.encode(), b"<temporary>"))


if __name__ == "__main__":
    main()
