"""Marked copies of returns: wrong cells filled and commented, and a first sheet with the findings; start at ``run``."""

import os

# openpyxl takes lxml in place of defusedxml where it is installed; copies are to be the same on every machine
os.environ.setdefault("OPENPYXL_LXML", "False")
