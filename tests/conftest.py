"""What holds for every test, and what a usual run takes of them (``layers``)."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import khpcmd.annotate.run  # noqa: F401  # it takes the real check, before any test puts another in its place
import layers
import remembered
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan

# how long an example takes says how busy the machine is; what a thing may cost is held by tests that measure it
settings.register_profile("whole", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", settings.get_profile("whole"), max_examples=25, derandomize=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="everything, as .ci/run does")
    parser.addoption("--rest", action="store_true", help="with --whole: without what a usual run has done all the same")


def pytest_configure(config: pytest.Config) -> None:
    for name, said in layers.LAYERS.items():
        config.addinivalue_line("markers", f"{name}: {said}")
    config.addinivalue_line("markers", "crossing(few): a usual run draws a few of its cases")
    if config.getoption("--whole"):
        os.environ[layers.WHOLE] = "1"
    settings.load_profile("whole" if layers.whole() else "usual")
    remembered.remember()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """In a usual run what is marked as a whole is not even imported."""
    if layers.whole() or collection_path.suffix != ".py":
        return None
    marked = re.search(r"^pytestmark = pytest\.mark\.(\w+)$", collection_path.read_text(encoding="utf-8"), re.MULTILINE)
    return True if marked and marked[1] in layers.LAYERS else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if layers.whole():  # the longest of all first: at the end the other processes would wait for them
        items.sort(key=lambda item: item.get_closest_marker("e2e") is None)
        if not config.getoption("--rest"):
            return
    usual = usually(items)
    kept = [item for item in items if item not in usual or layers.differs(item)] if layers.whole() else [*usual]
    config.hook.pytest_deselected(items=sorted({*items} - {*kept}, key=lambda item: item.nodeid))
    items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def _clock() -> Iterator[None]:
    """A day on which every period of the tests is over: whether it has come is asked of that day, not of the clock."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("khpcmd.checking.run.today", lambda: date(2100, 1, 1))
        yield


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The plan that khpcmd ships with."""
    return load_plan(None).plan


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, where the command is typed."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def usually(items: list[pytest.Item]) -> dict[pytest.Item, None]:
    """What a usual run takes."""
    crossings = defaultdict[str, list[pytest.Item]](list)
    taken = list[pytest.Item]()
    for item in items:
        if any(item.get_closest_marker(layer) for layer in layers.LAYERS):
            continue
        taken.append(item)
        if item.get_closest_marker("crossing"):
            crossings[item.nodeid.partition("[")[0]].append(item)
    left = set[pytest.Item]()
    for name, cases in crossings.items():
        mark = cases[0].get_closest_marker("crossing")
        few = mark.args[0] if mark and mark.args else layers.FEW
        chosen = layers.drawn(name, len(cases), few)
        left |= {case for at, case in enumerate(cases) if at not in chosen}
    return {item: None for item in taken if item not in left}
