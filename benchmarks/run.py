"""Times khpcmd beside its peers on one machine in one run, and prints a Markdown page of ratios.

    python benchmarks/run.py [--quick] [--rounds N] [--only WORD] [--peers PYTHON] [-o docs/performance.md]

Run it with the Python that khpcmd is installed in. ``--peers`` is a Python that has pandas, openpyxl, polars,
fastexcel, frictionless and python-calamine; whatever is lacking is skipped. Only ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
HERE = Path(__file__).resolve().parent
NOTHING = "pass"
MEMORY = "MiB"
KHPCMD = "khpcmd check"
QUICK = 20
"""By how much fewer units a quick run has."""
SURROUNDINGS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""What programs are started with: all of them have their modules compiled by the uncounted first round."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is aimed at: khpcmd costs at most so many times what ``peer`` costs, or has at most so many MiB ("MiB")."""

    peer: str
    at_most: float

    def told(self, costs: dict[str, Cost]) -> str:
        """The goal, what was measured, and whether that reaches it."""
        own, peer = costs.get(KHPCMD), costs.get(self.peer)
        if own is None or (peer is None and self.peer != MEMORY):
            return f"- {self.words}: not measured"
        found = own.mib if peer is None else own.seconds / peer.seconds
        return f"- {self.words}: {found:.2f}, {'met' if found <= self.at_most else 'missed'}"

    @property
    def words(self) -> str:
        return f"≤ {self.at_most:.3g} {'MiB' if self.peer == MEMORY else f'× {self.peer}'}"


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to be done: its input, the peers that do the same."""

    title: str
    units: int
    fields: int
    layout: str
    peers: tuple[str, ...] = ()
    rounds: int = 5
    goals: tuple[Goal, ...] = ()


ONE_BOOK = ("pandas_openpyxl", "polars_fastexcel", "calamine_values", "frictionless_rows")
MANY_BOOKS = ("polars_fastexcel", "calamine_values", "openpyxl_loop", "frictionless_rows")
SMALL_GOALS = (
    Goal(NOTHING, 20),
    Goal("pandas_openpyxl", 0.5),
    Goal("frictionless_rows", 0.5),
    Goal("polars_fastexcel", 0.75),
    Goal(MEMORY, 42),
)
FORMS_GOALS = (
    Goal(NOTHING, 60),
    Goal("calamine_values", 3),
    Goal("openpyxl_loop", 1 / 6),
    Goal("frictionless_rows", 1 / 15),
    Goal(MEMORY, 50),
)
LARGE_GOALS = (Goal("polars_fastexcel", 1.5), Goal(MEMORY, 100))


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times as much ``many`` units (or files) may take as ``few``, of memory or of time."""

    few: int
    many: int
    at_most: float
    said: str
    memory: bool = False


GROWTH = (
    Growth(12, 235, 1.2, "235 units in one workbook take at most 1.2 times the time of 12"),
    Growth(
        1_500,
        3_321,
        2.2 * 3_321 / 3_000,
        "3,321 forms take at most 2.4 times the time of 1,500 (2.2 for twice as many)",
    ),
    Growth(300, 3_321, 1.3, "3,321 forms have at most 1.3 times the peak of 300", memory=True),
)
EXAMPLES = HERE.parent / "examples"
COMMANDS = {
    "khpcmd --version": (("--version",), 7),
    "khpcmd --help": (("--help",), 14),
    "khpcmd check, the example of 12 districts": (("check", str(EXAMPLES / "returns_2023.xlsx")), 20),
    "khpcmd check, the same as a table for a terminal": (
        ("check", str(EXAMPLES / "returns_2023.xlsx"), "--format", "table", "--color", "always"),
        23,
    ),
    "khpcmd template, of 12 districts": (
        ("template", "--consolidated", "district", "--force", "-o", "template.xlsx"),
        30,
    ),
    "khpcmd annotate, one return": (("annotate", str(EXAMPLES / "faulty" / "wrong_period.xlsx"), "-d", "marked"), 30),
}
"""Commands by themselves, and how many times ``pass`` each may cost."""
WORKS = (
    Work("12 units × 40 figures, one workbook", 12, 40, "consolidated", ONE_BOOK, 9, SMALL_GOALS),
    Work("235 units × 40 figures, one workbook", 235, 40, "consolidated", ONE_BOOK, 9),
    Work("300 form workbooks", 300, 20, "forms"),
    Work("705 form workbooks", 705, 20, "forms", MANY_BOOKS, goals=FORMS_GOALS),
    Work("1,500 form workbooks", 1_500, 20, "forms", rounds=3),
    Work("3,321 form workbooks", 3_321, 20, "forms", rounds=3),
    Work("10,600 units × 40 figures, one workbook", 10_600, 40, "consolidated", ONE_BOOK, 3, LARGE_GOALS),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system) and peak resident MiB of one process and its children."""

    seconds: float
    mib: float


def run(command: Sequence[str]) -> Cost | None:
    """Runs a command in silence; None where it failed. Stays small itself: a child's peak begins with its parent's."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # a device, not a path of ours
        files = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2)]
        pid = os.posix_spawnp(command[0], list(command), SURROUNDINGS, file_actions=files)
        _, status, used = os.wait4(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / MIB) if ended in (0, 1) else None


