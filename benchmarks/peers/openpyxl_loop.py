"""Every form of a folder with openpyxl: the names and figures of its table, added up."""

import sys
from collections import Counter
from pathlib import Path

import openpyxl

totals: Counter[str] = Counter()
for path in sorted(Path(sys.argv[1]).iterdir()):
    rows = openpyxl.load_workbook(path, data_only=True).active.iter_rows(min_row=5, values_only=True)
    totals.update({row[1]: row[3] for row in rows})
print(len(totals), sum(totals.values()))
