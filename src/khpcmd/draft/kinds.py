"""The kind of a field, by the contents of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from khpcmd.draft.found import Kind
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, CountField, DateField, YesNoField
from khpcmd.text import bare, loose, tidy
from khpcmd.workbook.cells import raw_text, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import PERCENT_FORMAT
from khpcmd.workbook.layout.rows import is_filler

ANY = Text(vi="vật", en="things")
COUNT = CountField(kind="count", label=ANY, reported_by=("x",), unit_of_measure=ANY)
YES_NO = YesNoField(kind="yes_no", label=ANY, reported_by=("x",))
DATE = DateField(kind="date", label=ANY, reported_by=("x",))

YES_OR_NO = frozenset({"co khong", "co hoac khong", "yes no"})
"""Units of measure of a question with yes or no."""
COUNTED = (
    "lượt người", "lượt", "người", "vụ việc", "vụ án", "vụ", "cơ sở", "hoạt động", "cuộc", "buổi", "lớp", "đợt",
    "hội nghị", "văn bản", "tin, bài", "tin", "bài", "hộ", "đơn(?! vị)", "xã(?! hội)",
)  # fmt: skip
"""What is counted, the longer names first."""
NAMES_OF = re.compile(r"(?:(?:tổng )?số )?(?P<what>" + "|".join(COUNTED) + r")\b", re.IGNORECASE)
PERSONS = re.compile(r"(?:(?:tổng )?số )?(?:cán bộ|học sinh|sinh viên|đối tượng|nạn nhân|lao động)\b", re.IGNORECASE)


def kind_of(cells: Iterable[GridCell | None], measure: str = "") -> Kind:
    """The kind of a field; a count where nothing stands in its cells."""
    if bare(measure) in YES_OR_NO:
        return "yes_no"
    filled = [cell for cell in cells if cell is not None and not is_filler(raw_text(cell))]
    numbers = [cell for cell in filled if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)]
    if not filled or 2 * len(numbers) >= len(filled):
        return "count"
    if _all(filled, YES_NO):
        return "yes_no"
    if _all(filled, DATE):
        return "date"
    return "count" if _all(filled, COUNT) else "text"


def _all(cells: Sequence[GridCell], spec: AnyField) -> bool:
    """Whether most of the cells are read as such a field."""
    fitting = sum(read_cell(cell, spec).value is not None for cell in cells)
    return 2 * fitting > len(cells)


def is_percentage(cells: Iterable[GridCell | None]) -> bool:
    """Whether most of the numbers are shown as percentages, or are not whole numbers."""
    numbers = [cell for cell in cells if cell is not None and isinstance(cell.value, int | float)]
    return 2 * sum(map(_is_odd, numbers)) > len(numbers)


def _is_odd(cell: GridCell) -> bool:
    fraction = isinstance(cell.value, float) and not cell.value.is_integer()
    return fraction or "%" in PERCENT_FORMAT.sub("", cell.look.number_format)


def measure_of(path: Sequence[str], written: str = "") -> str:
    """What a field counts: as the workbook writes it, else by the words of its name; "" where it is unknown."""
    if written and loose(written):
        return written
    for text in reversed(path):
        if match := NAMES_OF.match(tidy(text)):
            return match["what"].lower()
        if PERSONS.match(tidy(text)):
            return "người"
    return ""
