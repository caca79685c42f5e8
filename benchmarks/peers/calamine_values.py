"""The raw limit: the same values read with python-calamine, and nothing done with them."""

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

where = Path(sys.argv[1])
cells = 0
for path in sorted(where.iterdir()) if where.is_dir() else [where]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    cells += sum(map(len, rows))
print(cells)
