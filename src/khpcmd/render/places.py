"""Cells as places a reader can go to: neighbours joined into ranges, told file by file and sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.diagnostics import Location
from khpcmd.faults import row_and_column
from khpcmd.i18n import Messages
from khpcmd.returns import Cell
from khpcmd.workbook.places import letters

SHOWN = 12
"""How many places are listed before the rest is counted."""


def places(cells: Iterable[Cell], messages: Messages, most: int = SHOWN) -> str:
    """``returns.xlsx › Tổng hợp!D7:D18, F7``; "" where no cell has a place, and after ``most`` sheets a number."""
    found: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.at is not None:
            found.setdefault((cell.at.file, cell.at.sheet), []).append(cell.at.cell)
    texts = [_sheet(file, sheet, addresses, messages) for (file, sheet), addresses in found.items()]
    rest = len(texts) - most
    shown = "; ".join(texts[:most])
    return f"{shown}; {messages.count('more_cells', rest)}" if rest > 0 else shown


def _sheet(file: str, sheet: str, addresses: list[str], messages: Messages) -> str:
    where = f"{file} › {sheet}" if sheet else file
    found = messages.joined(ranges(addresses))
    return f"{where}!{found}" if found else where


def place(places: Iterable[Location], messages: Messages) -> str:
    """Cells of one sheet as one place, ``returns.xlsx › Tổng hợp!C12:C15, C18``; any other place as it stands."""
    places = list(places)
    first = places[0]
    found = ranges(at.cell for at in places)
    if not (first.sheet and found):
        return str(first)
    rest = len(found) - SHOWN
    shown = messages.joined(found[:SHOWN]) + (f" {messages.count('more_cells', rest)}" if rest > 0 else "")
    return f"{first.file} › {first.sheet}!{shown}"


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
    open_: dict[tuple[int, int], list[int]] = {}
    boxes = list[tuple[int, int, int, int]]()
    for row in sorted(rows):
        for span in _spans(rows[row]):
            known = open_.get(span)
            if known and known[1] == row - 1:
                known[1] = row
            else:
                if known:
                    boxes.append((known[0], span[0], known[1], span[1]))
                open_[span] = [row, row]
    boxes += [(first, left, last, right) for (left, right), (first, last) in open_.items()]
    return [_box(*box) for box in sorted(boxes)] + whole


def _spans(columns: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of columns."""
    found = list[tuple[int, int]]()
    for column in sorted(columns):
        if found and found[-1][1] == column - 1:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    return found


def _box(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{letters(left)}{top}", f"{letters(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


def _runs(addresses: Iterable[str], step: tuple[int, int]) -> list[str]:
    """Addresses joined where each is a ``step`` (rows, columns) from the one before; ranges stand as they are."""
    runs: list[list[str]] = []
    expected = (0, 0)
    for address in dict.fromkeys(address for address in addresses if address):
        row, column = (0, 0) if ":" in address else row_and_column(address)
        if row and (row, column) == expected:
            runs[-1].append(address)
        else:
            runs.append([address])
        expected = (row + step[0], column + step[1]) if row else (0, 0)
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]
