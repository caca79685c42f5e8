"""What the rows of a form are called: a name, or an item with a part of it beside it."""

from __future__ import annotations

from khpcmd.text import tidy
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.tables import Table
from khpcmd.workbook.vocabulary import OF_WHICH


def row_name(table: Table, grid: Grid, row: int) -> str:
    """The name of a row, also where it is indented into the next column."""
    return next((text for _, text in _texts(table, grid, row)), "")


def row_names(table: Table, grid: Grid) -> dict[int, str]:
    """The names of all rows of a table, in their order."""
    return {row: row_name(table, grid, row) for row in table.rows(grid)}


def item_and_part(table: Table, grid: Grid, row: int) -> tuple[str, str]:
    """The item and its part in a row that names both beside each other; "" twice in any other row."""
    if table.beside == table.names + 1:
        return "", ""
    texts = [text for _, text in _texts(table, grid, row) if any(map(str.isalpha, text))]
    return (texts[0], texts[1]) if len(texts) == 2 else ("", "")


def is_below_its_item(table: Table, grid: Grid, row: int) -> bool:
    """Whether the first text of a row is merged into it from the rows above."""
    column = next((column for column, _ in _texts(table, grid, row)), table.names)
    box = grid.merge(row, column)
    return box is not None and box[0] < row


def _texts(table: Table, grid: Grid, row: int) -> list[tuple[int, str]]:
    """The texts from the column of names up to the next one with a header; one merged over several columns once."""
    found = list[tuple[int, str]]()
    for column in range(table.names, table.beside):
        box = grid.merge(row, column)
        text = tidy(grid.text(row, column))
        if text and not (box and box[1] < column and column > table.names):
            found.append((column, text))
    return found


def part_name(name: str) -> str:
    """What a row names below its item: "Được kiểm tra" for "- Trong đó: Được kiểm tra"."""
    return OF_WHICH.sub("", name.lstrip("-+*•– ")).strip(" :-")