def medians(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """The median cost of each command, all of them run in turn in each round; those that fail are left out.

    The first round is not counted: modules are compiled in it, and files come into memory.
    """
    costs: dict[str, list[Cost]] = {}
    failed = set[str]()
    for counted in [False, *[True] * rounds]:
        for name, command in commands.items():
            cost = None if name in failed else run(command)
            if cost is None:
                failed.add(name)
            elif counted:
                costs.setdefault(name, []).append(cost)
    return {
        name: Cost(statistics.median(one.seconds for one in found), max(one.mib for one in found))
        for name, found in costs.items()
        if name not in failed
    }


def main() -> None:
    asked = _asked()
    works = [work for work in WORKS if asked.only in work.title]
    with tempfile.TemporaryDirectory() as folder:
        sections = [] if asked.only else [_commands(Path(folder), asked)]
        own = dict[int, Cost]()
        for work in works:
            section, costs = _section(work, Path(folder), asked)
            sections.append(section)
            if KHPCMD in costs:
                own[work.units] = costs[KHPCMD]
    page = "\n".join([*_head(asked.rounds), *sections, *_growth(own)])
    if asked.output is None:
        print(page)
    else:
        asked.output.write_text(page + "\n", encoding="utf-8")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"a {QUICK}th of the units, one round")
    parser.add_argument(
        "--rounds", type=int, default=0, metavar="N", help="how often each is run, instead of 3 to 9 times"
    )
    parser.add_argument("--only", default="", metavar="WORD", help="only the works whose title has this word")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="the Python that runs the peers")
    parser.add_argument("-o", "--output", type=Path, help="the page, instead of standard output")
    return parser.parse_args()


def _commands(folder: Path, asked: argparse.Namespace) -> str:
    """Commands by themselves, in a folder of their own."""
    nothing = [sys.executable, "-c", "pass"]
    own = {name: [sys.executable, "-m", "khpcmd", *options] for name, (options, _) in COMMANDS.items()}
    before = Path.cwd()
    os.chdir(folder)
    try:
        costs = medians({NOTHING: nothing, **own}, asked.rounds or (1 if asked.quick else 9))
    finally:
        os.chdir(before)
    lines = ["| command | CPU s | × pass | goal | peak MiB |", "|---|---|---|---|---|"]
    for name, (_, goal) in COMMANDS.items():
        if name in costs:
            times = costs[name].seconds / costs[NOTHING].seconds
            said = f"≤ {goal}, {'met' if times <= goal else 'missed'}"
            lines.append(f"| {name} | {costs[name].seconds:.3f} | {times:.1f} | {said} | {costs[name].mib:.0f} |")
    return "\n".join(["\n## Commands by themselves\n", *lines])


def _growth(own: dict[int, Cost]) -> Iterator[str]:
    """How time and memory grow with the number of units and of files."""
    lines = list[str]()
    for growth in GROWTH:
        if growth.few in own and growth.many in own:
            few, many = own[growth.few], own[growth.many]
            times = many.mib / few.mib if growth.memory else many.seconds / few.seconds
            lines.append(f"- {growth.said}: {times:.2f}, {'met' if times <= growth.at_most else 'missed'}")
    if lines:
        yield "\n## Growth\n"
        yield from lines


def _section(work: Work, folder: Path, asked: argparse.Namespace) -> tuple[str, dict[str, Cost]]:
    units = max(work.units // QUICK, 12) if asked.quick else work.units
    here = folder / work.title.split(",", maxsplit=1)[0].replace(" ", "_")
    making = [sys.executable, str(HERE / "inputs.py"), str(here), str(units), str(work.fields), work.layout]
    subprocess.run(making, check=True)
    where = here / ("forms" if work.layout == "forms" else "returns.xlsx")
    check = [sys.executable, "-m", "khpcmd", "check", str(where), "--plan", str(here / "plan.yaml"), "-q"]
    commands: dict[str, Sequence[str]] = {NOTHING: [sys.executable, "-c", "pass"], KHPCMD: check}
    for peer in work.peers:
        commands[peer] = [asked.peers, str(HERE / "peers" / f"{peer}.py"), str(where)]
    costs = medians(commands, asked.rounds or (1 if asked.quick else work.rounds))
    title = f"{work.title} ({units} in this quick run)" if asked.quick else work.title
    goals = ["", *(goal.told(costs) for goal in work.goals)] if work.goals else []
    return "\n".join([f"\n## {title}\n", *_table(commands, costs), *goals]), costs


def _table(commands: dict[str, Sequence[str]], costs: dict[str, Cost]) -> Iterator[str]:
    yield "| program | CPU s | × pass | khpcmd is × it | peak MiB |"
    yield "|---|---|---|---|---|"
    own, nothing = costs.get(KHPCMD), costs[NOTHING]
    for name in commands:
        cost = costs.get(name)
        if cost is None:
            yield f"| {name} | skipped: not installed, or failed | | | |"
        else:
            ratio = f"{own.seconds / cost.seconds:.2f}" if own else ""
            yield f"| {name} | {cost.seconds:.3f} | {cost.seconds / nothing.seconds:.1f} | {ratio} | {cost.mib:.0f} |"


def _head(rounds: int) -> Iterator[str]:
    version = subprocess.run([sys.executable, "-m", "khpcmd", "--version"], check=True, capture_output=True, text=True)
    day = datetime.now(UTC).date()
    yield "# Performance\n\n<!-- python benchmarks/run.py -o docs/performance.md -->\n"
    yield f"Measured on {day} with {version.stdout.strip()}: {platform.system()} {platform.machine()}, {_processor()},"
    yield f"{os.cpu_count()} cores, Python {platform.python_version()}. CPU seconds (user and system) of whole"
    often = f"{rounds} of each" if rounds else "3 to 9 of each"
    yield f"processes, medians ({often}); `pass` is the same interpreter doing nothing. Only ratios carry over."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "an unnamed processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a processor")


if __name__ == "__main__":
    main()
