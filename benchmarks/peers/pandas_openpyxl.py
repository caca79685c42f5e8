"""A consolidated return as an analyst's script reads it: pandas over openpyxl, the same ratios, no checks."""

import sys

import pandas as pd

table = pd.read_excel(sys.argv[1], header=2, engine="openpyxl").iloc[:, 2:]
totals = table.sum()
print([bool(totals.iloc[n + 1] / totals.iloc[n] >= 0.2) for n in range(0, min(16, len(totals) - 1), 2)])
