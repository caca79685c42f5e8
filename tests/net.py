"""Says which outputs of khpcmd differ from those of another commit, byte by byte.

    python tests/net.py --against COMMIT                 that commit against the working tree
    python tests/net.py --record FOLDER --commit COMMIT  keep the outputs of a commit (without one: of the working tree)
    python tests/net.py --compare FOLDER                 what was kept against the working tree

Every command is run over the examples, the plans and many faulty files, in every format and language: see
``net_parts/runs.py``. Both sides read the same inputs, those of the commit. Exit code: 0 nothing differs, 1 something
does. ``--only 'check.*.vi'`` takes the runs whose names begin so, ``--jobs`` says how many processes work at once.
"""

from __future__ import annotations

import argparse
import fnmatch
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from net_parts.differences import Comparison, compared
from net_parts.runs import Run, all_runs, runs_that_make_inputs

ROOT = Path(__file__).resolve().parents[1]
PARTS = Path(__file__).resolve().parent / "net_parts"
PACKAGES = ("typer", "click", "rich", "pydantic", "PyYAML", "openpyxl", "XlsxWriter", "Jinja2", "python-docx")
SHOWN = 60
"""How many differences are shown with their lines; the others are named only."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 1 where something differs."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is temporary is then removed
    wish = _parser().parse_args(arguments)
    if wish.record:
        return record(wish.record, wish.commit, wish)
    if wish.compare:
        return tell(compare(wish.compare, wish), wish.names)
    with _temporary() as folder:
        record(folder / "old", wish.against, wish)
        wish.every = 1  # only those runs were recorded
        return tell(compare(folder / "old", wish), wish.names)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--against", metavar="COMMIT", help="compare the working tree with this commit")
    what.add_argument("--record", metavar="FOLDER", type=Path, help="keep the outputs in a new folder")
    what.add_argument("--compare", metavar="FOLDER", type=Path, help="compare the working tree with what was kept")
    parser.add_argument("--commit", metavar="COMMIT", default="", help="what --record runs; else the working tree")
    parser.add_argument("--only", metavar="PATTERN", default="", help="only runs whose names begin so: 'check.*.vi'")
    parser.add_argument("--every", metavar="N", type=int, default=1, help="only every Nth run: a quick look at all")
    parser.add_argument("--jobs", metavar="N", type=int, default=2, help="processes that work at once (2)")
    parser.add_argument("--lines", metavar="N", type=int, default=12, help="lines of the diff of an output (12)")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="keep the outputs of the working tree here")
    parser.add_argument("--names", action="store_true", help="only name the outputs that differ")
    return parser


def record(folder: Path, commit: str, wish: argparse.Namespace) -> int:
    """Keep the inputs, the runs and the outputs of a commit, or of the working tree, in a new folder."""
    if folder.exists():
        raise SystemExit(f"{folder} is there already")
    folder.mkdir(parents=True)
    with _temporary() as temporary:
        tree = temporary / "tree"
        if commit:
            _export(commit, tree)
        else:
            _copy(ROOT, tree, ("src", "targets", "examples", "docs"))
        _make_inputs(tree, folder / "inputs", temporary)
        runs = all_runs(folder / "inputs", _manual(tree))
        _write_json(folder / "runs.json", [asdict(run) for run in runs])
        _write_json(folder / "about.json", {"commit": commit, **_versions()})
        wanted = _chosen(runs, wish)
        seconds = carry_out(wanted, tree / "src", folder / "inputs", folder / "outputs", wish.jobs)
        _write_json(folder / "seconds.json", seconds)
    say(f"{len(wanted)} runs recorded in {folder}, {sum(seconds.values()):.0f} s of CPU")
    return 0


def _manual(tree: Path) -> str:
    """The page of all codes, as that tree prints it."""
    command = [sys.executable, "-m", "khpcmd", "explain", "--format", "markdown", "--lang", "en"]
    surroundings = os.environ | {"PYTHONPATH": str(tree / "src")}
    return subprocess.run(command, env=surroundings, check=True, capture_output=True, encoding="utf-8").stdout


def compare(folder: Path, wish: argparse.Namespace) -> Comparison:
    """Do the recorded runs with the working tree, and compare what comes of it."""
    known = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    for name, found in _versions().items():
        if known[name] != found:
            say(f"note: recorded with {name} {known[name]}, now {found}")
    orders = json.loads((folder / "runs.json").read_text(encoding="utf-8"))
    recorded = {path.name for path in (folder / "outputs").iterdir()}
    runs = _chosen([run for order in orders if (run := Run(**order)).name in recorded], wish)
    with _temporary() as temporary:
        results = wish.keep or temporary / "outputs"
        carry_out(runs, ROOT / "src", folder / "inputs", results, wish.jobs)
        return compared(folder / "outputs", results, (run.name for run in runs), wish.lines)


def tell(found: Comparison, names_only: bool) -> int:
    """Say what differs; the exit code."""
    for number, difference in enumerate(found.differences):
        say(f"≠ {difference.run} › {difference.output}")
        if number < SHOWN and not names_only:
            for line in difference.lines:
                say(f"    {line}")
    kinds = Counter(difference.run.partition(".")[0] for difference in found.differences)
    of = "".join(f", {count} of {kind}" for kind, count in kinds.most_common())
    say(f"{found.runs} runs, {found.outputs} outputs, {len(found.differences)} differ{of}")
    return 1 if found.differences or not found.runs else 0


def carry_out(runs: Sequence[Run], source: Path, inputs: Path, results: Path, jobs: int) -> dict[str, float]:
    """Do the runs with the code in ``source``, their outputs written to ``results``; the CPU seconds of each.

    The code is copied, so that nobody changes it meanwhile, and the plans that ship with it are those of the inputs.
    """
    with _temporary() as temporary:
        code = temporary / "code"
        _copy(source.parent, code, (source.name,))
        if (inputs / "targets").is_dir():
            shutil.copytree(inputs / "targets", code / "targets")
        results.mkdir(parents=True, exist_ok=True)
        workers = max(1, min(jobs, len(runs)))
        started = list[subprocess.Popen[bytes]]()
        try:
            for number in range(workers):
                order = {
                    "temporary": str(temporary),
                    "code": str(code),
                    "inputs": str(inputs.resolve()),
                    "scratch": str(temporary / f"scratch{number}"),
                    "results": str(results.resolve()),
                    "runs": [asdict(run) for run in runs[number::workers]],
                }
                job = temporary / f"{number}.json"
                _write_json(job, order)
                started.append(_start("-P", str(PARTS / "worker.py"), str(job), path=(code / "src",), home=temporary))
            codes = [process.wait() for process in started]
        finally:
            for process in started:
                process.kill()
                process.wait()
        if any(codes):
            raise SystemExit("a worker failed, see above")
        seconds = dict[str, float]()
        for found in temporary.glob("*.seconds"):
            seconds |= json.loads(found.read_text(encoding="utf-8"))
        return seconds


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _start(*arguments: str, path: Sequence[Path], home: Path) -> subprocess.Popen[bytes]:
    """Start Python in surroundings that are the same on every machine."""
    surroundings = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "80",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(map(str, path)),
    }
    return subprocess.Popen([sys.executable, "-X", "utf8", *arguments], env=surroundings, stdin=subprocess.DEVNULL)


def _make_inputs(tree: Path, inputs: Path, temporary: Path) -> None:
    """Put together what the runs read: examples and plans of the tree, and what is made of them."""
    ignored = shutil.ignore_patterns("*.py", "*.md", "__pycache__", ".git*")
    for name in ("examples", "targets"):
        shutil.copytree(tree / name, inputs / name, ignore=ignored)
    _make(inputs, temporary)
    results = temporary / "made"
    carry_out(runs_that_make_inputs(), tree / "src", inputs, results, 1)
    for folder in sorted(results.iterdir()):
        shutil.copytree(folder / "files" / "out", inputs / "made" / folder.name)
    _make(inputs, temporary)


def _make(inputs: Path, home: Path) -> None:
    made = _start(str(PARTS / "made.py"), str(inputs), path=(ROOT / "src", ROOT / "tests"), home=home)
    if made.wait():
        raise SystemExit("the inputs could not be made, see above")


def _chosen(runs: Sequence[Run], wish: argparse.Namespace) -> list[Run]:
    return [run for run in runs if fnmatch.fnmatchcase(run.name, f"{wish.only}*")][:: wish.every]


def _export(commit: str, tree: Path) -> None:
    """Unpack a commit of this repository."""
    packed = subprocess.run(["git", "-C", ROOT, "archive", commit], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(tree, filter="data")


def _copy(source: Path, target: Path, names: Sequence[str]) -> None:
    for name in names:
        shutil.copytree(source / name, target / name)


def _versions() -> dict[str, str]:
    """The versions of whatever has a say in the outputs."""
    found = {"Python": sys.version.partition(" ")[0]}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="khpcmd-net-") as folder:
        yield Path(folder).resolve()


if __name__ == "__main__":
    sys.exit(main())
