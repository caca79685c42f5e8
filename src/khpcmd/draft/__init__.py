"""A plan proposed from a workbook that is in use: who reports, and what, as its headers say."""
