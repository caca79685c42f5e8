"""A process of the tests loads each shipped plan once and reads each workbook once.

Most checks of the tests are of the same few examples. What a plan or a workbook says depends on its content alone, so
what was found is given again for the same bytes, name and plan; what is no plain file is read each time. With
``KHPCMD_ANEW=1`` nothing is remembered: so ``.ci/run`` takes the rooms that check whole files, on Python
3.12.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from khpcmd.inputs import gather
from khpcmd.plan import load
from khpcmd.plan.load import Examined
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import Reading, read_workbook

SHIPPED = Path(__file__).resolve().parents[1] / "targets"
MOST = 400
"""How many readings are kept."""

_examine_file = load.examine_file
_plans = dict[tuple[str, str], Examined]()
_readings = dict[object, tuple[Plan, Reading]]()


def examined_once(path: Path, file: str) -> Examined:
    if path.parent != SHIPPED or not path.is_file():
        return _examine_file(path, file)
    key = (str(path), file)
    if key not in _plans:
        _plans[key] = _examine_file(path, file)
    return _plans[key]


def read_once(path: Path | str, plan: Plan, **how: Any) -> Reading:
    content = _content(Path(path))
    if content is None or how.get("taught") is not None:
        return read_workbook(path, plan, **how)
    key = (sha256(content).digest(), id(plan), *sorted((name, repr(value)) for name, value in how.items()))
    if key not in _readings or _readings[key][0] is not plan:
        if len(_readings) >= MOST:
            _readings.clear()
        _readings[key] = plan, read_workbook(path, plan, **how)
    return _readings[key][1]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def remember() -> None:
    """From now on, in this process, unless KHPCMD_ANEW says otherwise."""
    if os.environ.get("KHPCMD_ANEW") != "1":
        load.examine_file = examined_once
        gather.read_workbook = read_once  # type: ignore[attr-defined]  # it is the reader's, imported there
