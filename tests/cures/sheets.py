"""Rows and columns that come and go, with the merged cells behind them."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet


def shifted(sheet: Worksheet, at: int, by: int, *, rows: bool = True) -> None:
    """Puts a row (column) before the one that is given (by = 1), or takes that one away (by = -1)."""
    boxes = [one.bounds for one in sheet.merged_cells.ranges]
    for box in [str(one) for one in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(box)
    if rows:
        (sheet.insert_rows if by > 0 else sheet.delete_rows)(at)
    else:
        (sheet.insert_cols if by > 0 else sheet.delete_cols)(at)
    for left, top, right, bottom in boxes:
        first, last = (top, bottom) if rows else (left, right)
        first += by * (first >= at + (by < 0))
        last += by * (last >= at)
        if first <= last and rows:
            sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)
        elif first <= last:
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=first, end_column=last)
