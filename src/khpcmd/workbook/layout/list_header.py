"""Where the header of a long list is: a table with a row for each figure, its unit and its field in columns."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.layout.form_header import form_column
from khpcmd.workbook.layout.header_paths import paths_over
from khpcmd.workbook.layout.header_rows import Header, is_number_header
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.layout.texts import NamedTexts
from khpcmd.workbook.words.headers import Heading, Kind

SEEN = 40
"""How many rows below a header are looked at."""
TITLES = 200
"""How many titles over units of a sheet are looked at."""
WIDE = 30
"""How many cells of a header are looked at."""
FEWEST = 2
"""In how many of them a unit and a field have to stand beside each other."""


class ListHeaders:
    """The headers of long lists in one sheet: a title over units, one over fields and one over figures in one row."""

    def __init__(self, texts: NamedTexts) -> None:
        self._texts = texts
        self._grid = texts.grid

    def find(self, start: int) -> Header | None:
        """The first one from a row on."""
        return next((header for header in self._all if header.top >= start), None)

    @cached_property
    def _all(self) -> list[Header]:
        """The first of all headers in the sheet."""
        return [header for place in self._texts.over_units[:TITLES] if (header := self._header(place))]

    def last(self, header: Header) -> int:
        """The last row of the list below a header, for its rows look like headers themselves; 0 for other headers."""
        if header not in self._all:
            return 0
        last = header.bottom
        for row in self._grid.rows_from(header.bottom + 1):
            if not self._grid.text(row, header.names) or self._texts.is_over_fields(row, header.names):
                break
            last = row
        return last

    def _header(self, units: Place) -> Header | None:
        row, column = units
        others = [at for at in islice(self._grid.rows[row], WIDE) if at != column]
        titles = [at for at in others if self._texts.is_over_fields(row, at)]
        titles = titles or [at for at in others if self._lists(row, column, at)]  # "Tên chỉ tiêu báo cáo"
        if len(titles) != 1 or not self._lists(row, column, titles[0]):
            return None
        headings = dict[int, Heading]()
        for at, path in paths_over(self._grid, row, row).texts.items():
            known = at == column or is_number_header(path[-1])
            text = " / ".join(path)
            headings[at] = (
                Heading(Kind.KNOWN, text) if known else form_column(path, self._texts.fields, self._texts.units)
            )
        if not any(heading.kind is Kind.FIGURE for heading in headings.values()):
            return None
        del headings[titles[0]]
        return Header(Form.BY_FIELD, row, row, titles[0], headings, weight=1)

    def _lists(self, row: int, units: int, fields: int) -> bool:
        """Whether rows below name a unit and a field beside each other."""
        found = 0
        for below in islice(self._grid.rows_from(row + 1), SEEN):
            unit = self._texts.units.match(self._grid.text(below, units)).id
            name = self._grid.text(below, fields)
            if unit and name and self._texts.fields.name([name]):
                found += 1
        return found >= FEWEST
