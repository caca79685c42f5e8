"""Marked copies made through the front door, and what stands in them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.cli import main
from places import EXAMPLES

FAULTY = sorted((EXAMPLES / "faulty").glob("*.xlsx"))
RETURN = EXAMPLES / "returns_2023.xlsx"
DISTRICTS = "Tổng hợp huyện"
RESULTS = "Check results"
DAY = ("--as-of", "2023-12-20", "--lang", "en")


def annotate(folder: Path, *paths: Path, more: tuple[str, ...] = ()) -> int:
    """The exit code of the command, which copies all files into the folder, whatever is there."""
    return main(["annotate", *map(str, paths), "-d", str(folder), *DAY, "--all", "--force", *more])


def marked(path: Path, folder: Path) -> Path:
    """The marked copy of a file."""
    annotate(folder, path)
    return folder / path.name


def book(path: Path) -> Workbook:
    """The workbook, to be changed."""
    return openpyxl.load_workbook(path, rich_text=True)


def written(path: Path) -> Workbook:
    """The workbook, to be looked at and not changed: it is loaded once, until the file is another one."""
    about = path.stat()
    return _loaded(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=4)
def _loaded(path: Path, *_: int) -> Workbook:
    return book(path)


def cell(path: Path, address: str, sheet: str = DISTRICTS) -> Cell:
    found = written(path)[sheet][address]
    assert isinstance(found, Cell)
    return found


def results(path: Path) -> Worksheet:
    found = written(path).worksheets[0]
    assert found.title.startswith(RESULTS)
    return found


def texts(path: Path) -> list[str]:
    """Everything that stands on the sheet of results, its hidden columns left out."""
    return [str(one.value) for row in results(path).iter_rows(max_col=6) for one in row if one.value is not None]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(path: Path, target: Path, changed: dict[str, bytes]) -> Path:
    """A workbook with some of its parts changed or added."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts(path), **changed}.items():
            archive.writestr(name, part)
    return target


def comments(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Sheet, address, author and text of all comments."""
    for sheet in written(path).worksheets:
        for row in sheet.iter_rows():
            for one in row:
                if one.comment is not None:
                    yield sheet.title, one.coordinate, one.comment.author or "", one.comment.text
