"""Times khpcmd beside its peers on one machine in one run, and prints a Markdown page of ratios.

    python benchmarks/run.py [--quick] [--rounds N] [--only WORD] [--peers PYTHON] [-o docs/performance.md]

Run it with the Python that khpcmd is installed in. ``--peers`` is a Python that has pandas, openpyxl, polars,
fastexcel, frictionless and python-calamine; whatever is lacking is skipped. Only ratios carry over to another machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import pty
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
HERE = Path(__file__).resolve().parent
NOTHING = "pass"
MEMORY, SECONDS = "MiB", "seconds"
KHPCMD = (sys.executable, "-m", "khpcmd")
JUDGED = (0, 1, 3)
"""The exit codes of a check that judged what it was given; every other program has to end with 0."""
COLUMNS = "120"
"""The width of the terminal that tables are drawn on."""
QUICK = 20
"""By how much fewer units a quick run has."""
SURROUNDINGS = {
    name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "NO_COLOR")
}
SURROUNDINGS |= {"TERM": "xterm-256color", "COLUMNS": COLUMNS}
"""What programs are started with: all of them have their modules compiled by the uncounted first round."""


@dataclass(frozen=True, slots=True)
class Show:
    """A way of showing the results: the options that ask for it, and whether it is drawn on a terminal."""

    options: tuple[str, ...]
    on_terminal: bool = False


PLAIN, TABLE, JSON, HTML, FILES = "khpcmd, plain", "khpcmd, table", "khpcmd, json", "khpcmd, html", "khpcmd, all files"
SHOWS = {
    PLAIN: Show(("--format", "plain")),
    TABLE: Show((), on_terminal=True),
    JSON: Show(("--format", "json")),
    HTML: Show(("--format", "html")),
    FILES: Show(("-o", "results.json", "-o", "results.html", "-o", "results.xlsx", "-o", "results.docx")),
}
"""What people run. All files: json, html, xlsx and docx in one run, which also prints the plain results."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is aimed at: ``program`` costs at most so many times what ``peer`` costs, or so many SECONDS or MiB."""

    program: str
    peer: str
    at_most: float

    def told(self, costs: dict[str, Cost]) -> str:
        """The goal, what was measured, and whether that reaches it."""
        own, peer = costs.get(self.program), costs.get(self.peer)
        if own is None or (peer is None and self.peer not in (MEMORY, SECONDS)):
            return f"- {self.words}: not measured"
        found = own.mib if self.peer == MEMORY else own.seconds / (peer.seconds if peer else 1)
        return f"- {self.words}: {found:.2f}, {'met' if found <= self.at_most else 'missed'}"

    @property
    def words(self) -> str:
        unit = self.peer if self.peer in (MEMORY, SECONDS) else f"× {self.peer}"
        return f"{self.program} ≤ {self.at_most:.3g} {unit}"


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to be done: its input, the ways of showing the results, and the peers that do the same."""

    title: str
    units: int
    fields: int
    layout: str
    shows: tuple[str, ...] = (PLAIN,)
    peers: tuple[str, ...] = ()
    rounds: int = 5
    goals: tuple[Goal, ...] = ()


ONE_BOOK = ("pandas_openpyxl", "polars_fastexcel", "calamine_values", "frictionless_rows")
MANY_BOOKS = ("polars_fastexcel", "calamine_values", "openpyxl_loop", "frictionless_rows")
SMALL_GOALS = (
    Goal(PLAIN, NOTHING, 23),
    Goal(TABLE, NOTHING, 27),
    Goal(PLAIN, MEMORY, 48),
    Goal(PLAIN, "pandas_openpyxl", 0.55),
    Goal(PLAIN, "frictionless_rows", 0.45),
    Goal(FILES, PLAIN, 3),
)
FORMS_GOALS = (
    Goal(PLAIN, "openpyxl_loop", 0.9),
    Goal(PLAIN, "frictionless_rows", 0.25),
    Goal(PLAIN, MEMORY, 64),
    Goal(JSON, PLAIN, 1.4),
    Goal(JSON, MEMORY, 110),
)
LARGE_GOALS = (
    Goal(PLAIN, "pandas_openpyxl", 1.1),
    Goal(PLAIN, MEMORY, 130),
    Goal(JSON, PLAIN, 2.5),
    Goal(JSON, MEMORY, 250),
    Goal(HTML, PLAIN, 2),
)
WRONG_GOALS = tuple(Goal(show, *limit) for show in (PLAIN, JSON) for limit in ((SECONDS, 10), (MEMORY, 300)))


@dataclass(frozen=True, slots=True)
class Growth:
    """How many times as much ``many`` units (or files) may take as ``few``, of memory or of time."""

    few: int
    many: int
    at_most: float
    said: str
    memory: bool = False


GROWTH = (
    Growth(12, 235, 1.25, "235 units in one workbook take at most 1.25 times the time of 12"),
    Growth(
        1_500,
        3_321,
        2.2 * 3_321 / 3_000,
        "3,321 forms take at most 2.4 times the time of 1,500 (2.2 for twice as many)",
    ),
    Growth(300, 3_321, 1.5, "3,321 forms have at most 1.5 times the peak of 300", memory=True),
)
"""Of the plain output."""
EXAMPLES = HERE.parent / "examples"


@dataclass(frozen=True, slots=True)
class Command:
    """A command by itself, and how many times ``pass`` it may cost."""

    options: tuple[str, ...]
    at_most: float
    on_terminal: bool = False


EXAMPLE = ("check", str(EXAMPLES / "returns_2023.xlsx"))
COMMANDS = {
    "khpcmd --version": Command(("--version",), 3),
    "khpcmd --help": Command(("--help",), 8),
    "khpcmd check, the example of 12 districts": Command(EXAMPLE, 29),
    "khpcmd check, the same as a table on a terminal": Command(EXAMPLE, 33, on_terminal=True),
    "khpcmd template, of 12 districts": Command(
        ("template", "--consolidated", "district", "--force", "-o", "template.xlsx"), 30
    ),
    "khpcmd annotate, one return": Command(
        ("annotate", str(EXAMPLES / "faulty" / "wrong_period.xlsx"), "-d", "marked"), 30
    ),
}
WORKS = (
    Work("12 units × 40 figures, one workbook", 12, 40, "consolidated", tuple(SHOWS), ONE_BOOK, 9, SMALL_GOALS),
    Work("235 units × 40 figures, one workbook", 235, 40, "consolidated", tuple(SHOWS), ONE_BOOK, 9),
    Work("300 form workbooks", 300, 20, "forms"),
    Work("705 form workbooks", 705, 20, "forms", tuple(SHOWS), MANY_BOOKS, goals=FORMS_GOALS),
    Work("1,500 form workbooks", 1_500, 20, "forms", rounds=3),
    Work("3,321 form workbooks", 3_321, 20, "forms", rounds=3),
    Work("10,600 units × 40 figures, one workbook", 10_600, 40, "consolidated", tuple(SHOWS), ONE_BOOK, 3, LARGE_GOALS),
    Work("5,000 units × 40 cells, a fault in each", 5_000, 40, "wrong", (PLAIN, JSON, HTML), (), 3, WRONG_GOALS),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds (user and system) and peak resident MiB of one process and its children."""

    seconds: float
    mib: float


