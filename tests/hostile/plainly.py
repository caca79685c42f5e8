"""What a spreadsheet program shows of a workbook, written down anew as a plain workbook: an independent witness.

openpyxl reads, so that nothing of khpcmd's own reader takes part; what it shows is all that is left in the copy.
"""

from __future__ import annotations

import io
import warnings

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet


def plainly(data: bytes) -> bytes | None:
    """The copy, None where openpyxl cannot read the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source = load_workbook(io.BytesIO(data), data_only=True)
        except Exception:  # noqa: BLE001 - sixteen classes of exceptions were seen
            return None
    target = Workbook()
    target.remove(target.worksheets[0])
    target.epoch = source.epoch
    for sheet in source.worksheets:
        copy = target.create_sheet(sheet.title)
        copy.sheet_state = sheet.sheet_state
        _copy(sheet, copy)
    file = io.BytesIO()
    target.save(file)
    return file.getvalue()


def _copy(sheet: Worksheet, copy: Worksheet) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and not isinstance(cell, MergedCell):
                made = copy.cell(cell.row, cell.column, cell.value)
                made.data_type = "s" if isinstance(cell.value, str) and cell.data_type != "e" else made.data_type
                made.number_format = cell.number_format
                made.font = Font(name=cell.font.name)
    for merged in sheet.merged_cells.ranges:
        copy.merge_cells(merged.coord)
    for number, dimension in sheet.row_dimensions.items():
        copy.row_dimensions[number].hidden = dimension.hidden
    for letter, columns in sheet.column_dimensions.items():
        copied = copy.column_dimensions[letter]
        copied.hidden, copied.min, copied.max = columns.hidden, columns.min, columns.max
