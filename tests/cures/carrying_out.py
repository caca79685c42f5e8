"""Carries out the cures of a faulty return, one entry after the other, and says what came of each.

python -m tests.cures.carrying_out            the whole corpus: how many entries are gone, and those that are not
python -m tests.cures.carrying_out S304 K6    the returns whose lines have these words, each entry
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cures.corpus import PERIODS, Fault, Made, faults, loaded, own_of, records_of, template
from cures.officer import CURES, Officer
from khpcmd.cli import main as khpcmd

RESULTS = "_results.json"
ASKS_NOTHING = frozenset({"N904", "N940", "N901"})
"""Notes that stand beside every check of a part."""
MOST = 60
"""So many entries of one return are carried out at most."""


class Came(StrEnum):
    """What came of a cure."""

    GONE = "gone"
    STAYS = "stays"
    OTHER = "another one came"
    NOTHING = "nothing was to be done"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An entry, what came of its cure, and the entries that came instead."""

    code: str
    severity: str
    came: Came
    others: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """Whether the cure did what it promises, or asks for nothing."""
        return self.came is Came.GONE or (self.came is Came.NOTHING and self.severity != "error")

    def __str__(self) -> str:
        return " ".join((self.code, self.came, *self.others))


def told(made: Made) -> list[Mapping[str, Any]]:
    """The entries of the JSON of a check."""
    results = made.folder / RESULTS
    results.unlink(missing_ok=True)
    with contextlib.chdir(made.folder), contextlib.redirect_stdout(io.StringIO()):
        khpcmd(["check", *made.files, *made.options, "-q", "-o", RESULTS])
    found: list[Mapping[str, Any]] = json.loads(results.read_text("utf-8"))["diagnostics"]
    return [one for one in found if one["code"] not in ASKS_NOTHING]


def codes_of(fault: Fault, folder: Path) -> set[str]:
    """What is told of a return of the corpus."""
    return {one["code"] for one in told(fault.write(folder))}


def identity(entry: Mapping[str, Any]) -> str:
    """What makes an entry the same one, though its rows were moved."""
    params = {name: value for name, value in entry["params"].items() if name not in ("other", "newest")}
    return f"{entry['code']} {entry['unit']} {params}"


def carried_out(fault: Fault, folder: Path) -> Iterator[Outcome]:
    """What comes of each entry of a return in turn; those that went with an earlier one are not carried out."""
    made, base = fault.write(folder), fault.base
    officer = Officer(folder, loaded(base).plan, PERIODS.get(base, "year"), records_of(base), own_of(base),
                      partial(template, own_of(base)), made.files, made.options)  # fmt: skip
    done, now = set[str](), told(made)
    while todo := [one for one in now if identity(one) not in done and one["code"] in CURES][:MOST]:
        entry = todo[0]
        done.add(identity(entry))
        before = Counter(map(identity, now))
        if not officer.carry_out(entry):
            yield Outcome(entry["code"], entry["severity"], Came.NOTHING)
            continue
        now = told(made)
        others = [one for one in now if identity(one) not in before and one["severity"] != "note"]
        stays = Counter(map(identity, now))[identity(entry)] >= before[identity(entry)]
        came = Came.STAYS if stays else Came.OTHER if others else Came.GONE
        yield Outcome(entry["code"], entry["severity"], came, tuple(f"{one['code']} {one['cell']}" for one in others))
    for entry in now:
        if entry["code"] not in CURES and entry["severity"] == "error":
            yield Outcome(entry["code"], entry["severity"], Came.STAYS)


def main(wanted: list[str]) -> None:
    count = Counter[str]()
    for fault in faults():
        if wanted and not any(word in str(fault) for word in wanted):
            continue
        with TemporaryDirectory() as folder:
            outcomes = list(carried_out(fault, Path(folder)))
        count.update("as it should" if one.works else "not" for one in outcomes)
        count.update(one.came for one in outcomes)
        if wanted or not all(one.works for one in outcomes):
            sys.stdout.write(f"{fault}\n    {'; '.join(map(str, outcomes))}\n")
    sys.stdout.write(f"{dict(count)}\n")


if __name__ == "__main__":
    os.environ.setdefault("KHPCMD_LANG", "vi")
    main(sys.argv[1:])
