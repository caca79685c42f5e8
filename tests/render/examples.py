"""The examples, each judged once for all tests of one process: none of them changes a report."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from zipfile import ZipFile

from khpcmd.checking import Request, check
from khpcmd.render.formats import Format
from khpcmd.report import Report
from places import ROOT

FIGURES_ALONE = (Format.LONG_CSV, Format.LONG_XLSX)
"""The formats that have figures, and nothing that is said of them."""
YEAR_ENDS = date(2023, 12, 15)


@cache
def judged(*names: str, plan: str = "plan_2023", day: date = YEAR_ENDS, period: str = "") -> Report:
    """What a check of files or folders of ``examples`` comes to."""
    paths = tuple(ROOT / "examples" / name for name in names)
    return check(Request(paths, ROOT / "targets" / f"{plan}.yaml", period, as_of=day))


def text_of(written: bytes) -> str:
    """A text as it stands; of a workbook or a draft the text of all parts, with their tags."""
    if written[:2] != b"PK":
        return written.decode()
    with ZipFile(BytesIO(written)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
