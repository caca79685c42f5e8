"""What is counted: whole runs of khpcmd, and what one more form, row or output adds to one.

python tests/effort/works.py            the counts of today beside those that stand in counts.toml
python tests/effort/works.py --write    writes them; the commit says why they changed
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COUNTS = HERE / "counts.toml"
PACKAGES = "packages"
PLAIN = ("--format", "plain")
MOST = 0.03
"""By how much of itself a count may grow, or have fallen, before it has to be written anew."""


class Folder:
    """What the runs read, made when first asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def made(self, layout: str, units: int, fields: int) -> Path:
        """A plan of so many communes with so many figures, and their returns."""
        here = self.path / f"{layout}{units}"
        if not here.exists():
            making = (str(ROOT / "benchmarks" / "inputs.py"), str(here), str(units), str(fields), layout)
            subprocess.run([sys.executable, *making], check=True)
        return here

    def forms(self, units: int, *options: str) -> Rooms:
        here = self.made("forms", units, 20)
        return self.run("check", str(here / "forms"), "--plan", str(here / "plan.yaml"), *options)

    def rows(self, units: int, *options: str) -> Rooms:
        here = self.made("consolidated", units, 40)
        return self.run("check", str(here / "returns.xlsx"), "--plan", str(here / "plan.yaml"), *options)

    def own_forms(self, first: int) -> Rooms:
        """A check of the first forms that khpcmd makes for the districts of its plan, blank as they are sent out."""
        chosen = self._templates[:first]
        return self.run("check", *map(str, chosen), *PLAIN)

    @cached_property
    def _templates(self) -> list[Path]:
        here = self.path / "templates"
        making = ("-m", "khpcmd", "template", "--all", "-d", str(here), "--config", "none")
        subprocess.run([sys.executable, *making], check=True, capture_output=True)
        return sorted(here.glob("*.xlsx"))

    def example(self, *options: str) -> Rooms:
        return self.run("check", str(ROOT / "examples" / "returns_2023.xlsx"), *options)

    def written(self, suffix: str) -> Rooms:
        """What one more output of the example costs."""
        out = self.path / f"results{suffix}"
        return self.example(*PLAIN, "-o", str(out)) - self.plain

    @cached_property
    def plain(self) -> Rooms:
        return self.example(*PLAIN)

    def run(self, *arguments: str) -> Rooms:
        """The calls of one run, by room."""
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("KHPCMD", "COLUMNS"))}
        done = subprocess.run(
            [sys.executable, str(HERE / "counting.py"), *arguments],
            capture_output=True,
            check=True,
            text=True,
            encoding="utf-8",
            cwd=self.path,
            env=surroundings | {"PYTHONHASHSEED": "0"},
        )
        found = json.loads(done.stdout.rsplit("\n", 2)[-2])
        return Rooms(Counter(found["own"]) + Counter(found["beside"]), 1)


@dataclass(frozen=True)
class Rooms:
    """Calls by room, those of installed packages beside them; of several equal pieces of work together."""

    calls: Counter[str]
    pieces: int

    def __sub__(self, other: Rooms) -> Rooms:
        rooms = self.calls.keys() | other.calls.keys()
        return Rooms(Counter({room: self.calls[room] - other.calls[room] for room in rooms}), self.pieces)

    def of_each(self, pieces: int) -> dict[str, int]:
        """The calls of each room of khpcmd for one piece of work; rooms without a call are left out."""
        each = {room: round(count / pieces) for room, count in self.calls.items() if room != PACKAGES}
        return {room: each[room] for room in sorted(each) if each[room]}


WORKS: dict[str, Callable[[Folder], dict[str, int]]] = {
    "the example, plain": lambda at: at.plain.of_each(1),
    "one more form of 20 rows": lambda at: (at.forms(60, *PLAIN) - at.forms(30, *PLAIN)).of_each(30),
    "one more row of 40 figures": lambda at: (at.rows(200, *PLAIN) - at.rows(100, *PLAIN)).of_each(100),
    "one more row of 40 figures, as JSON": lambda at: (
        at.rows(200, "--format", "json") - at.rows(100, "--format", "json")
    ).of_each(100),
    "one more blank form that khpcmd made": lambda at: (at.own_forms(6) - at.own_forms(3)).of_each(3),
    "the example, one .json more": lambda at: at.written(".json").of_each(1),
    "the example, one .html more": lambda at: at.written(".html").of_each(1),
    "the example, one .xlsx more": lambda at: at.written(".xlsx").of_each(1),
    "the example, one .docx more": lambda at: at.written(".docx").of_each(1),
}


def recorded() -> dict[str, dict[str, int]]:
    with COUNTS.open("rb") as file:
        found: dict[str, dict[str, int]] = tomllib.load(file)["works"]
    return found


def measured_with() -> str:
    """The Python whose calls are counted: others make more or fewer of the same program."""
    with COUNTS.open("rb") as file:
        return str(tomllib.load(file)["python"])


def this_python() -> str:
    return ".".join(platform.python_version_tuple()[:2])


def difference(work: str, found: dict[str, int]) -> str:
    """What is to be said of a count that is no longer the one that was written down; nothing where it is."""
    before = recorded().get(work, {})
    was, now = sum(before.values()), sum(found.values())
    if abs(now - was) <= MOST * was:
        return ""
    changes = {room: found.get(room, 0) - before.get(room, 0) for room in found.keys() | before.keys()}
    moved = sorted((room for room in changes if changes[room] * (now - was) > 0), key=lambda room: -abs(changes[room]))
    rooms = [f"{room} {before.get(room, 0):,} -> {found.get(room, 0):,}" for room in moved[:3]]
    return f"{work}: {was:,} -> {now:,} calls ({(now / was - 1 if was else 1):+.1%}): {'; '.join(rooms)}"


def written(counts: dict[str, dict[str, int]]) -> Iterator[str]:
    yield "# Python calls by room of khpcmd, with those of the standard library that they led to.\n"
    yield "# Written by `python tests/effort/works.py --write`; the commit says why a count changed.\n"
    yield f'python = "{this_python()}"\n'
    for work, rooms in counts.items():
        yield f'\n[works."{work}"] # {sum(rooms.values()):,}\n'
        yield from (f"{room} = {count}\n" for room, count in rooms.items())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        at = Folder(Path(folder))
        counts = {work: count(at) for work, count in WORKS.items()}
    if "--write" in sys.argv[1:]:
        COUNTS.write_text("".join(written(counts)), encoding="utf-8")
    for work, rooms in counts.items():
        print(f"{sum(rooms.values()):>12,}  {work}")
        if told := difference(work, rooms):
            print(f"              {told}")


if __name__ == "__main__":
    main()