@dataclass(frozen=True, slots=True)
class Program:
    """What is run, whether its standard output is a terminal (else it goes nowhere), and how it may end."""

    command: Sequence[str]
    on_terminal: bool = False
    ends: tuple[int, ...] = (0,)


def run(program: Program) -> Cost | None:
    """Runs a program in silence; None where it failed. Stays small itself: a child's peak begins with its parent's."""
    seen, drawn = pty.openpty() if program.on_terminal else (-1, os.open(os.devnull, os.O_WRONLY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    files = [(os.POSIX_SPAWN_DUP2, drawn, 1), (os.POSIX_SPAWN_DUP2, nowhere, 2)]
    pid = os.posix_spawnp(program.command[0], list(program.command), SURROUNDINGS, file_actions=files)
    os.close(drawn)
    os.close(nowhere)
    if program.on_terminal:
        with suppress(OSError):  # how Linux says that nobody draws any more
            while os.read(seen, 65_536):
                pass
        os.close(seen)
    _, status, used = os.wait4(pid, 0)
    ended = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / MIB) if ended in program.ends else None


def medians(programs: dict[str, Program], rounds: int) -> dict[str, Cost]:
    """The median cost of each program, all of them run in turn in each round; those that fail are left out.

    The first round is not counted: modules are compiled in it, and files come into memory.
    """
    costs: dict[str, list[Cost]] = {}
    failed = set[str]()
    for counted in [False, *[True] * rounds]:
        for name, program in programs.items():
            cost = None if name in failed else run(program)
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
            if PLAIN in costs:
                own[work.units] = costs[PLAIN]
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
    nothing = Program([sys.executable, "-c", "pass"])
    own = {name: Program([*KHPCMD, *one.options], one.on_terminal, JUDGED) for name, one in COMMANDS.items()}
    with chdir(folder):
        costs = medians({NOTHING: nothing, **own}, asked.rounds or (1 if asked.quick else 9))
    lines = ["| command | CPU s | × pass | goal | peak MiB |", "|---|---|---|---|---|"]
    for name, one in COMMANDS.items():
        if name in costs:
            times = costs[name].seconds / costs[NOTHING].seconds
            said = f"≤ {one.at_most}, {'met' if times <= one.at_most else 'missed'}"
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
    check = [*KHPCMD, "check", str(where), "--plan", str(here / "plan.yaml")]
    programs = {NOTHING: Program([sys.executable, "-c", "pass"])}
    for name in work.shows:
        programs[name] = Program([*check, *SHOWS[name].options], SHOWS[name].on_terminal, JUDGED)
    for peer in work.peers:
        programs[peer] = Program([asked.peers, str(HERE / "peers" / f"{peer}.py"), str(where)])
    with chdir(here):
        costs = medians(programs, asked.rounds or (1 if asked.quick else work.rounds))
    title = f"{work.title} ({units} in this quick run)" if asked.quick else work.title
    goals = ["", *(goal.told(costs) for goal in work.goals)] if work.goals else []
    return "\n".join([f"\n## {title}\n", *_table(programs, costs), *goals]), costs


def _table(programs: dict[str, Program], costs: dict[str, Cost]) -> Iterator[str]:
    yield "| program | CPU s | × pass | plain is × it | peak MiB |"
    yield "|---|---|---|---|---|"
    own, nothing = costs.get(PLAIN), costs[NOTHING]
    for name in programs:
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
    yield "Standard output goes nowhere, for a table to a terminal; all files: json, html, xlsx and docx in one run."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "an unnamed processor"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a processor")


if __name__ == "__main__":
    main()
