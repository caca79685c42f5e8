"""Addresses of cells with those joined that follow each other: "C12:C15, C18"."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.diagnostics.faults import row_and_column
from khpcmd.workbook.file.addresses import a1, letters, runs


def ranges(addresses: Iterable[str]) -> list[str]:
    """Addresses in their order, with runs joined: down the columns, along the rows or as blocks, what is shortest."""
    addresses = list(addresses)
    down = _runs(addresses, (1, 0))
    if len(down) <= 1:  # most often a whole column
        return down
    return min(down, _runs(addresses, (0, 1)), _blocks(addresses), key=len)


def _blocks(addresses: Iterable[str]) -> list[str]:
    """Addresses joined into rectangles: the same columns in rows that follow each other; ranges stand as they are."""
    rows: dict[int, set[int]] = {}
    whole = list[str]()
    for address in dict.fromkeys(addresses):
        row, column = (0, 0) if ":" in address else row_and_column(address)
        if row:
            rows.setdefault(row, set()).add(column)
        elif address:
            whole.append(address)
    alike: dict[tuple[int, int], set[int]] = {}
    for row, columns in rows.items():
        for span in runs(columns):
            alike.setdefault(span, set()).add(row)
    boxes = ((top, left, bottom, right) for (left, right), of in alike.items() for top, bottom in runs(of))
    return [_box(*box) for box in sorted(boxes)] + whole


def _box(top: int, left: int, bottom: int, right: int) -> str:
    first, last = a1(top, left), a1(bottom, right)
    return first if first == last else f"{first}:{last}"


def _runs(addresses: Iterable[str], step: tuple[int, int]) -> list[str]:
    """Addresses joined where each is a ``step`` (rows, columns) from the one before; ranges stand as they are."""
    runs: list[tuple[str, str]] = []
    first, row, column, expected = "", 0, 0, ""
    for address in dict.fromkeys(address for address in addresses if address):
        if address == expected:
            runs[-1] = first, address
        else:
            first = address
            runs.append((first, address))
            row, column = (0, 0) if ":" in address else row_and_column(address)
        row, column = row + step[0], column + step[1]
        expected = f"{letters(column)}{row}" if row > step[0] else ""
    return [first if first == last else f"{first}:{last}" for first, last in runs]
