"""Reads a workbook by calamine as JSON lines; runs in a process of its own: the workbook on standard input.

It imports nothing of khpcmd, so that it starts quickly. calamine builds a sheet as one dense range, and aborts the
process where that is too large; in a process with a memory limit this is harmless.
Arguments: bytes of memory, seconds of processor time, cells, characters of output.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

Line = list[object]


def main(arguments: list[str]) -> None:
    memory, seconds, cells, size = (int(text) for text in arguments)
    _confine(memory, seconds)
    for line in lines_of(sys.stdin.buffer.read(), cells, size):
        sys.stdout.write(line + "\n")


def lines_of(data: bytes, cells: int, size: int) -> Iterator[str]:
    """The workbook line by line; the last line states how it ended."""
    try:
        last = ""
        for last in _bounded(_lines(data), cells, size):
            yield last
        if not last.startswith('["over"'):
            yield json.dumps(["end"])
    except GeneratorExit:
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of Rust is not an Exception
        yield json.dumps(["error", type(error).__name__, str(error)[:200]])


def _confine(memory: int, seconds: int) -> None:
    """No more memory and time than this, where the system knows such limits."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bounded(lines: Iterator[Line], cells: int, size: int) -> Iterator[str]:
    """The lines as text; if there are too many, the last one states so."""
    count = written = 0
    for line in lines:
        text = json.dumps(line)
        written += len(text)
        if isinstance(line[-1], list):
            count += len(line[-1])
        if count > cells or written > size:
            yield json.dumps(["over", "cells", count] if count > cells else ["over", "inflated", written])
            return
        yield text


def _lines(data: bytes) -> Iterator[Line]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    states = ((SheetVisibleEnum.Visible, "visible"), (SheetVisibleEnum.Hidden, "hidden"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        state = next((name for known, name in states if sheet.visible == known), "veryHidden")
        yield ["sheet", sheet.name, state]
        content = book.get_sheet_by_name(sheet.name)
        for first, last in content.merged_cell_ranges or ():
            yield ["merge", first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1]
        for number, row in enumerate(content.to_python(skip_empty_area=False), 1):
            cells = [
                [column, *_encoded(value)] for column, value in enumerate(row, 1) if value is not None and value != ""
            ]
            if cells:
                yield ["row", number, cells]


def _encoded(value: object) -> Line:
    """The kind of a value and what JSON can hold of it."""
    match value:
        case bool() | str():
            return ["", value]
        case float() if value.is_integer() and abs(value) < 1e15:
            return ["", int(value)]
        case int() | float():
            return ["", value]
        case datetime() | date() | time():
            return [type(value).__name__, value.isoformat()]
        case timedelta():
            return ["timedelta", value.total_seconds()]
        case _:
            return ["", str(value)]


if __name__ == "__main__":
    main(sys.argv[1:])
