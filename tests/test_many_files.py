"""Many files in one run: the work grows as their number does, and a file that was read leaves little behind."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

import khpcmd.workbook.read
from effort.calls import TWICE, calls
from khpcmd.checking import Request, check
from khpcmd.plan.load import load_plan
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.words.units import UnitNames
from worlds import count_field, plan

pytestmark = pytest.mark.effort

INPUTS = Path(__file__).parents[1] / "benchmarks" / "inputs.py"
FEW, MANY, MOST = 60, 120, 240
FIELDS = 12
COUNTED = {"kind": "count", "of": "venues"}
LARGER = 1.08
"""How much larger a process may be that reads four times as many files: 18 KiB for a return of 12 figures. If the grids
of the files were kept it would be 1.10."""
PEAK = """
import sys
from pathlib import Path
from hostile.worker import peak_memory
import khpcmd.workbook.read
from khpcmd.checking import Request, check

assert check(Request(paths=(Path(sys.argv[1]),), plan=Path(sys.argv[2]))).results
print(peak_memory())
"""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Request]:
    """A plan of so many communes, and the form of each."""
    folder = tmp_path_factory.mktemp("forms")

    def made(units: int) -> Request:
        here = folder / str(units)
        if not here.exists():
            subprocess.run([sys.executable, str(INPUTS), str(here), str(units), str(FIELDS), "forms"], check=True)
        return Request(paths=(here / "forms",), plan=here / "plan.yaml")

    return made


def test_twice_as_many_files_are_twice_the_work(forms: Callable[[int], Request]) -> None:
    few, many = forms(FEW), forms(MANY)
    check(few)  # what is imported and kept once is not counted
    report = check(many)
    assert [len(call.reported) for call in report.roll_call] == [MANY]
    assert calls(lambda: check(many)) <= TWICE * calls(lambda: check(few))


def test_to_find_whose_file_it_is_is_no_more_work_in_a_plan_of_many_units() -> None:
    def found(units: int) -> Callable[[], object]:
        names = UnitNames(plan({"venues": count_field()}, {"measure": COUNTED, "threshold": {"at_least": 1}}, units))

        def whose(year: int) -> object:
            return [names.in_file_name(f"bao cao district {n} nam {year}.xlsx") for n in range(1, 101)]

        whose(2022)  # what is made of all names once, and what is remembered of the name of a unit
        return lambda: whose(2023)

    assert calls(found(3_000)) <= 1.5 * calls(found(100))  # looking through all names it would be 30 times


def peak(request: Request) -> float:
    """The most memory, in MiB, that a process has which makes this check and nothing else."""
    command = [sys.executable, "-c", PEAK, *map(str, request.paths), str(request.plan)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent)
    return float(done.stdout)


def test_the_memory_of_a_run_grows_only_by_what_the_returns_say(forms: Callable[[int], Request]) -> None:
    assert peak(forms(MOST)) <= LARGER * peak(forms(FEW))


def test_a_file_that_was_read_leaves_nothing_for_the_garbage_collector(forms: Callable[[int], Request]) -> None:
    request = forms(FEW)
    loaded = load_plan(request.plan).plan
    files = sorted(request.paths[0].iterdir())
    read_workbook(files[0], loaded, name="first")
    gc.collect()
    gc.disable()
    try:
        readings = [read_workbook(path, loaded, name=path.name) for path in files]
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert all(reading.returns for reading in readings)


def test_a_file_is_not_given_the_room_of_the_largest_that_is_allowed(forms: Callable[[int], Request]) -> None:
    request = forms(FEW)
    loaded, path = load_plan(request.plan).plan, min(request.paths[0].iterdir())
    read_workbook(path, loaded, name="first")
    tracemalloc.start()
    read_workbook(path, loaded, name="again")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_nothing_is_kept_prepared_of_a_plan_that_nobody_else_has(forms: Callable[[int], Request]) -> None:
    request = forms(FEW)
    loaded = load_plan(request.plan)
    khpcmd.workbook.read._prepared.clear()
    assert check(request).results
    assert not khpcmd.workbook.read._prepared
    assert check(request._replace(loaded=loaded)).results
    assert any(names.plan is loaded.plan for names in khpcmd.workbook.read._prepared)
